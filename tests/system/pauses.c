// SPDX-License-Identifier: ISC
/*
 * Preloaded into what root runs: a pause after each call that makes a name or
 * finds out what one means, so that whoever waits for the moment before the
 * next call has it, also on a machine that is busy with other things.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <time.h>

#define PAUSE_NS 4000000

static void
pause_here(void)
{
	const struct timespec ts = {.tv_nsec = PAUSE_NS};
	int error = errno;

	nanosleep(&ts, NULL);
	errno = error;
}

static void *
next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int
bind(int fd, const struct sockaddr *sa, socklen_t len)
{
	int (*f)(int, const struct sockaddr *, socklen_t) = next("bind");
	int r = f(fd, sa, len);

	pause_here();
	return r;
}

int
mkdir(const char *path, mode_t mode)
{
	int (*f)(const char *, mode_t) = next("mkdir");
	int r = f(path, mode);

	pause_here();
	return r;
}

int
mkdirat(int fd, const char *path, mode_t mode)
{
	int (*f)(int, const char *, mode_t) = next("mkdirat");
	int r = f(fd, path, mode);

	pause_here();
	return r;
}

char *
__realpath_chk(const char *path, char *out, size_t len)
{
	char *(*f)(const char *, char *, size_t) = next("__realpath_chk");
	char *r = f(path, out, len);

	pause_here();
	return r;
}

static mode_t
mode_of(int flags, va_list ap)
{
	return (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	int (*f)(const char *, int, ...) = next("open");
	va_list ap;
	mode_t mode;
	int r;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	r = f(path, flags, mode);
	if ((flags & O_CREAT) != 0)
		pause_here();
	return r;
}

int
openat(int fd, const char *path, int flags, ...)
{
	int (*f)(int, const char *, int, ...) = next("openat");
	va_list ap;
	mode_t mode;
	int r;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	r = f(fd, path, flags, mode);
	if ((flags & O_CREAT) != 0)
		pause_here();
	return r;
}
