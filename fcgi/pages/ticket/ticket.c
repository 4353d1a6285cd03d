// SPDX-License-Identifier: ISC
/*
 * Tickets between the hosts of one gate: sending a browser to the login host,
 * and what that host gives it for the way back.  Decides nothing: a ticket says
 * who has a session, and the other host looks at the session again
 * (pages/ticket/answer.c).  A ticket is never logged, and never shown on a
 * page.
 */
#include "fcgi/pages/ticket/ticket.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/cookie.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/base/wipe.h"
#include "lib/record/session.h"

#define HOP_COOKIE "__Host-otpgate-hop"
#define COUNT_COOKIE "__Host-otpgate-hops"
#define PASSES_MAX 3
#define PASSES_TIME 60 /* seconds */
#define ADDRESS_MAX 32768
#define TARGET_MAX (sizeof("https://") + OG_HOST_MAX + REDIRECT_MAX)

static const char *
this_host(const struct exchange *x)
{
	return request_get(&x->request, PARAM_HOST);
}

/* Which of our hosts an acceptable address leads to; NULL for a path, and for
 * anything else.  *path is what stands behind the host. */
static const char *
host_of(const struct exchange *x, const char *rd, const char **path)
{
	const struct og_settings *set = &x->conf->settings;
	size_t i;

	i = redirect_host(rd, strlen(rd),
	    (const char(*)[OG_HOST_MAX + 1]) set->hosts, set->n_hosts, path);
	return i < set->n_hosts ? set->hosts[i] : NULL;
}

void
ticket_put_way(const struct exchange *x, const char *rd, struct og_buf *out)
{
	const char *path, *port = browser_port(x),
			  *host = host_of(x, rd, &path);

	if (host == NULL || port[0] == '\0')
		og_buf_puts(out, rd);
	else
		og_buf_printf(out, "https://%s%s%s", host, port, path);
}

bool
ticket_is_elsewhere(const struct exchange *x)
{
	const char *login = x->conf->settings.login_host;

	return login[0] != '\0' && strcmp(login, this_host(x)) != 0;
}

static void
set_cookie(struct exchange *x, const char *name, const char *value, int age)
{
	char line[OG_TOKEN_SIZE + 128];
	int n;

	n = snprintf(line, sizeof(line),
	    "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d", name,
	    value, age);
	if (n > 0 && (size_t)n < sizeof(line))
		response_header(&x->response, "Set-Cookie", line);
}

/* --- passes --- */

/* Reads "COUNT.SECONDS" out of the cookie; what is older than a minute, or
 * not understood, counts nothing. */
static unsigned
passes(const struct exchange *x, int64_t now, int64_t *begun)
{
	const char *value, *dot;
	uint64_t count, when;
	size_t len;

	*begun = now;
	if (cookie_find(request_get(&x->request, PARAM_COOKIE), COUNT_COOKIE,
		&value, &len) != OG_OK)
		return 0;
	dot = memchr(value, '.', len);
	if (dot == NULL ||
	    og_num_parse(value, (size_t)(dot - value), 1, 99, &count) !=
		OG_OK ||
	    og_num_parse(dot + 1, len - (size_t)(dot + 1 - value), 0, INT64_MAX,
		&when) != OG_OK ||
	    (int64_t)when > now || (int64_t)when < now - PASSES_TIME)
		return 0;
	*begun = (int64_t)when;
	return (unsigned)count;
}

void
ticket_count(struct exchange *x, bool anew)
{
	int64_t now = og_clock_wall(), begun;
	unsigned n = passes(x, now, &begun);
	char value[32];

	if (anew) {
		n = 0;
		begun = now;
	}
	(void)snprintf(value, sizeof(value), "%u.%lld", n < 99 ? n + 1 : 99,
	    (long long)begun);
	set_cookie(x, COUNT_COOKIE, value, PASSES_TIME);
}

bool
ticket_is_looping(struct exchange *x)
{
	int64_t begun;

	if (passes(x, og_clock_wall(), &begun) < PASSES_MAX)
		return false;
	set_cookie(x, COUNT_COOKIE, "", 0);
	return true;
}

/* --- away, to the login host --- */

bool
ticket_hop(const struct exchange *x, int64_t now, struct og_pre *hop)
{
	const char *value;
	size_t len;

	return cookie_find(request_get(&x->request, PARAM_COOKIE), HOP_COOKIE,
		   &value, &len) == OG_OK &&
	       og_token_hop_open(
		   &x->conf->ring, this_host(x), value, len, now, hop) == OG_OK;
}

/* What binds a ticket to this browser.  Several tabs have one hop in common,
 * or only the last of them would come back. */
static bool
have_bind(struct exchange *x, char bind[OG_BIND_LEN + 1])
{
	int64_t now = og_clock_wall();
	char cookie[OG_TOKEN_SIZE];
	struct og_pre hop;
	enum og_err err;

	if (ticket_hop(x, now, &hop))
		err = og_token_hop_renew(
		    &x->conf->ring, this_host(x), now, &hop, cookie);
	else
		err = og_token_hop_new(
		    &x->conf->ring, this_host(x), now, &hop, cookie);
	if (err == OG_OK)
		err = og_token_bind(&hop, bind);
	if (err == OG_OK)
		set_cookie(x, HOP_COOKIE, cookie, OG_PRE_LIFETIME);
	OG_WIPE_OBJECT(&hop);
	OG_WIPE_ARRAY(cookie);
	return err == OG_OK;
}

/* "https://HOST/PATH" for a path on this host, or for the default page when
 * that cannot be taken. */
