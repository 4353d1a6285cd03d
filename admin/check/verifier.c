/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, what the PAM module uses: otpgate-pam-verify, its socket, and
 * what PAM files name instead.
 * If either is missing or could be somebody else's, the module lets nobody in,
 * and only syslog says so.  Must not ask the verifier anything.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/check/check.h"
#include "lib/base/trust.h"

/* A test has others. */
#ifndef VERIFIER_SOCKET
#define VERIFIER_SOCKET "/run/otpgate-pam/verify.sock"
#define VERIFIER_UNIT                                                          \
	"/etc/systemd/system/sockets.target.wants/otpgate-pam.socket"
#endif

#define NOBODY "pam_otpgate.so lets nobody in"

/* Whether the module would trust it, checked as the module does. */
static bool
is_trusted(struct check *k, const struct check_line *l, const char *path,
    struct stat *st)
{
	struct og_why *why = &k->c->why;
	enum og_err err;

	why->text[0] = '\0';
	err = og_trust_look(path, st, why);
	if (err != OG_OK)
		check_tell(k, CHECK_PROBLEM, l->file, l->line,
		    "%s; " NOBODY "%s", why->text,
		    err == OG_ERR_NOTFOUND ? ": install it" : "");
	return err == OG_OK;
}

static void
judge_program(struct check *k, const struct check_line *l, const char *path,
    const struct stat *st)
{
	if (!S_ISREG(st->st_mode) || (st->st_mode & S_IXUSR) == 0 ||
	    (st->st_mode & (S_ISUID | S_ISGID)) != 0)
		check_tell(k, CHECK_PROBLEM, l->file, l->line,
		    "%s: has mode %04o; " NOBODY ": chmod 0755 %s", path,
		    (unsigned)(st->st_mode & 07777), path);
}

/* Somebody must listen: if the socket exists, the module asks nobody else. */
static void
judge_listener(struct check *k, const struct check_line *l, const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const int fd =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return;
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == -1 &&
	    errno != EAGAIN)
		check_tell(k, CHECK_PROBLEM, l->file, l->line,
		    "%s: %s; " NOBODY ": %sor remove it", path, strerror(errno),
		    l->file == NULL ? "systemctl restart otpgate-pam.socket, "
				    : "start what listens there, ");
	(void)close(fd);
}

void
check_helper(struct check *k, const struct check_line *l, const char *path)
{
	struct stat st;

	if (!is_trusted(k, l, path, &st))
		return;
	if (!S_ISSOCK(st.st_mode))
		judge_program(k, l, path, &st);
	else if (geteuid() == 0) /* others may not connect */
		judge_listener(k, l, path);
}

/* Whoever could change it would get everybody's codes, and be root. */
void
check_module(struct check *k, const struct check_line *l, const char *path)
{
	struct stat st;

	(void)is_trusted(k, l, path, &st);
}

static void
check_socket(struct check *k)
{
	const struct check_line none = {.file = NULL};
	struct stat st;

	if (lstat(VERIFIER_SOCKET, &st) == 0)
		check_helper(k, &none, VERIFIER_SOCKET);
	else if (lstat(VERIFIER_UNIT, &st) == 0)
		check_tell(k, CHECK_WARNING, VERIFIER_SOCKET, 0,
		    "does not exist, but otpgate-pam.socket is enabled: "
		    "systemctl start otpgate-pam.socket");
}

void
check_verifier(struct check *k, unsigned lines)
{
	const struct check_line none = {.file = NULL};
	struct stat st;

	/* a module may have been copied to where libpam looks */
	if (lines == 0 && stat(PAM_MODULE, &st) != 0)
		return;
	check_helper(k, &none, VERIFIER);
	/* only root may enter its folder, and ask */
	if (geteuid() == 0)
		check_socket(k);
}
