/* SPDX-License-Identifier: ISC */
/*
 * The clocks.  Only programs ask them and hand "now" down: nothing else in the
 * library knows what time it is.
 */
#ifndef OG_CLOCK_H
#define OG_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define OG_TIME_SIZE 24 /* "2026-11-23T09:00:00Z" and its NUL, with room */

/* Wall clock: seconds since 1970, UTC. */
int64_t og_clock_wall(void);

/* Milliseconds of a clock that never steps (CLOCK_BOOTTIME). */
int64_t og_clock_ms(void);

/* Writes "when" (seconds since 1970) as RFC 3339 in UTC; "-" if out of range.
 */
void og_clock_format(int64_t when, char out[OG_TIME_SIZE]);

#endif
