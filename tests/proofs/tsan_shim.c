/* SPDX-License-Identifier: ISC */
/*
 * For programs under clang's ThreadSanitizer, which up to version 14 does not
 * know pthread_mutex_clocklock() and its like, and under helgrind, which does
 * not know pthread_rwlock_timedrdlock() either: to be preloaded.  The same wait
 * by what both know: a mutex by the wall clock, the others by trying again.
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static struct timespec
wall_at(clockid_t clock, const struct timespec *until)
{
	struct timespec now, wall;

	(void)clock_gettime(clock, &now);
	(void)clock_gettime(CLOCK_REALTIME, &wall);
	wall.tv_sec += until->tv_sec - now.tv_sec;
	wall.tv_nsec += until->tv_nsec - now.tv_nsec;
	if (wall.tv_nsec < 0) {
		wall.tv_nsec += 1000000000;
		wall.tv_sec--;
	} else if (wall.tv_nsec >= 1000000000) {
		wall.tv_nsec -= 1000000000;
		wall.tv_sec++;
	}
	return wall;
}

int
pthread_mutex_clocklock(
    pthread_mutex_t *m, clockid_t clock, const struct timespec *until)
{
	const struct timespec wall = wall_at(clock, until);

	return pthread_mutex_timedlock(m, &wall);
}

static int
try_until(int (*try_lock)(pthread_rwlock_t *), pthread_rwlock_t *l,
    clockid_t clock, const struct timespec *until)
{
	const struct timespec rest = {.tv_nsec = 1000000};
	struct timespec now;
	int r;

	while ((r = try_lock(l)) == EBUSY) {
		(void)clock_gettime(clock, &now);
		if (now.tv_sec > until->tv_sec ||
		    (now.tv_sec == until->tv_sec &&
			now.tv_nsec >= until->tv_nsec))
			return ETIMEDOUT;
		(void)nanosleep(&rest, NULL);
	}
	return r;
}

int
pthread_rwlock_clockrdlock(
    pthread_rwlock_t *l, clockid_t clock, const struct timespec *until)
{
	return try_until(pthread_rwlock_tryrdlock, l, clock, until);
}

int
pthread_rwlock_clockwrlock(
    pthread_rwlock_t *l, clockid_t clock, const struct timespec *until)
{
	return try_until(pthread_rwlock_trywrlock, l, clock, until);
}
