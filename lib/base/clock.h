/* SPDX-License-Identifier: ISC */
/*
 * The clocks.  Only programs ask them and pass "now" down: nothing else in the
 * library knows what time it is.
 */
#ifndef OTPGATE_BASE_CLOCK_H
#define OTPGATE_BASE_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_TIME_SIZE 24 /* "2026-11-23T09:00:00Z" and its NUL, with room */

/* Wall clock: seconds since 1970, UTC. */
int64_t og_clock_wall(void);

/* The same in milliseconds. */
int64_t og_clock_wall_ms(void);

/* Milliseconds of a clock that never steps (CLOCK_BOOTTIME). */
int64_t og_clock_ms(void);

/* The same clock in nanoseconds. */
int64_t og_clock_ns(void);

/* Locks "mutex" if that is possible within "ms" milliseconds (0: at once). */
bool og_clock_lock(pthread_mutex_t *mutex, int ms) OG_MUST_CHECK;

/* The same for reading and for writing. */
bool og_clock_rdlock(pthread_rwlock_t *lock, int ms) OG_MUST_CHECK;
bool og_clock_wrlock(pthread_rwlock_t *lock, int ms) OG_MUST_CHECK;

/* How many milliseconds are left until "until" (og_clock_ms), from 0 on. */
int og_clock_left(int64_t until);

/* Writes "when" (seconds since 1970) as RFC 3339 in UTC; "-" if out of range.
 */
void og_clock_format(int64_t when, char out[OG_TIME_SIZE]);

/*
 * Reads a time of RFC 3339, "2026-11-23T09:00:00Z" or with "+01:00" instead of
 * the Z, or a date alone, which begins at midnight UTC.  OG_OK with *out in
 * seconds since 1970, or OG_ERR_FORMAT (fractions of a second, leap seconds, a
 * day that does not exist, a year before 1970).
 */
enum og_err
og_clock_parse(const char *s, size_t len, int64_t *out) OG_MUST_CHECK;

#endif
