// SPDX-License-Identifier: ISC
/*
 * One login attempt on its way: password hash on a hash thread, decision and
 * commit on a worker.  No answer is made up here: that is
 * pages/login/answer.c's.
 */
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/session_end.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"
#include "lib/login/commit.h"
#include "lib/record/device.h"

#define ROUNDS_MAX 3

static void decide(struct exchange *x);

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

/* The seed may have been sealed by a key that is younger than this request:
 * then it is decided again, with that key. */
static enum og_err
decide_and_commit(
    struct exchange *x, struct login *l, const struct og_login_session *s)
{
	enum og_err err;

	(void)gate_take_new_keys(x->gate, &x->conf);
	do
		err = og_login_commit(&x->store, &x->conf->ring,
		    &x->conf->settings.policy, &l->user, &l->attempt, s,
		    og_clock_wall(), &l->decision);
	while (err == OG_OK && l->decision.reason == OG_REASON_KEY &&
	       gate_take_new_keys(x->gate, &x->conf));
	return err;
}

/* Decides and commits; l->decision is deny unless all of it worked. */
static enum og_err
commit(struct exchange *x, struct login *l)
{
	struct og_login_session s = {.now = session_clock_now(),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .agent = request_get(&x->request, PARAM_AGENT)};
	struct og_session_token old;
	bool other = false;
	enum og_err err;

	err = og_random(l->secret, sizeof(l->secret));
	if (err == OG_OK)
		err = og_session_id(l->secret, s.id);
	if (err == OG_OK)
		err = choose_device(l, &s);
	if (err == OG_OK && browser_session(x, &old)) {
		err = og_session_id(old.secret, s.old_id);
		s.has_old = err == OG_OK && old.user == l->user.id;
		other = err == OG_OK && !s.has_old;
	}
	if (err != OG_OK)
		return err;
	err = decide_and_commit(x, l, &s);
	/* somebody else's session in this browser ends with the login, too */
	if (err == OG_OK && l->decision.verdict == OG_ALLOW && other)
		(void)!session_end(x, &old, OG_VISIBLE, "login");
	OG_WIPE_OBJECT(&old);
	return err;
}

/* After the record was read: is the session there that is to be confirmed? */
static bool
has_ended(const struct exchange *x, struct login *l)
{
	const struct og_session *s =
	    og_session_find(&l->user, l->attempt.session);

	return l->user.disabled || s == NULL ||
	       og_policy_is_over(
		   &x->conf->settings.policy, s, l->attempt.session_now);
}

/* What the record says of this browser. */
static void
find_device(struct login *l)
{
	l->attempt.device_given =
	    l->known && l->device_sent && l->device.user == l->user.id &&
	    og_device_digest(l->device.secret, l->attempt.device) == OG_OK;
}

/* Reads the record.  False when the machinery failed. */
static bool
read_user(struct exchange *x, struct login *l)
{
	enum og_err err = OG_ERR_NOTFOUND;

	if (l->step_up)
		err =
		    og_store_get_id(&x->store, l->token.user, false, &l->user);
	else if (l->name[0] != '\0')
		err = og_store_get_name(&x->store, l->name, &l->user);
	l->known = err == OG_OK;
	if (err != OG_OK && err != OG_ERR_NOTFOUND) {
		l->err = err;
		return false;
	}
	if (l->step_up && l->known)
		memcpy(l->name, l->user.name, sizeof(l->name));
	l->ended = l->step_up && (!l->known || has_ended(x, l));
	find_device(l);
	return true;
}

/* True when no record counts wrong passwords for what was typed. */
static bool
is_shadow(const struct login *l)
{
	if (l->step_up)
		return false;
	return !l->known ||
	       (l->attempt.first == OG_FIRST_PASSWORD &&
		   (l->user.disabled || l->user.pwhash[0] == '\0'));
}

/* Until when none is evaluated after wrong passwords; 0: there is no wait. */
static int64_t
waits_until(const struct exchange *x, struct login *l)
{
	const struct og_limits *limits = &x->conf->settings.policy.limits;
	const struct og_device *device = NULL;
	const struct og_counter *c = &l->user.lanes[OG_LANE_OPEN];

	if (l->shadow)
		return login_limits_shadow(x, l);
	if (l->step_up || l->attempt.first != OG_FIRST_PASSWORD)
		return 0; /* decided with the code */
	if (l->attempt.device_given)
		device = og_device_find(
		    &l->user, l->attempt.device, og_clock_wall());
	if (device != NULL)
		c = &device->counter;
	return og_throttle_until(limits, c->password_failures,
	    c->password_failed_at, og_clock_wall());
}

