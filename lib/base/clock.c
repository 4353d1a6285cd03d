/* SPDX-License-Identifier: ISC */
/*
 * The clocks, and time as text.  Only programs ask what time it is; the rest of
 * the library gets "now" as a parameter and must never look itself.
 */
#include <limits.h>
#include <string.h>
#include <time.h>

#include "lib/base/clock.h"

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
og_clock_wall_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
og_clock_ns(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_BOOTTIME, &ts) != 0 &&
	    clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
og_clock_ms(void)
{
	return og_clock_ns() / 1000000;
}

int
og_clock_left(int64_t until)
{
	const int64_t left = until - og_clock_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* CLOCK_MONOTONIC in "ms" milliseconds. */
static bool
monotonic_in(int ms, struct timespec *ts)
{
	if (clock_gettime(CLOCK_MONOTONIC, ts) != 0)
		return false;
	ts->tv_sec += ms / 1000;
	ts->tv_nsec += (long)(ms % 1000) * 1000000;
	if (ts->tv_nsec >= 1000000000) {
		ts->tv_nsec -= 1000000000;
		ts->tv_sec++;
	}
	return true;
}

bool
og_clock_lock(pthread_mutex_t *mutex, int ms)
{
	struct timespec ts;

	if (ms <= 0)
		return pthread_mutex_trylock(mutex) == 0;
	return monotonic_in(ms, &ts) &&
	       pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &ts) == 0;
}

bool
og_clock_rdlock(pthread_rwlock_t *lock, int ms)
{
	struct timespec ts;

	if (ms <= 0)
		return pthread_rwlock_tryrdlock(lock) == 0;
	return monotonic_in(ms, &ts) &&
	       pthread_rwlock_clockrdlock(lock, CLOCK_MONOTONIC, &ts) == 0;
}

bool
og_clock_wrlock(pthread_rwlock_t *lock, int ms)
{
	struct timespec ts;

	if (ms <= 0)
		return pthread_rwlock_trywrlock(lock) == 0;
	return monotonic_in(ms, &ts) &&
	       pthread_rwlock_clockwrlock(lock, CLOCK_MONOTONIC, &ts) == 0;
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

/* "n" digits at "s" as a number, or -1. */
static int
digits(const char *s, size_t n)
{
	int value = 0;

	for (; n > 0; n--, s++) {
		if (*s < '0' || *s > '9')
			return -1;
		value = value * 10 + (*s - '0');
	}
	return value;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar, or -1. */
static int64_t
parse_date(const char *s)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = digits(s, 4), month = digits(s + 5, 2);
	int day = digits(s + 8, 2), last, i;
	int64_t days;
	bool leap;

	if (s[4] != '-' || s[7] != '-' || year < 1970 || month < 1 ||
	    month > 12)
		return -1;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	last = lengths[month - 1] + (month == 2 && leap);
	if (day < 1 || day > last)
		return -1;
	year--; /* leap days up to the end of the year before */
	days = 365 * (int64_t)(year - 1969) +
	       (year / 4 - year / 100 + year / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
	for (i = 0; i < month - 1; i++)
		days += lengths[i] + (i == 1 && leap);
	return days + day - 1;
}

/* Seconds by which the zone at "s" is ahead of UTC; false if it is no zone. */
static bool
parse_zone(const char *s, size_t len, int64_t *out)
{
	int hours, minutes;

	*out = 0;
	if (len == 1 && s[0] == 'Z')
		return true;
	if (len != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':')
		return false;
	hours = digits(s + 1, 2);
	minutes = digits(s + 4, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*out = (s[0] == '-' ? -60 : 60) * (hours * 60 + minutes);
	return true;
}

enum og_err
og_clock_parse(const char *s, size_t len, int64_t *out)
{
	int64_t days, zone;
	int hour, minute, second;

	if (len < 10 || (days = parse_date(s)) < 0)
		return OG_ERR_FORMAT;
	if (len == 10) {
		*out = days * 86400;
		return OG_OK;
	}
	if (len < 20 || s[10] != 'T' || s[13] != ':' || s[16] != ':' ||
	    !parse_zone(s + 19, len - 19, &zone))
		return OG_ERR_FORMAT;
	hour = digits(s + 11, 2);
	minute = digits(s + 14, 2);
	second = digits(s + 17, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 59)
		return OG_ERR_FORMAT;
	*out = days * 86400 + hour * 3600 + minute * 60 + second - zone;
	return OG_OK;
}
