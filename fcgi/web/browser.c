// SPDX-License-Identifier: ISC
/*
 * Reads what the browser is and holds out of the params.  No decision about a
 * person is made here.
 */
#include "fcgi/web/browser.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fcgi/web/cookie.h"
#include "fcgi/web/news.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/record/device.h"

size_t
browser_host(const struct exchange *x)
{
	const struct og_settings *set = &x->conf->settings;
	const char *host = request_get(&x->request, PARAM_HOST);
	size_t i = 0;

	while (i < set->n_hosts && strcmp(set->hosts[i], host) != 0)
		i++;
	return i;
}

const char *
browser_port(const struct exchange *x)
{
	const char *port = request_get(&x->request, PARAM_PORT);
	uint64_t n;

	if (*port != ':' ||
	    og_num_parse(port + 1, strlen(port + 1), 1, 65535, &n) != OG_OK ||
	    n == 443)
		return "";
	return port;
}

bool
browser_is_trusted(const struct exchange *x)
{
	return strcmp(request_get(&x->request, PARAM_SCHEME), "https") == 0 &&
	       browser_host(x) < x->conf->settings.n_hosts;
}

bool
browser_is_expected(const struct exchange *x, char why[BROWSER_WHY_SIZE])
{
	const char *host = request_get(&x->request, PARAM_HOST);

	why[0] = '\0';
	if (browser_is_trusted(x))
		return true;
	if (browser_host(x) == x->conf->settings.n_hosts)
		(void)snprintf(why, BROWSER_WHY_SIZE,
		    "the host %.253s, the first server_name in nginx, is not "
		    "in the setting hosts",
		    host);
	else
		(void)snprintf(why, BROWSER_WHY_SIZE,
		    "the host %.253s was reached by %.20s and not by https",
		    host, request_get(&x->request, PARAM_SCHEME));
	return false;
}

/* "https://HOST", with any port: the port of the outside is not told to us,
 * and Sec-Fetch-Site tells ports apart. */
static bool
is_our_origin(const char *origin, const char *host)
{
	const size_t len = strlen(host);

	if (strncmp(origin, "https://", 8) != 0 ||
	    strncasecmp(origin + 8, host, len) != 0)
		return false;
	origin += 8 + len;
	if (*origin == ':') {
		origin++;
		if (*origin == '\0')
			return false;
		origin += strspn(origin, "0123456789");
	}
	return *origin == '\0';
}

bool
browser_seems_same_origin(const struct exchange *x)
{
	const char *origin = request_get(&x->request, PARAM_ORIGIN);
	const char *site = request_get(&x->request, PARAM_FETCH_SITE);

	/* "Referrer-Policy: no-referrer" of the site hides the name; a page
	 * that has none, such as a frame in a sandbox, is cross-site */
	if (strcmp(origin, "null") == 0)
		return strcmp(site, "same-origin") == 0;
	if (*origin != '\0' &&
	    !is_our_origin(origin, request_get(&x->request, PARAM_HOST)))
		return false;
	return *site == '\0' || strcmp(site, "same-origin") == 0 ||
	       strcmp(site, "none") == 0;
}

void
browser_tell_form(
    const struct exchange *x, const char *reason, const char *detail)
{
	const struct og_event e = {.when = og_clock_wall(),
	    .event = "form",
	    .verdict = "deny",
	    .reason = reason,
	    .address = request_get(&x->request, PARAM_ADDR),
	    .detail = detail};

	if (gate_may_tell(x->gate, LINES_FORM))
		og_audit_write(x->gate->audit, &e);
}

/* Whoever has to find out why nobody can log in needs both names.  They are
 * the client's words: bounded here, escaped by the log. */
static void
tell_origin(const struct exchange *x)
{
	const char *origin = request_get(&x->request, PARAM_ORIGIN);
	const char *site = request_get(&x->request, PARAM_FETCH_SITE);
	char text[512];

	(void)snprintf(text, sizeof(text),
	    "sent to https://%s, Origin %.200s, Sec-Fetch-Site %.20s",
	    request_get(&x->request, PARAM_HOST),
	    *origin != '\0' ? origin : "missing",
	    *site != '\0' ? site : "missing");
	browser_tell_form(x, "origin", text);
}

bool
browser_is_same_origin(const struct exchange *x)
{
	const bool same = browser_seems_same_origin(x);

	if (!same)
		tell_origin(x);
	return same;
}

bool
browser_wants_page(const struct exchange *x)
{
	const char *mode = request_get(&x->request, PARAM_FETCH_MODE);

	/* a WebSocket would follow no redirect and show no page */
	if (strcasestr(request_get(&x->request, PARAM_UPGRADE), "websocket") !=
	    NULL)
		return false;
	if (*mode != '\0')
		return strcmp(mode, "navigate") == 0;
	return strstr(request_get(&x->request, PARAM_ACCEPT), "text/html") !=
	       NULL;
}

