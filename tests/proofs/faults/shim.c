// SPDX-License-Identifier: ISC
/*
 * Preloaded into a program, watches what it does to the state folder: makes
 * one call fail, counts calls, or writes down every change with its data, so
 * that crash states can be built from it.  Only for the proofs.
 *
 *   OGSHIM_DIR     the state folder, without symlinks and final slash
 *   OGSHIM_FAULT   KIND:N:ERRNO, the Nth call of KIND fails once with ERRNO
 *                  (a number, or one of those in shim.h)
 *   OGSHIM_REPORT  file that gets "fired ..." and, at the end, counts
 *   OGSHIM_LOG     file that gets the changes
 *   OGSHIM_ARMED   set: count from the start, not from ogshim_arm on
 *   OGSHIM_ARM_AT  count from the first call on a file with this in its path
 *   OGSHIM_CONTROL file of a struct control, shared with who runs the program:
 *                  arms, chooses the fault, sees the counts, moves the clocks
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shim.h"

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
int __open_2(const char *path, int flags);
int __openat_2(int at, const char *path, int flags);
ssize_t __pread_chk(int fd, void *buf, size_t n, off_t at, size_t room);

/* --- calls --- */

static int
open_common(int at, const char *name, int flags, mode_t mode)
{
	char path[PATH_SIZE];
	bool inside = shim_at_inside(at, name, path), made = false;
	struct stat st;
	int fd;

	if (inside && shim_fails(K_OPEN, NULL, NULL))
		return -1;
	if (inside && (flags & O_CREAT) != 0)
		made = syscall(SYS_newfstatat, AT_FDCWD, path, &st,
			   AT_SYMLINK_NOFOLLOW) != 0;
	fd = (int)syscall(SYS_openat, at, name, flags, mode);
	if (fd >= 0 && made)
		shim_note("c %lu %s\n", shim_inode(fd), shim_in_dir(path));
	else if (fd >= 0 && inside && (flags & O_TRUNC) != 0)
		shim_note("t %lu 0\n", shim_inode(fd));
	return fd;
}

#define MODE_ARGUMENT(last)                                                    \
	va_list ap;                                                            \
	mode_t mode;                                                           \
	va_start(ap, last);                                                    \
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;                \
	va_end(ap)

int
open(const char *path, int flags, ...)
{
	MODE_ARGUMENT(flags);
	return open_common(AT_FDCWD, path, flags, mode);
}

int
openat(int at, const char *path, int flags, ...)
{
	MODE_ARGUMENT(flags);
	return open_common(at, path, flags, mode);
}

int
__open_2(const char *path, int flags)
{
	return open_common(AT_FDCWD, path, flags, 0);
}

int
__openat_2(int at, const char *path, int flags)
{
	return open_common(at, path, flags, 0);
}

ssize_t
read(int fd, void *buf, size_t n)
{
	bool cut = false;

	if (shim_fd_inside(fd) && shim_fails(K_READ, &cut, NULL))
		return -1;
	return syscall(SYS_read, fd, buf, cut ? shim_part(n) : n);
}

ssize_t
pread(int fd, void *buf, size_t n, off_t at)
{
	bool cut = false;

	if (shim_fd_inside(fd) && shim_fails(K_PREAD, &cut, NULL))
		return -1;
	return syscall(SYS_pread64, fd, buf, cut ? shim_part(n) : n, at);
}

ssize_t
__pread_chk(int fd, void *buf, size_t n, off_t at, size_t room)
{
	return pread(fd, buf, n < room ? n : room, at);
}

ssize_t
write(int fd, const void *buf, size_t n)
{
	bool inside = shim_fd_inside(fd), cut = false;
	ssize_t done;
	off_t at;

	if (inside && shim_fails(K_WRITE, &cut, NULL))
		return -1;
	at = inside ? lseek(fd, 0, SEEK_CUR) : 0;
	done = syscall(SYS_write, fd, buf, cut ? shim_part(n) : n);
	if (cut)
		shim_cut_done();
	if (!inside && n == sizeof(uint64_t))
		shim_count_wake(fd);
	if (inside && done > 0)
		shim_note_data(fd, at, buf, (size_t)done);
	return done;
}

ssize_t
pwrite(int fd, const void *buf, size_t n, off_t at)
{
	bool inside = shim_fd_inside(fd), cut = false;
	ssize_t done;

	if (inside && shim_fails(K_PWRITE, &cut, NULL))
		return -1;
	done = syscall(SYS_pwrite64, fd, buf, cut ? shim_part(n) : n, at);
	if (cut)
		shim_cut_done();
	if (inside && done > 0)
		shim_note_data(fd, at, buf, (size_t)done);
	return done;
}

/* The main thread of the responder waits for signals and for the time of its
 * next duty: it notices soon that the clock has been set. */
int
poll(struct pollfd *fds, nfds_t n, int timeout)
{
	char path[PATH_SIZE] = "";

	for (nfds_t i = 0; i < n && path[0] == '\0'; i++)
		shim_fd_path(fds[i].fd, path);
	if (strcmp(path, "anon_inode:[signalfd]") == 0 && timeout > 2)
		timeout = 2;
	return (int)syscall(SYS_poll, fds, n, timeout);
}

