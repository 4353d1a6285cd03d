// SPDX-License-Identifier: ISC
/*
 * One login attempt on its way (lib/login/run.h): the record on a worker, the
 * slow part on a hash thread, decision and commit on a worker.  No answer is
 * made up here: that is pages/login/answer.c's.
 */
#include <string.h>

#include "fcgi/gate/last_seen.h"
#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/session_end.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"
#include "lib/record/device.h"

static bool begin_round(struct exchange *x, struct login *l);

/* --- the decision --- */

/*
 * The secret by which this browser is known from now on: the one it has, when
 * this user's record knows it, else a new one.
 */
static enum og_err
choose_device(struct login *l, struct og_login_session *s)
{
	enum og_err err = OG_OK;

	l->known_as = l->device;
	if (!l->attempt.device_given ||
	    og_device_find(&l->user, l->attempt.device, og_clock_wall()) ==
		NULL)
		err = og_random(l->known_as.secret, sizeof(l->known_as.secret));
	l->known_as.user = l->user.id;
	if (err == OG_OK)
		err = og_device_digest(l->known_as.secret, s->device);
	s->has_device = err == OG_OK;
	return err;
}

/* The session to begin if all is right.  *old: the one that this browser has;
 * *other: and that is somebody else's. */
static enum og_err
make_session(struct exchange *x, struct login *l, struct og_login_session *s,
    struct og_session_token *old, bool *other)
{
	enum og_err err;

	s->now = session_clock_now();
	s->address = request_get(&x->request, PARAM_ADDR);
	s->agent = request_get(&x->request, PARAM_AGENT);
	err = og_random(l->secret, sizeof(l->secret));
	if (err == OG_OK)
		err = og_session_id(l->secret, s->id);
	if (err == OG_OK)
		err = choose_device(l, s);
	if (err == OG_OK && browser_session(x, old)) {
		err = og_session_id(old->secret, s->old_id);
		s->has_old = err == OG_OK && old->user == l->user.id;
		*other = err == OG_OK && !s->has_old;
	}
	return err;
}

/* The settings and keys that this request has by now. */
static void
follow_conf(const struct exchange *x, struct login *l)
{
	l->run.policy = &x->conf->settings.policy;
	l->run.ring = &x->conf->ring;
}

/* The seed may have been sealed by a key that is younger than this request:
 * then it is decided again, with that key. */
static void
decide_and_commit(
    struct exchange *x, struct login *l, const struct og_login_session *s)
{
	(void)gate_take_new_keys(x->gate, &x->conf);
	do {
		follow_conf(x, l);
		l->err = og_login_conclude(&l->run, s, og_clock_wall());
	} while (l->err == OG_OK && l->decision.reason == OG_REASON_KEY &&
		 gate_take_new_keys(x->gate, &x->conf));
}

/* Decides and commits; l->decision is deny unless all of it worked. */
static void
commit(struct exchange *x, struct login *l)
{
	struct og_session_token old = {.user = 0};
	struct og_login_session s = {.now = 0};
	bool other = false;

	if (l->run.preview == OG_PREVIEW_EVALUATE && l->run.err == OG_OK)
		l->run.err = make_session(x, l, &s, &old, &other);
	decide_and_commit(x, l, &s);
	/* somebody else's session in this browser ends with the login, too */
	if (l->err == OG_OK && l->decision.verdict == OG_ALLOW && other)
		(void)!session_end(x, &old, OG_VISIBLE, "login");
	OG_WIPE_OBJECT(&old);
}

/*
 * A name that no record counts for waits as one does that a record counts for:
 * asked for when the record is read, and once more when the decision would look
 * again.  What a wait turns down is not counted, and is not remembered for
 * longer than the wait (outcome.c).
 */
static void
wait_in_the_shadow(const struct exchange *x, struct login *l)
{
	if (!l->shadow || l->waiting)
		return;
	l->decision.retry = login_limits_shadow(x, l);
	l->waiting = l->decision.retry != 0;
}

/* Every attempt goes through the store here, whatever becomes of it: what has
 * nothing to commit fails when a commit would. */
static void
conclude(struct exchange *x, struct login *l)
{
	enum og_err err = gate_settle(x->gate, x->conf, &x->store);

	if (err == OG_OK) {
		wait_in_the_shadow(x, l);
		commit(x, l);
		l->unready = l->err == OG_ERR_BUSY;
		return;
	}
	/* something is owed: that holds for everybody, whatever the error is */
	memset(&l->decision, 0, sizeof(l->decision));
	l->decision.reason = OG_REASON_ERROR;
	l->err = err;
	l->unready = true;
}