/*
 * Until when a browser that the record knows has to wait: its owner may be told
 * that.  Of both counters, as they were before anything was evaluated: so it
 * says nothing of what was typed.  0 for all others, and where no wait helps.
 */
static int64_t
find_wait(const struct exchange *x, struct login *l)
{
	const struct og_limits *limits = &x->conf->settings.policy.limits;
	int64_t now = og_clock_wall(), code, password = 0;
	const struct og_device *d;
	const struct og_counter *c;

	if (!l->attempt.device_given)
		return 0;
	d = og_device_find(&l->user, l->attempt.device, now);
	if (d == NULL ||
	    og_throttle_is_closed(limits, &l->user, OG_LANE_DEVICE, d->id, now))
		return 0;
	c = &d->counter;
	code = og_throttle_until(limits, c->failures, c->failed_at, now);
	if (!l->step_up && l->attempt.first == OG_FIRST_PASSWORD)
		password = og_throttle_until(
		    limits, c->password_failures, c->password_failed_at, now);
	return code > password ? code : password;
}

/* The record, and what it says before anything is evaluated.  False when that
 * is all. */
static bool
look_up(struct exchange *x, struct login *l)
{
	if (!read_user(x, l) || l->ended)
		return false;
	l->shadow = is_shadow(l);
	l->decision.retry = waits_until(x, l);
	l->waiting = l->decision.retry != 0;
	l->wait_until = find_wait(x, l);
	return !l->waiting;
}

/* On a hash thread: the slow part. */
static void
hash(struct exchange *x)
{
	struct login *l = x->state;
	const struct form_field *pw = &l->field[LOGIN_PASSWORD];

	if (look_up(x, l))
		l->err = og_attempt_prepare(&x->conf->settings.policy,
		    l->known ? &l->user : NULL, pw->value, pw->len,
		    &l->attempt);
	seats_leave(&l->hashing);
	if (!exchange_work(x, decide)) {
		login_repeat_leave(l);
		exchange_finish(x);
	}
}

/* Why nothing was evaluated, or OG_REASON_OK when something was. */
static enum og_reason
foregone(const struct login *l)
{
	if (l->err != OG_OK)
		return OG_REASON_ERROR;
	if (!l->known)
		return OG_REASON_UNKNOWN;
	if (!l->waiting)
		return OG_REASON_OK;
	if (!l->shadow)
		return OG_REASON_THROTTLED;
	return l->user.disabled ? OG_REASON_DISABLED : OG_REASON_UNENROLLED;
}

/* Every attempt goes through the store here, whatever becomes of it: what has
 * nothing to commit fails when a commit would. */
static void
conclude(struct exchange *x, struct login *l)
{
	enum og_err err = gate_settle(x->gate, x->conf, &x->store);

	l->decision.reason = foregone(l);
	if (err == OG_OK && !l->ended && l->decision.reason == OG_REASON_OK) {
		l->decision.reason = OG_REASON_ERROR;
		l->err = commit(x, l);
		l->unready = l->err == OG_ERR_BUSY;
		return;
	}
	/* something is owed: that holds for everybody, whatever the error is */
	l->unready = err != OG_OK;
	if (err == OG_OK) {
		err = og_store_ready(&x->store);
		l->unready = err == OG_ERR_BUSY;
	}
	if (err != OG_OK) {
		l->err = err;
		l->decision.reason = OG_REASON_ERROR;
	}
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
	if (l->err == OG_ERR_CONFLICT && l->rounds++ < ROUNDS_MAX) {
		/* password or recovery codes were changed meanwhile */
		l->err = OG_OK;
		if (login_limits_may_hash(x, l) && exchange_hash(x, hash))
			return;
		l->err = OG_ERR_BUSY;
	}
	login_answer(x, l);
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
		l->ended = true;
	if (og_code_parse(code->value, code->len, a->code) != OG_OK)
		a->code[0] = '\0';
	a->recovery_given =
	    recovery->len > 0 && og_recovery_parse(recovery->value,
				     recovery->len, &a->recovery) == OG_OK;
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
	if ((l->attempt.first == OG_FIRST_PASSWORD && !l->step_up) ||
	    l->attempt.recovery_given) {
		if (!login_limits_may_hash(x, l) || !exchange_hash(x, hash))
			login_answer_busy(x, l);
		return;
	}
	(void)look_up(x, l);
	decide(x);
}