static int
sync_common(int fd, enum kind kind, long number)
{
	char path[PATH_SIZE];
	struct stat st;
	int r;

	shim_fd_path(fd, path);
	if (!shim_is_inside(path))
		return (int)syscall(number, fd);
	if (shim_fails(kind, NULL, NULL)) {
		shim_note("f %lu %d\n", shim_inode(fd), errno);
		return -1;
	}
	r = (int)syscall(number, fd);
	if (r == 0 && syscall(SYS_fstat, fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			shim_note("D %s\n", shim_in_dir(path));
		else
			shim_note("s %lu\n", (unsigned long)st.st_ino);
	}
	return r;
}

int
fdatasync(int fd)
{
	return sync_common(fd, K_FDATASYNC, SYS_fdatasync);
}

int
fsync(int fd)
{
	return sync_common(fd, K_FSYNC, SYS_fsync);
}

int
close(int fd)
{
	bool failed = shim_fd_inside(fd) && shim_fails(K_CLOSE, NULL, NULL);
	int saved = errno;
	int r = (int)syscall(SYS_close, fd); /* Linux closes in any case */

	if (failed)
		errno = saved;
	return failed ? -1 : r;
}

int
renameat(int from, const char *old, int to, const char *new)
{
	char a[PATH_SIZE], b[PATH_SIZE];
	bool inside =
	    shim_at_inside(from, old, a) && shim_at_inside(to, new, b);
	int r;

	if (inside && shim_fails(K_RENAME, NULL, NULL))
		return -1;
	r = (int)syscall(SYS_renameat, from, old, to, new);
	if (inside && r == 0)
		shim_note("r %s %s\n", shim_in_dir(a), shim_in_dir(b));
	return r;
}

int
rename(const char *old, const char *new)
{
	return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int
unlinkat(int at, const char *name, int flags)
{
	char path[PATH_SIZE];
	bool inside = shim_at_inside(at, name, path);
	int r;

	if (inside && shim_fails(K_UNLINK, NULL, NULL))
		return -1;
	r = (int)syscall(SYS_unlinkat, at, name, flags);
	if (inside && r == 0)
		shim_note("u %s\n", shim_in_dir(path));
	return r;
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int
fstatat(int at, const char *name, struct stat *st, int flags)
{
	char path[PATH_SIZE];

	if (shim_at_inside(at, name, path) && shim_fails(K_STAT, NULL, NULL))
		return -1;
	return (int)syscall(SYS_newfstatat, at, name, st, flags);
}

int
stat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int
lstat(const char *path, struct stat *st)
{
	return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
fstat(int fd, struct stat *st)
{
	if (shim_fd_inside(fd) && shim_fails(K_STAT, NULL, NULL))
		return -1;
	return (int)syscall(SYS_fstat, fd, st);
}

int
fcntl(int fd, int command, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	if ((command == F_OFD_SETLK || command == F_OFD_SETLKW ||
		command == F_SETLK || command == F_SETLKW) &&
	    shim_fd_inside(fd) && shim_fails(K_LOCK, NULL, NULL))
		return -1;
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

int
fallocate(int fd, int mode, off_t at, off_t len)
{
	int r;

	if (shim_fd_inside(fd) && shim_fails(K_FALLOCATE, NULL, NULL))
		return -1;
	r = (int)syscall(SYS_fallocate, fd, mode, at, len);
	if (r == 0 && shim_fd_inside(fd))
		shim_note("a %lu %lld %lld\n", shim_inode(fd), (long long)at,
		    (long long)len);
	return r;
}

int
ftruncate(int fd, off_t len)
{
	int r;

	if (shim_fd_inside(fd) && shim_fails(K_FTRUNCATE, NULL, NULL))
		return -1;
	r = (int)syscall(SYS_ftruncate, fd, len);
	if (r == 0 && shim_fd_inside(fd))
		shim_note("t %lu %lld\n", shim_inode(fd), (long long)len);
	return r;
}

int
fchmod(int fd, mode_t mode)
{
	if (shim_fd_inside(fd) && shim_fails(K_ATTR, NULL, NULL))
		return -1;
	return (int)syscall(SYS_fchmod, fd, mode);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	if (shim_fd_inside(fd) && shim_fails(K_ATTR, NULL, NULL))
		return -1;
	return (int)syscall(SYS_fchown, fd, uid, gid);
}

/* --- clocks --- */

int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	long long ms = 0;
	int r = (int)syscall(SYS_clock_gettime, clock, ts);

	if (clock == CLOCK_REALTIME)
		ms = shim_control->wall_ms;
	else if (clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME)
		ms = shim_control->steady_ms;
	if (r == 0 && ms != 0) {
		ts->tv_sec += ms / 1000;
		ts->tv_nsec += ms % 1000 * 1000000;
		if (ts->tv_nsec >= 1000000000) {
			ts->tv_nsec -= 1000000000;
			ts->tv_sec++;
		}
	}
	return r;
}

/* --- memory --- */

void *
malloc(size_t n)
{
	return shim_fails(K_MALLOC, NULL, __builtin_return_address(0))
		   ? NULL
		   : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return shim_fails(K_MALLOC, NULL, __builtin_return_address(0))
		   ? NULL
		   : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return shim_fails(K_MALLOC, NULL, __builtin_return_address(0))
		   ? NULL
		   : __libc_realloc(p, n);
}
