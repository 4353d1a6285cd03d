/* SPDX-License-Identifier: ISC */
/*
 * The one decision: may this person in?  Pure functions of record, credential,
 * context, time and settings.  Nothing here stores, logs, waits or asks the
 * clock; what a caller must commit before the verdict counts is said in the
 * decision.  Zero is deny, and og_policy_conclude() (reason.c) is the only way
 * to allow.  Checks of sessions and tokens are in policy_check.c.
 */
#include "lib/decision/policy.h"

#include <string.h>

#include "lib/base/wipe.h"
#include "lib/codes/otp.h"
#include "lib/decision/policy_impl.h"
#include "lib/record/device.h"
#include "lib/record/session.h"
#include "lib/rules/enroll.h"

#define WINDOW_MAX 10	   /* whatever the settings say: steps either side */
#define LOOK_AHEAD_MAX 100 /* and counters */

/* What one attempt is decided from, and where the decision goes. */
struct login {
	const struct og_policy *p;
	const struct og_keyring *ring;
	const struct og_user *u;
	const struct og_attempt *a;
	int64_t now;
	struct og_user *next;
	struct og_decision *d;
};

/* What a code turned out to be for one authenticator, or for all. */
struct finding {
	bool hit;    /* right and not spent */
	bool replay; /* right once */
	bool clock;  /* not evaluated: the host clock is behind */
	bool key;    /* not evaluated: no seed */
	bool evaluated;
	uint64_t counter; /* the step or counter of the hit */
};

static int
clamp(int64_t value, int limit)
{
	if (value > limit)
		return limit;
	return value < -limit ? -limit : (int)value;
}

/* --- a code against one authenticator --- */

/*
 * Computes every counter from "first" to "last" and compares each, without
 * leaving early.  Those below "fresh" are spent.  Of several hits the highest
 * counts, so that the same digits do not work once more for a later one.
 */
static void
scan(const struct og_authenticator *a, const uint8_t *seed, size_t len,
    const char *code, uint64_t first, uint64_t last, uint64_t fresh,
    struct finding *f)
{
	char text[OG_CODE_SIZE];
	uint32_t value;
	uint64_t c;
	bool right;

	f->evaluated = true;
	for (c = first; c <= last; c++) {
		if (og_hotp(a->hash, seed, len, c, a->digits, &value) !=
		    OG_OK) {
			memset(f, 0, sizeof(*f));
			f->key = true;
			break;
		}
		og_code_format(value, a->digits, text);
		right = og_equal_ct(text, code, a->digits);
		f->replay |= right & (c < fresh);
		f->hit |= right & (c >= fresh);
		f->counter = (right & (c >= fresh)) ? c : f->counter;
	}
	og_wipe(&value, sizeof(value));
	OG_WIPE_ARRAY(text);
}

static int
window_of(const struct og_policy *p)
{
	unsigned window = p->limits.window;

	return window < WINDOW_MAX ? (int)window : WINDOW_MAX;
}

/*
 * A phone that is ahead was accepted "drift" steps before its time, and up to
 * twice the window where the drift stands at its bound.
 */
int64_t
og_policy_reached(const struct og_policy *p, const struct og_authenticator *a)
{
	int window = window_of(p), drift = clamp(a->drift, window);
	int64_t ahead = drift >= window ? 2 * (int64_t)window : drift;
	int64_t step = (int64_t)a->moving - (ahead > 0 ? ahead : 0);

	if (a->type != OG_FACTOR_TOTP || step <= 0)
		return 0;
	return step * (int64_t)a->period;
}

static void
evaluate_totp(const struct login *l, const struct og_authenticator *a,
    const uint8_t *seed, size_t len, struct finding *f)
{
	int window = window_of(l->p), drift = clamp(a->drift, window);
	int64_t centre = (int64_t)og_totp_step(l->now, a->period) + drift;
	int64_t first = centre - window, last = centre + window;

	/* the last spent step lies in a future that no accepted code can have
	 * reached: the host clock went back */
	if (og_policy_reached(l->p, a) > l->now + OG_CLOCK_SLACK) {
		f->clock = true;
		return;
	}
	if (last < 0)
		last = 0;
	scan(a, seed, len, l->a->code, first > 0 ? (uint64_t)first : 0,
	    (uint64_t)last, a->moving + 1, f);
}

