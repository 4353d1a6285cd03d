// SPDX-License-Identifier: ISC
/*
 * users.lock: one writer at a time.  A permanent file under an open file
 * description lock, which excludes other processes and other stores of this
 * one; a mutex excludes the threads that share a store.  Never unlinked.
 */
#include "lib/files/lock.h"
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/stops.h"
#include "lib/crypto/random.h"
#include "lib/files/holder.h"
#include "lib/files/safefile.h"

#define PAUSE_MIN_US 100
#define PAUSE_MAX_US 2000 /* many tries fit into the shortest wait */

/* Who had less time than this has not seen that nobody gives it back: a part of
 * the whole wait, since some of that is over when it begins. */
#define CROWD_MS (OG_STORE_HURRY_MS / 2)

/* Opens the lock file, making it with owner and mode of the database. */
static enum og_err
open_file(const char *path, int like, int *fd, struct og_why *why)
{
	struct stat st;
	enum og_err err;
	int error;

	err = og_safefile_open(path, O_RDWR, 077, fd, why);
	if (err != OG_ERR_NOTFOUND)
		return err;
	err = og_safefile_create(path, 0600, fd, why);
	if (err == OG_ERR_EXISTS)
		return og_safefile_open(path, O_RDWR, 077, fd, why);
	if (err != OG_OK)
		return err;
	if (like >= 0 && geteuid() == 0 && fstat(like, &st) == 0 &&
	    fchown(*fd, st.st_uid, st.st_gid) != 0) {
		error = errno;
		close(*fd);
		*fd = -1;
		errno = error;
		return og_why_set(why, OG_ERR_IO,
		    "%s: cannot set the owner: %s", path, strerror(error));
	}
	return OG_OK;
}

enum og_err
fs_lock_open(
    struct fs_lock *l, const char *database, int like, struct og_why *why)
{
	int n;

	l->fd = -1;
	n = snprintf(l->path, sizeof(l->path), "%s.lock", database);
	if (n < 0 || (size_t)n >= sizeof(l->path))
		return og_why_set(
		    why, OG_ERR_RANGE, "%s: the path is too long", database);
	pthread_mutex_init(&l->mutex, NULL);
	return open_file(l->path, like, &l->fd, why);
}

void
fs_lock_close(struct fs_lock *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	pthread_mutex_destroy(&l->mutex);
}

/* Sleeps for a random part of "max_us". */
static void
pause_a_little(uint32_t max_us)
{
	struct timespec ts = {0, 0};
	uint32_t r = 0;

	if (og_random(&r, sizeof(r)) != OG_OK)
		r = 0;
	ts.tv_nsec = (long)(PAUSE_MIN_US + r % max_us) * 1000;
	nanosleep(&ts, NULL);
}

/* False when somebody has put another file in the place of ours. */
static bool
is_current(const struct fs_lock *l)
{
	struct stat open, path;

	return fstat(l->fd, &open) == 0 && lstat(l->path, &path) == 0 &&
	       open.st_ino == path.st_ino && open.st_dev == path.st_dev;
}

/* Locks the file that is at the path now, when it is free. */
static enum og_err
try_file(struct fs_lock *l)
{
	enum og_err err;
	int fd;

	for (;;) {
		err = og_lock_try(l->fd);
		if (err != OG_OK)
			return err;
		if (is_current(l))
			return OG_OK;
		err = open_file(l->path, l->fd, &fd, NULL);
		close(l->fd);
		l->fd = err == OG_OK ? fd : -1;
		if (err != OG_OK)
			return err;
	}
}

static enum og_err
take_file(struct fs_lock *l, int64_t deadline)
{
	uint32_t pause = 2 * PAUSE_MIN_US;
	enum og_err err;

	for (;;) {
		err = try_file(l);
		if (err != OG_ERR_BUSY || og_clock_ms() >= deadline)
			return err;
		pause_a_little(pause);
		if (pause < PAUSE_MAX_US)
			pause *= 2;
	}
}

/* Gives back what a thread has besides the file. */
static void
leave(struct fs_lock *l)
{
	const sigset_t before = l->before;

	pthread_mutex_unlock(&l->mutex);
	og_stops_let(&before);
}

enum og_err
fs_lock_take(struct fs_lock *l, int ms)
{
	int64_t deadline = og_clock_ms() + ms;
	enum og_err err = OG_OK;

	if (!og_clock_lock(&l->mutex, ms))
		return OG_ERR_BUSY;
	og_stops_hold(&l->before);
	if (l->fd < 0)
		err = open_file(l->path, -1, &l->fd, NULL);
	if (err == OG_OK)
		err = take_file(l, deadline);
	if (err != OG_OK)
		leave(l);
	return err;
}

enum og_err
fs_lock_take_in_crowd(struct fs_lock *l, int ms)
{
	bool stuck = atomic_load(&l->stuck);
	bool alone = !stuck || !atomic_exchange(&l->waited_for, true);
	enum og_err err;

	err = fs_lock_take(l, alone ? ms : 0);
	if (err == OG_OK)
		atomic_store(&l->stuck, false);
	else if (err == OG_ERR_BUSY && alone && ms >= CROWD_MS)
		atomic_store(&l->stuck, true);
	if (stuck && alone)
		atomic_store(&l->waited_for, false);
	return err;
}

enum og_err
fs_lock_take_by(struct fs_lock *l, const struct og_deadline *by)
{
	const int ms = og_clock_left(by->begin);

	return by->crowd ? fs_lock_take_in_crowd(l, ms) : fs_lock_take(l, ms);
}

void
fs_lock_release(struct fs_lock *l)
{
	og_lock_release(l->fd);
	leave(l);
}

enum og_err
fs_lock_explain(const struct fs_lock *l, int ms, struct og_why *why)
{
	const long pid = og_lock_holder(l->path);

	if (pid != 0)
		return og_why_set(why, OG_ERR_BUSY,
		    "process %ld holds the lock %s, and has not given it back "
		    "within %d ms",
		    pid, l->path, ms);
	return og_why_set(why, OG_ERR_BUSY,
	    "another process holds the lock %s, and has not given it back "
	    "within %d ms",
	    l->path, ms);
}
