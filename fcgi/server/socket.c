// SPDX-License-Identifier: ISC
/*
 * Makes the listening socket.  libfcgi's own function for this uses the umask,
 * unlinks what it finds and takes a colon for a network address, so it is not
 * used.
 *
 * The folder may belong to the account that will serve, and an attacker who has
 * taken that over is waiting there: root does nothing in it.  The account makes
 * the socket, which has its group and mode from the first moment on; afterwards
 * nothing is done to it by its path.
 */
#include "fcgi/server/socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/num.h"
#include "lib/files/folder.h"

#define BACKLOG 511
#define SYSTEMD_FD 3

/* What systemd has opened; -1 when nothing was passed, -2 when it was not
 * exactly one UNIX socket. */
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

/* True when nobody listens there; otherwise "why" is set. */
static bool
is_dead(const struct sockaddr_un *sa, struct og_why *why)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int r = -1, error = errno;

	if (fd >= 0) {
		r = connect(fd, (const struct sockaddr *)sa, sizeof(*sa));
		error = errno;
		close(fd);
	}
	if (r != 0 && (error == ECONNREFUSED || error == ENOENT))
		return true;
	if (r == 0 || error == EAGAIN) /* its queue is full */
		(void)og_why_set(why, OG_ERR_EXISTS,
		    "%s: another otpgate listens there", sa->sun_path);
	else
		(void)og_why_set(why, OG_ERR_EXISTS,
		    "%s: is there, and whether anybody listens cannot be "
		    "seen: remove it: %s",
		    sa->sun_path, strerror(error));
	return false;
}

