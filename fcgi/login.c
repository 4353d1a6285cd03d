// SPDX-License-Identifier: ISC
/*
 * The login page: shows the form, takes what was sent apart, and refuses what
 * did not come from our own page.  Who gets in is decided in login_attempt.c.
 */
#include "submission.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "browser.h"
#include "clock.h"
#include "html.h"
#include "page.h"
#include "redirect.h"
#include "route.h"
#include "wipe.h"

#define PRE_RENEW (OG_PRE_LIFETIME / 2)

static bool
is_safe(const struct exchange *x, const char *rd)
{
	return redirect_is_safe(rd, strlen(rd),
	    (const char(*)[OG_HOST_MAX + 1]) x->conf->settings.hosts,
	    x->conf->settings.n_hosts);
}

/* The browser's pre-session, or a new one with its cookie. */
static bool
have_pre(struct exchange *x, struct og_pre *pre)
{
	int64_t now = og_clock_wall();
	char cookie[OG_TOKEN_SIZE];

	if (browser_pre(x, now, pre) && now - pre->issued < PRE_RENEW)
		return true;
	if (og_token_pre_new(&x->conf->ring,
		request_get(&x->request, PARAM_HOST), now, pre,
		cookie) != OG_OK)
		return false;
	browser_set_pre(x, cookie);
	return true;
}

static void
put_input(struct og_buf *b, const char *label, const char *attributes,
    const char *name)
{
	og_buf_printf(b,
	    "<label for=\"%s\">%s</label>\n"
	    "<input id=\"%s\" name=\"%s\" %s>\n",
	    name, label, name, name, attributes);
}

/* The fields that a person fills in, by what the first factor is. */
static void
put_fields(struct og_buf *b, enum og_first_factor first)
{
	if (first != OG_FIRST_PROXY)
		put_input(b, "User name",
		    "autocomplete=\"username\" autocapitalize=\"none\" "
		    "spellcheck=\"false\" maxlength=\"64\" required autofocus",
		    "user");
	if (first == OG_FIRST_PASSWORD)
		put_input(b, "Password",
		    "type=\"password\" autocomplete=\"current-password\" "
		    "maxlength=\"1024\" required",
		    "password");
	put_input(b, "One-time code",
	    "class=\"code\" inputmode=\"numeric\" "
	    "autocomplete=\"one-time-code\" maxlength=\"16\" "
	    "aria-describedby=\"code-hint\"",
	    "code");
	og_buf_puts(b,
	    "<p class=\"hint\" id=\"code-hint\">The digits that your "
	    "authenticator app shows now.</p>\n"
	    "<details>\n<summary>No phone at hand?</summary>\n");
	put_input(b, "Recovery code",
	    "autocomplete=\"off\" autocapitalize=\"characters\" "
	    "spellcheck=\"false\" maxlength=\"32\" "
	    "aria-describedby=\"recovery-hint\"",
	    "recovery");
	og_buf_puts(b,
	    "<p class=\"hint\" id=\"recovery-hint\">One of the codes that you "
	    "were given for this case. Leave the one-time code empty.</p>\n"
	    "</details>\n");
}

void
login_show(struct exchange *x, int status, const char *message, const char *rd)
{
	struct og_buf *b = &x->response.body;
	char token[OG_TOKEN_SIZE];
	struct og_pre pre;

	if (!have_pre(x, &pre) ||
	    og_token_form_new(&x->conf->ring, LOGIN_FORM_NAME, pre.random,
		sizeof(pre.random), token) != OG_OK)
		return; /* an answer that was not filled in denies */
	page_begin(x, status, "Log in", true);
	if (message != NULL) {
		og_buf_puts(b, "<p class=\"bad\" role=\"alert\">");
		html_text(b, message);
		og_buf_puts(b, "</p>\n");
	}
	og_buf_puts(b, "<form method=\"post\" action=\"" ROUTE_LOGIN "\">\n");
	put_fields(b, x->conf->settings.policy.first_factor);
	og_buf_puts(b, "<input type=\"hidden\" name=\"rd\" value=\"");
	if (is_safe(x, rd))
		html_attr(b, rd);
	og_buf_printf(b,
	    "\">\n<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n"
	    "<button type=\"submit\">Log in</button>\n</form>\n",
	    token);
	page_end(x);
}

