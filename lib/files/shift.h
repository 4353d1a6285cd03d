/* SPDX-License-Identifier: ISC */
/*
 * How far the sessions' clock is from the wall clock after that was set, for
 * other processes: "users.clock" beside the database.  A responder writes it
 * when the two part, and removes it when they have met again.
 */
#ifndef OTPGATE_FILES_SHIFT_H
#define OTPGATE_FILES_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_SHIFT_SLOWNESS                                                      \
	10 /* a second of a step is taken in within so many                    \
	    */

/* All in milliseconds. */
struct og_shift {
	int64_t offset; /* of the sessions' clock before "boot" */
	int64_t boot;	/* a clock that never steps (og_clock_ms) */
	int64_t wall;	/* since 1970 */
};

/*
 * Moves "s", which was true at s->boot, on to a time when the clocks show
 * "wall" and "boot": draws it to the wall clock, a tenth of the time that has
 * passed at most.  False when the two have not gone on together, since the
 * machine was started anew or the clock was set while no responder ran; *s is
 * then as the wall clock has it.
 */
bool og_shift_move(struct og_shift *s, int64_t wall, int64_t boot);

/*
 * Reads what stands beside "database" and moves it on.  Without a good file, or
 * with one that is out of date, as the wall clock has it, and false.
 */
bool og_shift_read(
    const char *database, int64_t wall, int64_t boot, struct og_shift *out);

/* OG_OK, or what og_safefile_replace says; the old file stands then. */
enum og_err og_shift_write(const char *database, const struct og_shift *s,
    struct og_why *why) OG_MUST_CHECK;

/* Takes it away, if it is there. */
void og_shift_remove(const char *database);

#endif
