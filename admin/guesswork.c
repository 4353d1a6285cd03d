/* SPDX-License-Identifier: ISC */
/*
 * Plays an attack through on a copy of a record, by the library's own charges,
 * waits and closings, so that the figures are those of the running program.
 * Must not have arithmetic of its own for any of them.
 */
#include "guesswork.h"

#include <stdlib.h>

#define START 1800000000 /* any day, at the start of a 30-day bucket or not */

/* A copy of "u" that nobody has guessed at. */
static struct og_user *
fresh(const struct og_user *u)
{
	struct og_user *copy = calloc(1, sizeof(*copy));

	if (copy != NULL) {
		og_user_copy(copy, u);
		og_throttle_unlock(copy);
	}
	return copy;
}

static void
owner_logs_in(struct og_user *u, enum og_lane lane)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		og_throttle_clear(u, lane, u->authenticators[i].id);
}

uint32_t
guesswork_count(const struct og_limits *l, const struct og_user *u,
    enum og_lane lane, int64_t seconds, int64_t owner)
{
	struct og_user *copy = fresh(u);
	int64_t now = START, next = START + owner;
	uint32_t n = 0;

	while (copy != NULL && n < GUESSWORK_MAX) {
		const struct og_counter *c = &copy->lanes[lane];
		int64_t until =
		    og_throttle_until(l, c->failures, c->failed_at, now);

		if (owner != 0 && (until > next || now >= next)) {
			owner_logs_in(copy, lane);
			now = next;
			next += owner;
			if (now >= START + seconds)
				break;
			continue;
		}
		if (until > now)
			now = until;
		if (now >= START + seconds ||
		    og_throttle_is_closed(l, copy, lane, now) ||
		    og_throttle_chance(l, copy, now) <= 0)
			break;
		og_throttle_charge(l, copy, lane, now);
		n++;
	}
	if (copy != NULL)
		og_user_clear(copy);
	free(copy);
	return n;
}

uint32_t
guesswork_cap(const struct og_limits *l, const struct og_user *u)
{
	struct og_user *copy = fresh(u);
	uint32_t n = 0;

	while (copy != NULL && n < GUESSWORK_MAX &&
	       !og_throttle_is_closed(l, copy, OG_LANE_OPEN, START) &&
	       og_throttle_chance(l, copy, START) > 0) {
		og_throttle_charge(l, copy, OG_LANE_OPEN, START);
		owner_logs_in(copy, OG_LANE_OPEN);
		n++;
	}
	if (copy != NULL)
		og_user_clear(copy);
	free(copy);
	return n;
}
