// SPDX-License-Identifier: ISC
/*
 * The first code of the new authenticator.  One change of the record makes it,
 * with its recovery codes, and ends the link: of two who have the link open,
 * one has it.  A wrong code is counted in the record before it is answered.
 */
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/rules/enroll.h"

/* The judgement, and what it changes in "u". */
static void
judge(struct exchange *x, struct enroll *e, struct og_user *u)
{
	e->result = og_invite_confirm(u, &e->token, &x->conf->ring, e->code,
	    x->conf->settings.policy.limits.window, e->now, &e->id, &e->err);
}

struct committing {
	struct exchange *x;
	struct enroll *e;
};

static enum og_err
confirm_edit(struct og_user *u, void *arg)
{
	const struct committing *c = arg;
	struct enroll *e = c->e;
	enum og_err err;

	judge(c->x, e, u);
	switch (e->result) {
	case OG_INVITE_WRONG:
		return OG_OK;
	case OG_INVITE_OVER:
		return OG_ERR_NOTFOUND;
	case OG_INVITE_FULL:
		return OG_ERR_EXISTS;
	case OG_INVITE_FAILED:
		return e->err;
	case OG_INVITE_DONE:
		break;
	}
	/* else the record would be without them */
	if (e->user.recovery.n != OG_RECOVERY_DEFAULT)
		return OG_ERR_RANGE;
	err = og_enroll_recovery_put(u, &e->user.recovery);
	e->recovery = u->recovery.id;
	return err;
}

static void
answer_done(struct exchange *x, struct enroll *e)
{
	const char *detail = "authenticator proven, recovery codes made";

	limiter_give_back(x->gate->limiter, &e->debt);
	enroll_repeat_tell(e);
	enroll_tell(x, e, "done", NULL, detail);
	metrics_count(&x->gate->metrics, METRICS_INVITATIONS_DONE);
	browser_end_enroll(x);
	enroll_show_recovery(x, e);
	exchange_finish(x);
}

/* Stores the verdict, and tells it then. */
static void
commit(struct exchange *x)
{
	struct enroll *e = x->state;
	struct committing c = {x, e};
	enum og_err err = e->err;

	if (err == OG_OK)
		err = og_store_update_id(
		    &x->store, e->token.user, confirm_edit, &c, OG_SYNCED);
	if (err == OG_OK && e->result == OG_INVITE_DONE) {
		answer_done(x, e);
	} else if (err == OG_OK && e->result == OG_INVITE_WRONG) {
		enroll_tell(x, e, "deny", "code", NULL);
		metrics_count(&x->gate->metrics, METRICS_INVITATIONS_WRONG);
		enroll_show_code(x, e, WORD_ENROLL_CODE_WRONG);
		exchange_finish(x);
	} else if (err == OG_ERR_NOTFOUND) {
		enroll_answer_over(x);
	} else if (err == OG_ERR_EXISTS) {
		enroll_show_code(x, e, WORD_ENROLL_FULL);
		exchange_finish(x);
	} else {
		enroll_answer_broken(x, err != OG_OK ? err : OG_ERR_RANGE);
	}
}

/* On a thread for it: the recovery codes, for a record that is not stored. */
static void
hash(struct exchange *x)
{
	struct enroll *e = x->state;

	e->err = og_enroll_recovery(&e->user, &x->conf->settings.policy.argon2,
	    OG_RECOVERY_DEFAULT, e->now, e->codes);
	seats_leave(&e->seat);
	if (!exchange_work(x, commit))
		exchange_finish(x);
}

/* Whether the code would be right, on a copy: only then are recovery codes
 * made.  It is judged again where it is stored. */
static bool
seems_right(struct exchange *x, struct enroll *e)
{
	struct og_user copy;
	bool ok;

	og_user_reset(&copy);
	og_user_copy(&copy, &e->user);
	judge(x, e, &copy);
	ok = e->result == OG_INVITE_DONE;
	og_user_clear(&copy);
	e->err = OG_OK;
	return ok;
}

void
enroll_confirm(struct exchange *x, struct enroll *e)
{
	const struct form_field *code = &e->field[ENROLL_CODE];

	if (og_code_parse(code->value, code->len, e->code) != OG_OK) {
		/* nobody's guess */
		limiter_give_back(x->gate->limiter, &e->debt);
		enroll_show_code(x, e, WORD_ENROLL_CODE_NONE);
		exchange_finish(x);
		return;
	}
	if (!enroll_is_ready(x, e))
		return;
	if (!seems_right(x, e)) {
		OG_WIPE_OBJECT(&e->user.recovery); /* of no use to commit */
		commit(x);
	} else if (enroll_sit(x, e) && !exchange_hash(x, hash)) {
		exchange_finish(x);
	}
}
