/* SPDX-License-Identifier: ISC */
/*
 * The sessions' clock: the wall clock, but without its steps while a responder
 * runs.  A step is taken in slowly (a tenth of the time that passes),
 * which the idle check's slack covers.
 */
#ifndef OTPGATE_FCGI_GATE_SESSION_CLOCK_H
#define OTPGATE_FCGI_GATE_SESSION_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/files/shift.h"

/* Starts the clock at the wall clock, or where an earlier responder has left it
 * beside "database" (shift.h). */
void session_clock_init(const char *database);

/* Seconds since 1970 by this clock.  Never waits; any thread. */
int64_t session_clock_now(void);

/* For housekeeping, from one thread at a time: moves towards the wall clock.
 * Returns how many seconds the wall clock was set forward (less than 0: back)
 * since the last call when that is more than 2, else 0. */
int64_t session_clock_follow(void);

/* Where it is, as of the last session_clock_follow and from that thread.  True
 * when it is more than 2 seconds away from the wall clock. */
bool session_clock_look(struct og_shift *out);

/* --- what the three are made of, with the time as a parameter --- */

/* All in milliseconds; "ms" is a clock that never steps (og_clock_ms). */
struct session_clock {
	_Atomic int64_t offset; /* of this clock before that one */
	int64_t seen;		/* offset of the wall clock, as last seen */
	int64_t followed;	/* when that was */
};

void session_clock_start(struct session_clock *s, int64_t wall, int64_t ms);
int64_t session_clock_read(struct session_clock *s, int64_t ms); /* seconds */
int64_t session_clock_move(
    struct session_clock *s, int64_t wall, int64_t ms); /* seconds */

#endif