static void
evaluate_hotp(const struct login *l, const struct og_authenticator *a,
    const uint8_t *seed, size_t len, struct finding *f)
{
	unsigned ahead = l->p->limits.look_ahead;

	if (ahead > LOOK_AHEAD_MAX)
		ahead = LOOK_AHEAD_MAX;
	/* The counter just spent is computed, too: to know a replay. */
	scan(a, seed, len, l->a->code, a->moving > 0 ? a->moving - 1 : 0,
	    a->moving + ahead, a->moving, f);
}

static void
evaluate(
    const struct login *l, const struct og_authenticator *a, struct finding *f)
{
	uint8_t seed[OG_SEED_MAX];
	size_t len;

	if (og_enroll_seed(l->u, a, l->ring, seed, &len) != OG_OK)
		f->key = true;
	else if (a->type == OG_FACTOR_HOTP)
		evaluate_hotp(l, a, seed, len, f);
	else
		evaluate_totp(l, a, seed, len, f);
	OG_WIPE_ARRAY(seed);
}

/* --- a code against the user --- */

/* How many steps the clock that made "step" is ahead of ours. */
static int
steps_ahead(
    const struct login *l, const struct og_authenticator *a, uint64_t step)
{
	return (int)((int64_t)step - (int64_t)og_totp_step(l->now, a->period));
}

/* Moves "a" (of the new record) past what was matched. */
static void
spend(
    const struct login *l, struct og_authenticator *a, const struct finding *f)
{
	if (a->type == OG_FACTOR_HOTP) {
		a->moving = f->counter + 1;
		return;
	}
	a->moving = f->counter;
	/* Bounded by the window: the step of a right clock stays inside. */
	a->drift = clamp(steps_ahead(l, a, f->counter), window_of(l->p));
}

/* A pending authenticator that was proven takes over. */
static void
activate(const struct login *l, struct og_authenticator *a)
{
	uint32_t replaced = a->replaces;

	a->state = OG_AUTH_ACTIVE;
	a->expires = 0;
	a->replaces = 0;
	l->d->activated = true;
	if (replaced == 0)
		return;
	og_session_end_by_authenticator(l->next, replaced);
	og_user_drop_authenticator(l->next, replaced); /* moves "a" */
}

static enum og_reason
accept_code(const struct login *l, const struct finding *found)
{
	struct og_authenticator *a, *chosen = NULL;
	size_t i;

	/* Where a seed was enrolled twice, the code is spent in both. */
	for (i = 0; i < l->next->n_authenticators; i++) {
		a = &l->next->authenticators[i];
		if (!found[i].hit)
			continue;
		spend(l, a, &found[i]);
		if (chosen == NULL || (chosen->state == OG_AUTH_PENDING &&
					  a->state == OG_AUTH_ACTIVE))
			chosen = a;
	}
	if (chosen == NULL)
		return OG_REASON_ERROR;
	l->d->proof.factor = chosen->type;
	l->d->proof.authenticator = chosen->id;
	l->d->proof.when = l->now;
	if (chosen->type == OG_FACTOR_TOTP)
		l->d->offset = steps_ahead(l, chosen, chosen->moving);
	if (chosen->state == OG_AUTH_PENDING)
		activate(l, chosen);
	return OG_REASON_OK;
}

static enum og_reason
charge(const struct login *l, enum og_reason reason)
{
	og_throttle_charge(
	    &l->p->limits, l->next, l->d->lane, l->d->device, l->now);
	l->d->commit = true;
	return reason;
}

