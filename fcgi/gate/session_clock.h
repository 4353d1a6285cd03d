/* SPDX-License-Identifier: ISC */
/*
 * The sessions' clock: the wall clock, but without its steps while a responder
 * runs.  It follows a step slowly (by a tenth of the time that passes), which
 * the slack of the idle check covers.
 */
#ifndef OTPGATE_FCGI_GATE_SESSION_CLOCK_H
#define OTPGATE_FCGI_GATE_SESSION_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/files/shift.h"

/* Starts the clock at the wall clock, or where an earlier responder left it
 * beside "database" (shift.h). */
void session_clock_init(const char *database);

/* Seconds since 1970 by this clock.  Never waits; any thread. */
int64_t session_clock_now(void);

/* For housekeeping, from one thread at a time: moves towards the wall clock.
 * Returns by how many seconds the wall clock was set forward (negative: back)
 * since the last call if that is more than 2, otherwise 0. */
int64_t session_clock_follow(void);

/* Its position, as of the last session_clock_follow and from that thread.  True
 * when it is more than 2 seconds away from the wall clock. */
bool session_clock_look(struct og_shift *out);

/* --- what the three consist of, with the time as a parameter --- */

/* All in milliseconds; "ms" is a clock that never steps (og_clock_ms). */
struct session_clock {
	_Atomic int64_t offset; /* this clock minus that one */
	int64_t seen;		/* offset of the wall clock, as last seen */
	int64_t followed;	/* when that was */
};

void session_clock_start(struct session_clock *s, int64_t wall, int64_t ms);
int64_t session_clock_read(struct session_clock *s, int64_t ms); /* seconds */
int64_t session_clock_move(
    struct session_clock *s, int64_t wall, int64_t ms); /* seconds */

#endif
