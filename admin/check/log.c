/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the audit log: whether the responder's lines get there, and
 * whether others can write some.  Must not write to the log, nor make it.
 */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>

#include "admin/check/check.h"
#include "lib/audit/audit.h"
#include "lib/audit/target.h"

#define ADVICE_SIZE (4 * OG_PATH_SIZE)
#define LINE_ROOM 1024 /* more than a line takes, mostly */

/* Whether a line has room in the file, or beyond its end on the disk.  What the
 * responder tries would change the file; quotas are not seen. */
static bool
has_room(const char *path)
{
	struct statvfs disk;
	struct stat st;

	/* one that is not there yet is not made here */
	if (stat(path, &st) != 0 || statvfs(path, &disk) != 0)
		return true;
	return (uint64_t)st.st_blocks * 512 >=
		   (uint64_t)st.st_size + LINE_ROOM ||
	       disk.f_bavail > 0;
}

/* Whether the system log takes a line.  The responder's standard error cannot
 * be checked from here. */
static bool
is_heard(const char *target)
{
	struct og_audit *a;
	bool ready;

	if (strcmp(target, "syslog") != 0 ||
	    og_audit_open(&a, target, "otpgate", NULL) != OG_OK)
		return true;
	ready = og_audit_is_ready(a);
	og_audit_free(&a);
	return ready;
}

/* False with "why" set when the log would take no line at this moment. */
static bool
takes_lines(const struct og_settings *s, struct og_why *why)
{
	if (s->log[0] == '/' ? has_room(s->log) : is_heard(s->log))
		return true;
	(void)og_why_set(why, OG_ERR_NOSPACE,
	    "%s takes no lines now (a full disk, or a reader that has "
	    "stopped)%s",
	    s->log,
	    s->log_required ? ", and log_required is set: nobody can log in"
			    : "");
	return false;
}

/* As the account. */
static bool
can_log(const struct check *k, struct og_why *why)
{
	const struct og_settings *s = &k->c->settings;

	return og_audit_try(s->log, why) == OG_OK && takes_lines(s, why);
}

/* The folder that "path" is in. */
static void
split(const char *path, char folder[OG_PATH_SIZE])
{
	char *slash;

	(void)snprintf(folder, OG_PATH_SIZE, "%s", path);
	slash = strrchr(folder, '/');
	slash[slash == folder ? 1 : 0] = '\0';
}

/* The remedy, if the log is a file: one thing after the other. */
static void
advise(
    const struct og_settings *s, uid_t uid, gid_t gid, char *out, size_t size)
{
	char folder[OG_PATH_SIZE];
	const struct group *gr = getgrgid(gid);
	struct stat st;

	split(s->log, folder);
	if (stat(folder, &st) != 0 && errno == ENOENT)
		(void)snprintf(out, size,
		    "create the folder: install -d -o %s -g %s -m 0750 %s",
		    s->user, gr != NULL ? gr->gr_name : s->user, folder);
	else if (lstat(s->log, &st) != 0 && errno == ENOENT)
		(void)snprintf(out, size,
		    "create the file and set its owner: touch %s; chmod 0640 "
		    "%s; chown -h %s %s",
		    s->log, s->log, s->user, s->log);
	else if (lstat(s->log, &st) != 0)
		out[0] = '\0';
	else if (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))
		(void)snprintf(out, size, "set log to a file");
	else if (!S_ISREG(st.st_mode) || st.st_nlink != 1)
		(void)snprintf(
		    out, size, "move it away, or set log to another file");
	else if (st.st_uid == uid && (st.st_mode & S_IWUSR) != 0)
		(void)snprintf(out, size,
		    "let %s enter all folders above it, which namei -l %s "
		    "shows",
		    s->user, s->log);
	else
		(void)snprintf(out, size,
		    "set its owner: chmod 0640 %s; chown -h %s %s", s->log,
		    s->user, s->log);
}

static void
check_reach(struct check *k, uid_t uid, gid_t gid)
{
	const struct og_settings *s = &k->c->settings;
	char advice[ADVICE_SIZE] = "";
	struct og_why why;

	if (check_as(k, uid, gid, can_log, &why))
		return;
	if (s->log[0] == '/')
		advise(s, uid, gid, advice, sizeof(advice));
	check_tell(k, CHECK_PROBLEM, NULL, 0,
	    "the responder, as %s, cannot log: %s%s%s", s->user, why.text,
	    advice[0] != '\0' ? ": " : "", advice);
}

/* What fail2ban and people should trust, only root and the responder may
 * write. */
static void
check_others(struct check *k, const char *path, uid_t uid)
{
	char folder[OG_PATH_SIZE];
	struct stat st;

	/* what is no file is a problem already, and none of ours to change */
	if (path[0] != '/' || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	if (st.st_uid != uid && st.st_uid != 0)
		check_tell(k, CHECK_WARNING, path, 0,
		    "belongs to uid %lu, who can write lines there: "
		    "chown %s %s",
		    (unsigned long)st.st_uid, k->c->settings.user, path);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		check_tell(k, CHECK_WARNING, path, 0,
		    "others can write lines there: chmod 0640 %s", path);
	split(path, folder);
	if (stat(folder, &st) == 0 && (st.st_mode & S_IWOTH) != 0)
		check_tell(k, CHECK_WARNING, folder, 0,
		    "others can put a log of their own there: chmod o-w %s",
		    folder);
}

void
check_log(struct check *k, uid_t uid, gid_t gid)
{
	check_reach(k, uid, gid);
	check_others(k, k->c->settings.log, uid);
}
