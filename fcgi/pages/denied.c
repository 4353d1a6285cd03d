// SPDX-License-Identifier: ISC
/*
 * What stands in the place of protected content: for a person the way to the
 * login, with the form that was sent; for a program an error that it can read;
 * for a member of no demanded group a page that says so.  Never the content.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/denied.h"
#include "fcgi/pages/form/foreign.h"
#include "fcgi/pages/form/kept.h"
#include "fcgi/pages/login/page.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/pages/resume.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/wipe.h"
#include "lib/codes/requirement.h"

#define LOCATION_MAX 32768 /* a target, every byte escaped */

/* What is demanded here and a login can meet.  Groups are left out: no login
 * changes them, and a stranger need not read their names. */
static void
read_need(const struct exchange *x, struct og_requirement *need,
    char words[OG_REQUIREMENT_MAX])
{
	if (og_requirement_parse_words(
		request_get(&x->request, PARAM_NEED), need) != OG_OK)
		memset(need, 0, sizeof(*need));
	need->n_groups = 0;
	og_requirement_format(need, words);
}

/* True when there is a session, and what it lacks is another code. */
static bool
is_step_up(const struct exchange *x)
{
	const char *reason = request_get(&x->request, PARAM_REASON);

	return strcmp(reason, "stale") == 0 || strcmp(reason, "factor") == 0;
}

/* A person has sent something and waits for a page. */
static bool
is_form(const struct exchange *x)
{
	return strcmp(request_get(&x->request, PARAM_METHOD), "POST") == 0 &&
	       browser_wants_page(x);
}

/* --- for people --- */

/* The login in the place of the page: no address has room for this one. */
static void
login_right_here(struct exchange *x, const char *uri, const char *words)
{
	const struct login_page p = {.rd = uri, .need = words};

	if (ticket_is_elsewhere(x))
		resume_visit(x, uri, words);
	else
		login_page_show(x, 401, &p);
}

static void
to_login(struct exchange *x, const char *words)
{
	const char *uri = request_get(&x->request, PARAM_URI);
	struct og_buf b;

	if (!redirect_is_safe(uri, strlen(uri),
		(const char(*)[OG_HOST_MAX + 1]) x->conf->settings.hosts,
		x->conf->settings.n_hosts))
		uri = "";
	if (ticket_is_elsewhere(x) && ticket_may_carry(x, uri)) {
		ticket_send_to_login(x, uri, words);
		return;
	}
	og_buf_init(&b, LOCATION_MAX);
	og_buf_puts(&b, ROUTE_LOGIN);
	if (*uri != '\0') {
		og_buf_puts(&b, "?rd=");
		redirect_encode(&b, uri);
	}
	if (*words != '\0') {
		og_buf_puts(&b, *uri != '\0' ? "&need=" : "?need=");
		redirect_encode(&b, words);
	}
	if (ticket_is_elsewhere(x) || b.len > REDIRECT_CARRIER_MAX)
		login_right_here(x, uri, words);
	else
		page_redirect(x, 302,
		    og_buf_err(&b) == OG_OK ? og_buf_str(&b) : ROUTE_LOGIN);
	og_buf_clear(&b);
}

/* A page asked for by a form.  The login takes place right here, since an
 * address has no room for a form. */
static void
keep_form(struct exchange *x, const char *words)
{
	struct login_page p = {.need = words};
	enum kept_state state;
	char *text;

	state = kept_seal(x, &text);
	if (ticket_is_elsewhere(x)) {
		resume_page(x, 401, state, text, words);
	} else {
		p.kept = text;
		if (state != KEPT_OK)
			p.message = kept_explain(state);
		else if (is_step_up(x))
			p.note = WORD_KEPT_NEEDS_CODE;
		else
			p.note = WORD_KEPT_NEEDS_LOGIN;
		login_page_show(x, 401, &p);
	}
	if (text != NULL)
		og_wipe(text, strlen(text));
	free(text);
}

/* --- for programs --- */

static void
challenge(
    struct exchange *x, const char *error, const struct og_requirement *need)
{
	struct og_buf b;

	og_buf_init(&b, LOCATION_MAX);
	og_buf_printf(&b, "Otpgate realm=\"otpgate\", error=\"%s\"", error);
	if (need->max_age != 0)
		og_buf_printf(&b, ", max_age=\"%" PRId64 "\"", need->max_age);
	response_header(&x->response, "WWW-Authenticate", og_buf_str(&b));
	og_buf_clear(&b);
}

/* Where a person logs in for this program: on this host, which knows the way
 * to another, since its ticket is good for this browser only. */
