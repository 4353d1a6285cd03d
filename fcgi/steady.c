// SPDX-License-Identifier: ISC
/*
 * The sessions' clock: one that never steps, shifted to where the wall clock
 * was at the start, and slowly drawn to where it is.  Knows nothing of
 * sessions.
 */
#include "steady.h"

#include <time.h>

#include "clock.h"

#define SLOWNESS 10  /* a second of a step is taken in within so many */
#define STEP_MS 2000 /* less is a clock being adjusted */
#define SECOND_MS 1000

static struct steady the_clock;

void
steady_start(struct steady *s, int64_t wall, int64_t ms)
{
	atomic_store(&s->offset, wall - ms);
	s->seen = wall - ms;
	s->followed = ms;
}

int64_t
steady_read(struct steady *s, int64_t ms)
{
	return (ms + atomic_load(&s->offset)) / SECOND_MS;
}

int64_t
steady_move(struct steady *s, int64_t wall, int64_t ms)
{
	int64_t target = wall - ms, step = target - s->seen;
	int64_t most = (ms - s->followed) / SLOWNESS;
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

/* og_clock_wall knows whole seconds only: a clock that starts between two
 * would be behind by the rest. */
static int64_t
wall_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return og_clock_wall() * SECOND_MS;
	return (int64_t)ts.tv_sec * SECOND_MS + ts.tv_nsec / 1000000;
}

void
steady_init(void)
{
	steady_start(&the_clock, wall_ms(), og_clock_ms());
}

int64_t
steady_now(void)
{
	return steady_read(&the_clock, og_clock_ms());
}

int64_t
steady_follow(void)
{
	return steady_move(&the_clock, wall_ms(), og_clock_ms());
}