void
login_form(struct exchange *x)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char rd[REDIRECT_MAX + 1] = "";
	size_t len;

	if (query != NULL && form_query_find(query + 1, strlen(query + 1), "rd",
				 rd, sizeof(rd), &len) != OG_OK)
		rd[0] = '\0';
	login_show(x, 200, NULL, rd);
	server_finish(x);
}

/* --- what was sent --- */

void
login_free(void *arg)
{
	struct login *l = arg;

	if (l == NULL)
		return;
	atomic_fetch_sub(&l->gate->logins, 1);
	if (l->body != NULL)
		og_wipe(l->body, l->body_len);
	free(l->body);
	OG_WIPE_OBJECT(l);
	free(l);
}

static void
fail(struct exchange *x, int status, const char *title, const char *text)
{
	page_error(x, status, title, text);
	server_finish(x);
}

static bool
is_form_type(const struct exchange *x)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const char *given = request_get(&x->request, PARAM_CONTENT_TYPE);

	return strncasecmp(given, type, sizeof(type) - 1) == 0 &&
	       (given[sizeof(type) - 1] == '\0' ||
		   given[sizeof(type) - 1] == ';' ||
		   given[sizeof(type) - 1] == ' ');
}

/* Reads body and fields.  On failure the exchange is finished. */
static bool
read_form(struct exchange *x, struct login *l)
{
	static const char *const names[LOGIN_FIELDS] = {
	    "user", "password", "code", "recovery", "rd", "csrf"};
	enum og_err err;

	err = request_body(
	    &x->request, &x->fcgi, LOGIN_BODY_MAX, &l->body, &l->body_len);
	server_body_done(x);
	if (err == OG_ERR_RANGE) {
		fail(x, 413, "Too large", "This form is too large.");
		return false;
	}
	if (err == OG_ERR_FORMAT) {
		fail(x, 411, "Not understood",
		    "The length of the form is not known.");
		return false;
	}
	for (int i = 0; i < LOGIN_FIELDS; i++)
		l->field[i].name = names[i];
	if (err == OG_OK)
		err = form_parse(l->body, l->body_len, l->field, LOGIN_FIELDS);
	if (err != OG_OK) {
		fail(x, 400, "Not understood",
		    "The form did not arrive as it should. Please try again.");
		return false;
	}
	return true;
}

/* The form must be one that this browser was given. */
static bool
is_authentic(const struct exchange *x, const struct login *l)
{
	const struct form_field *csrf = &l->field[LOGIN_CSRF];
	struct og_pre pre;

	return browser_pre(x, og_clock_wall(), &pre) &&
	       og_token_form_check(&x->conf->ring, LOGIN_FORM_NAME, pre.random,
		   sizeof(pre.random), csrf->value, csrf->len) == OG_OK;
}

void
login_submit(struct exchange *x)
{
	struct login *l;

	if (!browser_is_same_origin(x)) {
		fail(x, 403, "Not from here",
		    "This form was sent from another site.");
		return;
	}
	if (!is_form_type(x)) {
		fail(x, 415, "Not understood", "This is not a login form.");
		return;
	}
	l = calloc(1, sizeof(*l));
	if (l == NULL) {
		server_finish(x);
		return;
	}
	l->gate = x->gate;
	atomic_fetch_add(&x->gate->logins, 1);
	x->state = l;
	x->state_free = login_free;
	if (!read_form(x, l))
		return;
	if (!is_authentic(x, l)) {
		login_show(x, 403,
		    "This page was open for too long, or cookies are off. "
		    "Please try again.",
		    l->field[LOGIN_RD].value);
		server_finish(x);
		return;
	}
	login_attempt(x);
}