static void
put_login(struct exchange *x, struct og_buf *b, const char *words)
{
	struct og_buf address;

	og_buf_init(&address, LOCATION_MAX);
	og_buf_printf(&address, "https://%s%s" ROUTE_LOGIN,
	    request_get(&x->request, PARAM_HOST), browser_port(x));
	if (*words != '\0') {
		og_buf_puts(&address, "?need=");
		redirect_encode(&address, words);
	}
	html_json(b, og_buf_str(&address));
	og_buf_clear(&address);
}

static void
program_error(
    struct exchange *x, const struct og_requirement *need, const char *words)
{
	const char *error = is_step_up(x) ? "code_required" : "login_required";
	struct og_buf *b = &x->response.body;

	x->response.status = 401;
	page_plain_headers(x, "application/json; charset=utf-8");
	challenge(x, error, need);
	og_buf_puts(b, "{\"error\":");
	html_json(b, error);
	og_buf_puts(b, ",\"login\":");
	put_login(x, b, words);
	og_buf_puts(b, "}\n");
}

/* --- no login would help --- */

static const struct denial {
	const char *reason;
	const char *error; /* for programs */
	enum word title;
	enum word text;
} denials[] = {
    {"group", "group_required", WORD_DENIED_TITLE, WORD_DENIED_GROUP},
    {"path", "path_refused", WORD_PATH_TITLE, WORD_PATH_TEXT},
    {"again", "already_sent", WORD_AGAIN_TITLE, WORD_AGAIN_TEXT},
    {"", "not_possible", WORD_UNAVAILABLE_TITLE, WORD_UNDECIDED_TEXT},
};

/* A page on this host that may be opened once more; else "". */
static const char *
this_page(const struct exchange *x)
{
	const char *uri = request_get(&x->request, PARAM_URI);

	return *uri == '/' && redirect_is_safe(uri, strlen(uri), NULL, 0) ? uri
									  : "";
}

/* The browser has thrown away what the application has answered. */
static void
sent_page(struct exchange *x, const struct denial *d)
{
	const char *uri = this_page(x);

	page_begin(x, 403, d->title, false);
	page_sentence(x, d->text, NULL);
	page_hint(x, WORD_AGAIN_HINT, NULL);
	if (*uri != '\0')
		page_button(x, uri, WORD_OPEN_PAGE);
	page_end(x);
}

/* Who is meant, and the ways out: it may be the wrong person's session.  The
 * page looks at the session again, and without one says just the sentence. */
static void
deny_page(struct exchange *x, const struct denial *d)
{
	struct login_here *h = calloc(1, sizeof(*h));
	const struct login_page p = {.rd = request_get(&x->request, PARAM_URI)};

	if (h == NULL || !login_here_read(x, h)) {
		page_error(x, 403, d->title, d->text);
	} else {
		page_begin(x, 403, d->title, false);
		login_put_who(x, h->user.name);
		page_sentence(x, d->text, NULL);
		login_put_ways_out(x, &p, true);
		page_end(x);
	}
	if (h != NULL)
		login_here_clear(h);
	free(h);
}

static void
deny_person(struct exchange *x, const struct denial *d)
{
	const char *uri = this_page(x);

	if (strcmp(d->reason, "again") == 0)
		sent_page(x, d);
	else if (strcmp(d->reason, "group") == 0)
		deny_page(x, d);
	else if (strcmp(d->reason, "path") == 0)
		page_error_way(
		    x, 403, d->title, d->text, "/", WORD_GO_TO_FRONT);
	else if (*uri != '\0' && browser_is_navigation(x))
		page_error_way(x, 403, d->title, d->text, uri, WORD_TRY_AGAIN);
	else
		page_error(x, 403, d->title, d->text);
}

static void
deny(struct exchange *x)
{
	const char *reason = request_get(&x->request, PARAM_REASON);
	const struct denial *d = denials;

	while (d->reason[0] != '\0' && strcmp(d->reason, reason) != 0)
		d++;
	if (browser_wants_page(x)) {
		deny_person(x, d);
		return;
	}
	x->response.status = 403;
	page_plain_headers(x, "application/json; charset=utf-8");
	og_buf_printf(&x->response.body, "{\"error\":\"%s\"}\n", d->error);
}

void
denied_answer(struct exchange *x)
{
	char words[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	read_need(x, &need, words);
	if (strcmp(request_get(&x->request, PARAM_STATUS), "401") != 0)
		deny(x);
	else if (browser_is_navigation(x))
		to_login(x, words);
	else if (foreign_is_form(x))
		foreign_send_on(x);
	else if (is_form(x))
		keep_form(x, words);
	else
		program_error(x, &need, words);
	exchange_finish(x);
}
