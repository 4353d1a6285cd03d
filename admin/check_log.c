/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the audit log: whether the responder's lines get there, and
 * whether others can write some.  What the account may do is tried as that
 * account, in a process of its own.  Must not write to the log, nor make it.
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit_target.h"
#include "check.h"

/* In the child: 0 when the account can log, else 1, with the reason sent. */
static int
try_as(const struct check *k, uid_t uid, gid_t gid, int out)
{
	const struct og_settings *s = &k->c->settings;
	struct og_why why = {""};

	if (geteuid() == 0 && uid != 0 &&
	    (initgroups(s->user, gid) != 0 || setresgid(gid, gid, gid) != 0 ||
		setresuid(uid, uid, uid) != 0))
		(void)og_why_set(&why, OG_ERR_IO, "cannot become %s: %s",
		    s->user, strerror(errno));
	else if (og_audit_try(s->log, &why) == OG_OK)
		return 0;
	(void)!write(out, why.text, strlen(why.text));
	return 1;
}

/* Reads up to the end; what is too long is cut. */
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

static void
check_reach(struct check *k, uid_t uid, gid_t gid)
{
	const struct og_settings *s = &k->c->settings;
	char reason[sizeof(k->c->why.text)] = "";
	int fds[2], status;
	pid_t pid;

	if (geteuid() != 0 && geteuid() != uid)
		return; /* only root can try what another account may do */
	if (pipe(fds) != 0 || (pid = fork()) == -1) {
		check_tell(k, CHECK_WARNING, NULL, 0,
		    "the log was not tried: %s", strerror(errno));
		return;
	}
	if (pid == 0)
		_exit(try_as(k, uid, gid, fds[1]));
	(void)close(fds[1]);
	read_reason(fds[0], reason, sizeof(reason));
	(void)close(fds[0]);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	if (reason[0] == '\0')
		return;
	if (s->log[0] == '/')
		check_tell(k, CHECK_PROBLEM, NULL, 0,
		    "the responder, as %s, cannot log: %s: make the file, or "
		    "give it away: touch %s; chmod 0640 %s; chown -h %s %s",
		    s->user, reason, s->log, s->log, s->user, s->log);
	else
		check_tell(k, CHECK_PROBLEM, NULL, 0,
		    "the responder, as %s, cannot log: %s", s->user, reason);
}

/* What fail2ban and people are to believe, only root and the responder may
 * write. */
static void
check_others(struct check *k, const char *path, uid_t uid)
{
	char folder[OG_PATH_SIZE];
	struct stat st;

	if (path[0] != '/' || lstat(path, &st) != 0)
		return;
	if (st.st_uid != uid && st.st_uid != 0)
		check_tell(k, CHECK_WARNING, path, 0,
		    "belongs to uid %lu, who can write lines there: "
		    "chown %s %s",
		    (unsigned long)st.st_uid, k->c->settings.user, path);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		check_tell(k, CHECK_WARNING, path, 0,
		    "others can write lines there: chmod 0640 %s", path);
	(void)snprintf(folder, sizeof(folder), "%s", path);
	*strrchr(folder, '/') = '\0';
	if (folder[0] != '\0' && stat(folder, &st) == 0 &&
	    (st.st_mode & S_IWOTH) != 0)
		check_tell(k, CHECK_WARNING, folder, 0,
		    "others can put a log of theirs there: chmod o-w %s",
		    folder);
}

void
check_log(struct check *k, uid_t uid, gid_t gid)
{
	check_reach(k, uid, gid);
	check_others(k, k->c->settings.log, uid);
}