static enum og_reason
try_code(const struct login *l)
{
	struct finding found[OG_AUTHENTICATORS_MAX], all;
	const struct og_authenticator *a;
	size_t i, len = strnlen(l->a->code, OG_CODE_SIZE);
	bool enrolled = false, disabled = false;

	memset(found, 0, sizeof(found));
	memset(&all, 0, sizeof(all));
	for (i = 0; i < l->u->n_authenticators; i++) {
		a = &l->u->authenticators[i];
		disabled |= a->state == OG_AUTH_DISABLED;
		if (!og_user_may_accept(a, l->now))
			continue;
		enrolled = true;
		if (a->digits == len)
			evaluate(l, a, &found[i]);
		all.hit |= found[i].hit;
		all.replay |= found[i].replay;
		all.clock |= found[i].clock;
		all.key |= found[i].key;
		all.evaluated |= found[i].evaluated;
	}
	if (!enrolled)
		return disabled ? OG_REASON_LOCKED : OG_REASON_UNENROLLED;
	/* Whoever sends a spent code knew a real one: that is no guess and is
	 * not charged.  Spent for one authenticator is spent for all. */
	if (all.replay)
		return OG_REASON_REPLAY;
	if (all.hit)
		return accept_code(l, found);
	if (!all.evaluated && all.clock)
		return OG_REASON_CLOCK;
	if (!all.evaluated && all.key)
		return OG_REASON_KEY;
	return charge(l, OG_REASON_CODE);
}

/* --- a recovery code --- */

static enum og_reason
try_recovery(const struct login *l)
{
	struct og_recovery_set *set = &l->next->recovery;
	size_t i, hit = set->n;
	bool match;

	for (i = 0; i < set->n; i++) {
		match = og_equal_ct(
		    set->codes[i].digest, l->a->digest, OG_RECOVERY_DIGEST);
		match &= set->codes[i].number == l->a->recovery.number;
		hit = match ? i : hit;
	}
	if (hit == set->n)
		return charge(l, OG_REASON_RECOVERY);
	l->d->proof.factor = OG_FACTOR_RECOVERY;
	l->d->proof.authenticator = set->id;
	l->d->proof.when = l->now;
	set->n--;
	memmove(&set->codes[hit], &set->codes[hit + 1],
	    (set->n - hit) * sizeof(set->codes[0]));
	OG_WIPE_OBJECT(&set->codes[set->n]);
	if (set->n == 0)
		OG_WIPE_OBJECT(set); /* a record holds no empty set */
	l->d->recovery_left = (unsigned)set->n;
	return OG_REASON_OK;
}

/* --- the attempt --- */

/* The lane in which the attempt came in: that of a known browser when the
 * record has it.  It is looked for in "next", which may be changed. */
static bool
find_lane(const struct login *l)
{
	const struct og_counter *open = &l->u->lanes[OG_LANE_OPEN];
	const struct og_counter *first = &l->u->lanes[OG_LANE_FIRST];
	const struct og_device *device;

	if ((unsigned)l->a->lane >= OG_LANES)
		return false;
	l->d->lane = l->a->lane;
	if (!l->a->device_given || l->a->lane != OG_LANE_OPEN)
		return true;
	device = og_device_find(l->next, l->a->device, l->now);
	if (device == NULL)
		return true;
	l->d->lane = OG_LANE_DEVICE;
	l->d->device = device->id;
	if (open->password_failed_at > device->seen)
		l->d->elsewhere += open->password_failures;
	if (open->failed_at > device->seen)
		l->d->elsewhere += open->failures;
	if (first->failed_at > device->seen)
		l->d->elsewhere += first->failures;
	return true;
}

/* The counter of the lane as it was before the attempt.  "next" is unchanged
 * until the first charge. */
static const struct og_counter *
counter_of(const struct login *l)
{
	static const struct og_counter none;
	const struct og_counter *c =
	    og_user_counter(l->next, l->d->lane, l->d->device);

	return c != NULL ? c : &none;
}

/* OG_REASON_OK: a session that is alive stands for the first factor. */
static enum og_reason
check_session(const struct login *l)
{
	const struct og_session *s = og_session_find(l->next, l->a->session);

	if (s == NULL || og_policy_is_over(l->p, s, l->a->session_now))
		return OG_REASON_EXPIRED;
	return OG_REASON_OK;
}

/* OG_REASON_OK: the password is right, go on. */
static enum og_reason
check_password(const struct login *l)
{
	const struct og_counter *c = counter_of(l);

	if (l->u->pwhash[0] == '\0')
		return OG_REASON_UNENROLLED;
	l->d->password_failures = c->password_failures;
	l->d->retry = og_throttle_until(
	    &l->p->limits, c->password_failures, c->password_failed_at, l->now);
	if (l->d->retry != 0)
		return OG_REASON_THROTTLED;
	if (!l->a->password_given)
		return OG_REASON_MISSING;
	if (l->a->password_right)
		return OG_REASON_OK;
	og_throttle_charge_password(l->next, l->d->lane, l->d->device, l->now);
	l->d->commit = true;
	return OG_REASON_PASSWORD;
}

