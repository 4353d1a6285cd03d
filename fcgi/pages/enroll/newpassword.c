// SPDX-License-Identifier: ISC
/*
 * The first password of somebody who was invited.  It is stored at once: it
 * lets nobody in without the code that comes next.  Must not replace a password
 * that there is, or the link would be a way around it.
 */
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/conf/own_words.h"

#define TO_APP ROUTE_ENROLL "?s=app"

/* What is wrong with the password that was chosen, or WORD_NONE; what is to be
 * hashed is in e->prepared then. */
static enum word
judge(const struct exchange *x, struct enroll *e)
{
	const struct form_field *typed = &e->field[ENROLL_PASSWORD];
	struct og_words words;

	og_own_words(&x->conf->settings, &e->user, &words);
	switch (og_newpassword_judge(
	    typed->value, typed->len, &words, false, &e->prepared)) {
	case OG_NEWPASSWORD_GOOD:
		return WORD_NONE;
	case OG_NEWPASSWORD_SHORT:
		return WORD_ENROLL_PASSWORD_SHORT;
	case OG_NEWPASSWORD_LONG:
		return WORD_ENROLL_PASSWORD_LONG;
	case OG_NEWPASSWORD_OWN:
		return WORD_ENROLL_PASSWORD_OWN;
	case OG_NEWPASSWORD_EASY:
		return WORD_ENROLL_PASSWORD_EASY;
	case OG_NEWPASSWORD_NOT_UTF8:
	case OG_NEWPASSWORD_FORBIDDEN:
		break;
	}
	return WORD_ENROLL_PASSWORD_FORBIDDEN;
}

static enum og_err
password_edit(struct og_user *u, void *arg)
{
	const struct enroll *e = arg;

	if (!og_invite_is_for(u, &e->token, e->now))
		return OG_ERR_NOTFOUND;
	if (u->pwhash[0] != '\0')
		return OG_ERR_EXISTS;
	memcpy(u->pwhash, e->pwhash, sizeof(u->pwhash));
	u->pwform = true;
	return OG_OK;
}

/* On a worker. */
static void
store(struct exchange *x)
{
	struct enroll *e = x->state;
	const char *detail = "password set";

	if (e->err == OG_OK)
		e->err = og_store_update_id(
		    &x->store, e->token.user, password_edit, e, OG_SYNCED);
	limiter_give_back(x->gate->limiter, &e->debt);
	if (e->err == OG_OK)
		enroll_tell(x, e, "done", NULL, detail);
	if (e->err == OG_OK || e->err == OG_ERR_EXISTS) {
		page_redirect(x, 303, TO_APP);
		exchange_finish(x);
	} else if (e->err == OG_ERR_NOTFOUND) {
		enroll_answer_over(x);
	} else {
		enroll_answer_broken(x, e->err);
	}
}

/* On a thread for it, which does nothing else. */
static void
hash(struct exchange *x)
{
	struct enroll *e = x->state;

	e->err = og_pwhash_new(&x->conf->settings.policy.argon2,
	    e->prepared.text, e->prepared.len, e->pwhash);
	seats_leave(&e->seat);
	if (!exchange_work(x, store))
		exchange_finish(x);
}

void
enroll_password(struct exchange *x, struct enroll *e)
{
	const struct form_field *password = &e->field[ENROLL_PASSWORD];
	const struct form_field *again = &e->field[ENROLL_AGAIN];
	enum word alert;

	if (!enroll_needs_password(x, &e->user)) {
		/* sent twice, or in another tab: the first one counts */
		limiter_give_back(x->gate->limiter, &e->debt);
		page_redirect(x, 303, TO_APP);
		exchange_finish(x);
		return;
	}
	alert = judge(x, e);
	if (alert == WORD_NONE &&
	    (password->len != again->len ||
		!og_equal_ct(password->value, again->value, again->len)))
		alert = WORD_ENROLL_PASSWORD_DIFFERS;
	if (alert != WORD_NONE) {
		limiter_give_back(x->gate->limiter, &e->debt);
		enroll_show_welcome(x, e, alert);
		exchange_finish(x);
	} else if (enroll_is_ready(x, e) && enroll_sit(x, e) &&
		   !exchange_hash(x, hash)) {
		exchange_finish(x);
	}
}
