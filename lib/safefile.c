/* SPDX-License-Identifier: ISC */
/*
 * Opening, creating and replacing the files that decide who gets in.  A file
 * is opened first and judged by what was opened; a name is never trusted to
 * mean the same thing twice.  Must not decide what the bytes mean, and must
 * not touch a file it has refused.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hex.h"
#include "random.h"
#include "safefile.h"
#include "wipe.h"

#define OPEN_TRIES 8 /* a file that is just being replaced has no link left */
#define READ_CHUNK 4096
#define TEMP_DIGITS 16

/* The folder of a file, looked at and open. */
struct folder {
	int fd; /* O_PATH */
	struct stat st;
	const char *base;    /* the file's name in it; points into the path */
	char real[PATH_MAX]; /* without any symlink */
};

static enum og_err
fail_errno(struct og_why *why, const char *path, int error)
{
	return og_why_set(
	    why, og_err_from_errno(error), "%s: %s", path, strerror(error));
}

static enum og_err
folder_find(struct folder *f, const char *path, struct og_why *why)
{
	char dir[PATH_MAX];
	const char *slash;
	size_t len;

	slash = strrchr(path, '/');
	f->base = slash == NULL ? path : slash + 1;
	if (f->base[0] == '\0' || strcmp(f->base, ".") == 0 ||
	    strcmp(f->base, "..") == 0)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: a folder, not a file: name the file", path);

	len = (size_t)(f->base - path);
	if (len >= sizeof(dir) - 1)
		return fail_errno(why, path, ENAMETOOLONG);
	memcpy(dir, path, len);
	if (len == 0)
		dir[len++] = '.';
	dir[len] = '\0';

	if (realpath(dir, f->real) == NULL)
		return fail_errno(why, dir, errno);
	return OG_OK;
}

/* Judges one folder of the way down. */
static enum og_err
folder_judge(const struct folder *f, const char *path, const char *name,
    struct og_why *why)
{
	struct stat st;
	uid_t me;

	if (lstat(name, &st) == -1)
		return fail_errno(why, name, errno);
	if (!S_ISDIR(st.st_mode))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: %s is no folder: use a path without symlinks", path,
		    name);

	me = geteuid();
	if (st.st_uid != 0 && st.st_uid != me &&
	    !(me == 0 && st.st_uid == f->st.st_uid))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: folder %s belongs to another user (uid %lu): "
		    "chown root %s",
		    path, name, (unsigned long)st.st_uid, name);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
	    (st.st_mode & S_ISVTX) == 0)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: folder %s is writable by %s (mode %04o): "
		    "chmod go-w %s",
		    path, name,
		    (st.st_mode & S_IWOTH) != 0 ? "everyone" : "its group",
		    (unsigned)(st.st_mode & 07777), name);
	return OG_OK;
}

/* Judges every folder from "/" down to the one that is open. */
static enum og_err
folder_walk(const struct folder *f, const char *path, struct og_why *why)
{
	char name[PATH_MAX];
	enum og_err err;
	size_t i;

	err = folder_judge(f, path, "/", why);
	for (i = 1; err == OG_OK && f->real[i - 1] != '\0'; i++) {
		if (f->real[i] != '/' && f->real[i] != '\0')
			continue;
		if (i == 1)
			break; /* "/" itself */
		memcpy(name, f->real, i);
		name[i] = '\0';
		err = folder_judge(f, path, name, why);
	}
	return err;
}

/* Opens and judges the folder of "path"; f->fd is -1 on failure. */
static enum og_err
folder_open(struct folder *f, const char *path, struct og_why *why)
{
	enum og_err err;

	f->fd = -1;
	err = folder_find(f, path, why);
	if (err != OG_OK)
		return err;
	do {
		f->fd = open(
		    f->real, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	} while (f->fd == -1 && errno == EINTR);
	if (f->fd == -1)
		return fail_errno(why, f->real, errno);

	if (fstat(f->fd, &f->st) == -1)
		err = fail_errno(why, f->real, errno);
	else
		err = folder_walk(f, path, why);
	if (err != OG_OK) {
		(void)close(f->fd);
		f->fd = -1;
	}
	return err;
}

static void
folder_close(struct folder *f)
{
	if (f->fd != -1)
		(void)close(f->fd);
	f->fd = -1;
}

/* The worst that the bits "bad" of a mode allow. */
static const char *
mode_text(mode_t bad)
{
	if ((bad & S_IWOTH) != 0)
		return "writable by everyone";
	if ((bad & S_IWGRP) != 0)
		return "writable by its group";
	if ((bad & S_IROTH) != 0)
		return "readable by everyone";
	if ((bad & S_IRGRP) != 0)
		return "readable by its group";
	return "of a wrong mode";
}

/* Whose the folder is says what is wrong: a file of ours in a folder that has
 * been given away, or the other way round. */
static enum og_err
foreign_file(const struct stat *st, const struct folder *f, const char *path,
    struct og_why *why)
{
	if (f->st.st_uid == 0 || f->st.st_uid == geteuid())
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: belongs to another user (uid %lu): chown root %s",
		    path, (unsigned long)st->st_uid, path);
	return og_why_set(why, OG_ERR_UNSAFE,
	    "%s: belongs to another user (uid %lu) than its folder (uid %lu): "
	    "chown the one that is wrong",
	    path, (unsigned long)st->st_uid, (unsigned long)f->st.st_uid);
}

