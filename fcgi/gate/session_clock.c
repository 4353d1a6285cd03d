// SPDX-License-Identifier: ISC
/*
 * The sessions' clock: one that never steps, shifted to where the wall clock
 * was at the start, which then approaches the wall clock slowly.  Knows nothing
 * about sessions.
 */
#include "fcgi/gate/session_clock.h"

#include "lib/base/clock.h"

#define STEP_MS 2000 /* less is a clock being adjusted */
#define SECOND_MS 1000

static struct session_clock the_clock;

void
session_clock_start(struct session_clock *s, int64_t wall, int64_t ms)
{
	atomic_store(&s->offset, wall - ms);
	s->seen = wall - ms;
	s->followed = ms;
}

int64_t
session_clock_read(struct session_clock *s, int64_t ms)
{
	return (ms + atomic_load(&s->offset)) / SECOND_MS;
}

int64_t
session_clock_move(struct session_clock *s, int64_t wall, int64_t ms)
{
	int64_t target = wall - ms, step = target - s->seen;
	int64_t most = (ms - s->followed) / OG_SHIFT_SLOWNESS;
	int64_t move = target - atomic_load(&s->offset);

	if (most < 0)
		most = 0;
	if (move > most)
		move = most;
	if (move < -most)
		move = -most;
	atomic_fetch_add(&s->offset, move);
	s->seen = target;
	s->followed = ms;
	if (step <= STEP_MS && step >= -STEP_MS)
		return 0;
	return (step + (step > 0 ? SECOND_MS / 2 : -SECOND_MS / 2)) / SECOND_MS;
}

void
session_clock_init(const char *database)
{
	const int64_t wall = og_clock_wall_ms(), ms = og_clock_ms();
	struct og_shift shift;

	session_clock_start(&the_clock, wall, ms);
	(void)og_shift_read(database, wall, ms, &shift);
	atomic_store(&the_clock.offset, shift.offset);
}

bool
session_clock_look(struct og_shift *out)
{
	const int64_t away = the_clock.seen - atomic_load(&the_clock.offset);

	out->offset = atomic_load(&the_clock.offset);
	out->boot = the_clock.followed;
	out->wall = the_clock.followed + the_clock.seen;
	return away > STEP_MS || away < -STEP_MS;
}

int64_t
session_clock_now(void)
{
	return session_clock_read(&the_clock, og_clock_ms());
}

int64_t
session_clock_follow(void)
{
	return session_clock_move(
	    &the_clock, og_clock_wall_ms(), og_clock_ms());
}
