// SPDX-License-Identifier: ISC
/*
 * Makes the listening socket.  libfcgi's own function for this goes by the
 * umask, unlinks what it finds and takes a colon for a network address, so it
 * is not used.
 */
#include "socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "num.h"

#define BACKLOG 511
#define SYSTEMD_FD 3

/* What systemd has opened; -1 when nothing was passed, -2 when it was not one
 * UNIX socket. */
static int
from_systemd(struct og_why *why)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	struct sockaddr_un sa;
	socklen_t len = sizeof(sa);
	uint64_t v;
	bool one;

	if (pid == NULL || n == NULL ||
	    og_num_parse(pid, strlen(pid), 1, INT32_MAX, &v) != OG_OK ||
	    v != (uint64_t)getpid())
		return -1;
	one = strcmp(n, "1") == 0;
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	if (one && getsockname(SYSTEMD_FD, (struct sockaddr *)&sa, &len) == 0 &&
	    sa.sun_family == AF_UNIX &&
	    fcntl(SYSTEMD_FD, F_SETFD, FD_CLOEXEC) == 0 &&
	    fcntl(SYSTEMD_FD, F_SETFL, O_NONBLOCK) == 0)
		return SYSTEMD_FD;
	(void)og_why_set(why, OG_ERR_ARG,
	    "systemd did not pass exactly one UNIX socket: see otpgate.socket");
	return -2;
}

/* Removes a socket that nobody listens on. */
static bool
clear_path(const struct sockaddr_un *sa, struct og_why *why)
{
	struct stat st;
	int fd, r;

	if (lstat(sa->sun_path, &st) != 0)
		return true;
	if (!S_ISSOCK(st.st_mode)) {
		(void)og_why_set(why, OG_ERR_UNSAFE,
		    "%s: is there and is no socket: remove it", sa->sun_path);
		return false;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	r = connect(fd, (const struct sockaddr *)sa, sizeof(*sa));
	close(fd);
	if (r == 0) {
		(void)og_why_set(why, OG_ERR_EXISTS,
		    "%s: another otpgate listens there", sa->sun_path);
		return false;
	}
	return unlink(sa->sun_path) == 0;
}

static bool
find_group(const char *name, gid_t *gid, struct og_why *why)
{
	struct group *gr;

	*gid = (gid_t)-1;
	if (name[0] == '\0')
		return true;
	gr = getgrnam(name);
	if (gr == NULL) {
		(void)og_why_set(why, OG_ERR_NOTFOUND,
		    "setting socket_group: there is no group \"%s\"", name);
		return false;
	}
	*gid = gr->gr_gid;
	return true;
}

/* The folder below /run, gone after each boot: made again when we may. */
static void
make_folder(const char *path, uid_t uid, gid_t gid)
{
	char copy[OG_PATH_SIZE];

	memcpy(copy, path, strlen(path) + 1);
	if (geteuid() == 0 && mkdir(dirname(copy), 0750) == 0)
		(void)!chown(copy, uid, gid);
}

/* Binds with no rights for anybody, then opens it to the group. */
static bool
bind_socket(int fd, const struct sockaddr_un *sa, uid_t uid, gid_t gid)
{
	mode_t old = umask(0777);
	int r = bind(fd, (const struct sockaddr *)sa, sizeof(*sa));

	umask(old);
	if (r != 0)
		return false;
	if (chown(sa->sun_path, uid, gid) != 0 ||
	    chmod(sa->sun_path, 0660) != 0 || listen(fd, BACKLOG) != 0) {
		int saved = errno;

		(void)unlink(sa->sun_path);
		errno = saved;
		return false;
	}
	return true;
}

bool
socket_check(const struct og_settings *set, struct og_why *why)
{
	gid_t gid;

	return find_group(set->socket_group, &gid, why);
}

int
socket_listen(
    const struct og_settings *set, uid_t uid, bool *ours, struct og_why *why)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	gid_t gid;
	int fd;

	*ours = false;
	fd = from_systemd(why);
	if (fd != -1)
		return fd < 0 ? -1 : fd;
	if (strlen(set->socket) >= sizeof(sa.sun_path)) {
		(void)og_why_set(why, OG_ERR_RANGE,
		    "%s: too long for a socket (107 bytes at most)",
		    set->socket);
		return -1;
	}
	memcpy(sa.sun_path, set->socket, strlen(set->socket) + 1);
	(void)og_why_set(why, OG_ERR_IO, "%s: cannot be replaced", set->socket);
	if (!find_group(set->socket_group, &gid, why))
		return -1;
	make_folder(set->socket, uid, gid);
	if (!clear_path(&sa, why))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || !bind_socket(fd, &sa, uid, gid)) {
		(void)og_why_set(why, OG_ERR_IO, "%s: cannot listen there: %s",
		    set->socket, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*ours = true;
	return fd;
}
