// SPDX-License-Identifier: ISC
/*
 * Preloaded into programs under test: a wall clock that harness/clock.py moves
 * and stops.  All threads see one number change, in shared memory. (libfaketime
 * reads a file at each look, and into static buffers: with several threads some
 * looks see the real time.)
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <time.h>
#include <unistd.h>

/* What the file holds: the seconds that the clock is ahead, or at which it
 * stands, times four; and these. */
#define STANDS 1
#define ALL_CLOCKS 2 /* time has passed: those that never step, too */

static _Atomic int64_t *shown;

static void __attribute__((constructor)) begin(void)
{
	const char *path = getenv("OTPGATE_TEST_CLOCK");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *p;

	if (fd == -1)
		return;
	p = mmap(NULL, sizeof(*shown), PROT_READ, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (p != MAP_FAILED)
		shown = p;
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	const int64_t s = shown != NULL ? atomic_load(shown) : 0;
	const int r = (int)syscall(SYS_clock_gettime, id, ts);
	const bool wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
	const bool never_steps =
	    id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_RAW ||
	    id == CLOCK_MONOTONIC_COARSE || id == CLOCK_BOOTTIME;

	if (r != 0)
		return r;
	if (wall && (s & STANDS) != 0)
		*ts = (struct timespec){.tv_sec = s >> 2};
	else if (wall || (never_steps && (s & ALL_CLOCKS) != 0))
		ts->tv_sec += s >> 2;
	return 0;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec ts = {0};

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}
