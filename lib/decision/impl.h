/* SPDX-License-Identifier: ISC */
/*
 * Inside the decision; included by the files of this folder only.  A method
 * returns OG_REASON_OK, or why not; it changes c->next, and c->d where it says
 * so, and nothing else.
 */
#ifndef OTPGATE_DECISION_IMPL_H
#define OTPGATE_DECISION_IMPL_H

#include "lib/decision/policy.h"
#include "lib/decision/preview.h"

/* What one attempt is decided from, and where the decision goes. */
struct attempt_case {
	const struct og_policy *p;
	const struct og_keyring *ring;
	const struct og_user *u;
	const struct og_attempt *a;
	int64_t now;
	struct og_user *next;
	struct og_decision *d;
};

/* True when a password is asked for before the code. */
static inline bool
decide_wants_password(const struct og_attempt *a)
{
	return a->first == OG_FIRST_PASSWORD && !a->step_up;
}

/* --- reason --- */

/* Writes the verdict that belongs to "reason" into *d.  The only way to
 * allow. */
void og_policy_conclude(struct og_decision *d, enum og_reason reason);

/* --- lane --- */

/* Finds the lane in which the attempt came in, d->lane, and the known browser,
 * d->device.  False: there is no such lane. */
bool decide_lane(const struct attempt_case *k);

/* "n" failures before this attempt, the newest of them at "when". */
void
decide_note_failures(const struct attempt_case *k, uint32_t n, int64_t when);

/* The counter of the lane as it was before the attempt; never NULL. */
const struct og_counter *decide_counter(const struct attempt_case *k);

/* OG_REASON_OK: a code may be evaluated in the lane.  d->retry. */
enum og_reason decide_may_try(const struct attempt_case *k);

/* Once what comes first is done: d->lane becomes the one in which codes count
 * behind it. */
void decide_enter_code_lane(const struct attempt_case *k);

/* Counts a wrong code, which must be committed; returns "reason". */
enum og_reason
decide_charge(const struct attempt_case *k, enum og_reason reason);

/* After a success.  "came": the lane in which the password was tried. */
void decide_clear(const struct attempt_case *k, enum og_lane came);

/* --- preview --- */

/* OG_REASON_OK: what came first may be evaluated, or the code where nothing
 * comes first.  d->lane and what is known of it.  Looks at nothing that was
 * typed. */
enum og_reason decide_whether(const struct attempt_case *k);

/* --- the methods --- */

/* OG_REASON_OK: a password may be evaluated in the lane.  d->retry. */
enum og_reason decide_may_try_password(const struct attempt_case *k);

/* OG_REASON_OK: the password is right, go on. */
enum og_reason decide_password(const struct attempt_case *k);

/* OG_REASON_OK: a session that is alive stands for the first factor. */
enum og_reason decide_step_up(const struct attempt_case *k);

/* OG_REASON_OK: right, spent in k->next, and d->proof says by what. */
enum og_reason decide_code(const struct attempt_case *k);
enum og_reason decide_recovery(const struct attempt_case *k);

/* In one group of each list. */
bool
decide_is_in_groups(const struct og_user *u, const struct og_demand *demand);

#endif
