/* SPDX-License-Identifier: ISC */
/*
 * The ways in and what keeps them shut, for "otpadm show".
 */
#include "admin/work/show.h"

bool
show_lane(const struct context *c, struct og_user *u, size_t i, int64_t now,
    struct show_lane *out)
{
	const struct og_limits *l = &c->settings.policy.limits;
	const enum og_lane lane =
	    i < OG_LANES ? (enum og_lane)i : OG_LANE_DEVICE;
	const struct og_counter *n;

	if (i >= OG_LANES + u->n_devices)
		return false;
	out->device = i < OG_LANES ? 0 : u->devices[i - OG_LANES].id;
	n = og_user_counter(u, lane, out->device);
	if (n == NULL)
		return false;
	out->name = og_lane_name(lane);
	out->failures = n->failures;
	out->until = og_throttle_until(l, n->failures, n->failed_at, now);
	out->closed = og_throttle_is_closed(l, u, lane, out->device, now);
	out->closed_by = !out->closed			? NULL
			 : n->failures >= l->lane_limit ? "wrong codes"
							: "budget";
	out->opens =
	    !out->closed ? 0 : og_throttle_opens(l, u, lane, out->device, now);
	out->password_failures = n->password_failures;
	out->password_until = og_throttle_until(
	    l, n->password_failures, n->password_failed_at, now);
	return true;
}

const char *
show_share(enum og_share share)
{
	return share == OG_SHARE_OWNER ? "owner" : "strangers";
}
