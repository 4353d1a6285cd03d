// SPDX-License-Identifier: ISC
/*
 * Writing a whole new database file beside the old one and putting it in its
 * place: a temporary file with the old one's owner and mode, synced, renamed,
 * folder synced.  A crash at any moment leaves the old file or the new one.
 * What the lines say is the business of those who call this.
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

#define TEMP_MARK ".compact-"
#define FLUSH_AT 1048576

static int
lock_temp(int fd)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int r;

	do {
		r = fcntl(fd, F_OFD_SETLK, &fl);
	} while (r != 0 && errno == EINTR);
	return r;
}

/* Removes temporary files whose compaction did not live to the end. */
static void
remove_stale(const char *path)
{
	char folder[FS_PATH_SIZE], base[FS_PATH_SIZE];
	struct dirent *d;
	size_t len;
	int fd;
	DIR *dir;

	memcpy(base, path, strlen(path) + 1);
	len = (size_t)snprintf(
	    folder, sizeof(folder), "%s" TEMP_MARK, basename(base));
	if (len >= sizeof(folder))
		return;
	memcpy(base, path, strlen(path) + 1);
	dir = opendir(dirname(base));
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strncmp(d->d_name, folder, len) != 0)
			continue;
		fd = openat(dirfd(dir), d->d_name,
		    O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (lock_temp(fd) == 0)
			(void)unlinkat(dirfd(dir), d->d_name, 0);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Gives the new file the owner and mode of the open file "like". */
static enum og_err
take_after(struct fs_rewrite *rw, int like, struct og_why *why)
{
	struct stat old, new;

	if (fstat(like, &old) != 0 || fstat(rw->fd, &new) != 0)
		return OG_ERR_IO;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(rw->fd, old.st_uid, old.st_gid) != 0)
		return og_why_set(why, OG_ERR_IO,
		    "%s: cannot give it the owner of the old file", rw->temp);
	if ((old.st_mode & 0777) != (new.st_mode & 0777) &&
	    fchmod(rw->fd, old.st_mode & 0700) != 0)
		return OG_ERR_IO;
	return OG_OK;
}

enum og_err
fs_rewrite_begin(struct fs_rewrite *rw, const char *path, int like,
    const struct fs_header *h, struct og_why *why)
{
	char hex[17], name[FS_PATH_SIZE];
	enum og_err err;
	uint64_t r;
	int n;

	memset(rw, 0, sizeof(*rw));
	rw->fd = -1;
	rw->path = path;
	rw->header = *h;
	og_buf_init(&rw->out, FLUSH_AT + FS_LINE_MAX);
	err = og_random(&r, sizeof(r));
	if (err == OG_OK)
		err = og_random(&rw->header.file, sizeof(rw->header.file));
	if (err != OG_OK)
		return err;
	og_hex_format(r, 16, hex);
	n = snprintf(name, sizeof(name), "%s" TEMP_MARK "%s", path, hex);
	if (n < 0 || (size_t)n >= sizeof(name))
		return OG_ERR_RANGE;
	err = og_safefile_create(name, 0600, &rw->fd, why);
	if (err != OG_OK)
		return err;
	memcpy(rw->temp, name, (size_t)n + 1);
	if (lock_temp(rw->fd) != 0)
		return OG_ERR_IO;
	if (like >= 0)
		err = take_after(rw, like, why);
	if (err != OG_OK)
		return err;
	/* holds the place; the same length whatever the numbers are */
	fs_header_format(&rw->out, &rw->header);
	return fs_rewrite_flush(rw);
}

enum og_err
fs_rewrite_flush(struct fs_rewrite *rw)
{
	enum og_err err = og_buf_err(&rw->out);

	if (err != OG_OK || rw->out.len == 0)
		return err;
	err = og_safefile_write(rw->fd, rw->out.data, rw->out.len);
	rw->written += rw->out.len;
	og_buf_reset(&rw->out);
	return err;
}

enum og_err
fs_rewrite_record(struct fs_rewrite *rw, uint64_t id, uint64_t sequence,
    const char *text, size_t len)
{
	fs_line_format(&rw->out, &id, 1, sequence, text, len);
	if (sequence > rw->header.sequence)
		rw->header.sequence = sequence;
	return rw->out.len >= FLUSH_AT ? fs_rewrite_flush(rw)
				       : og_buf_err(&rw->out);
}

enum og_err
fs_rewrite_line(
    struct fs_rewrite *rw, uint64_t sequence, const char *text, size_t len)
{
	og_buf_put(&rw->out, text, len);
	if (sequence > rw->header.sequence)
		rw->header.sequence = sequence;
	return rw->out.len >= FLUSH_AT ? fs_rewrite_flush(rw)
				       : og_buf_err(&rw->out);
}

enum og_err
fs_header_write(int fd, const struct fs_header *h)
{
	struct og_buf b;
	enum og_err err;

	og_buf_init(&b, FS_HEADER_MAX);
	fs_header_format(&b, h);
	err = og_buf_err(&b);
	if (err != OG_OK)
		goto out;
	if (lseek(fd, 0, SEEK_SET) < 0)
		err = OG_ERR_IO;
	else
		err = og_safefile_write(fd, b.data, b.len);
out:
	og_buf_clear(&b);
	return err;
}

enum og_err
fs_rewrite_finish(struct fs_rewrite *rw)
{
	enum og_err err = fs_rewrite_flush(rw);

	rw->header.compacted = rw->written;
	if (err == OG_OK)
		err = fs_header_write(rw->fd, &rw->header);
	if (err != OG_OK)
		return err;
	while (fsync(rw->fd) != 0) {
		if (errno != EINTR)
			return og_err_from_errno(errno);
	}
	if (rename(rw->temp, rw->path) != 0)
		return og_err_from_errno(errno);
	rw->temp[0] = '\0';
	remove_stale(rw->path);
	return fs_sync_folder(rw->path);
}

void
fs_rewrite_end(struct fs_rewrite *rw)
{
	if (rw->temp[0] != '\0')
		(void)unlink(rw->temp);
	if (rw->fd >= 0)
		close(rw->fd);
	rw->fd = -1;
	og_buf_clear(&rw->out);
}