static enum og_err
file_judge(const struct stat *st, const struct folder *f, const char *path,
    mode_t forbidden, struct og_why *why)
{
	uid_t me;

	if (!S_ISREG(st->st_mode))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: no regular file: put a regular file in its place",
		    path);
	if (st->st_nlink != 1)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: has %lu names (hard links): remove the others, see "
		    "find -samefile",
		    path, (unsigned long)st->st_nlink);

	me = geteuid();
	if (st->st_uid != 0 && st->st_uid != me &&
	    !(me == 0 && st->st_uid == f->st.st_uid))
		return foreign_file(st, f, path, why);
	if ((st->st_mode & forbidden) != 0)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: %s (mode %04o): chmod %04o %s", path,
		    mode_text(st->st_mode & forbidden),
		    (unsigned)(st->st_mode & 07777),
		    (unsigned)(st->st_mode & 07777 & ~forbidden), path);
	return OG_OK;
}

static enum og_err
fail_open(struct og_why *why, const char *path, int error)
{
	if (error == ELOOP)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: a symlink: name the file itself", path);
	if (error == EISDIR || error == ENXIO || error == ENODEV)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: no regular file: put a regular file in its place",
		    path);
	if (error == EACCES || error == EPERM)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: may not be opened: it has to belong to the account "
		    "that uses it (chown), with mode 0600 or 0640 (chmod)",
		    path);
	return fail_errno(why, path, error);
}

int
og_safefile_raise(int fd)
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

enum og_err
og_safefile_open(
    const char *path, int flags, mode_t forbidden, int *fd, struct og_why *why)
{
	struct folder f;
	struct stat st;
	enum og_err err;
	int i;

	*fd = -1;
	err = folder_open(&f, path, why);
	if (err != OG_OK)
		return err;

	/* One that is replaced between open and fstat is not at fault. */
	for (i = 0; i < OPEN_TRIES; i++) {
		if (*fd != -1)
			(void)close(*fd);
		*fd = og_safefile_raise(openat(f.fd, f.base,
		    flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
		if (*fd == -1 && errno == EINTR)
			continue;
		if (*fd == -1) {
			err = fail_open(why, path, errno);
			goto out;
		}
		if (fstat(*fd, &st) == -1) {
			err = fail_errno(why, path, errno);
			goto out;
		}
		if (st.st_nlink != 0)
			break;
	}
	err = *fd == -1 ? fail_errno(why, path, EINTR)
			: file_judge(&st, &f, path, forbidden, why);
out:
	if (err != OG_OK && *fd != -1) {
		(void)close(*fd);
		*fd = -1;
	}
	folder_close(&f);
	return err;
}

/*
 * Makes "name" in the folder with exactly "mode".  What root makes belongs to
 * whom the folder belongs to, so that the responder can use it.
 */
static enum og_err
folder_create(const struct folder *f, const char *name, mode_t mode, int *fd)
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
	*fd = og_safefile_raise(*fd);
	if (*fd == -1) {
		error = errno;
		(void)unlinkat(f->fd, name, 0);
		return og_err_from_errno(error);
	}
	if (geteuid() == 0 && fchown(*fd, f->st.st_uid, f->st.st_gid) == -1)
		goto fail;
	if (fchmod(*fd, mode) == -1)
		goto fail;
	return OG_OK;
fail:
	error = errno;
	(void)unlinkat(f->fd, name, 0);
	(void)close(*fd);
	*fd = -1;
	return og_err_from_errno(error);
}

enum og_err
og_safefile_create(const char *path, mode_t mode, int *fd, struct og_why *why)
{
	struct folder f;
	enum og_err err;

	*fd = -1;
	err = folder_open(&f, path, why);
	if (err != OG_OK)
		return err;
	err = folder_create(&f, f.base, mode, fd);
	if (err == OG_ERR_EXISTS)
		(void)og_why_set(why, err,
		    "%s: exists already: remove or rename it first", path);
	else if (err != OG_OK)
		(void)og_why_set(
		    why, err, "%s: cannot be made: %s", path, og_strerror(err));
	folder_close(&f);
	return err;
}

enum og_err
og_safefile_read(int fd, size_t max, struct og_buf *out)
{
	char chunk[READ_CHUNK];
	enum og_err err = OG_OK;
	size_t total = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			err = OG_ERR_IO;
		if (n <= 0)
			break;
		if ((size_t)n > max - total) {
			err = OG_ERR_RANGE;
			break;
		}
		total += (size_t)n;
		og_buf_put(out, chunk, (size_t)n);
	}
	OG_WIPE_ARRAY(chunk);
	return err != OG_OK ? err : og_buf_err(out);
}

