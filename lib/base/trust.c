/* SPDX-License-Identifier: ISC */
/*
 * Judges a path for a caller that will run or ask what it leads to.  Opens
 * nothing: if all is well, nobody can change it between the check and the use.
 */
#include "lib/base/trust.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as many as the kernel follows */
#define OTHERS (S_IWGRP | S_IWOTH)

static enum og_err
fail(struct og_why *why, const char *path, int error)
{
	return og_why_set(
	    why, og_err_from_errno(error), "%s: %s", path, strerror(error));
}

static bool
may_be_written(const struct stat *st)
{
	if (S_ISLNK(st->st_mode) || S_ISSOCK(st->st_mode))
		return false;
	return (st->st_mode & OTHERS) != 0 &&
	       !(S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX) != 0);
}

/* One part of the way, a symlink as such. */
static enum og_err
judge(const char *part, struct stat *st, struct og_why *why)
{
	if (lstat(part, st) == -1)
		return fail(why, part, errno);
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: belongs to uid %lu, and must belong to root: "
		    "chown -h root %s",
		    part, (unsigned long)st->st_uid, part);
	if (may_be_written(st))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: is writable by %s (mode %04o): chmod go-w %s", part,
		    (st->st_mode & S_IWOTH) != 0 ? "everyone" : "its group",
		    (unsigned)(st->st_mode & 07777), part);
	return OG_OK;
}

/* Replaces a symlink in "at", which is the part from "from" to *to, by its
 * target; *to is then where to continue. */
static enum og_err
follow(char at[PATH_MAX], size_t from, size_t *to, struct og_why *why)
{
	const size_t rest = strlen(at + *to) + 1;
	char target[PATH_MAX], part[PATH_MAX];
	size_t base, len;
	ssize_t n;

	memcpy(part, at, *to);
	part[*to] = '\0';
	n = readlink(part, target, sizeof(target));
	if (n == -1)
		return fail(why, part, errno);
	len = (size_t)n;
	base = len > 0 && target[0] == '/' ? 0 : from;
	if (len == 0 || base + len + rest > PATH_MAX)
		return fail(why, part, ENAMETOOLONG);
	memmove(at + base + len, at + *to, rest);
	memcpy(at + base, target, len);
	*to = base;
	return OG_OK;
}

enum og_err
og_trust_look(const char *path, struct stat *st, struct og_why *why)
{
	char at[PATH_MAX], end;
	size_t from, to = 0;
	enum og_err err;
	int links = 0;

	if (path[0] != '/' || strlen(path) >= sizeof(at))
		return og_why_set(why, OG_ERR_RANGE,
		    "%s: not an absolute path, or too long", path);
	memcpy(at, path, strlen(path) + 1);
	err = judge("/", st, why);
	while (err == OG_OK) {
		from = to + strspn(at + to, "/");
		to = from + strcspn(at + from, "/");
		if (to == from)
			break;
		end = at[to];
		at[to] = '\0';
		err = judge(at, st, why);
		at[to] = end;
		if (err == OG_OK && S_ISLNK(st->st_mode))
			err = ++links > LINKS_MAX ? fail(why, path, ELOOP)
						  : follow(at, from, &to, why);
	}
	return err;
}
