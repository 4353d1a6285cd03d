// SPDX-License-Identifier: ISC
/*
 * Preloaded into a program, watches what it does to the state folder: makes
 * one call fail, counts calls, or writes down every change with its data, so
 * that crash states can be built from it.  Only for the proofs.
 *
 *   OGSHIM_DIR     the state folder, without symlinks and final slash
 *   OGSHIM_FAULT   KIND:N:ERRNO, the Nth call of KIND fails once with ERRNO
 *                  (a number); "short" for ERRNO: one byte is transferred
 *   OGSHIM_REPORT  file that gets "fired ..." and, at the end, counts
 *   OGSHIM_LOG     file that gets the changes
 *   OGSHIM_ARMED   set: count from the start, not from ogshim_arm on
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 1024
#define TEXT_MAX 262144
#define SHORT (-1)

enum kind {
	K_OPEN,
	K_READ,
	K_PREAD,
	K_WRITE,
	K_PWRITE,
	K_FDATASYNC,
	K_FSYNC,
	K_CLOSE,
	K_RENAME,
	K_STAT,
	K_LOCK,
	K_FALLOCATE,
	K_FTRUNCATE,
	K_UNLINK,
	K_ATTR,
	K_MALLOC,
	KINDS
};

static const char *const names[KINDS] = {"open", "read", "pread", "write",
    "pwrite", "fdatasync", "fsync", "close", "rename", "stat", "lock",
    "fallocate", "ftruncate", "unlink", "attr", "malloc"};

static char dir[PATH_SIZE];
static size_t dir_len;
static int log_fd = -1, report_fd = -1;
static atomic_int counts[KINDS];
static atomic_bool armed;
static enum kind fault_kind = KINDS;
static int fault_at, fault_errno;
static _Thread_local void *caller; /* of malloc */

void ogshim_arm(int on);
void ogshim_mark(const char *text);
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
int __open_2(const char *path, int flags);
int __openat_2(int at, const char *path, int flags);
ssize_t __pread_chk(int fd, void *buf, size_t n, off_t at, size_t room);

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
			fault_kind = (enum kind)k;
	}
	if (fault_kind == KINDS)
		abort();
	fault_at = atoi(colon + 1);
	end = strrchr(text, ':') + 1;
	fault_errno = strcmp(end, "short") == 0 ? SHORT : atoi(end);
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
	value = getenv("OGSHIM_FAULT");
	if (value != NULL)
		read_fault(value);
	armed = getenv("OGSHIM_ARMED") != NULL;
}

__attribute__((destructor)) static void
end(void)
{
	char line[64];
	int n;

	armed = false;
	for (int k = 0; k < KINDS; k++) {
		n = snprintf(line, sizeof(line), "count %s %d\n", names[k],
		    atomic_load(&counts[k]));
		say(report_fd, line, (size_t)n);
	}
}

void
ogshim_arm(int on)
{
	armed = on != 0;
}

/* True when this call has to fail; *cut: to be short. */
static bool
fault(enum kind kind, bool *cut)
{
	char line[PATH_SIZE];
	Dl_info from = {.dli_fname = NULL};
	int n;

	if (!armed)
		return false;
	n = atomic_fetch_add(&counts[kind], 1) + 1;
	if (kind != fault_kind || n != fault_at)
		return false;
	if (kind == K_MALLOC)
		(void)dladdr(caller, &from);
	n = snprintf(line, sizeof(line), "fired %s %d %s\n", names[kind], n,
	    from.dli_fname == NULL ? "-" : from.dli_fname);
	say(report_fd, line, (size_t)n);
	if (fault_errno == SHORT) {
		if (cut != NULL)
			*cut = true;
		return false;
	}
	errno = fault_errno;
	return true;
}

/* --- which calls are about the folder --- */

static bool
is_inside(const char *path)
{
	return dir_len > 0 && strncmp(path, dir, dir_len) == 0 &&
	       (path[dir_len] == '\0' || path[dir_len] == '/');
}

/* Its path, or "". */
static void
fd_path(int fd, char out[PATH_SIZE])
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

static bool
fd_inside(int fd)
{
	char path[PATH_SIZE];
	int saved = errno;

	fd_path(fd, path);
	errno = saved;
	return is_inside(path);
}

/* The whole path of "name" at "at"; false when it is elsewhere. */
static bool
at_inside(int at, const char *name, char out[PATH_SIZE])
{
	size_t len;
	int saved = errno;

	out[0] = '\0';
	if (name[0] == '/' || at == AT_FDCWD) {
		(void)snprintf(out, PATH_SIZE, "%s", name);
	} else {
		fd_path(at, out);
		len = strlen(out);
		if (len > 0 && strcmp(name, ".") != 0)
			(void)snprintf(out + len, PATH_SIZE - len, "/%s", name);
	}
	errno = saved;
	return is_inside(out);
}

/* --- the log --- */

static const char *
in_dir(const char *path)
{
	return path[dir_len] == '/' ? path + dir_len + 1 : ".";
}

static void __attribute__((format(printf, 1, 2))) note(const char *format, ...)
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
	note("m %s\n", text);
}

static unsigned long
inode(int fd)
{
	struct stat st;

	return syscall(SYS_fstat, fd, &st) == 0 ? (unsigned long)st.st_ino : 0;
}

static void
note_data(int fd, off_t at, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;
	static char text[2 * TEXT_MAX + 64];
	int n, saved = errno;
	if (log_fd < 0 || len > TEXT_MAX)
		return;
	n = snprintf(text, 64, "w %lu %lld ", inode(fd), (long long)at);
	for (size_t i = 0; i < 2 * len; i++)
		text[n++] = digits[(p[i / 2] >> (i % 2 ? 0 : 4)) & 15];
	text[n++] = '\n';
	say(log_fd, text, (size_t)n);
	errno = saved;
}

