// SPDX-License-Identifier: ISC
/*
 * Temporary files beside the database: made for the owner of the database,
 * renamed over what they replace, and taken away when whoever made one did not
 * live to do so.  A lock on the open file says that somebody is at work on it;
 * the lock ends with the process, however that ends.
 */
#include "filestore_impl.h"

#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hex.h"
#include "random.h"
#include "safefile.h"

#define MARK ".new-"

static int
lock(int fd)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int r;

	do {
		r = fcntl(fd, F_OFD_SETLK, &fl);
	} while (r != 0 && errno == EINTR);
	return r;
}

/* Removes those beside "target" that nobody is at work on. */
static void
remove_stale(const char *target)
{
	char folder[FS_PATH_SIZE], name[FS_PATH_SIZE], mark[FS_PATH_SIZE];
	struct dirent *d;
	DIR *dir;
	int fd, len;

	memcpy(name, target, strlen(target) + 1);
	memcpy(folder, target, strlen(target) + 1);
	len = snprintf(mark, sizeof(mark), "%s" MARK, basename(name));
	if (len < 0 || (size_t)len >= sizeof(mark))
		return;
	dir = opendir(dirname(folder));
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strncmp(d->d_name, mark, (size_t)len) != 0)
			continue;
		fd = openat(dirfd(dir), d->d_name,
		    O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (lock(fd) == 0)
			(void)unlinkat(dirfd(dir), d->d_name, 0);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Gives the new file the owner and mode of the open file "like". */
static enum og_err
take_after(const struct fs_temp *t, int like, struct og_why *why)
{
	struct stat old, new;

	if (fstat(like, &old) != 0 || fstat(t->fd, &new) != 0)
		return OG_ERR_IO;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(t->fd, old.st_uid, old.st_gid) != 0)
		return og_why_set(why, OG_ERR_IO,
		    "%s: cannot give it the owner of the old file", t->path);
	if ((old.st_mode & 0777) != (new.st_mode & 0777) &&
	    fchmod(t->fd, old.st_mode & 0700) != 0)
		return OG_ERR_IO;
	return OG_OK;
}

void
fs_temp_init(struct fs_temp *t)
{
	t->path[0] = '\0';
	t->fd = -1;
}

enum og_err
fs_temp_begin(
    struct fs_temp *t, const char *target, int like, struct og_why *why)
{
	char hex[17], path[FS_PATH_SIZE];
	enum og_err err;
	uint64_t r;
	int n;

	fs_temp_init(t);
	remove_stale(target);
	err = og_random(&r, sizeof(r));
	if (err != OG_OK)
		return err;
	og_hex_format(r, 16, hex);
	n = snprintf(path, sizeof(path), "%s" MARK "%s", target, hex);
	if (n < 0 || (size_t)n >= sizeof(path))
		return OG_ERR_RANGE;
	err = og_safefile_create(path, 0600, &t->fd, why);
	if (err != OG_OK)
		return err;
	memcpy(t->path, path, (size_t)n + 1);
	if (lock(t->fd) != 0)
		return OG_ERR_IO;
	return like >= 0 ? take_after(t, like, why) : OG_OK;
}

enum og_err
fs_temp_sync(const struct fs_temp *t)
{
	while (fsync(t->fd) != 0) {
		if (errno != EINTR)
			return og_err_from_errno(errno);
	}
	return OG_OK;
}

enum og_err
fs_temp_place(struct fs_temp *t, const char *target)
{
	enum og_err err = fs_temp_sync(t);

	if (err != OG_OK)
		return err;
	if (rename(t->path, target) != 0)
		return og_err_from_errno(errno);
	t->path[0] = '\0';
	return fs_sync_folder(target);
}

void
fs_temp_end(struct fs_temp *t)
{
	if (t->path[0] != '\0')
		(void)unlink(t->path);
	if (t->fd >= 0)
		close(t->fd);
	fs_temp_init(t);
}