/* On a worker: the decision and its commit. */
static void
decide(struct exchange *x)
{
	struct login *l = x->state;

	conclude(x, l);
	if (l->unready) {
		login_owes(x, l);
		login_answer_uncommitted(x, l);
		return;
	}
	/* password or recovery codes were changed meanwhile */
	if (og_login_again(&l->run)) {
		if (begin_round(x, l))
			return;
		l->err = OG_ERR_BUSY;
	}
	login_answer(x, l);
}

/* --- before it --- */

/* The slow part, on a thread for it, which does nothing else. */
static void
hash(struct exchange *x)
{
	struct login *l = x->state;

	og_login_hash(&l->run);
	seats_leave(&l->hashing);
	if (!exchange_work(x, decide)) {
		login_repeat_leave(l);
		exchange_finish(x);
	}
}

/* What the record says of this browser. */
static void
find_device(struct login *l)
{
	l->attempt.device_given =
	    l->known && l->device_sent && l->device.user == l->user.id &&
	    og_device_digest(l->device.secret, l->attempt.device) == OG_OK;
}

/* The record, and what it says before anything is evaluated. */
static void
look_up(struct exchange *x, struct login *l)
{
	const int64_t now = og_clock_wall();
	struct og_login_run *r = &l->run;
	bool nobody;

	follow_conf(x, l);
	l->err = og_login_read(r);
	l->known = r->known;
	if (l->step_up && l->known)
		memcpy(l->name, l->user.name, sizeof(l->name));
	find_device(l);
	og_login_preview(r, now);
	nobody = l->err == OG_OK && r->preview == OG_PREVIEW_UNKNOWN;
	/* the session that is to be confirmed is no more */
	l->ended = nobody && l->step_up;
	l->shadow = nobody && !l->step_up;
	l->waiting = r->preview == OG_PREVIEW_WAIT;
	wait_in_the_shadow(x, l);
	/* before anything was evaluated: it says nothing of what was typed */
	l->wait_until =
	    og_decision_owner_wait(r->policy, &l->user, &l->attempt, now);
}

/*
 * Reads the record, and has the rest done on other threads.  Whoever is named,
 * and whether there is a wait or not, the slow part is done; and a seat for it
 * is taken before anybody is looked up.  False: there is none.
 */
static bool
begin_round(struct exchange *x, struct login *l)
{
	const struct og_attempt *a = &l->attempt;
	const bool slow =
	    (a->first == OG_FIRST_PASSWORD && !a->step_up) || a->recovery_given;

	if (slow && !login_limits_may_hash(x, l))
		return false;
	look_up(x, l);
	if (slow && !l->ended)
		return exchange_hash(x, hash);
	seats_leave(&l->hashing);
	decide(x);
	return true;
}

/* What was typed, in canonical form. */
static void
fill_attempt(struct exchange *x, struct login *l)
{
	struct og_attempt *a = &l->attempt;
	const struct form_field *code = &l->field[LOGIN_CODE];
	const struct form_field *recovery = &l->field[LOGIN_RECOVERY];

	a->first = x->conf->settings.policy.first_factor;
	a->lane = OG_LANE_OPEN;
	l->name[0] = '\0';
	if (!l->step_up)
		memcpy(l->name, l->typed, sizeof(l->name));
	a->step_up = l->step_up;
	a->session_now = session_clock_now();
	if (l->step_up && og_session_id(l->token.secret, a->session) != OG_OK)
		OG_WIPE_ARRAY(a->session); /* nobody's */
	/* a use that is not written yet counts here as in a check */
	a->session_seen =
	    l->step_up ? last_seen_last(x->gate->last_seen, a->session) : 0;
	if (og_code_parse(code->value, code->len, a->code) != OG_OK)
		a->code[0] = '\0';
	a->recovery_given =
	    recovery->len > 0 && og_recovery_parse(recovery->value,
				     recovery->len, &a->recovery) == OG_OK;
	l->run = (struct og_login_run){.store = &x->store,
	    .id = l->step_up ? l->token.user : 0,
	    .name = l->name,
	    .password = l->field[LOGIN_PASSWORD].value,
	    .password_len = l->field[LOGIN_PASSWORD].len,
	    .attempt = a,
	    .user = &l->user,
	    .decision = &l->decision};
}

void
login_attempt(struct exchange *x)
{
	struct login *l = x->state;
	enum login_limits limits;
	unsigned seconds;
	enum og_err err;

	if (!login_repeat_is_first(x, l, login_attempt))
		return;
	/* all of this before the user is looked up */
	limits = login_limits_enter(x, l, &seconds);
	if (limits == LOGIN_TOO_MANY) {
		login_answer_too_many(x, l, seconds);
		return;
	}
	if (limits == LOGIN_CROWDED) {
		login_answer_busy(x, l);
		return;
	}
	err = login_ready(x);
	if (err != OG_OK) {
		login_answer_unready(x, l, err);
		return;
	}
	fill_attempt(x, l);
	if (!begin_round(x, l))
		login_answer_busy(x, l);
}
