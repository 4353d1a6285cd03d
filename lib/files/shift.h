/* SPDX-License-Identifier: ISC */
/*
 * How far the sessions' clock is from the wall clock after that was set, for
 * other processes: "users.clock" beside the database.  A responder writes it
 * when the two differ, and removes it when they agree again.
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
	int64_t offset; /* sessions' clock minus "boot" */
	int64_t boot;	/* a clock that never steps (og_clock_ms) */
	int64_t wall;	/* since 1970 */
};

/*
 * Moves "s", which was true at s->boot, on to a time when the clocks show
 * "wall" and "boot": it approaches the wall clock by at most a tenth of the
 * time that has passed.  False when the two clocks have diverged, because the
 * machine was restarted or the clock was set while no responder ran; *s is then
 * equal to the wall clock.
 */
bool og_shift_move(struct og_shift *s, int64_t wall, int64_t boot);

/*
 * Reads the file beside "database" and moves it on.  Without a valid file, or
 * with one that is out of date, equal to the wall clock, and false.
 */
bool og_shift_read(
    const char *database, int64_t wall, int64_t boot, struct og_shift *out);

/* OG_OK, or the error of og_safefile_replace; then the old file is in place. */
enum og_err og_shift_write(const char *database, const struct og_shift *s,
    struct og_why *why) OG_MUST_CHECK;

/* Removes it, if it exists. */
void og_shift_remove(const char *database);

#endif
