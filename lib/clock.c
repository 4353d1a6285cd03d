/* SPDX-License-Identifier: ISC */
/*
 * The clocks, and time as text.  Only programs call the first two; the rest of
 * the library gets "now" as a parameter and must never look by itself.
 */
#include <string.h>
#include <time.h>

#include "clock.h"

#define YEAR_10000 253402300800 /* 10000-01-01T00:00:00Z */

int64_t
og_clock_wall(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec;
}

int64_t
og_clock_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_BOOTTIME, &ts) != 0 &&
	    clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
og_clock_format(int64_t when, char out[OG_TIME_SIZE])
{
	time_t t = (time_t)when;
	struct tm tm;

	if (when < 0 || when >= YEAR_10000 || (int64_t)t != when ||
	    gmtime_r(&t, &tm) == NULL ||
	    strftime(out, OG_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		memcpy(out, "-", 2);
}
