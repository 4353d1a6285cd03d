/* SPDX-License-Identifier: ISC */
/*
 * What can be said of an attempt before anything of it is evaluated.  Must not
 * look at what was typed, nor at what the slow part has found out.
 */
#include "lib/decision/preview.h"

#include <string.h>

#include "lib/decision/impl.h"
#include "lib/record/device.h"

enum og_reason
decide_whether(const struct attempt_case *k)
{
	enum og_reason reason;

	if (k->a->spoilt)
		return OG_REASON_CODE;
	if (k->u->disabled)
		return OG_REASON_DISABLED;
	if (!decide_lane(k))
		return OG_REASON_ERROR;
	if (decide_wants_password(k->a))
		return decide_may_try_password(k);
	if (k->a->step_up) {
		reason = decide_step_up(k);
		if (reason != OG_REASON_OK)
			return reason;
	}
	decide_enter_code_lane(k);
	return decide_may_try(k);
}

enum og_preview
og_decision_preview(const struct og_policy *p, struct og_user *u,
    const struct og_attempt *a, int64_t now, struct og_decision *d)
{
	/* nothing is charged here, so "next" is not written to */
	const struct attempt_case k = {p, NULL, u, a, now, u, d};

	memset(d, 0, sizeof(*d));
	if (u != NULL)
		d->reason = decide_whether(&k);
	else
		d->reason = a->spoilt ? OG_REASON_CODE : OG_REASON_UNKNOWN;
	if (d->reason == OG_REASON_OK) {
		d->reason = OG_REASON_ERROR;
		return OG_PREVIEW_EVALUATE;
	}
	return d->reason == OG_REASON_THROTTLED || d->reason == OG_REASON_LOCKED
		   ? OG_PREVIEW_WAIT
		   : OG_PREVIEW_UNKNOWN;
}

int64_t
og_decision_owner_wait(const struct og_policy *p, struct og_user *u,
    const struct og_attempt *a, int64_t now)
{
	const struct og_limits *limits = &p->limits;
	const struct og_counter *c;
	const struct og_device *device;
	int64_t code, password = 0;

	if (!a->device_given)
		return 0;
	device = og_device_find(u, a->device, now);
	if (device == NULL ||
	    og_throttle_is_closed(limits, u, OG_LANE_DEVICE, device->id, now))
		return 0;
	c = &device->counter;
	code = og_throttle_until(limits, c->failures, c->failed_at, now);
	if (decide_wants_password(a))
		password = og_throttle_until(
		    limits, c->password_failures, c->password_failed_at, now);
	return code > password ? code : password;
}
