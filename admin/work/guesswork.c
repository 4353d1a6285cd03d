/* SPDX-License-Identifier: ISC */
/*
 * Simulates an attack on a copy of a record, with the library's own charges,
 * waits and closings, so that the figures are those of the running program.
 * Must not have its own arithmetic for any of them.
 */
#include "admin/work/guesswork.h"

#include <stdlib.h>

#include "lib/base/clock.h"

#define BROWSER 1 /* id of the one known browser of the copy */

/* A copy of "u" without any guesses, with one known browser.  What waits for
 * its first code does not lapse while the years pass. */
static struct og_user *
fresh(const struct og_user *u, int64_t now)
{
	struct og_user *copy = calloc(1, sizeof(*copy));

	if (copy == NULL)
		return NULL;
	og_user_copy(copy, u);
	copy->n_devices = 1;
	copy->devices[0] = (struct og_device){.id = BROWSER, .seen = now};
	og_throttle_unlock(copy);
	for (size_t i = 0; i < copy->n_authenticators; i++)
		if (og_user_may_accept(&copy->authenticators[i], now))
			copy->authenticators[i].state = OG_AUTH_ACTIVE;
	return copy;
}

static uint32_t
browser_of(enum og_lane lane)
{
	return lane == OG_LANE_DEVICE ? BROWSER : 0;
}

static void
owner_logs_in(struct og_user *u, enum og_lane lane)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		og_throttle_clear(
		    u, lane, browser_of(lane), u->authenticators[i].id);
}

static bool
is_closed(const struct og_limits *l, struct og_user *u, enum og_lane lane,
    int64_t now)
{
	return og_throttle_is_closed(l, u, lane, browser_of(lane), now) ||
	       og_throttle_chance(l, u, now) <= 0;
}

uint32_t
guesswork_count(const struct og_limits *l, const struct og_user *u,
    enum og_lane lane, int64_t seconds, int64_t owner)
{
	const int64_t start = og_clock_wall();
	struct og_user *copy = fresh(u, start);
	int64_t now = start, next = start + owner;
	uint32_t n = 0;

	while (copy != NULL && n < GUESSWORK_MAX) {
		const struct og_counter *c =
		    og_user_counter(copy, lane, browser_of(lane));
		int64_t until =
		    og_throttle_until(l, c->failures, c->failed_at, now);

		if (owner != 0 && (until > next || now >= next)) {
			owner_logs_in(copy, lane);
			now = next;
			next += owner;
			if (now >= start + seconds)
				break;
			continue;
		}
		if (until > now)
			now = until;
		if (now >= start + seconds || is_closed(l, copy, lane, now))
			break;
		og_throttle_charge(l, copy, lane, browser_of(lane), now);
		n++;
	}
	if (copy != NULL)
		og_user_clear(copy);
	free(copy);
	return n;
}

uint32_t
guesswork_cap(
    const struct og_limits *l, const struct og_user *u, enum og_share share)
{
	const enum og_lane lane =
	    share == OG_SHARE_OWNER ? OG_LANE_DEVICE : OG_LANE_OPEN;
	const int64_t now = og_clock_wall();
	struct og_user *copy = fresh(u, now);
	uint32_t n = 0;

	while (copy != NULL && n < GUESSWORK_MAX &&
	       !is_closed(l, copy, lane, now)) {
		og_throttle_charge(l, copy, lane, browser_of(lane), now);
		owner_logs_in(copy, lane);
		n++;
	}
	if (copy != NULL)
		og_user_clear(copy);
	free(copy);
	return n;
}
