// SPDX-License-Identifier: ISC
/*
 * The login without its form: who is logged in, which kind of code is missing,
 * and the pieces that all its pages share.  Decides nothing about a person, and
 * echoes nothing that it has not judged.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define ADDRESS_MAX 32768
#define SOON 10 /* seconds */
#define MINUTE 60
#define HOUR 3600
#define MINUTES_MAX 90 /* more are hours */

bool
login_is_token_text(const char *s, size_t max)
{
	size_t len;

	if (s == NULL)
		return false;
	len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_");
	return len > 0 && len <= max && s[len] == '\0';
}

static void
put_link(struct og_buf *b, const char *address, const char *text)
{
	og_buf_puts(b, "<a href=\"");
	html_attr(b, address);
	og_buf_printf(b, "\">%s</a>", text);
}

static void
put_button(struct og_buf *b, const char *address, const char *text)
{
	og_buf_puts(b, "<p><a class=\"button\" href=\"");
	html_attr(b, address);
	og_buf_printf(b, "\">%s</a></p>\n", text);
}

void
login_put_who(struct og_buf *b, const char *name)
{
	og_buf_puts(b, "You are logged in as <strong>");
	html_text(b, name);
	og_buf_puts(b, "</strong>");
}

void
login_put_kinds(struct og_buf *b, unsigned factors)
{
	static const struct {
		unsigned factor;
		const char *words;
	} kinds[] = {
	    {OG_FACTOR_TOTP, "a code from an authenticator app"},
	    {OG_FACTOR_HOTP, "a code from a token that counts (HOTP)"},
	    {OG_FACTOR_RECOVERY, "a recovery code"},
	    {OG_FACTOR_SENT, "a code that is sent to you"},
	    {OG_FACTOR_PASSKEY, "a passkey"},
	};
	const char *glue = "";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((factors & kinds[i].factor) == 0)
			continue;
		og_buf_printf(b, "%s%s", glue, kinds[i].words);
		glue = " or ";
	}
}

void
login_wait_words(int64_t seconds, char out[LOGIN_WAIT_SIZE])
{
	if (seconds <= SOON)
		(void)snprintf(out, LOGIN_WAIT_SIZE, "in a few seconds");
	else if (seconds <= MINUTE)
		(void)snprintf(out, LOGIN_WAIT_SIZE, "in less than a minute");
	else if (seconds <= MINUTES_MAX * MINUTE)
		(void)snprintf(out, LOGIN_WAIT_SIZE,
		    "in about %" PRId64 " minutes",
		    (seconds + MINUTE - 1) / MINUTE);
	else
		(void)snprintf(out, LOGIN_WAIT_SIZE,
		    "in about %" PRId64 " hours", (seconds + HOUR - 1) / HOUR);
}

void
login_put_message(struct og_buf *b, const struct login_page *p)
{
	if (p->note != NULL && p->note[0] != '\0') {
		og_buf_puts(b, "<p>");
		html_text(b, p->note);
		og_buf_puts(b, "</p>\n");
	}
	if (p->message != NULL) {
		og_buf_puts(b, "<p class=\"bad\" role=\"alert\">");
		html_text(b, p->message);
		og_buf_puts(b, "</p>\n");
	}
}

/* Where to come back to, or nothing when a web server would refuse it. */
static bool
put_way(const struct exchange *x, const char *rd, char glue, struct og_buf *out)
{
	struct og_buf way;
	bool ok;

	if (!login_may_lead_to(x, rd))
		return false;
	og_buf_init(&way, REDIRECT_CARRIER_MAX);
	redirect_encode(&way, rd);
	ok = og_buf_err(&way) == OG_OK;
	if (ok)
		og_buf_printf(out, "%crd=%s", glue, og_buf_str(&way));
	og_buf_clear(&way);
	return ok;
}

void
login_page_address(const struct exchange *x, const struct login_page *p,
    bool fresh, struct og_buf *out)
{
	char glue = '?';

	og_buf_puts(out, ROUTE_LOGIN);
	if (fresh) {
		og_buf_puts(out, "?fresh=1");
		glue = '&';
	}
	if (put_way(x, p->rd, glue, out))
		glue = '&';
	if (p->need != NULL && p->need[0] != '\0') {
		og_buf_printf(out, "%cneed=", glue);
		redirect_encode(out, p->need);
		glue = '&';
	}
	if (login_is_token_text(p->bind, TICKET_BIND_MAX))
		og_buf_printf(out, "%cbind=%s", glue, p->bind);
}

void
login_put_ways_out(struct exchange *x, const struct login_page *p, bool logout)
{
	struct og_buf *b = &x->response.body, address;

	og_buf_init(&address, ADDRESS_MAX);
	login_page_address(x, p, true, &address);
	og_buf_puts(b, "<p class=\"ways\">");
	if (logout) {
		put_link(b, ROUTE_LOGOUT, "Log out");
		og_buf_puts(b, "\n");
	}
	put_link(b, og_buf_str(&address), "Log in as somebody else");
	og_buf_puts(b, "</p>\n");
	og_buf_clear(&address);
}

/* --- pages without a form --- */

void
login_page_in(
    struct exchange *x, const struct person *h, const struct login_page *p)
{
	struct og_buf *b = &x->response.body, way;

	og_buf_init(&way, REDIRECT_MAX + OG_HOST_MAX);
	if (login_may_lead_to(x, p->rd))
		ticket_put_way(x, p->rd, &way);
	page_begin(x, 200, "You are logged in", false);
	login_put_message(b, p);
	og_buf_puts(b, "<p>");
	login_put_who(b, h->user->name);
	og_buf_puts(b, ".</p>\n");
	put_button(b,
	    way.len > 0 ? og_buf_str(&way) : x->conf->settings.default_page,
	    "Continue");
	login_put_ways_out(x, p, true);
	page_end(x);
	og_buf_clear(&way);
}

void
login_page_kind(struct exchange *x, const struct og_user *u,
    const struct og_requirement *need, const struct login_page *p)
{
	bool possible =
	    u != NULL && login_need_is_possible(u, need, og_clock_wall());
	struct og_buf *b = &x->response.body, address;

	page_begin(x, 403,
	    need->factors != 0 ? "Another kind of code is needed"
			       : "A new code is needed",
	    false);
	login_put_message(b, p);
	og_buf_puts(b, "<p>");
	if (u != NULL) {
		login_put_who(b, u->name);
		og_buf_puts(b, ". ");
	}
	og_buf_puts(b, "What you asked for wants ");
	if (need->factors == 0)
		og_buf_puts(b, "a new code");
	else
		login_put_kinds(b, need->factors);
	if (possible) {
		og_buf_puts(b, ", and that is not what you gave.</p>\n");
		og_buf_init(&address, ADDRESS_MAX);
		login_page_address(x, p, false, &address);
		put_button(b, og_buf_str(&address), "Enter it");
		og_buf_clear(&address);
	} else {
		og_buf_puts(b,
		    u != NULL ? ", and you have nothing that could give one. "
				"Ask your administrator.</p>\n"
			      : ", which this gate cannot take yet. Tell the "
				"administrator.</p>\n");
	}
	if (u != NULL)
		login_put_ways_out(x, p, true);
	page_end(x);
}
