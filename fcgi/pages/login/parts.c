// SPDX-License-Identifier: ISC
/*
 * The login without its form: who is logged in, which kind of code is missing,
 * and the pieces that all its pages share.  Decides nothing about a person, and
 * echoes nothing that it has not judged.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define ADDRESS_MAX 32768

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
put_link(struct exchange *x, const char *address, enum word label)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<a href=\"");
	html_attr(b, address);
	og_buf_puts(b, "\">");
	page_words(x, label, NULL);
	og_buf_puts(b, "</a>");
}

void
login_put_who(struct exchange *x, const char *name)
{
	page_sentence(x, WORD_LOGGED_IN_AS, &(struct words_args){.user = name});
}

static const struct kind {
	unsigned factor;
	enum word alone, among; /* the sentence, and one of a list */
} kinds[] = {
    {OG_FACTOR_TOTP, WORD_NEED_TOTP, WORD_KIND_TOTP},
    {OG_FACTOR_HOTP, WORD_NEED_HOTP, WORD_KIND_HOTP},
    {OG_FACTOR_RECOVERY, WORD_NEED_RECOVERY, WORD_KIND_RECOVERY},
    {OG_FACTOR_SENT, WORD_NEED_SENT, WORD_KIND_SENT},
    {OG_FACTOR_PASSKEY, WORD_NEED_PASSKEY, WORD_KIND_PASSKEY},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

void
login_put_need(struct exchange *x, unsigned factors)
{
	struct og_buf *b = &x->response.body;

	if (factors == 0) {
		page_sentence(x, WORD_NEED_CODE, NULL);
		return;
	}
	for (size_t i = 0; i < KINDS; i++) {
		if (factors != kinds[i].factor)
			continue;
		page_sentence(x, kinds[i].alone, NULL);
		return;
	}
	page_sentence(x, WORD_NEED_ONE_OF, NULL);
	og_buf_puts(b, "<ul>\n");
	for (size_t i = 0; i < KINDS; i++) {
		if ((factors & kinds[i].factor) == 0)
			continue;
		og_buf_puts(b, "<li>");
		page_words(x, kinds[i].among, NULL);
		og_buf_puts(b, "</li>\n");
	}
	og_buf_puts(b, "</ul>\n");
}

void
login_put_news(struct exchange *x, const struct login_news *news)
{
	struct og_buf *b = &x->response.body;

	if (news->n == 0)
		return;
	og_buf_puts(b, "<div role=\"status\">\n<p>");
	for (size_t i = 0; i < news->n; i++) {
		const struct sentence *s = &news->said[i].sentence;

		if (i > 0)
			og_buf_puts(b, news->said[i].on ? " " : "</p>\n<p>");
		page_words(x, s->word, &s->args);
	}
	og_buf_puts(b, "</p>\n</div>\n");
}

void
login_put_message(struct exchange *x, const struct login_page *p)
{
	if (p->news != NULL)
		login_put_news(x, p->news);
	if (p->note != WORD_NONE)
		page_sentence(x, p->note, NULL);
	if (p->message != WORD_NONE)
		page_alert(x, p->message, p->wait);
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

/* What leads from one page of the login to another; false: but for the target,
 * which is too long. */
static bool
put_query(const struct exchange *x, const struct login_page *p, char glue,
    struct og_buf *out)
{
	const bool whole = put_way(x, p->rd, glue, out);

	if (whole)
		glue = '&';
	if (p->need != NULL && p->need[0] != '\0') {
		og_buf_printf(out, "%cneed=", glue);
		redirect_encode(out, p->need);
		glue = '&';
	}
	if (login_is_token_text(p->bind, TICKET_BIND_MAX))
		og_buf_printf(out, "%cbind=%s", glue, p->bind);
	return whole || !login_may_lead_to(x, p->rd);
}

void
login_page_address(const struct exchange *x, const struct login_page *p,
    bool fresh, struct og_buf *out)
{
	og_buf_puts(out, fresh ? ROUTE_LOGIN "?fresh=1" : ROUTE_LOGIN);
	(void)put_query(x, p, fresh ? '&' : '?', out);
}

bool
login_news_address(
    const struct exchange *x, const struct login_page *p, struct og_buf *out)
{
	og_buf_puts(out, ROUTE_NEWS);
	return put_query(x, p, '?', out) && og_buf_err(out) == OG_OK;
}

void
login_put_ways_out(struct exchange *x, const struct login_page *p, bool logout)
{
	struct og_buf *b = &x->response.body, address;

	og_buf_init(&address, ADDRESS_MAX);
	login_page_address(x, p, true, &address);
	og_buf_puts(b, "<p class=\"ways\">");
	if (logout && x->conf->settings.account_page) {
		put_link(x, ROUTE_ACCOUNT, WORD_GO_TO_ACCOUNT);
		og_buf_puts(b, "\n");
	}
	if (logout) {
		put_link(x, ROUTE_LOGOUT, WORD_LOG_OUT);
		og_buf_puts(b, "\n");
	}
	put_link(x, og_buf_str(&address), WORD_LOG_IN_AS_ANOTHER);
	og_buf_puts(b, "</p>\n");
	og_buf_clear(&address);
}

void
login_put_languages(
    struct exchange *x, const struct login_page *p, const char *address)
{
	struct page_field fields[4];
	struct og_buf way;
	size_t n = 0;

	/* it is in this page alone, and would be lost */
	if (p->kept != NULL && p->kept[0] != '\0')
		return;
	og_buf_init(&way, ADDRESS_MAX);
	if (put_way(x, p->rd, '?', &way))
		fields[n++] = (struct page_field){"rd", p->rd};
	if (p->need != NULL && p->need[0] != '\0')
		fields[n++] = (struct page_field){"need", p->need};
	if (login_is_token_text(p->bind, TICKET_BIND_MAX))
		fields[n++] = (struct page_field){"bind", p->bind};
	if (p->fresh)
		fields[n++] = (struct page_field){"fresh", "1"};
	page_languages(x, address, fields, n);
	og_buf_clear(&way);
}

/* --- pages without a form --- */

void
login_page_in(
    struct exchange *x, const struct person *h, const struct login_page *p)
{
	struct og_buf way;

	og_buf_init(&way, REDIRECT_MAX + OG_HOST_MAX);
	if (login_may_lead_to(x, p->rd))
		ticket_put_way(x, p->rd, &way);
	page_begin(x, 200, WORD_LOGGED_IN_TITLE, false);
	login_put_message(x, p);
	login_put_who(x, h->user->name);
	page_button(x,
	    way.len > 0 ? og_buf_str(&way) : x->conf->settings.default_page,
	    WORD_CONTINUE);
	login_put_ways_out(x, p, true);
	login_put_languages(x, p, ROUTE_LOGIN);
	page_end(x);
	og_buf_clear(&way);
}

/* The way to give what is needed. */
static void
put_entry(struct exchange *x, const struct login_page *p)
{
	struct og_buf address;

	page_sentence(x, WORD_KIND_OTHER_GIVEN, NULL);
	og_buf_init(&address, ADDRESS_MAX);
	login_page_address(x, p, false, &address);
	page_button(x, og_buf_str(&address), WORD_ENTER_CODE);
	og_buf_clear(&address);
}

static enum word
title_of_kind(const struct og_user *u, const struct og_requirement *need)
{
	if (u == NULL)
		return WORD_NOT_SUPPORTED_TITLE;
	return need->factors != 0 ? WORD_KIND_TITLE : WORD_NEW_CODE_TITLE;
}

void
login_page_kind(struct exchange *x, const struct og_user *u,
    const struct og_requirement *need, const struct login_page *p)
{
	page_begin(x, 403, title_of_kind(u, need), false);
	login_put_message(x, p);
	if (u != NULL)
		login_put_who(x, u->name);
	login_put_need(x, need->factors);
	if (u == NULL) {
		page_sentence(x, WORD_KIND_NOT_SUPPORTED, NULL);
		page_button(x, ROUTE_LOGIN, WORD_GO_TO_LOGIN);
	} else {
		if (login_need_is_possible(u, need, og_clock_wall()))
			put_entry(x, p);
		else
			page_sentence(x, WORD_KIND_NOT_SET_UP, NULL);
		login_put_ways_out(x, p, true);
	}
	page_end(x);
}

/* Who has lost the phone comes in by a recovery code.  It is a code like any
 * other for a change of the account, too: with what came before it, it may bind
 * a new authenticator (SP 800-63B-4 sections 3.1.2 and 4.1.2). */
bool
login_put_replace(struct exchange *x, const struct news *n)
{
	if (!n->recovery || !x->conf->settings.account_page)
		return false;
	page_sentence(x, WORD_NEWS_REPLACE, NULL);
	page_button(
	    x, ROUTE_ACCOUNT "/authenticators/replace", WORD_ACCOUNT_REPLACE);
	return true;
}

void
login_put_ways_on(struct exchange *x, const struct news *n, const char *way)
{
	struct og_buf *b = &x->response.body;

	if (!login_put_replace(x, n)) {
		page_button(x, way, WORD_CONTINUE);
		return;
	}
	og_buf_puts(b, "<p class=\"ways\"><a href=\"");
	html_attr(b, way);
	og_buf_puts(b, "\">");
	page_words(x, WORD_NEWS_GO_ON, NULL);
	og_buf_puts(b, "</a></p>\n");
}