/* OG_REASON_OK: a code may be evaluated in the lane. */
static enum og_reason
check_lane(const struct login *l)
{
	const struct og_limits *limits = &l->p->limits;
	const struct og_counter *c = counter_of(l);

	l->d->failures = c->failures;
	if (og_throttle_is_closed(
		limits, l->next, l->d->lane, l->d->device, l->now))
		return OG_REASON_LOCKED;
	l->d->retry =
	    og_throttle_until(limits, c->failures, c->failed_at, l->now);
	return l->d->retry != 0 ? OG_REASON_THROTTLED : OG_REASON_OK;
}

/* "came": the lane in which the password was tried. */
static void
clear_counters(const struct login *l, enum og_lane came)
{
	struct og_counter *c = og_user_counter(l->next, came, l->d->device);
	uint32_t authenticator = l->d->proof.authenticator;

	if (l->d->proof.factor == OG_FACTOR_RECOVERY)
		authenticator = 0;
	og_throttle_clear(l->next, l->d->lane, l->d->device, authenticator);
	if (l->a->first == OG_FIRST_PASSWORD && !l->a->step_up && c != NULL) {
		c->password_failures = 0;
		c->password_failed_at = 0;
	}
}

/* OG_REASON_OK: what stands before the code is right; d->lane becomes the one
 * in which the code counts. */
static enum og_reason
check_first(const struct login *l)
{
	enum og_reason reason = OG_REASON_OK;

	if (l->a->step_up)
		reason = check_session(l);
	else if (l->a->first == OG_FIRST_PASSWORD)
		reason = check_password(l);
	if (reason != OG_REASON_OK)
		return reason;
	if (l->d->lane == OG_LANE_OPEN &&
	    (l->a->step_up || l->a->first != OG_FIRST_NONE))
		l->d->lane = OG_LANE_FIRST;
	return OG_REASON_OK;
}

static enum og_reason
decide(const struct login *l)
{
	enum og_reason reason;
	enum og_lane came;

	if (l->u->disabled)
		return OG_REASON_DISABLED;
	/* Prepared with another password hash or recovery set, or for a lane
	 * that does not exist: nothing can be said. */
	if (!find_lane(l) || !og_attempt_is_current(l->a, l->u))
		return OG_REASON_ERROR;
	came = l->d->lane;
	reason = check_first(l);
	if (reason != OG_REASON_OK)
		return reason;
	reason = check_lane(l);
	if (reason != OG_REASON_OK)
		return reason;
	if ((l->a->code[0] != '\0') == l->a->recovery_given)
		return OG_REASON_MISSING;
	reason = l->a->recovery_given ? try_recovery(l) : try_code(l);
	if (reason != OG_REASON_OK)
		return reason;
	clear_counters(l, came);
	if (!l->a->trial)
		l->next->last = l->d->proof;
	l->d->commit = true;
	l->d->spend = true;
	return OG_REASON_OK;
}

void
og_policy_login(const struct og_policy *p, const struct og_keyring *ring,
    const struct og_user *u, const struct og_attempt *a, int64_t now,
    struct og_user *next, struct og_decision *d)
{
	const struct login l = {p, ring, u, a, now, next, d};

	memset(d, 0, sizeof(*d));
	og_user_copy(next, u);
	og_policy_conclude(d, decide(&l));
}

bool
og_policy_is_within_budget(const struct og_policy *p, double *worst)
{
	const struct og_limits *l = &p->limits;
	unsigned most =
	    l->lane_limit > l->disable_at ? l->lane_limit : l->disable_at;

	*worst = most * (2.0 * l->window + 1) / 1e6;
	/* a budget that was written as the very figure is large enough */
	return l->guess_budget <= 0 ||
	       *worst <= l->guess_budget / OG_SHARES * (1 + 1e-9);
}
