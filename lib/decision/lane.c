/* SPDX-License-Identifier: ISC */
/*
 * The lane of an attempt: which one it is, whether a code may be tried in it,
 * and what a failure or a success does to its counters.
 */
#include "lib/decision/impl.h"
#include "lib/record/device.h"

#define DAY 86400

void
decide_note_failures(const struct attempt_case *k, uint32_t n, int64_t when)
{
	if (n > 0 && when > k->d->failed_at)
		k->d->failed_at = when;
}

/* "n" failures of strangers count since the browser logged in last, if one of
 * them came later. */
static void
count_elsewhere(const struct attempt_case *k, const struct og_device *device,
    uint32_t n, int64_t when)
{
	if (when <= device->seen)
		return;
	k->d->elsewhere += n;
	decide_note_failures(k, n, when);
}

/* True when the user has changed the account elsewhere, and this browser (NULL:
 * none that is known) has not been told.  Whoever has made known browsers
 * strangers is no more silent for it: strangers are told at the first login
 * after the change, and for a day. */
static bool
is_changed(const struct attempt_case *k, const struct og_device *device)
{
	const struct og_own_change *c = &k->u->changed;

	if (device != NULL)
		return c->when > device->seen && c->device != device->id;
	return c->when > k->u->last.when ||
	       (c->when != 0 && k->now - c->when < DAY);
}

/* The lane in which the attempt came in: that of a known browser when the
 * record has it.  It is looked for in "next", which may be changed. */
bool
decide_lane(const struct attempt_case *k)
{
	const struct og_counter *open = &k->u->lanes[OG_LANE_OPEN];
	const struct og_counter *first = &k->u->lanes[OG_LANE_FIRST];
	const struct og_device *device = NULL;

	if ((unsigned)k->a->lane >= OG_LANES)
		return false;
	k->d->lane = k->a->lane;
	if (k->a->lane != OG_LANE_OPEN)
		return true;
	if (k->a->device_given)
		device = og_device_find(k->next, k->a->device, k->now);
	k->d->changed = is_changed(k, device);
	if (device == NULL)
		return true;
	k->d->lane = OG_LANE_DEVICE;
	k->d->device = device->id;
	count_elsewhere(
	    k, device, open->password_failures, open->password_failed_at);
	count_elsewhere(k, device, open->failures, open->failed_at);
	count_elsewhere(k, device, first->failures, first->failed_at);
	return true;
}

/* The counter of the lane as it was before the attempt.  "next" is unchanged
 * until the first charge. */
const struct og_counter *
decide_counter(const struct attempt_case *k)
{
	static const struct og_counter none;
	const struct og_counter *c =
	    og_user_counter(k->next, k->d->lane, k->d->device);

	return c != NULL ? c : &none;
}

/* OG_REASON_OK: a code may be evaluated in the lane. */
enum og_reason
decide_may_try(const struct attempt_case *k)
{
	const struct og_limits *limits = &k->p->limits;
	const struct og_counter *c = decide_counter(k);

	k->d->failures = c->failures;
	decide_note_failures(k, c->failures, c->failed_at);
	if (og_throttle_is_closed(
		limits, k->next, k->d->lane, k->d->device, k->now))
		return OG_REASON_LOCKED;
	k->d->retry =
	    og_throttle_until(limits, c->failures, c->failed_at, k->now);
	return k->d->retry != 0 ? OG_REASON_THROTTLED : OG_REASON_OK;
}

void
decide_enter_code_lane(const struct attempt_case *k)
{
	if (k->d->lane == OG_LANE_OPEN &&
	    (k->a->step_up || k->a->first != OG_FIRST_NONE))
		k->d->lane = OG_LANE_FIRST;
}

enum og_reason
decide_charge(const struct attempt_case *k, enum og_reason reason)
{
	og_throttle_charge(
	    &k->p->limits, k->next, k->d->lane, k->d->device, k->now);
	k->d->commit = true;
	return reason;
}

/* "came": the lane in which the password was tried. */
void
decide_clear(const struct attempt_case *k, enum og_lane came)
{
	struct og_counter *c = og_user_counter(k->next, came, k->d->device);
	uint32_t authenticator = k->d->proof.authenticator;

	if (k->d->proof.factor == OG_FACTOR_RECOVERY)
		authenticator = 0;
	og_throttle_clear(k->next, k->d->lane, k->d->device, authenticator);
	if (decide_wants_password(k->a) && c != NULL) {
		c->password_failures = 0;
		c->password_failed_at = 0;
	}
}
