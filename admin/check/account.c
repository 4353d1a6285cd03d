/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the responder's account: what it may do is tried as that
 * account, in a separate process.  Must not change what this one may do.
 */
#include <sys/wait.h>
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/check/check.h"

/* In the child: 0 when it could, otherwise 1, with the reason sent. */
static int
try_as(const struct check *k, uid_t uid, gid_t gid, check_trial *trial, int out)
{
	const char *user = k->c->settings.user;
	struct og_why why = {""};

	if (geteuid() == 0 && uid != 0 &&
	    (initgroups(user, gid) != 0 || setresgid(gid, gid, gid) != 0 ||
		setresuid(uid, uid, uid) != 0))
		(void)og_why_set(&why, OG_ERR_IO, "cannot become %s: %s", user,
		    strerror(errno));
	else if (trial(k, &why))
		return 0;
	(void)!write(out, why.text, strlen(why.text));
	return 1;
}

/* Reads to the end; what is too long is cut. */
static void
read_reason(int fd, char *text, size_t size)
{
	size_t have = 0;
	ssize_t n;

	while ((n = read(fd, text + have, size - 1 - have)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		have += (size_t)n;
	}
	text[have] = '\0';
}

bool
check_as(struct check *k, uid_t uid, gid_t gid, check_trial *trial,
    struct og_why *why)
{
	int fds[2], status;
	pid_t pid;

	why->text[0] = '\0';
	if (geteuid() != 0 && geteuid() != uid)
		return true; /* only root can try what another may do */
	if (pipe(fds) != 0 || (pid = fork()) == -1) {
		check_tell(k, CHECK_WARNING, NULL, 0,
		    "what %s may do could not be tested: %s",
		    k->c->settings.user, strerror(errno));
		return true;
	}
	if (pid == 0)
		_exit(try_as(k, uid, gid, trial, fds[1]));
	(void)close(fds[1]);
	read_reason(fds[0], why->text, sizeof(why->text));
	(void)close(fds[0]);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return why->text[0] == '\0';
}
