// SPDX-License-Identifier: ISC
/*
 * Temporary files beside the database: made for the owner of the database,
 * renamed over what they replace, and taken away when whoever made one did not
 * live to do so.  A lock on the open file says that somebody is at work on it;
 * the lock ends with the process, however that ends.
 */
#include "lib/files/lock.h"
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto/hex.h"
#include "lib/crypto/random.h"
#include "lib/files/folder.h"

#define MARK ".new-"

/* Removes those for "target" that nobody is at work on. */
static void
remove_stale(const struct og_folder *f)
{
	char mark[NAME_MAX + sizeof(MARK)];
	struct dirent *d;
	struct stat st;
	DIR *dir;
	int fd, len;

	len = snprintf(mark, sizeof(mark), "%s" MARK, f->base);
	dir = og_folder_list(f);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strncmp(d->d_name, mark, (size_t)len) != 0)
			continue;
		fd = og_folder_reach(f, d->d_name, O_RDWR);
		if (fd < 0)
			continue;
		/* a second name is of a file that is not ours to lock */
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_nlink == 1 && og_lock_try(fd) == OG_OK)
			(void)og_folder_remove(f, d->d_name);
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
	if ((old.st_mode & 0777) != (new.st_mode & 0777) &&
	    fchmod(t->fd, old.st_mode & 0700) != 0)
		return OG_ERR_IO;
	/* a group has no rights in it: one that we are not in may change */
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(t->fd, old.st_uid, old.st_gid) != 0 &&
	    old.st_uid != new.st_uid)
		return og_why_set(why, OG_ERR_IO,
		    "%s: cannot give it the owner of the old file", t->path);
	return OG_OK;
}

void
fs_temp_init(struct fs_temp *t)
{
	og_folder_init(&t->folder);
	t->name[0] = '\0';
	t->path[0] = '\0';
	t->fd = -1;
}

/* Makes the file, under a name that nobody can guess. */
static enum og_err
make_file(struct fs_temp *t, const char *target, struct og_why *why)
{
	char hex[17], name[NAME_MAX + 1];
	enum og_err err;
	uint64_t r;
	int n;

	err = og_random(&r, sizeof(r));
	if (err != OG_OK)
		return err;
	og_hex_format(r, 16, hex);
	n = snprintf(name, sizeof(name), "%s" MARK "%s", t->folder.base, hex);
	if (n < 0 || (size_t)n >= sizeof(name))
		return OG_ERR_RANGE;
	n = snprintf(t->path, sizeof(t->path), "%s" MARK "%s", target, hex);
	if (n < 0 || (size_t)n >= sizeof(t->path))
		return OG_ERR_RANGE;
	err = og_folder_create(&t->folder, name, 0600, true, &t->fd);
	if (err != OG_OK)
		return og_why_set(why, err, "%s: cannot be made: %s", t->path,
		    og_strerror(err));
	memcpy(t->name, name, sizeof(t->name));
	return OG_OK;
}

enum og_err
fs_temp_begin(
    struct fs_temp *t, const char *target, int like, struct og_why *why)
{
	enum og_err err;

	fs_temp_init(t);
	err = og_folder_open(&t->folder, target, OG_FOLDER_TRUSTED, why);
	if (err != OG_OK)
		return err;
	remove_stale(&t->folder);
	err = make_file(t, target, why);
	if (err != OG_OK)
		return err;
	if (og_lock_try(t->fd) != OG_OK)
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
fs_temp_place(struct fs_temp *t)
{
	enum og_err err = fs_temp_sync(t);

	if (err != OG_OK)
		return err;
	if (!og_folder_rename(&t->folder, t->name, t->folder.base))
		return og_err_from_errno(errno);
	t->name[0] = '\0';
	return og_folder_sync(&t->folder);
}

void
fs_temp_end(struct fs_temp *t)
{
	if (t->name[0] != '\0')
		(void)og_folder_remove(&t->folder, t->name);
	og_folder_close(&t->folder);
	if (t->fd >= 0)
		close(t->fd);
	fs_temp_init(t);
}
