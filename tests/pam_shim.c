/* SPDX-License-Identifier: ISC */
/*
 * Preloaded into otpgate-pam-verify by check_pam_work: counts hashes of one
 * cost, and keeps what is said to the system's log.  PAM_SHIM names a folder:
 * "hashes" there has a byte for each hash, "said" a line for each message, and
 * where "lock" leads is locked for a while before a hash is made.
 */
#include <argon2.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pam_shim.h"

static void
append(const char *name, const char *text, size_t len)
{
	const char *folder = getenv("PAM_SHIM");
	char path[4096];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd == -1 || write(fd, text, len) != (ssize_t)len)
		abort();
	(void)close(fd);
}

/* "lock" there names a file that another process locks for so long. */
static void
hold_lock(void)
{
	struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char path[4096], name[4096];
	int ends[2], fd;
	ssize_t n;

	(void)snprintf(path, sizeof(path), "%s/lock", getenv("PAM_SHIM"));
	n = readlink(path, name, sizeof(name) - 1);
	if (n <= 0)
		return;
	name[n] = '\0';
	if (pipe(ends) != 0)
		abort();
	if (fork() == 0) {
		fd = open(name, O_RDWR);
		if (fd == -1 || fcntl(fd, F_OFD_SETLKW, &all) != 0 ||
		    write(ends[1], "", 1) != 1)
			abort();
		(void)close(ends[1]);
		(void)usleep(PAM_SHIM_LOCKED * 1000);
		_exit(0);
	}
	(void)close(ends[1]);
	if (read(ends[0], path, 1) != 1)
		abort();
	(void)close(ends[0]);
}

int
argon2_ctx(argon2_context *c, argon2_type type)
{
	int (*real)(argon2_context *, argon2_type);

	*(void **)&real = dlsym(RTLD_NEXT, "argon2_ctx");
	if (c->m_cost == PAM_SHIM_MEMORY)
		append("hashes", "x", 1);
	hold_lock();
	return real(c, type);
}

static void
hear(const char *format, va_list ap)
{
	char line[8192];

	(void)vsnprintf(line, sizeof(line) - 1, format, ap);
	(void)strcat(line, "\n");
	append("said", line, strlen(line));
}

void
syslog(int priority, const char *format, ...)
{
	va_list ap;

	(void)priority;
	va_start(ap, format);
	hear(format, ap);
	va_end(ap);
}

void __syslog_chk(int priority, int flag, const char *format, ...);

void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list ap;

	(void)priority;
	(void)flag;
	va_start(ap, format);
	hear(format, ap);
	va_end(ap);
}
