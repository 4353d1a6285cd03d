/* SPDX-License-Identifier: ISC */
/*
 * The way to a folder, and operations on names in it, by descriptor.  A name is
 * looked up once: what was opened is judged, and what was judged is used.
 * Must not decide about files.
 */
#include "lib/files/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/hex.h"
#include "lib/crypto/random.h"

#define LINKS_MAX 40 /* as many as the kernel follows */
#define OTHERS (S_IWGRP | S_IWOTH)

/* On the way down. */
struct walk {
	const char *path; /* for messages */
	struct og_why *why;
	enum og_folder_rule rule;
	int fd; /* where we are */
	struct stat st;
	char at[PATH_MAX];   /* the same as text, without any symlink */
	char rest[PATH_MAX]; /* what is still to go */
	int links;
	enum og_err verdict; /* by the rule */
	uid_t other; /* a third one, to whom a folder on the way belongs */
	char others[PATH_MAX]; /* which */
};

static bool
is_ours(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

int
og_folder_raise(int fd)
{
	int high, error;

	if (fd == -1 || fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	error = errno;
	(void)close(fd);
	errno = error;
	return high;
}

static enum og_err
foreign(const struct walk *w, const char *name, uid_t uid)
{
	return og_why_set(w->why, OG_ERR_UNSAFE,
	    "%s: folder %s belongs to another user (uid %lu): chown root %s",
	    w->path, name, (unsigned long)uid, name);
}

/* Judges the current folder. */
static enum og_err
judge_here(struct walk *w)
{
	const mode_t mode = w->st.st_mode;

	if (!is_ours(w->st.st_uid)) {
		if (geteuid() != 0 ||
		    (w->other != 0 && w->other != w->st.st_uid))
			return foreign(w, w->at, w->st.st_uid);
		if (w->other == 0)
			memcpy(w->others, w->at, sizeof(w->others));
		w->other = w->st.st_uid;
	}
	if ((mode & OTHERS) != 0 && (mode & S_ISVTX) == 0)
		return og_why_set(w->why, OG_ERR_UNSAFE,
		    "%s: folder %s is writable by %s (mode %04o): "
		    "chmod go-w %s",
		    w->path, w->at,
		    (mode & S_IWOTH) != 0 ? "everyone" : "its group",
		    (unsigned)(mode & 07777), w->at);
	return OG_OK;
}

/* Continues in "fd", which is taken over.  The verdict on it waits until the
 * end is reached: a missing file is missing before it is unsafe. */
static void
arrive(struct walk *w, int fd, const struct stat *st)
{
	if (w->fd != -1)
		(void)close(w->fd);
	w->fd = fd;
	w->st = *st;
	if (w->rule == OG_FOLDER_TRUSTED && w->verdict == OG_OK)
		w->verdict = judge_here(w);
}

/* What already exists. */
static int
open_in(int at, const char *name, int flags)
{
	int fd;

	do {
		fd = openat(at, name, flags | O_CLOEXEC);
	} while (fd == -1 && errno == EINTR);
	return fd;
}

static enum og_err
begin(struct walk *w)
{
	struct stat st;
	int fd;

	fd = open_in(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	if (fd == -1)
		return og_why_errno(w->why, "/", errno);
	if (fstat(fd, &st) == -1) {
		(void)close(fd);
		return og_why_errno(w->why, "/", errno);
	}
	memcpy(w->at, "/", 2);
	arrive(w, fd, &st);
	return OG_OK;
}

/* Puts "text" before what is still to go. */
static enum og_err
go_first(struct walk *w, const char *text, size_t len)
{
	size_t rest = strlen(w->rest);

	if (len + 1 + rest >= sizeof(w->rest))
		return og_why_errno(w->why, w->path, ENAMETOOLONG);
	memmove(w->rest + len + 1, w->rest, rest + 1);
	memcpy(w->rest, text, len);
	w->rest[len] = '/';
	return OG_OK;
}

/* Follows the symlink that is open as "fd". */
static enum og_err
follow(struct walk *w, const char *name, int fd, const struct stat *st)
{
	char target[PATH_MAX];
	enum og_err err;
	ssize_t n;

	if (!is_ours(w->st.st_uid) || (w->st.st_mode & OTHERS) != 0 ||
	    !is_ours(st->st_uid))
		return og_why_set(w->why, OG_ERR_UNSAFE,
		    "%s: %s in %s is a symlink that others could have made: "
		    "use a path without symlinks",
		    w->path, name, w->at);
	if (++w->links > LINKS_MAX)
		return og_why_errno(w->why, w->path, ELOOP);
	n = readlinkat(fd, "", target, sizeof(target));
	if (n <= 0 || (size_t)n == sizeof(target))
		return og_why_errno(
		    w->why, w->path, n < 0 ? errno : ENAMETOOLONG);
	err = go_first(w, target, (size_t)n);
	if (err == OG_OK && target[0] == '/')
		err = begin(w);
	return err;
}

/* The name of the current position, one step up or down. */
static enum og_err
rename_at(struct walk *w, const char *name)
{
	size_t len = strlen(w->at);
	char *slash;

	if (strcmp(name, "..") == 0) {
		slash = strrchr(w->at, '/');
		slash[slash == w->at ? 1 : 0] = '\0';
		return OG_OK;
	}
	if (len + 1 + strlen(name) >= sizeof(w->at))
		return og_why_errno(w->why, w->path, ENAMETOOLONG);
	(void)snprintf(w->at + len, sizeof(w->at) - len, "%s%s",
	    len == 1 ? "" : "/", name);
	return OG_OK;
}

/* One step, to "name". */
static enum og_err
step(struct walk *w, const char *name)
{
	char below[PATH_MAX + NAME_MAX + 2];
	struct stat st;
	enum og_err err;
	int fd;

	(void)snprintf(below, sizeof(below), "%s%s%s", w->at,
	    w->at[1] == '\0' ? "" : "/", name);
	/* what is above a folder of somebody else's is where he moves it */
	if (strcmp(name, "..") == 0 && !is_ours(w->st.st_uid))
		return og_why_set(w->why, OG_ERR_UNSAFE,
		    "%s: \"..\" behind a folder of another user: use a path "
		    "without it",
		    w->path);
	fd = open_in(w->fd, name, O_PATH | O_NOFOLLOW);
	if (fd == -1)
		return og_why_errno(w->why, below, errno);
	if (fstat(fd, &st) == -1) {
		err = og_why_errno(w->why, below, errno);
	} else if (S_ISLNK(st.st_mode)) {
		err = follow(w, name, fd, &st);
	} else if (!S_ISDIR(st.st_mode)) {
		err = og_why_errno(w->why, below, ENOTDIR);
	} else {
		err = rename_at(w, name);
		if (err == OG_OK) {
			arrive(w, fd, &st);
			return OG_OK;
		}
	}
	(void)close(fd);
	return err;
}

/* Takes the next name from what is still to go; false at the end. */
static bool
next_name(struct walk *w, char name[NAME_MAX + 1], enum og_err *err)
{
	size_t skip, len;

	for (;;) {
		skip = strspn(w->rest, "/");
		len = strcspn(w->rest + skip, "/");
		if (len == 0)
			return false;
		if (len > NAME_MAX) {
			*err = og_why_errno(w->why, w->path, ENAMETOOLONG);
			return false;
		}
		memcpy(name, w->rest + skip, len);
		name[len] = '\0';
		memmove(w->rest, w->rest + skip + len,
		    strlen(w->rest + skip + len) + 1);
		if (strcmp(name, ".") != 0)
			return true;
	}
}

static enum og_err
walk(struct walk *w, const char *dir, size_t len)
{
	char name[NAME_MAX + 1];
	enum og_err err;

	if (len >= sizeof(w->rest))
		return og_why_errno(w->why, w->path, ENAMETOOLONG);
	memcpy(w->rest, dir, len);
	w->rest[len] = '\0';
	if (len == 0 || dir[0] != '/') {
		if (getcwd(w->at, sizeof(w->at)) == NULL)
			return og_why_errno(w->why, w->path, errno);
		err = go_first(w, w->at, strlen(w->at));
		if (err != OG_OK)
			return err;
	}
	err = begin(w);
	while (err == OG_OK && next_name(w, name, &err))
		err = step(w, name);
	if (err == OG_OK)
		err = w->verdict;
	if (err == OG_OK && w->other != 0 && w->other != w->st.st_uid)
		err = foreign(w, w->others, w->other);
	return err;
}

/* Opens the folder that the first "len" bytes of "path" name. */
static enum og_err
open_dir(struct og_folder *f, const char *path, size_t len,
    enum og_folder_rule rule, struct og_why *why)
{
	struct walk w;
	enum og_err err;

	/* the large parts are filled before they are read */
	w.path = path;
	w.why = why;
	w.rule = rule;
	w.fd = -1;
	w.links = 0;
	w.verdict = OG_OK;
	w.other = 0;
	err = walk(&w, path, len);
	if (err == OG_OK) {
		f->fd = w.fd;
		f->st = w.st;
	} else if (w.fd != -1) {
		(void)close(w.fd);
	}
	return err;
}

void
og_folder_init(struct og_folder *f)
{
	f->fd = -1;
	f->base[0] = '\0';
}

enum og_err
og_folder_open(struct og_folder *f, const char *path, enum og_folder_rule rule,
    struct og_why *why)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	size_t len = strlen(base);

	og_folder_init(f);
	if (len == 0 || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: a folder, not a file: name the file", path);
	if (len > NAME_MAX)
		return og_why_errno(why, path, ENAMETOOLONG);
	memcpy(f->base, base, len + 1);
	return open_dir(f, path, (size_t)(base - path), rule, why);
}

enum og_err
og_folder_open_self(struct og_folder *f, const char *path,
    enum og_folder_rule rule, struct og_why *why)
{
	og_folder_init(f);
	return open_dir(f, path, strlen(path), rule, why);
}

void
og_folder_close(struct og_folder *f)
{
	if (f->fd != -1)
		(void)close(f->fd);
	f->fd = -1;
}

bool
og_folder_look(const struct og_folder *f, const char *name, struct stat *st)
{
	return fstatat(f->fd, name, st, AT_SYMLINK_NOFOLLOW) == 0;
}

int
og_folder_reach(const struct og_folder *f, const char *name, int flags)
{
	return og_folder_raise(
	    open_in(f->fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
}

bool
og_folder_remove(const struct og_folder *f, const char *name)
{
	return unlinkat(f->fd, name, 0) == 0;
}

bool
og_folder_rename(const struct og_folder *f, const char *from, const char *to)
{
	return renameat(f->fd, from, f->fd, to) == 0;
}

bool
og_folder_regroup(const struct og_folder *f, const char *name, gid_t gid)
{
	if (geteuid() == 0) {
		errno = EPERM;
		return false;
	}
	return fchownat(f->fd, name, (uid_t)-1, gid, AT_SYMLINK_NOFOLLOW) == 0;
}

enum og_err
og_folder_create(const struct og_folder *f, const char *name, mode_t mode,
    bool give, int *fd)
{
	int error;

	do {
		*fd = openat(f->fd, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC |
			O_NOCTTY,
		    S_IRUSR | S_IWUSR);
	} while (*fd == -1 && errno == EINTR);
	if (*fd == -1)
		return og_err_from_errno(errno);
	*fd = og_folder_raise(*fd);
	if (*fd == -1) {
		error = errno;
		(void)og_folder_remove(f, name);
		errno = error;
		return og_err_from_errno(error);
	}
	/* in this order: a service may have the one right without that to
	 * change the mode of what is another's */
	if (fchmod(*fd, mode) == 0 &&
	    (!give || geteuid() != 0 ||
		fchown(*fd, f->st.st_uid, f->st.st_gid) == 0))
		return OG_OK;
	error = errno;
	(void)og_folder_remove(f, name);
	(void)close(*fd);
	*fd = -1;
	errno = error;
	return og_err_from_errno(error);
}

/* Makes the folder "name" in "at", for the caller alone, and opens what has
 * that name now, if it belongs to the caller alone, too.  -1 with errno. */
static int
make_private(int at, const char *name)
{
	struct stat st;
	int fd;

	if (mkdirat(at, name, S_IRWXU) == -1)
		return -1;
	fd = open_in(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (fd == -1 || (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
			    (st.st_mode & 0077) == 0))
		return fd;
	(void)close(fd);
	errno = ESTALE;
	return -1;
}

/* Never over anything, except an empty folder on file systems that cannot
 * prevent that. */
static bool
move_folder(int from, const char *name, int to, const char *base)
{
	if (renameat2(from, name, to, base, RENAME_NOREPLACE) == 0)
		return true;
	return errno == EINVAL && renameat(from, name, to, base) == 0;
}

/*
 * The owner of "f" may replace a folder that was just made by another one, such
 * as lost+found: the caller's own, and with the same mode.  So it is made in a
 * folder in which only the caller can do anything, whatever that is called by
 * then, and moved when it is finished.
 */
static enum og_err
make_apart(const struct og_folder *f, const char *path, mode_t mode, uid_t uid,
    gid_t gid, struct og_why *why)
{
	char room_name[] = ".new.0123456789abcdef", *name = room_name + 1;
	int room = -1, fd = -1;
	enum og_err err;
	uint64_t r;

	err = og_random(&r, sizeof(r));
	if (err != OG_OK)
		return err;
	og_hex_format(r, 16, room_name + 5);
	room = make_private(f->fd, room_name);
	if (room != -1)
		fd = make_private(room, name);
	if (fd == -1)
		err = og_why_errno(why, path, errno);
	else if (fchmod(fd, mode) == -1 || fchown(fd, uid, gid) == -1 ||
		 !move_folder(room, name, f->fd, f->base)) {
		err = og_why_errno(why, path, errno);
		(void)unlinkat(room, name, AT_REMOVEDIR);
	}
	if (fd != -1)
		(void)close(fd);
	if (room != -1) {
		(void)unlinkat(f->fd, room_name, AT_REMOVEDIR);
		(void)close(room);
	}
	return err;
}

enum og_err
og_folder_make(
    const char *path, mode_t mode, uid_t uid, gid_t gid, struct og_why *why)
{
	struct og_folder f;
	struct stat st;
	enum og_err err;

	err = og_folder_open(&f, path, OG_FOLDER_TRUSTED, why);
	if (err != OG_OK)
		return err;
	if (og_folder_look(&f, f.base, &st))
		err = og_why_errno(why, path, EEXIST);
	else
		err = make_apart(&f, path, mode, uid, gid, why);
	og_folder_close(&f);
	return err;
}

/* The same folder, opened for use and not only as a location. */
static int
reopen(const struct og_folder *f)
{
	return open_in(f->fd, ".", O_RDONLY | O_DIRECTORY);
}

DIR *
og_folder_list(const struct og_folder *f)
{
	int fd = reopen(f);
	DIR *d = fd == -1 ? NULL : fdopendir(fd);

	if (d == NULL && fd != -1)
		(void)close(fd);
	return d;
}

/* Closes it. */
static enum og_err
sync_and_close(int fd)
{
	int rc, error;

	if (fd == -1)
		return OG_ERR_IO;
	do {
		rc = fsync(fd);
	} while (rc == -1 && errno == EINTR);
	error = errno;
	(void)close(fd);
	errno = error;
	return rc == -1 ? OG_ERR_IO : OG_OK;
}

enum og_err
og_folder_sync(const struct og_folder *f)
{
	return sync_and_close(reopen(f));
}

enum og_err
og_folder_sync_of(const char *path, struct og_why *why)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";

	if (slash != NULL && (size_t)(slash - path) + 2 > sizeof(dir))
		return og_why_errno(why, path, ENAMETOOLONG);
	if (slash != NULL)
		(void)snprintf(
		    dir, sizeof(dir), "%.*s", (int)(slash + 1 - path), path);
	if (sync_and_close(open_in(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY)) ==
	    OG_OK)
		return OG_OK;
	return og_why_set(why, OG_ERR_IO, "%s: its folder cannot be synced: %s",
	    path, strerror(errno));
}
