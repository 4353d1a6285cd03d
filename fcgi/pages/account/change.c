// SPDX-License-Identifier: ISC
/*
 * One change that somebody makes in the own account: one compare-and-set, one
 * line of the log, one answer.  What is changed is the section's matter.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/account/impl.h"
#include "fcgi/pages/login/guard.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/change_log.h"
#include "fcgi/web/page.h"
#include "lib/decision/policy.h"

#define LOCATION ROUTE_ACCOUNT "?changed=1#"
#define LOCATION_MAX 64

struct committing {
	struct exchange *x;
	struct account *a;
	const struct account_change *c;
};

bool
account_may_change(struct exchange *x, struct account *a, struct og_user *u)
{
	const struct og_requirement need = {.max_age = ACCOUNT_FRESH};
	const struct og_session *s = person_session(x, u, a->who.id);
	struct og_decision d;

	a->ended = s == NULL;
	a->late = false;
	if (a->ended)
		return false;
	og_policy_check(
	    &x->conf->settings.policy, u, s, &need, session_clock_now(), &d);
	a->late = d.verdict != OG_ALLOW;
	return !a->late;
}

static enum og_err
commit_edit(struct og_user *u, void *arg)
{
	const struct committing *c = arg;
	const struct og_device *own = account_browser(c->x, c->a);
	enum og_err err;

	c->a->refusal = WORD_NONE;
	if (!account_may_change(c->x, c->a, u))
		return OG_ERR_ARG;
	err = c->c->edit(u, c->a);
	if (err == OG_OK && c->c->what != OG_CHANGED_NOTHING)
		og_session_note_change(u, c->c->what,
		    request_get(&c->x->request, PARAM_ADDR),
		    own != NULL ? own->id : 0, c->a->now);
	return err;
}

static void
tell(struct exchange *x, const struct account *a,
    const struct account_change *c, enum og_err err)
{
	struct og_event e = {.when = a->now,
	    .event = "account",
	    .verdict = "done",
	    .reason = og_changed_name(c->what),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .detail = c->detail,
	    .user = a->who.user->name};

	change_log(x, &e, err);
}

enum og_err
account_commit(
    struct exchange *x, struct account *a, const struct account_change *c)
{
	struct committing committing = {x, a, c};
	enum og_err err;

	/* nothing is begun that could not be told to the log */
	if (x->conf->settings.log_required &&
	    !og_audit_is_ready(x->gate->audit))
		return OG_ERR_AGAIN;
	err = og_store_update_id(
	    &x->store, a->who.token.user, commit_edit, &committing, OG_SYNCED);
	if (err == OG_ERR_NOTFOUND) { /* the user was removed meanwhile */
		a->ended = true;
		err = OG_ERR_ARG;
	}
	if (err != OG_ERR_ARG)
		tell(x, a, c, err);
	return err;
}

/* --- answers --- */

static void
answer_page(struct exchange *x, int status, enum word title, enum word text)
{
	page_error_way(
	    x, status, title, text, ROUTE_ACCOUNT, WORD_GO_TO_ACCOUNT);
	exchange_finish(x);
}

void
account_refuse(struct exchange *x, int status, enum word why)
{
	answer_page(x, status, WORD_ACCOUNT_REFUSED_TITLE, why);
}

/* Back to the page, at the section. */
static void
answer_done(struct exchange *x, const struct account *a)
{
	char location[LOCATION_MAX];

	(void)snprintf(
	    location, sizeof(location), LOCATION "%s", a->section->name);
	page_redirect(x, 303, location);
	exchange_finish(x);
}

void
account_answer(struct exchange *x, struct account *a, enum og_err err)
{
	if (err == OG_OK) {
		answer_done(x, a);
	} else if (err == OG_ERR_ARG && (a->ended || a->late)) {
		guard_send(x, ROUTE_ACCOUNT "?" GUARD_LATE "=1", ACCOUNT_FRESH);
		exchange_finish(x);
	} else if (err == OG_ERR_ARG && a->refusal != WORD_NONE) {
		account_refuse(x, 409, a->refusal);
	} else if (err == OG_ERR_RANGE) { /* the record would be too long */
		account_refuse(x, 409, WORD_ACCOUNT_NO_ROOM);
	} else if (err == OG_ERR_UNKNOWN) {
		answer_page(
		    x, 503, WORD_ACCOUNT_UNKNOWN_TITLE, WORD_ACCOUNT_UNKNOWN);
	} else {
		page_retry_after(x, PAGE_SOON);
		account_refuse(x, 503, WORD_ENROLL_UNAVAILABLE);
	}
}

void
account_make(
    struct exchange *x, struct account *a, const struct account_change *c)
{
	account_answer(x, a, account_commit(x, a, c));
}
