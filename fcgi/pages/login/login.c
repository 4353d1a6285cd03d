// SPDX-License-Identifier: ISC
/*
 * The login address: takes apart what was asked and what was sent, and refuses
 * what did not come from our own page.  Who gets in is decided in
 * pages/login/attempt.c.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/login/login.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

#define ADDRESS_MAX 32768

/* --- what was asked --- */

struct query {
	char rd[REDIRECT_MAX + 1];
	char need[OG_REQUIREMENT_MAX];
	char bind[TICKET_BIND_MAX + 1];
	char fresh[2];
};

static void
query_find(const char *query, const char *name, char *out, size_t size)
{
	size_t len;

	/* on failure it is "", as intended */
	(void)!form_query_find(query, strlen(query), name, out, size, &len);
}

/* Reads the query.  Demands that are not understood are dropped, and so are
 * targets that are not acceptable. */
static void
query_read(
    const struct exchange *x, struct query *q, struct og_requirement *need)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char words[OG_REQUIREMENT_MAX];

	query = query != NULL ? query + 1 : "";
	query_find(query, "rd", q->rd, sizeof(q->rd));
	query_find(query, "need", words, sizeof(words));
	query_find(query, "bind", q->bind, sizeof(q->bind));
	query_find(query, "fresh", q->fresh, sizeof(q->fresh));
	if (!login_may_lead_to(x, q->rd))
		q->rd[0] = '\0';
	login_need_read(words, need, q->need);
}

/* For somebody who is logged in already: on to the other host, or a page.  The
 * other host notices when that goes round in circles. */
static void
welcome(
    struct exchange *x, const struct login_here *h, const struct login_page *p)
{
	struct og_buf address;

	og_buf_init(&address, ADDRESS_MAX);
	if (ticket_is_wanted(x, p->rd, p->bind) &&
	    ticket_address(x, &h->token, p->rd, p->bind, &address) &&
	    og_buf_err(&address) == OG_OK)
		page_redirect(x, 302, og_buf_str(&address));
	else
		login_page_in(x, h, p);
	og_buf_clear(&address);
}

void
login_form(struct exchange *x)
{
	struct login_here *h = calloc(1, sizeof(*h));
	struct login_page p = {.message = WORD_NONE};
	struct og_requirement need;
	struct query q;

	query_read(x, &q, &need);
	p.rd = q.rd;
	p.need = q.need;
	p.bind = q.bind;
	p.fresh = strcmp(q.fresh, "1") == 0;
	if (ticket_is_elsewhere(x))
		ticket_send_to_login(x, q.rd, q.need);
	else if (h != NULL && !p.fresh && login_here_read(x, h) &&
		 login_is_enough(x, h, &need))
		welcome(x, h, &p);
	else
		login_page_show(x, 200, &p);
	if (h != NULL)
		login_here_clear(h);
	free(h);
	exchange_finish(x);
}

/* --- what was sent --- */

static void
fail(struct exchange *x, int status, enum word title, enum word text)
{
	page_error(x, status, title, text);
	exchange_finish(x);
}

/* What was typed is not repeated: people type passwords into any field. */
static void
fail_parse(struct exchange *x, enum og_err err)
{
	if (err == OG_ERR_FORMAT)
		browser_tell_form(
		    x, "format", "a field holds a NUL byte or a broken escape");
	else if (err == OG_ERR_EXISTS)
		browser_tell_form(x, "format", "a field is given twice");
	else
		browser_tell_form(x, "format", og_strerror(err));
	fail(x, 400, WORD_FORM_BAD_TITLE, WORD_FORM_BAD);
}

/* Reads body and fields.  On failure the exchange is finished. */
static bool
read_form(struct exchange *x, struct login *l)
{
	static const char *const names[LOGIN_FIELDS] = {"user", "password",
	    "code", "recovery", "rd", "need", "bind", "form", "once", "csrf"};
	enum og_err err;

	err = exchange_body(x, LOGIN_BODY_MAX, &l->body, &l->body_len);
	exchange_body_done(x);
	if (err == OG_ERR_RANGE) {
		fail(x, 413, WORD_FORM_BAD_TITLE, WORD_FORM_TOO_LARGE);
		return false;
	}
	if (err == OG_ERR_FORMAT) {
		fail(x, 411, WORD_FORM_BAD_TITLE, WORD_FORM_NO_LENGTH);
		return false;
	}
	for (int i = 0; i < LOGIN_FIELDS; i++)
		l->field[i].name = names[i];
	if (err == OG_OK)
		err = form_parse(l->body, l->body_len, l->field, LOGIN_FIELDS);
	if (err != OG_OK) {
		fail_parse(x, err);
		return false;
	}
	return true;
}

/* True when the form has the token "kind" for these bytes. */
static bool
has_token(const struct exchange *x, const struct login *l, const char *kind,
    const uint8_t *bound, size_t len)
{
	const struct form_field *csrf = &l->field[LOGIN_CSRF];

	return og_token_form_check(&x->conf->ring, kind, bound, len,
		   csrf->value, csrf->len) == OG_OK;
}

/* The form must be one that this browser was given, for these demands; and
 * when it asked for a code only, for this session. */
static bool
is_authentic(const struct exchange *x, struct login *l)
{
	uint8_t bound[LOGIN_BOUND_MAX], id[OG_DIGEST_LEN];
	char words[OG_REQUIREMENT_MAX];
	struct og_pre pre;
	bool ok;

	if (!browser_pre(x, og_clock_wall(), &pre))
		return false;
	login_need_read(l->field[LOGIN_NEED].value, &l->need, words);
	ok = has_token(
	    x, l, LOGIN_FORM, bound, login_bound(&pre, NULL, words, bound));
	if (!ok && browser_session(x, &l->token) &&
	    og_session_id(l->token.secret, id) == OG_OK)
		ok = l->step_up = has_token(x, l, LOGIN_STEP, bound,
		    login_bound(&pre, id, words, bound));
	OG_WIPE_ARRAY(bound);
	return ok;
}

static struct login *
login_new(struct exchange *x)
{
	struct login *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	x->state = l;
	x->state_free = login_free;
	return l;
}

void
login_submit(struct exchange *x)
{
	struct login *l;

	if (!browser_is_same_origin(x)) {
		fail(x, 403, WORD_BLOCKED_TITLE, WORD_BLOCKED_LOGIN);
		return;
	}
	if (!form_is_type(request_get(&x->request, PARAM_CONTENT_TYPE))) {
		fail(x, 415, WORD_FORM_BAD_TITLE, WORD_FORM_NO_LOGIN);
		return;
	}
	l = login_new(x);
	if (l == NULL) {
		exchange_finish(x);
		return;
	}
	if (!read_form(x, l))
		return;
	(void)!login_read_name(x, l, l->typed);
	if (ticket_is_elsewhere(x)) {
		/* a form from before the settings were changed */
		ticket_send_to_login(x,
		    login_may_lead_to(x, l->field[LOGIN_RD].value)
			? l->field[LOGIN_RD].value
			: "",
		    "");
		exchange_finish(x);
		return;
	}
	if (!is_authentic(x, l)) {
		login_stale(x, l);
		return;
	}
	login_attempt(x);
}
