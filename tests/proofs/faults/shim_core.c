/* SPDX-License-Identifier: ISC */
/*
 * The half of the shim that knows what was asked for: settings, report, log,
 * and which paths are about the folder.  Allocates nothing.  shim.c tells what
 * may be asked for.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shim.h"

#define TEXT_MAX 2097152 /* more than any write */

static const char *const names[KINDS] = {"open", "read", "pread", "write",
    "pwrite", "fdatasync", "fsync", "close", "rename", "stat", "lock",
    "fallocate", "ftruncate", "unlink", "attr", "malloc"};

static char dir[PATH_SIZE];
static size_t dir_len;
static const char *arm_at;
static __thread char last[PATH_SIZE]; /* what was asked about */
static int log_fd = -1, report_fd = -1;
static struct control own = {.kind = KINDS};
struct control *shim_control = &own;

void ogshim_arm(int on);
void ogshim_mark(const char *text);

/* --- set-up and report --- */

static void
say(int fd, const char *text, size_t len)
{
	if (fd >= 0)
		(void)syscall(SYS_write, fd, text, len);
}

/* A descriptor out of the way of those that the program counts on. */
static int
out_file(const char *variable)
{
	const char *path = getenv(variable);
	int fd, high;

	if (path == NULL)
		return -1;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	high = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 200);
	(void)syscall(SYS_close, fd);
	return high;
}

static void
read_fault(const char *text)
{
	const char *colon = strchr(text, ':'), *end;

	for (int k = 0; colon != NULL && k < KINDS; k++) {
		if (strlen(names[k]) == (size_t)(colon - text) &&
		    strncmp(names[k], text, strlen(names[k])) == 0)
			shim_control->kind = k;
	}
	if (shim_control->kind == KINDS)
		abort();
	shim_control->at = atoi(colon + 1);
	end = strrchr(text, ':') + 1;
	shim_control->error = atoi(end);
}

static void
share_control(const char *path)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	void *p = mmap(NULL, sizeof(*shim_control), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		abort();
	shim_control = p;
	(void)syscall(SYS_close, fd);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *value = getenv("OGSHIM_DIR");

	if (value == NULL || strlen(value) >= sizeof(dir))
		return;
	dir_len = strlen(value);
	memcpy(dir, value, dir_len + 1);
	log_fd = out_file("OGSHIM_LOG");
	report_fd = out_file("OGSHIM_REPORT");
	value = getenv("OGSHIM_CONTROL");
	if (value != NULL) {
		share_control(value);
		return;
	}
	value = getenv("OGSHIM_FAULT");
	if (value != NULL)
		read_fault(value);
	shim_control->armed = getenv("OGSHIM_ARMED") != NULL;
	arm_at = getenv("OGSHIM_ARM_AT");
}

__attribute__((destructor)) static void
end(void)
{
	char line[64];
	int n;

	if (shim_control != &own)
		return;
	shim_control->armed = false;
	for (int k = 0; k < KINDS; k++) {
		n = snprintf(line, sizeof(line), "count %s %d\n", names[k],
		    atomic_load(&shim_control->counts[k]));
		say(report_fd, line, (size_t)n);
	}
}

void
ogshim_arm(int on)
{
	shim_control->armed = on != 0;
}

/* Says which fault it was, and whose. */
static void
tell_fired(enum kind kind, int n, const void *caller)
{
	char line[PATH_SIZE + 64];
	Dl_info from = {.dli_fname = NULL};
	const char *who = last;

	if (kind == K_MALLOC) {
		(void)dladdr(caller, &from);
		who = from.dli_fname == NULL ? "-" : from.dli_fname;
	}
	(void)snprintf(
	    shim_control->who, sizeof(shim_control->who), "%.127s", who);
	shim_control->fired = true;
	n = snprintf(
	    line, sizeof(line), "fired %s %d %s\n", names[kind], n, who);
	say(report_fd, line, (size_t)n);
}

