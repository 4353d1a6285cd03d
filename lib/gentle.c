/* SPDX-License-Identifier: ISC */
/*
 * Rests between pieces of long work.  A lower priority would do less: the
 * scheduler still lets whoever has a processor end its slice, some
 * milliseconds, and a lock that is wanted meanwhile would be held for longer.
 */
#include "gentle.h"

#include <stdint.h>
#include <time.h>

#include "clock.h"

#define WORK_NS 500000L

static _Thread_local struct {
	bool on;
	int64_t since; /* the end of the last rest */
} gentle;

void
og_gentle(bool on)
{
	gentle.on = on;
	if (on)
		gentle.since = og_clock_ns();
}

void
og_gentle_rest(void)
{
	const struct timespec rest = {.tv_nsec = WORK_NS};

	if (!gentle.on || og_clock_ns() - gentle.since < WORK_NS)
		return;
	(void)nanosleep(&rest, NULL); /* a signal may end it: no matter */
	gentle.since = og_clock_ns();
}
