// SPDX-License-Identifier: ISC
/*
 * The first password of somebody who was invited.  It is stored at once: it
 * lets nobody in without the code that comes next.  Must not replace a password
 * that there is, or the link would be a way around it.
 */
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/newpassword.h"
#include "fcgi/web/page.h"

#define TO_APP ROUTE_ENROLL "?s=app"

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
	alert = newpassword_judge(x, &e->user, password, again, &e->prepared);
	if (alert != WORD_NONE) {
		limiter_give_back(x->gate->limiter, &e->debt);
		enroll_show_welcome(x, e, alert);
		exchange_finish(x);
	} else if (enroll_is_ready(x, e) && enroll_sit(x, e) &&
		   !exchange_hash(x, hash)) {
		exchange_finish(x);
	}
}