bool
shim_fails(enum kind kind, bool *cut, const void *caller)
{
	const bool writes = kind == K_WRITE || kind == K_PWRITE;
	int n;

	if (!shim_control->armed)
		return false;
	n = atomic_fetch_add(&shim_control->counts[kind], 1) + 1;
	if ((int)kind != shim_control->kind)
		return false;
	if (shim_control->error == DO_FULL && n == shim_control->at + 1) {
		errno = ENOSPC;
		return true;
	}
	if (n != shim_control->at)
		return false;
	tell_fired(kind, n, caller);
	if (shim_control->error == DO_KILL && !writes)
		(void)kill(getpid(), SIGKILL);
	if (shim_control->error < 0) {
		if (cut != NULL)
			*cut = true;
		return false;
	}
	errno = shim_control->error;
	return true;
}

size_t
shim_part(size_t n)
{
	return n < 2 ? n : shim_control->error == DO_SHORT ? 1 : n / 2;
}

void
shim_cut_done(void)
{
	if (shim_control->error == DO_KILL)
		(void)kill(getpid(), SIGKILL);
}

void
shim_count_wake(int fd)
{
	char path[PATH_SIZE];
	int saved = errno;

	shim_fd_path(fd, path);
	if (strcmp(path, "anon_inode:[eventfd]") == 0)
		atomic_fetch_add(&shim_control->wakes, 1);
	errno = saved;
}

/* --- which calls are about the folder --- */

bool
shim_is_inside(const char *path)
{
	if (dir_len == 0 || strncmp(path, dir, dir_len) != 0 ||
	    (path[dir_len] != '\0' && path[dir_len] != '/'))
		return false;
	(void)snprintf(last, sizeof(last), "%s", path);
	if (arm_at != NULL && strstr(path + dir_len, arm_at) != NULL)
		shim_control->armed = true;
	return true;
}

/* Its path, or "". */
void
shim_fd_path(int fd, char out[PATH_SIZE])
{
	char link[64];
	ssize_t n;

	out[0] = '\0';
	if (dir_len == 0)
		return;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_SIZE - 1);
	out[n < 0 ? 0 : n] = '\0';
}

bool
shim_fd_inside(int fd)
{
	char path[PATH_SIZE];
	int saved = errno;

	shim_fd_path(fd, path);
	errno = saved;
	return shim_is_inside(path);
}

/* The whole path of "name" at "at"; false when it is elsewhere. */
bool
shim_at_inside(int at, const char *name, char out[PATH_SIZE])
{
	size_t len;
	int saved = errno;

	out[0] = '\0';
	if (name[0] == '/' || at == AT_FDCWD) {
		(void)snprintf(out, PATH_SIZE, "%s", name);
	} else {
		shim_fd_path(at, out);
		len = strlen(out);
		if (len > 0 && strcmp(name, ".") != 0)
			(void)snprintf(out + len, PATH_SIZE - len, "/%s", name);
	}
	errno = saved;
	return shim_is_inside(out);
}

/* --- the log --- */

const char *
shim_in_dir(const char *path)
{
	return path[dir_len] == '/' ? path + dir_len + 1 : ".";
}

void
shim_note(const char *format, ...)
{
	char line[3 * PATH_SIZE];
	va_list ap;
	int n, saved = errno;
	if (log_fd < 0)
		return;
	va_start(ap, format);
	n = vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	say(log_fd, line, (size_t)n);
	errno = saved;
}

void
ogshim_mark(const char *text)
{
	shim_note("m %s\n", text);
}

unsigned long
shim_inode(int fd)
{
	struct stat st;

	return syscall(SYS_fstat, fd, &st) == 0 ? (unsigned long)st.st_ino : 0;
}

void
shim_note_data(int fd, off_t at, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static char text[2 * TEXT_MAX + 64];
	int n, saved = errno;
	if (log_fd < 0 || len > TEXT_MAX)
		return;
	(void)pthread_mutex_lock(&mutex);
	n = snprintf(text, 64, "w %lu %lld ", shim_inode(fd), (long long)at);
	for (size_t i = 0; i < 2 * len; i++)
		text[n++] = digits[(p[i / 2] >> (i % 2 ? 0 : 4)) & 15];
	text[n++] = '\n';
	say(log_fd, text, (size_t)n);
	(void)pthread_mutex_unlock(&mutex);
	errno = saved;
}
