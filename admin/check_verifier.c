/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the way of the PAM module: otpgate-pam-verify, and its socket.
 * If either is missing or could be somebody else's, the module lets nobody in,
 * and says so in syslog alone.  Must not ask the verifier anything.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "trust.h"

/* A test has others. */
#ifndef VERIFIER_SOCKET
#define VERIFIER_SOCKET "/run/otpgate-pam/verify.sock"
#define VERIFIER_UNIT                                                          \
	"/etc/systemd/system/sockets.target.wants/otpgate-pam.socket"
#endif

#define NOBODY "pam_otpgate.so lets nobody in"

/* Whether the module would trust it: as it looks itself. */
static bool
is_trusted(struct check *k, const char *path, struct stat *st)
{
	struct og_why *why = &k->c->why;
	enum og_err err;

	why->text[0] = '\0';
	err = og_trust_look(path, st, why);
	if (err != OG_OK)
		check_tell(k, CHECK_PROBLEM, NULL, 0, "%s; " NOBODY "%s",
		    why->text, err == OG_ERR_NOTFOUND ? ": install it" : "");
	return err == OG_OK;
}

static void
check_program(struct check *k)
{
	struct stat st;

	if (is_trusted(k, VERIFIER, &st) &&
	    (!S_ISREG(st.st_mode) || (st.st_mode & S_IXUSR) == 0 ||
		(st.st_mode & (S_ISUID | S_ISGID)) != 0))
		check_tell(k, CHECK_PROBLEM, VERIFIER, 0,
		    "has mode %04o; " NOBODY ": chmod 0755 %s",
		    (unsigned)(st.st_mode & 07777), VERIFIER);
}

/* Somebody must listen: where the socket is, the module asks nobody else. */
static void
check_listener(struct check *k)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const int fd =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return;
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", VERIFIER_SOCKET);
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == -1 &&
	    errno != EAGAIN)
		check_tell(k, CHECK_PROBLEM, VERIFIER_SOCKET, 0,
		    "%s; " NOBODY ": systemctl restart otpgate-pam.socket, "
		    "or remove it",
		    strerror(errno));
	(void)close(fd);
}

static void
check_socket(struct check *k)
{
	struct stat st;

	if (lstat(VERIFIER_SOCKET, &st) == 0) {
		if (is_trusted(k, VERIFIER_SOCKET, &st))
			check_listener(k);
	} else if (lstat(VERIFIER_UNIT, &st) == 0) {
		check_tell(k, CHECK_WARNING, VERIFIER_SOCKET, 0,
		    "is not there, but otpgate-pam.socket is enabled: "
		    "systemctl start otpgate-pam.socket");
	}
}

void
check_verifier(struct check *k)
{
	struct stat st;

	if (stat(PAM_MODULE, &st) != 0)
		return;
	check_program(k);
	/* only root may enter its folder, and ask */
	if (geteuid() == 0)
		check_socket(k);
}
