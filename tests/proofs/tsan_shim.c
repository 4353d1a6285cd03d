/* SPDX-License-Identifier: ISC */
/*
 * For programs under clang's ThreadSanitizer, which up to version 14 does not
 * know pthread_mutex_clocklock(): to be preloaded.  The same wait by the wall
 * clock, which the sanitizer does know.
 */
#include <pthread.h>
#include <time.h>

int
pthread_mutex_clocklock(
    pthread_mutex_t *m, clockid_t clock, const struct timespec *until)
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
	return pthread_mutex_timedlock(m, &wall);
}
