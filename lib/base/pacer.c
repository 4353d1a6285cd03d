/* SPDX-License-Identifier: ISC */
/*
 * Rests between pieces of long work.  A lower priority would do less: the
 * scheduler still lets a running thread finish its slice of some milliseconds,
 * and a lock that is needed meanwhile would be held for longer.
 * Keeps nothing per thread: a module that PAM loads and unloads must not.
 */
#include "lib/base/pacer.h"

#include <time.h>

#include "lib/base/clock.h"

#define WORK_NS 500000L
#define STEPS 1024

void
og_pacer_begin(struct og_pacer *g)
{
	g->since = og_clock_ns();
	g->steps = 0;
}

void
og_pacer_rest(struct og_pacer *g)
{
	const struct timespec rest = {.tv_nsec = WORK_NS};

	if (og_clock_ns() - g->since < WORK_NS)
		return;
	(void)nanosleep(&rest, NULL); /* a signal may end it: no matter */
	g->since = og_clock_ns();
}

void
og_pacer_step(struct og_pacer *g)
{
	if (++g->steps < STEPS)
		return;
	g->steps = 0;
	og_pacer_rest(g);
}
