/* SPDX-License-Identifier: ISC */
/*
 * A code against the authenticators of a user (RFC 4226 section 7, RFC 6238
 * section 5.2): all of them and all steps of the window are always computed.
 */
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/codes/otp.h"
#include "lib/decision/impl.h"
#include "lib/record/session.h"
#include "lib/rules/enroll.h"

#define WINDOW_MAX 10	   /* whatever the settings say: steps either side */
#define LOOK_AHEAD_MAX 100 /* and counters */

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

/* --- against one authenticator --- */

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
	int64_t step = (int64_t)a->moving_factor - (ahead > 0 ? ahead : 0);

	if (a->type != OG_FACTOR_TOTP || step <= 0)
		return 0;
	return step * (int64_t)a->period;
}

static void
evaluate_totp(const struct attempt_case *k, const struct og_authenticator *a,
    const uint8_t *seed, size_t len, struct finding *f)
{
	int window = window_of(k->p), drift = clamp(a->drift, window);
	int64_t centre = (int64_t)og_totp_step(k->now, a->period) + drift;
	int64_t first = centre - window, last = centre + window;

	/* the last spent step lies in a future that no accepted code can have
	 * reached: the host clock went back */
	if (og_policy_reached(k->p, a) > k->now + OG_CLOCK_SLACK) {
		f->clock = true;
		return;
	}
	if (last < 0)
		last = 0;
	scan(a, seed, len, k->a->code, first > 0 ? (uint64_t)first : 0,
	    (uint64_t)last, a->moving_factor + 1, f);
}

static void
evaluate_hotp(const struct attempt_case *k, const struct og_authenticator *a,
    const uint8_t *seed, size_t len, struct finding *f)
{
	unsigned ahead = k->p->limits.look_ahead;

	if (ahead > LOOK_AHEAD_MAX)
		ahead = LOOK_AHEAD_MAX;
	/* The counter just spent is computed, too: to know a replay. */
	scan(a, seed, len, k->a->code,
	    a->moving_factor > 0 ? a->moving_factor - 1 : 0,
	    a->moving_factor + ahead, a->moving_factor, f);
}

static void
evaluate(const struct attempt_case *k, const struct og_authenticator *a,
    struct finding *f)
{
	uint8_t seed[OG_SEED_MAX];
	size_t len;

	if (og_enroll_seed(k->u, a, k->ring, seed, &len) != OG_OK)
		f->key = true;
	else if (a->type == OG_FACTOR_HOTP)
		evaluate_hotp(k, a, seed, len, f);
	else
		evaluate_totp(k, a, seed, len, f);
	OG_WIPE_ARRAY(seed);
}

/* --- against the user --- */

/* How many steps the clock that made "step" is ahead of ours. */
static int
steps_ahead(const struct attempt_case *k, const struct og_authenticator *a,
    uint64_t step)
{
	return (int)((int64_t)step - (int64_t)og_totp_step(k->now, a->period));
}

/* Moves "a" (of the new record) past what was matched. */
static void
spend(const struct attempt_case *k, struct og_authenticator *a,
    const struct finding *f)
{
	if (a->type == OG_FACTOR_HOTP) {
		a->moving_factor = f->counter + 1;
		return;
	}
	a->moving_factor = f->counter;
	/* Bounded by the window: the step of a right clock stays inside. */
	a->drift = clamp(steps_ahead(k, a, f->counter), window_of(k->p));
}

/* A pending authenticator that was proven takes over. */
static void
activate(const struct attempt_case *k, struct og_authenticator *a)
{
	uint32_t replaced = a->replaces;

	a->state = OG_AUTH_ACTIVE;
	a->expires = 0;
	a->replaces = 0;
	k->d->activated = true;
	if (replaced == 0)
		return;
	og_session_end_by_authenticator(k->next, replaced);
	og_user_drop_authenticator(k->next, replaced); /* moves "a" */
}

static enum og_reason
accept_code(const struct attempt_case *k, const struct finding *found)
{
	struct og_authenticator *a, *chosen = NULL;
	size_t i;

	/* Where a seed was enrolled twice, the code is spent in both. */
	for (i = 0; i < k->next->n_authenticators; i++) {
		a = &k->next->authenticators[i];
		if (!found[i].hit)
			continue;
		spend(k, a, &found[i]);
		if (chosen == NULL || (chosen->state == OG_AUTH_PENDING &&
					  a->state == OG_AUTH_ACTIVE))
			chosen = a;
	}
	if (chosen == NULL)
		return OG_REASON_ERROR;
	k->d->proof.factor = chosen->type;
	k->d->proof.authenticator = chosen->id;
	k->d->proof.when = k->now;
	chosen->used = k->now;
	if (chosen->type == OG_FACTOR_TOTP)
		k->d->offset = steps_ahead(k, chosen, chosen->moving_factor);
	if (chosen->state == OG_AUTH_PENDING)
		activate(k, chosen);
	return OG_REASON_OK;
}

enum og_reason
decide_code(const struct attempt_case *k)
{
	struct finding found[OG_AUTHENTICATORS_MAX], all;
	const struct og_authenticator *a;
	size_t i, len = strnlen(k->a->code, OG_CODE_SIZE);
	bool enrolled = false, disabled = false;

	memset(found, 0, sizeof(found));
	memset(&all, 0, sizeof(all));
	for (i = 0; i < k->u->n_authenticators; i++) {
		a = &k->u->authenticators[i];
		disabled |= a->state == OG_AUTH_DISABLED;
		if (!og_user_may_accept(a, k->now))
			continue;
		enrolled = true;
		if (a->digits == len)
			evaluate(k, a, &found[i]);
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
		return accept_code(k, found);
	if (!all.evaluated && all.clock)
		return OG_REASON_CLOCK;
	if (!all.evaluated && all.key)
		return OG_REASON_KEY;
	return decide_charge(k, OG_REASON_CODE);
}
