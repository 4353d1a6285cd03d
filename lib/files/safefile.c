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
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/wipe.h"
#include "lib/files/folder.h"
#include "lib/files/replace.h"
#include "lib/files/safefile.h"

#define OPEN_TRIES 8 /* a file that is just being replaced has no link left */
#define READ_CHUNK 4096

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

/* The owner of the folder shows what is wrong: a file of ours in a folder that
 * was given away, or the other way round. */
static enum og_err
foreign_file(const struct stat *st, const struct og_folder *f, const char *path,
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
file_judge(const struct stat *st, const struct og_folder *f, const char *path,
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
		    "%s: uid %lu may not open it: run it as root, or if that "
		    "is the account that uses it, chown it to that, with mode "
		    "0600 or 0640",
		    path, (unsigned long)geteuid());
	return og_why_errno(why, path, error);
}

enum og_err
og_safefile_open(
    const char *path, int flags, mode_t forbidden, int *fd, struct og_why *why)
{
	struct og_folder f;
	struct stat st;
	enum og_err err;
	int i;

	*fd = -1;
	err = og_folder_open(&f, path, OG_FOLDER_TRUSTED, why);
	if (err != OG_OK)
		return err;

	/* One that is replaced between open and fstat is not at fault. */
	for (i = 0; i < OPEN_TRIES; i++) {
		if (*fd != -1)
			(void)close(*fd);
		*fd = og_folder_reach(&f, f.base, flags);
		if (*fd == -1 && errno == EINTR)
			continue;
		if (*fd == -1) {
			err = fail_open(why, path, errno);
			goto out;
		}
		if (fstat(*fd, &st) == -1) {
			err = og_why_errno(why, path, errno);
			goto out;
		}
		if (st.st_nlink != 0)
			break;
	}
	err = *fd == -1 ? og_why_errno(why, path, EINTR)
			: file_judge(&st, &f, path, forbidden, why);
out:
	if (err != OG_OK && *fd != -1) {
		(void)close(*fd);
		*fd = -1;
	}
	og_folder_close(&f);
	return err;
}

enum og_err
og_safefile_create(const char *path, mode_t mode, int *fd, struct og_why *why)
{
	struct og_folder f;
	enum og_err err;

	*fd = -1;
	err = og_folder_open(&f, path, OG_FOLDER_TRUSTED, why);
	if (err != OG_OK)
		return err;
	err = og_folder_create(&f, f.base, mode, true, fd);
	if (err == OG_ERR_EXISTS)
		(void)og_why_set(why, err,
		    "%s: exists already: remove or rename it first", path);
	else if (err != OG_OK)
		(void)og_why_set(why, err, "%s: cannot be made: %s", path,
		    og_strerror_errno(err));
	og_folder_close(&f);
	return err;
}

void
og_safefile_discard(const char *path, int fd)
{
	struct stat made, there;
	struct og_folder f;

	if (og_folder_open(&f, path, OG_FOLDER_TRUSTED, NULL) != OG_OK)
		return;
	if (fstat(fd, &made) == 0 && og_folder_look(&f, f.base, &there) &&
	    made.st_ino == there.st_ino && made.st_dev == there.st_dev)
		(void)og_folder_remove(&f, f.base);
	og_folder_close(&f);
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
		if (n == 0) {
			errno = EIO;
			return OG_ERR_IO;
		}
		p += n;
		len -= (size_t)n;
	}
	return OG_OK;
}

/* Gives the new file the owner and mode of the one it will replace. */
static enum og_err
inherit(int fd, const struct og_folder *f, const char *path, struct og_why *why)
{
	struct stat old, new;
	enum og_err err;

	if (!og_folder_look(f, f->base, &old))
		return errno == ENOENT ? OG_OK : og_why_errno(why, path, errno);
	if (S_ISLNK(old.st_mode))
		return fail_open(why, path, ELOOP);
	err = file_judge(&old, f, path, 0, why);
	if (err != OG_OK)
		return err;

	if (fstat(fd, &new) == -1)
		return og_why_errno(why, path, errno);
	/* what others could do with a mode of theirs is not for a new file */
	if (fchmod(fd, old.st_mode & 0777) == -1)
		return og_why_errno(why, path, errno);
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(fd, old.st_uid, old.st_gid) == -1)
		return og_why_set(why, OG_ERR_IO,
		    "%s: its owner cannot be kept: do it as root", path);
	return OG_OK;
}

enum og_err
og_safefile_replace(const char *path, mode_t mode, const void *data, size_t len,
    struct og_why *why)
{
	struct og_replace r;
	enum og_err err;

	err = og_replace_begin(&r, path, mode, why);
	if (err == OG_OK)
		err = inherit(r.fd, &r.folder, path, why);
	if (err == OG_OK) {
		err = og_safefile_write(r.fd, data, len);
		if (err != OG_OK)
			(void)og_why_set(why, err, "%s: cannot be written: %s",
			    path, strerror(errno));
	}
	if (err == OG_OK)
		err = og_replace_place(&r, why);
	og_replace_end(&r);
	return err;
}
