/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the files: whether the responder's user can work with them,
 * and whether the disk has room.  Must not change or lock anything.
 */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/check/check.h"
#include "lib/base/num.h"
#include "lib/conf/look.h"

#define ROOM_BYTES ((uint64_t)64 * 1024 * 1024)
#define ROOM_INODES 16

static bool
look(struct check *k, const char *path, struct stat *st)
{
	if (lstat(path, st) == 0)
		return true;
	check_tell(k, CHECK_PROBLEM, path, 0, "%s", strerror(errno));
	return false;
}

/* The database and its lock must be the responder's own. */
static void
check_owner(struct check *k, const char *path, uid_t uid)
{
	struct stat st;

	if (!look(k, path, &st))
		return;
	if (st.st_uid != uid)
		check_tell(k, CHECK_PROBLEM, path, 0,
		    "belongs to uid %lu, but the responder runs as %s: chown "
		    "-h %s %s",
		    (unsigned long)st.st_uid, k->c->settings.user,
		    k->c->settings.user, path);
	if (!S_ISDIR(st.st_mode) && (st.st_mode & 07777) != 0600)
		check_tell(k, CHECK_PROBLEM, path, 0,
		    "has mode %04o: chmod 0600 %s",
		    (unsigned)(st.st_mode & 07777), path);
}

/* The key file must be readable for the responder. */
static void
check_readable(struct check *k, const char *path, uid_t uid, gid_t gid)
{
	struct stat st;

	if (!look(k, path, &st))
		return;
	if ((st.st_uid == uid && (st.st_mode & S_IRUSR) != 0) ||
	    (st.st_gid == gid && (st.st_mode & S_IRGRP) != 0))
		return;
	check_tell(k, CHECK_PROBLEM, path, 0,
	    "cannot be read by the responder: chown root:%s %s; "
	    "chmod 0640 %s",
	    k->c->settings.user, path, path);
}

/* As the account. */
static bool
can_show(const struct check *k, struct og_why *why)
{
	struct og_look look;
	const enum og_err err = og_look_load(&k->c->settings.look, &look, why);

	og_look_clear(&look);
	return err == OG_OK;
}

/* Logo and style sheet, as the responder would take them at a reload. */
static void
check_look(struct check *k, uid_t uid, gid_t gid)
{
	struct og_why why;

	if (!check_as(k, uid, gid, can_show, &why))
		check_tell(
		    k, CHECK_PROBLEM, NULL, 0, "%s: %s", k->c->conf, why.text);
}

static void
check_room(struct check *k, const char *path)
{
	struct statvfs fs;
	uint64_t room;

	if (statvfs(path, &fs) != 0) {
		check_tell(k, CHECK_WARNING, path, 0, "%s", strerror(errno));
		return;
	}
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (room < ROOM_BYTES)
		check_tell(k, CHECK_WARNING, path, 0,
		    "only %" PRIu64 " KiB are free on its disk", room / 1024);
	if (fs.f_files > 0 && fs.f_favail < ROOM_INODES)
		check_tell(k, CHECK_WARNING, path, 0,
		    "only %" PRIu64 " inode%s free on its disk",
		    (uint64_t)fs.f_favail, OG_S_ARE(fs.f_favail));
}

void
check_files(struct check *k)
{
	const struct og_settings *s = &k->c->settings;
	char path[OG_PATH_SIZE + 8];
	char *slash;
	uid_t uid;
	gid_t gid;

	check_room(k, s->database);
	if (!context_account(k->c, &uid, &gid)) {
		/* only root becomes somebody else */
		check_tell(k, geteuid() == 0 ? CHECK_PROBLEM : CHECK_WARNING,
		    NULL, 0,
		    "the responder cannot start: it runs as %s, an account "
		    "that does not exist: create it (systemd-sysusers, or "
		    "useradd -r %s), or set user to another",
		    s->user, s->user);
		return;
	}
	check_readable(k, s->keys, uid, gid);
	check_look(k, uid, gid);
	check_log(k, uid, gid);
	check_owner(k, s->database, uid);
	(void)snprintf(path, sizeof(path), "%s.lock", s->database);
	check_owner(k, path, uid);
	(void)snprintf(path, sizeof(path), "%s", s->database);
	slash = strrchr(path, '/');
	if (slash != NULL && slash > path) {
		*slash = '\0';
		check_owner(k, path, uid);
	}
}