static void
whole_target(const struct exchange *x, const char *rd, char out[TARGET_MAX])
{
	const char *path;

	(void)snprintf(out, TARGET_MAX, "https://%s%s", this_host(x), rd);
	if (rd[0] != '/' || host_of(x, out, &path) == NULL)
		(void)snprintf(out, TARGET_MAX, "https://%s%s", this_host(x),
		    x->conf->settings.default_page);
}

/* The browser has just been here with a session, several times. */
static void
loop_page(struct exchange *x, const char *target)
{
	struct og_buf way;

	og_buf_init(&way, ADDRESS_MAX);
	ticket_put_way(x, target, &way);
	page_error_way(x, 403, WORD_LOOP_TITLE, WORD_LOOP_TEXT,
	    og_buf_str(&way), WORD_TRY_AGAIN);
	og_buf_clear(&way);
}

bool
ticket_may_carry(const struct exchange *x, const char *rd)
{
	const size_t ours = strlen(this_host(x)) +
			    strlen(x->conf->settings.login_host) +
			    OG_REQUIREMENT_MAX + 2 * OG_BIND_LEN;
	struct og_buf b;
	bool ok;

	if (ours >= REDIRECT_CARRIER_MAX)
		return false;
	og_buf_init(&b, ADDRESS_MAX);
	redirect_encode(&b, rd);
	ok = og_buf_err(&b) == OG_OK && b.len <= REDIRECT_CARRIER_MAX - ours;
	og_buf_clear(&b);
	return ok;
}

void
ticket_send_to_login(struct exchange *x, const char *rd, const char *need)
{
	const struct og_settings *set = &x->conf->settings;
	char target[TARGET_MAX], bind[OG_BIND_LEN + 1] = "";
	const char *path, *host = host_of(x, rd, &path);
	struct og_buf b;

	if (host != NULL && strcmp(host, this_host(x)) == 0) {
		rd = path[0] != '\0' ? path : "/";
		host = NULL;
	}
	if (host != NULL) /* a third one, which wants a ticket of its own */
		(void)snprintf(target, sizeof(target), "%s", rd);
	else if (have_bind(x, bind))
		whole_target(x, rd, target);
	else
		return; /* an answer that was not filled in denies */
	if (ticket_is_looping(x)) {
		loop_page(x, target);
		return;
	}
	og_buf_init(&b, ADDRESS_MAX);
	og_buf_printf(&b, "https://%s%s" ROUTE_LOGIN "?rd=", set->login_host,
	    browser_port(x));
	redirect_encode(&b, target);
	if (need != NULL && need[0] != '\0') {
		og_buf_puts(&b, "&need=");
		redirect_encode(&b, need);
	}
	if (bind[0] != '\0')
		og_buf_printf(&b, "&bind=%s", bind);
	if (og_buf_err(&b) == OG_OK)
		page_redirect(x, 302, b.data);
	og_buf_clear(&b);
}

/* --- on the login host --- */

bool
ticket_is_wanted(const struct exchange *x, const char *rd, const char *bind)
{
	const struct og_settings *set = &x->conf->settings;
	const char *dest = request_get(&x->request, PARAM_FETCH_DEST);
	const char *path, *host;

	if (set->login_host[0] == '\0' || ticket_is_elsewhere(x) ||
	    rd == NULL || bind == NULL || !og_token_bind_is_valid(bind) ||
	    (dest[0] != '\0' && strcmp(dest, "document") != 0))
		return false;
	host = host_of(x, rd, &path);
	return host != NULL && strcmp(host, set->login_host) != 0;
}

/* Milliseconds of the wall clock, but never the same or less than before, nor
 * than "spent". */
static uint64_t
next_serial(uint64_t spent)
{
	static _Atomic uint64_t last;
	uint64_t before = atomic_load(&last), serial;
	struct timespec ts = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	do {
		serial =
		    (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
		if (serial <= before)
			serial = before + 1;
		if (serial <= spent)
			serial = spent + 1;
	} while (!atomic_compare_exchange_weak(&last, &before, serial));
	return serial;
}

/* The session as it is stored.  False when it is not there. */
static bool
read_session(struct exchange *x, const struct og_session_token *t,
    struct og_session *out)
{
	uint8_t id[OG_DIGEST_LEN];
	struct og_session *s = NULL;
	struct og_user *u;

	u = malloc(sizeof(*u));
	if (u == NULL)
		return false;
	if (og_session_id(t->secret, id) == OG_OK &&
	    og_store_get_id(x->gate->store, t->user, false, u) == OG_OK)
		s = og_session_find(u, id);
	if (s != NULL)
		*out = *s;
	og_user_clear(u);
	free(u);
	return s != NULL;
}

bool
ticket_address(struct exchange *x, const struct og_session_token *t,
    const char *rd, const char *bind, struct og_buf *out)
{
	struct og_ticket ticket = {.session = *t};
	char text[OG_TOKEN_SIZE];
	const char *path, *host = host_of(x, rd, &path);
	struct og_session s;
	bool ok = false;

	if (host == NULL || !read_session(x, t, &s))
		goto out;
	ticket.issued = og_clock_wall();
	/* the clock may have been set back since the last one was spent */
	ticket.serial = next_serial(s.ticket);
	if (og_token_ticket_new(&x->conf->ring, host, bind, &ticket, text) !=
	    OG_OK)
		goto out;
	og_buf_printf(out, "https://%s%s" ROUTE_TICKET "?t=%s&rd=", host,
	    browser_port(x), text);
	redirect_encode(out, path[0] != '\0' ? path : "/");
	ok = og_buf_err(out) == OG_OK;
	if (ok)
		metrics_count(&x->gate->metrics, METRICS_TICKETS_GIVEN);
out:
	OG_WIPE_OBJECT(&ticket);
	OG_WIPE_ARRAY(text);
	return ok;
}