enum og_err
og_safefile_write(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EFBIG)
			return OG_ERR_NOSPACE;
		if (n == -1)
			return og_err_from_errno(errno);
		if (n == 0)
			return OG_ERR_IO;
		p += n;
		len -= (size_t)n;
	}
	return OG_OK;
}

static enum og_err
folder_sync(const struct folder *f)
{
	int fd;
	int rc;

	do {
		fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	} while (fd == -1 && errno == EINTR);
	if (fd == -1)
		return OG_ERR_IO;
	do {
		rc = fsync(fd);
	} while (rc == -1 && errno == EINTR);
	(void)close(fd);
	return rc == -1 ? OG_ERR_IO : OG_OK;
}

enum og_err
og_safefile_sync_folder(const char *path, struct og_why *why)
{
	struct folder f;
	enum og_err err;

	err = folder_open(&f, path, why);
	if (err != OG_OK)
		return err;
	err = folder_sync(&f);
	if (err != OG_OK)
		(void)og_why_set(why, err, "%s: cannot be synced", f.real);
	folder_close(&f);
	return err;
}

/* Gives the new file the owner and mode of the one it will replace. */
static enum og_err
inherit(int fd, const struct folder *f, const char *path, struct og_why *why)
{
	struct stat old, new;
	enum og_err err;

	if (fstatat(f->fd, f->base, &old, AT_SYMLINK_NOFOLLOW) == -1)
		return errno == ENOENT ? OG_OK : fail_errno(why, path, errno);
	if (S_ISLNK(old.st_mode))
		return fail_open(why, path, ELOOP);
	err = file_judge(&old, f, path, 0, why);
	if (err != OG_OK)
		return err;

	if (fstat(fd, &new) == -1)
		return fail_errno(why, path, errno);
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(fd, old.st_uid, old.st_gid) == -1)
		return og_why_set(why, OG_ERR_IO,
		    "%s: its owner cannot be kept: do it as root", path);
	if (fchmod(fd, old.st_mode & 07777) == -1)
		return fail_errno(why, path, errno);
	return OG_OK;
}

/* A name beside "base" that nobody can guess. */
static enum og_err
temp_name(const char *base, char out[NAME_MAX + 1])
{
	uint64_t r;
	size_t len = strlen(base);
	enum og_err err;

	if (len > NAME_MAX - TEMP_DIGITS - 2)
		return OG_ERR_RANGE;
	err = og_random(&r, sizeof(r));
	if (err != OG_OK)
		return err;
	out[0] = '.';
	memcpy(out + 1, base, len);
	out[len + 1] = '.';
	og_hex_format(r, TEMP_DIGITS, out + len + 2);
	return OG_OK;
}

/* Fills the new file and puts it in the old one's place. */
static enum og_err
put_in_place(int fd, const char *temp, const struct folder *f, const char *path,
    const void *data, size_t len, struct og_why *why)
{
	enum og_err err;

	err = inherit(fd, f, path, why);
	if (err != OG_OK)
		return err;
	err = og_safefile_write(fd, data, len);
	if (err != OG_OK)
		return og_why_set(why, err, "%s: cannot be written: %s", path,
		    og_strerror(err));
	while (fsync(fd) == -1) {
		if (errno != EINTR)
			return fail_errno(why, path, errno);
	}
	if (renameat(f->fd, temp, f->fd, f->base) == -1)
		return fail_errno(why, path, errno);
	return OG_OK;
}

enum og_err
og_safefile_replace(const char *path, mode_t mode, const void *data, size_t len,
    struct og_why *why)
{
	struct folder f;
	char temp[NAME_MAX + 1];
	enum og_err err;
	int fd = -1;

	err = folder_open(&f, path, why);
	if (err != OG_OK)
		return err;
	err = temp_name(f.base, temp);
	if (err == OG_OK)
		err = folder_create(&f, temp, mode, &fd);
	if (err != OG_OK) {
		(void)og_why_set(why, err,
		    "%s: no file can be made beside it: %s", path,
		    og_strerror(err));
		goto out;
	}

	err = put_in_place(fd, temp, &f, path, data, len, why);
	if (err != OG_OK) {
		(void)unlinkat(f.fd, temp, 0);
		goto out;
	}
	err = folder_sync(&f);
	if (err != OG_OK)
		(void)og_why_set(why, err,
		    "%s: replaced, but %s cannot be synced", path, f.real);
out:
	if (fd != -1)
		(void)close(fd);
	folder_close(&f);
	return err;
}
