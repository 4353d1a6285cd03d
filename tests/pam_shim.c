/* SPDX-License-Identifier: ISC */
/*
 * Preloaded into otpgate-pam-verify by check_pam_work: counts hashes of one
 * cost, and keeps what is said to the system's log.  PAM_SHIM names a folder:
 * "hashes" there has a byte for each hash, "said" a line for each message, and
 * where "lock" leads is locked for a while before a hash is made.  As long as
 * "full" is there, the system's log takes nothing.
 */
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <argon2.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* Syslog is there, and takes everything. */
int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)to;

	if (to->sa_family == AF_UNIX && strcmp(un->sun_path, "/dev/log") == 0)
		return 0;
	return (int)syscall(SYS_connect, fd, to, len);
}

/* What begins like a message to it is kept: "<38>... name[1]: text". */
ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
	const char *s = bytes;

	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/full", getenv("PAM_SHIM"));
	if (len > 0 && s[0] == '<' && access(path, F_OK) == 0) {
		errno = EAGAIN;
		return -1;
	}
	if (len == 0 || s[0] != '<')
		return (ssize_t)syscall(
		    SYS_sendto, fd, bytes, len, flags, NULL, 0);
	append("said", s, len);
	append("said", "\n", 1);
	return (ssize_t)len;
}