bool
browser_is_navigation(const struct exchange *x)
{
	const char *method = request_get(&x->request, PARAM_METHOD);

	return (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) &&
	       browser_wants_page(x);
}

enum og_err
browser_session_read(const struct exchange *x, struct og_session_token *t)
{
	const char *value;
	enum og_err err;
	size_t len;

	err = cookie_find(request_get(&x->request, PARAM_COOKIE),
	    BROWSER_SESSION_COOKIE, &value, &len);
	if (err != OG_OK)
		return err;
	return og_token_session_read(&x->conf->ring, x->reader,
	    request_get(&x->request, PARAM_HOST), value, len, t);
}

bool
browser_session(const struct exchange *x, struct og_session_token *t)
{
	return browser_session_read(x, t) == OG_OK;
}

bool
browser_pre(const struct exchange *x, int64_t now, struct og_pre *pre)
{
	const char *value;
	size_t len;

	return cookie_find(request_get(&x->request, PARAM_COOKIE),
		   BROWSER_PRE_COOKIE, &value, &len) == OG_OK &&
	       og_token_pre_open(&x->conf->ring,
		   request_get(&x->request, PARAM_HOST), value, len, now,
		   pre) == OG_OK;
}

bool
browser_device(
    const struct exchange *x, struct og_device_token *t, bool *authentic)
{
	const char *value;
	size_t len;

	*authentic = false;
	return cookie_find(request_get(&x->request, PARAM_COOKIE),
		   BROWSER_DEVICE_COOKIE, &value, &len) == OG_OK &&
	       og_token_device_open(&x->conf->ring,
		   request_get(&x->request, PARAM_HOST), value, len, t,
		   authentic) == OG_OK;
}

enum og_err
browser_enroll(const struct exchange *x, const char **value, size_t *len)
{
	return cookie_find(request_get(&x->request, PARAM_COOKIE),
	    BROWSER_ENROLL_COOKIE, value, len);
}

enum og_err
browser_news(const struct exchange *x, const char **value, size_t *len)
{
	return cookie_find(request_get(&x->request, PARAM_COOKIE),
	    BROWSER_NEWS_COOKIE, value, len);
}

static void
set_cookie(struct exchange *x, const char *name, const char *value,
    const char *attributes)
{
	char line[NEWS_TEXT_SIZE + 128]; /* which is the longest */
	int n;

	n = snprintf(line, sizeof(line), "%s=%s; Path=/; Secure; HttpOnly%s",
	    name, value, attributes);
	if (n > 0 && (size_t)n < sizeof(line))
		response_header(&x->response, "Set-Cookie", line);
}

void
browser_set_session(struct exchange *x, const char *value)
{
	set_cookie(x, BROWSER_SESSION_COOKIE, value, "; SameSite=Lax");
}

void
browser_end_session(struct exchange *x)
{
	set_cookie(x, BROWSER_SESSION_COOKIE, "", "; SameSite=Lax; Max-Age=0");
}

void
browser_set_pre(struct exchange *x, const char *value)
{
	/* not Strict: a link of another site would come without it, and its
	 * page would get another one, which spoils the form in this tab */
	set_cookie(x, BROWSER_PRE_COOKIE, value, "; SameSite=Lax; Max-Age=600");
}

void
browser_end_pre(struct exchange *x)
{
	set_cookie(x, BROWSER_PRE_COOKIE, "", "; SameSite=Lax; Max-Age=0");
}

void
browser_set_device(struct exchange *x, const char *value)
{
	char life[40];

	(void)snprintf(life, sizeof(life), "; SameSite=Lax; Max-Age=%d",
	    OG_DEVICE_LIFETIME);
	set_cookie(x, BROWSER_DEVICE_COOKIE, value, life);
}

void
browser_set_enroll(struct exchange *x, const char *value, int64_t life)
{
	char more[60];

	/* not Strict: the link is in a mail, and leads on to the page */
	(void)snprintf(
	    more, sizeof(more), "; SameSite=Lax; Max-Age=%" PRId64, life);
	set_cookie(x, BROWSER_ENROLL_COOKIE, value, more);
}

void
browser_end_enroll(struct exchange *x)
{
	set_cookie(x, BROWSER_ENROLL_COOKIE, "", "; SameSite=Lax; Max-Age=0");
}

void
browser_set_news(struct exchange *x, const char *value)
{
	char more[60];

	(void)snprintf(
	    more, sizeof(more), "; SameSite=Lax; Max-Age=%d", NEWS_LIFE);
	set_cookie(x, BROWSER_NEWS_COOKIE, value, more);
}

void
browser_set_language(struct exchange *x, const char *code)
{
	set_cookie(x, BROWSER_LANGUAGE_COOKIE, code,
	    "; SameSite=Lax; Max-Age=31536000");
}
