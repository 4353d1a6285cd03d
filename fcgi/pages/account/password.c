// SPDX-License-Identifier: ISC
/*
 * A new password on the account page.  The current one is asked for, and a
 * wrong one is counted in the record before it is answered.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/account/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/newpassword.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/decision/policy.h"
#include "lib/record/session.h"
#include "lib/rules/ownpassword.h"

#define ADDRESS ROUTE_ACCOUNT "/password"

/* Where it is kept elsewhere, or nobody has set one, there is none to be
 * changed. */
static bool
is_there(const struct exchange *x, const struct account *a)
{
	return x->conf->settings.policy.first_factor == OG_FIRST_PASSWORD &&
	       a->who.user->pwhash[0] != '\0';
}

static void
draw(struct exchange *x, struct account *a)
{
	struct og_buf *b = &x->response.body;

	(void)a; /* the screen asks for a code where one is needed */
	og_buf_puts(b, "<p><a class=\"button second\" href=\"" ADDRESS "\">");
	page_words(x, WORD_ACCOUNT_PASSWORD_CHANGE, NULL);
	og_buf_puts(b, "</a></p>\n");
}

static void
put_fields(struct exchange *x, const struct account *a, enum word wrong)
{
	const bool old = wrong == WORD_ACCOUNT_PASSWORD_WRONG;
	struct og_buf *b = &x->response.body;

	account_put_form(x, a, &account_password);
	page_input(x, WORD_ACCOUNT_PASSWORD_OLD, "current",
	    old ? "type=\"password\" autocomplete=\"current-password\" "
		  "maxlength=\"1024\" required autofocus "
		  "aria-invalid=\"true\" aria-describedby=\"wrong\""
		: "type=\"password\" autocomplete=\"current-password\" "
		  "maxlength=\"1024\" required autofocus");
	newpassword_put(
	    x, a->who.user->name, false, wrong != WORD_NONE && !old);
	og_buf_puts(b, "<button type=\"submit\">");
	page_words(x, WORD_ACCOUNT_PASSWORD_CHANGE, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

/* "wrong": what was wrong with what was sent, or WORD_NONE. */
static void
show_form(struct exchange *x, const struct account *a, enum word wrong)
{
	page_begin(x, wrong != WORD_NONE ? 422 : 200,
	    WORD_ACCOUNT_PASSWORD_CHANGE, true);
	page_wrong(x, wrong);
	page_sentence(x, WORD_ACCOUNT_PASSWORD_TEXT, NULL);
	if (a->is_fresh)
		put_fields(x, a, wrong);
	else
		account_put_needs_code(x, ADDRESS);
	account_put_back(x);
	page_end(x);
	exchange_finish(x);
}

static void
show(struct exchange *x, struct account *a)
{
	if (is_there(x, a)) {
		show_form(x, a, WORD_NONE);
		return;
	}
	page_redirect(x, 303, ROUTE_ACCOUNT);
	exchange_finish(x);
}

/* --- the change --- */

struct change {
	struct account_hash hash;
	struct exchange *x;
	enum og_err err;
	struct og_attempt attempt; /* of the current one */
	struct og_opaque prepared; /* the new one */
	struct og_ownpassword typed;
	enum og_ownpassword_result result;
	int64_t retry;
	size_t ended;
	size_t drop; /* sessions that make room for the count */
};

static void
change_free(void *arg)
{
	struct change *c = arg;

	account_hash_leave(&c->hash);
	OG_WIPE_OBJECT(c);
	free(c);
}

static void
decide(struct og_user *u, const struct account *a, struct change *c)
{
	c->result =
	    og_ownpassword_change(u, &c->x->conf->settings.policy.limits,
		&c->typed, a->who.id, a->now, &c->retry, &c->ended);
}

/* A right one. */
static enum og_err
change_edit(struct og_user *u, struct account *a)
{
	struct change *c = a->own;

	decide(u, a, c);
	if (c->result == OG_OWNPASSWORD_RIGHT)
		return OG_OK;
	a->refusal = WORD_ACCOUNT_PASSWORD_STALE;
	return OG_ERR_ARG;
}

/* A wrong one: what it costs.  It is counted whatever has become of the
 * session meanwhile, which is told instead as it is of a right one: else the
 * end of a session would tell them apart while there is a wait. */
static enum og_err
charge_edit(struct og_user *u, void *arg)
{
	struct account *a = arg;
	struct change *c = a->own;

	(void)account_may_change(c->x, a, u);
	for (size_t i = 0; i < c->drop; i++)
		og_session_drop_oldest(u);
	decide(u, a, c);
	return c->result == OG_OWNPASSWORD_WRONG ? OG_OK : OG_ERR_ARG;
}

/* A record that is full is no reason not to count, as at the login. */
static enum og_err
charge(struct exchange *x, struct account *a, struct change *c)
{
	enum og_err err;

	do
		err = og_store_update_id(
		    &x->store, a->who.token.user, charge_edit, a, OG_VISIBLE);
	while (err == OG_ERR_RANGE && c->drop++ < OG_SESSIONS_MAX);
	return err;
}

static void
tell_wrong(struct exchange *x, const struct account *a)
{
	const struct og_event e = {.when = a->now,
	    .event = "account",
	    .verdict = "deny",
	    .reason = og_reason_name(OG_REASON_PASSWORD),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .user = a->who.user->name};

	og_audit_write(x->gate->audit, &e);
}

static void
answer(struct exchange *x, struct account *a, const struct change *c,
    enum og_err err)
{
	const int64_t wait = c->retry > a->now ? c->retry - a->now : 1;
	const bool wrong = err == OG_OK && c->result == OG_OWNPASSWORD_WRONG;

	if (wrong)
		tell_wrong(x, a);
	if (wrong && (a->ended || a->late)) {
		account_answer(x, a, OG_ERR_ARG);
	} else if (wrong) {
		show_form(x, a, WORD_ACCOUNT_PASSWORD_WRONG);
	} else if (err == OG_ERR_ARG && c->result == OG_OWNPASSWORD_WAIT &&
		   !a->ended && !a->late) {
		page_error_wait(x, WORD_ACCOUNT_REFUSED_TITLE,
		    WORD_ACCOUNT_PASSWORD_WAIT, (unsigned)wait, ROUTE_ACCOUNT,
		    WORD_GO_TO_ACCOUNT);
		exchange_finish(x);
	} else {
		account_answer(x, a, err);
	}
}

/* On a worker. */
static void
store(struct exchange *x)
{
	const struct account_change made = {.what = OG_CHANGED_PASSWORD,
	    .edit = change_edit,
	    .detail = "password changed, other sessions ended"};
	struct account *a = x->state;
	struct change *c = a->own;
	enum og_err err = c->err;

	a->refusal = WORD_ACCOUNT_PASSWORD_STALE;
	if (err == OG_OK && c->typed.right)
		err = account_commit(x, a, &made);
	else if (err == OG_OK)
		err = charge(x, a, c);
	answer(x, a, c, err);
}

/* On a thread for it, which does nothing else. */
static void
hash(struct exchange *x)
{
	const struct og_policy *p = &x->conf->settings.policy;
	struct account *a = x->state;
	const struct form_field *current = &a->field[ACCOUNT_CURRENT];
	struct change *c = a->own;

	c->attempt.first = OG_FIRST_PASSWORD;
	c->err = og_attempt_prepare(
	    p, a->who.user, current->value, current->len, &c->attempt);
	memcpy(c->typed.pwhash, c->attempt.pwhash, sizeof(c->typed.pwhash));
	c->typed.right = c->err == OG_OK && c->attempt.password_right;
	if (c->typed.right)
		c->err = og_pwhash_new(&p->argon2, c->prepared.text,
		    c->prepared.len, c->typed.new_pwhash);
	account_hash_leave(&c->hash);
	if (!exchange_work(x, store))
		exchange_finish(x);
}

static void
take(struct exchange *x, struct account *a)
{
	struct change *c;
	enum word wrong;

	if (!is_there(x, a)) {
		account_refuse(x, 409, WORD_ACCOUNT_PASSWORD_STALE);
		return;
	}
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		exchange_finish(x);
		return;
	}
	a->own = c;
	a->own_free = change_free;
	c->x = x;
	c->retry = og_ownpassword_until(
	    a->who.user, &x->conf->settings.policy.limits, a->now);
	wrong = newpassword_judge(x, a->who.user, &a->field[ACCOUNT_PASSWORD],
	    &a->field[ACCOUNT_AGAIN], &c->prepared);
	if (c->retry != 0) {
		c->result = OG_OWNPASSWORD_WAIT;
		answer(x, a, c, OG_ERR_ARG);
	} else if (wrong != WORD_NONE) {
		show_form(x, a, wrong);
	} else {
		account_hash_run(x, &c->hash, hash);
	}
}

const struct account_section account_password = {
    .name = "password",
    .title = WORD_ACCOUNT_PASSWORD,
    .is_there = is_there,
    .draw = draw,
    .show = show,
    .take = take,
};