/* Removes a socket on which nobody listens. */
static bool
clear_path(
    const struct og_folder *f, const struct sockaddr_un *sa, struct og_why *why)
{
	struct stat st;

	if (!og_folder_look(f, f->base, &st))
		return true;
	if (!S_ISSOCK(st.st_mode)) {
		(void)og_why_set(why, OG_ERR_UNSAFE,
		    "%s: is there and is no socket: remove it", sa->sun_path);
		return false;
	}
	if (!is_dead(sa, why))
		return false;
	if (og_folder_remove(f, f->base) || errno == ENOENT)
		return true;
	(void)og_why_set(why, OG_ERR_IO, "%s: cannot be replaced: %s",
	    sa->sun_path, strerror(errno));
	return false;
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

/* The folder below /run, gone after each boot: root makes it again, for the
 * account and for the group to enter. */
static bool
make_folder(const char *path, uid_t uid, gid_t gid, struct og_why *why)
{
	char copy[OG_PATH_SIZE];
	struct stat st;
	const char *dir;

	memcpy(copy, path, strlen(path) + 1);
	dir = dirname(copy);
	if (geteuid() != 0 || lstat(dir, &st) == 0)
		return true;
	return og_folder_make(dir, 0750, uid, gid, why) == OG_OK;
}

/*
 * Binds with the mode and, where that is allowed, as the group that the socket
 * needs.  Otherwise the account gives its own file to one of its groups.
 */
static bool
bind_socket(struct listening *l, const struct sockaddr_un *sa)
{
	const gid_t was = getegid();
	mode_t old = umask(S_IXUSR | S_IXGRP | S_IRWXO);
	int r, error;

	if (l->gid != (gid_t)-1 && l->gid != was)
		(void)!setegid(l->gid);
	r = bind(l->fd, (const struct sockaddr *)sa, sizeof(*sa));
	error = errno;
	(void)umask(old);
	if (getegid() != was && setegid(was) != 0)
		return false;
	errno = error;
	return r == 0;
}

/* Is it as it should be?  A folder can have a group or an access list that it
 * passes on, and somebody may have been faster. */
static bool
is_right(const struct listening *l, const struct stat *st)
{
	return S_ISSOCK(st->st_mode) && st->st_uid == geteuid() &&
	       (l->gid == (gid_t)-1 || st->st_gid == l->gid) &&
	       (st->st_mode & 07777) == 0660;
}

/* The new socket in its folder: bound, checked, listening. */
static bool
open_socket(struct listening *l, const struct og_folder *f,
    const struct sockaddr_un *sa, struct og_why *why)
{
	struct stat st;

	if (!bind_socket(l, sa)) {
		(void)og_why_set(why, OG_ERR_IO,
		    "%s: cannot be made by the account that serves (uid %lu), "
		    "to which its folder has to belong: %s",
		    sa->sun_path, (unsigned long)geteuid(), strerror(errno));
		return false;
	}
	if (og_folder_look(f, f->base, &st)) {
		l->dev = st.st_dev;
		l->ino = st.st_ino;
		l->ours = S_ISSOCK(st.st_mode) && st.st_uid == geteuid();
	}
	if (l->ours && st.st_gid != l->gid && l->gid != (gid_t)-1 &&
	    og_folder_regroup(f, f->base, l->gid))
		(void)og_folder_look(f, f->base, &st);
	if (!l->ours || !is_right(l, &st)) {
		(void)og_why_set(why, OG_ERR_UNSAFE,
		    "%s: has not the mode 0660 and the group of socket_group: "
		    "its folder must not be setgid or have an access list, and "
		    "may be written to by its owner only",
		    sa->sun_path);
		return false;
	}
	if (listen(l->fd, BACKLOG) == 0)
		return true;
	(void)og_why_set(why, OG_ERR_IO, "%s: cannot listen there: %s",
	    sa->sun_path, strerror(errno));
	return false;
}

bool
socket_check(const struct og_settings *set, struct og_why *why)
{
	gid_t gid;

	return find_group(set->socket_group, &gid, why);
}

bool
socket_prepare(struct listening *l, const struct og_settings *set,
    const struct passwd *pw, struct og_why *why)
{
	const uid_t uid = pw != NULL ? pw->pw_uid : (uid_t)-1;
	gid_t gid;

	*l = (struct listening){.fd = -1, .gid = (gid_t)-1};
	l->fd = from_systemd(why);
	if (l->fd != -1)
		return l->fd >= 0;
	if (!find_group(set->socket_group, &l->gid, why))
		return false;
	gid = l->gid;
	if (gid == (gid_t)-1 && pw != NULL) /* as the socket itself */
		gid = pw->pw_gid;
	return make_folder(set->socket, uid, gid, why);
}

static bool
is_member(const struct passwd *pw, gid_t gid)
{
	gid_t groups[256];
	int n = (int)(sizeof(groups) / sizeof(groups[0]));

	if (getgrouplist(pw->pw_name, pw->pw_gid, groups, &n) == -1)
		return false;
	for (int i = 0; i < n; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

/* As the kernel decides: only one class of bits counts. */
static bool
may_enter(const struct passwd *pw, const struct stat *st)
{
	if (pw->pw_uid == st->st_uid)
		return (st->st_mode & S_IXUSR) != 0;
	if (is_member(pw, st->st_gid))
		return (st->st_mode & S_IXGRP) != 0;
	return (st->st_mode & S_IXOTH) != 0;
}

bool
socket_is_reachable(const struct og_settings *set, struct og_why *why)
{
	char copy[OG_PATH_SIZE];
	const struct passwd *pw;
	struct stat st;
	bool others = false;
	const char *dir;

	memcpy(copy, set->socket, strlen(set->socket) + 1);
	dir = dirname(copy);
	if (stat(dir, &st) != 0)
		return true; /* it has been said otherwise */
	for (size_t i = 0; i < set->n_peers; i++) {
		pw = getpwnam(set->peers[i]);
		if (pw == NULL || pw->pw_uid == 0)
			continue;
		if (may_enter(pw, &st))
			return true;
		others = true;
	}
	if (!others)
		return true; /* root alone, who enters everything */
	(void)og_why_set(why, OG_ERR_UNSAFE,
	    "%s: nobody of peers but root can enter the folder of the socket, "
	    "so nginx reaches nobody: chown %s:%s %s; chmod 0750 %s",
	    dir, set->user, set->socket_group, dir, dir);
	return false;
}

bool
socket_listen(
    struct listening *l, const struct og_settings *set, struct og_why *why)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	struct og_folder f;
	bool ok;

	if (l->fd >= 0)
		return true; /* systemd's */
	if (strlen(set->socket) >= sizeof(sa.sun_path)) {
		(void)og_why_set(why, OG_ERR_RANGE,
		    "%s: too long for a socket (107 bytes at most)",
		    set->socket);
		return false;
	}
	memcpy(sa.sun_path, set->socket, strlen(set->socket) + 1);
	if (og_folder_open(&f, set->socket, OG_FOLDER_ANY, why) != OG_OK)
		return false;
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0) {
		(void)og_why_set(why, OG_ERR_IO, "%s: cannot listen there: %s",
		    set->socket, strerror(errno));
		ok = false;
	} else {
		ok = clear_path(&f, &sa, why) && open_socket(l, &f, &sa, why);
	}
	og_folder_close(&f);
	if (!ok)
		socket_close(l, set);
	return ok;
}

void
socket_close(struct listening *l, const struct og_settings *set)
{
	struct og_folder f;
	struct stat st;

	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	if (!l->ours ||
	    og_folder_open(&f, set->socket, OG_FOLDER_ANY, NULL) != OG_OK)
		return;
	if (og_folder_look(&f, f.base, &st) && st.st_dev == l->dev &&
	    st.st_ino == l->ino)
		(void)og_folder_remove(&f, f.base);
	og_folder_close(&f);
	l->ours = false;
}