/* --- calls --- */

static int
open_common(int at, const char *name, int flags, mode_t mode)
{
	char path[PATH_SIZE];
	bool inside = at_inside(at, name, path), made = false;
	struct stat st;
	int fd;

	if (inside && fault(K_OPEN, NULL))
		return -1;
	if (inside && (flags & O_CREAT) != 0)
		made = syscall(SYS_newfstatat, AT_FDCWD, path, &st,
			   AT_SYMLINK_NOFOLLOW) != 0;
	fd = (int)syscall(SYS_openat, at, name, flags, mode);
	if (fd >= 0 && made)
		note("c %lu %s\n", inode(fd), in_dir(path));
	else if (fd >= 0 && inside && (flags & O_TRUNC) != 0)
		note("t %lu 0\n", inode(fd));
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

	if (fd_inside(fd) && fault(K_READ, &cut))
		return -1;
	return syscall(SYS_read, fd, buf, cut && n > 1 ? 1 : n);
}

ssize_t
pread(int fd, void *buf, size_t n, off_t at)
{
	bool cut = false;

	if (fd_inside(fd) && fault(K_PREAD, &cut))
		return -1;
	return syscall(SYS_pread64, fd, buf, cut && n > 1 ? 1 : n, at);
}

ssize_t
__pread_chk(int fd, void *buf, size_t n, off_t at, size_t room)
{
	return pread(fd, buf, n < room ? n : room, at);
}

ssize_t
write(int fd, const void *buf, size_t n)
{
	bool inside = fd_inside(fd), cut = false;
	ssize_t done;
	off_t at;

	if (inside && fault(K_WRITE, &cut))
		return -1;
	at = inside ? lseek(fd, 0, SEEK_CUR) : 0;
	done = syscall(SYS_write, fd, buf, cut && n > 1 ? 1 : n);
	if (inside && done > 0)
		note_data(fd, at, buf, (size_t)done);
	return done;
}

ssize_t
pwrite(int fd, const void *buf, size_t n, off_t at)
{
	bool inside = fd_inside(fd), cut = false;
	ssize_t done;

	if (inside && fault(K_PWRITE, &cut))
		return -1;
	done = syscall(SYS_pwrite64, fd, buf, cut && n > 1 ? 1 : n, at);
	if (inside && done > 0)
		note_data(fd, at, buf, (size_t)done);
	return done;
}

static int
sync_common(int fd, enum kind kind, long number)
{
	char path[PATH_SIZE];
	struct stat st;
	int r;

	fd_path(fd, path);
	if (!is_inside(path))
		return (int)syscall(number, fd);
	if (fault(kind, NULL)) {
		note("f %lu %d\n", inode(fd), errno);
		return -1;
	}
	r = (int)syscall(number, fd);
	if (r == 0 && syscall(SYS_fstat, fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			note("D %s\n", in_dir(path));
		else
			note("s %lu\n", (unsigned long)st.st_ino);
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
	bool failed = fd_inside(fd) && fault(K_CLOSE, NULL);
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
	bool inside = at_inside(from, old, a) && at_inside(to, new, b);
	int r;

	if (inside && fault(K_RENAME, NULL))
		return -1;
	r = (int)syscall(SYS_renameat, from, old, to, new);
	if (inside && r == 0)
		note("r %s %s\n", in_dir(a), in_dir(b));
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
	bool inside = at_inside(at, name, path);
	int r;

	if (inside && fault(K_UNLINK, NULL))
		return -1;
	r = (int)syscall(SYS_unlinkat, at, name, flags);
	if (inside && r == 0)
		note("u %s\n", in_dir(path));
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

	if (at_inside(at, name, path) && fault(K_STAT, NULL))
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
	if (fd_inside(fd) && fault(K_STAT, NULL))
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
	    fd_inside(fd) && fault(K_LOCK, NULL))
		return -1;
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

int
fallocate(int fd, int mode, off_t at, off_t len)
{
	int r;

	if (fd_inside(fd) && fault(K_FALLOCATE, NULL))
		return -1;
	r = (int)syscall(SYS_fallocate, fd, mode, at, len);
	if (r == 0 && fd_inside(fd))
		note("a %lu %lld %lld\n", inode(fd), (long long)at,
		    (long long)len);
	return r;
}

int
ftruncate(int fd, off_t len)
{
	int r;

	if (fd_inside(fd) && fault(K_FTRUNCATE, NULL))
		return -1;
	r = (int)syscall(SYS_ftruncate, fd, len);
	if (r == 0 && fd_inside(fd))
		note("t %lu %lld\n", inode(fd), (long long)len);
	return r;
}

int
fchmod(int fd, mode_t mode)
{
	if (fd_inside(fd) && fault(K_ATTR, NULL))
		return -1;
	return (int)syscall(SYS_fchmod, fd, mode);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	if (fd_inside(fd) && fault(K_ATTR, NULL))
		return -1;
	return (int)syscall(SYS_fchown, fd, uid, gid);
}

/* --- memory --- */

void *
malloc(size_t n)
{
	caller = __builtin_return_address(0);
	return fault(K_MALLOC, NULL) ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	caller = __builtin_return_address(0);
	return fault(K_MALLOC, NULL) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	caller = __builtin_return_address(0);
	return fault(K_MALLOC, NULL) ? NULL : __libc_realloc(p, n);
}
