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

/* For somebody who is logged in already: on to the other host, or a page.  The
 * other host notices when that goes round in circles. */
static void
welcome(struct exchange *x, const struct person *h, const struct login_page *p)
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
	struct person h = {.session = NULL};
	struct og_requirement need;
	struct login_query q;
	struct login_page p = login_query_read(x, &q, &need);

	if (ticket_is_elsewhere(x))
		ticket_send_to_login(x, q.rd, q.need);
	else if (!p.fresh && person_read(x, &h) == OG_OK &&
		 login_is_enough(x, &h, &need))
		welcome(x, &h, &p);
	else
		login_page_show(x, 200, &p);
	person_clear(&h);
	exchange_finish(x);
}

/* --- what was sent --- */

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
	ok = form_request_has_token(x, &l->form, LOGIN_FORM, bound,
	    login_bound(&pre, NULL, words, bound));
	if (!ok && browser_session(x, &l->token) &&
	    og_session_id(l->token.secret, id) == OG_OK)
		ok = l->step_up = form_request_has_token(x, &l->form,
		    LOGIN_STEP, bound, login_bound(&pre, id, words, bound));
	OG_WIPE_ARRAY(bound);
	return ok;
}

static struct login *
login_new(struct exchange *x)
{
	static const char *const names[LOGIN_FIELDS] = {"user", "password",
	    "code", "recovery", "rd", "need", "bind", "form", "once",
	    FORM_TOKEN};
	struct login *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	for (int i = 0; i < LOGIN_FIELDS; i++)
		l->field[i].name = names[i];
	l->form.fields = l->field;
	l->form.n = LOGIN_FIELDS;
	l->form.max = LOGIN_BODY_MAX;
	x->state = l;
	x->state_free = login_free;
	return l;
}

void
login_submit(struct exchange *x)
{
	struct login *l = login_new(x);

	if (l == NULL) {
		exchange_finish(x); /* not filled in, it denies */
		return;
	}
	if (!form_request_read(x, &l->form)) {
		if (l->form.state == FORM_FOREIGN)
			page_error(
			    x, 403, WORD_BLOCKED_TITLE, WORD_BLOCKED_LOGIN);
		else
			form_request_refuse(x, &l->form);
		exchange_finish(x);
		return;
	}
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
