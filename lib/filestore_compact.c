// SPDX-License-Identifier: ISC
/*
 * Compaction: the live records go to a new file, without the lock; then, with
 * it, what was appended meanwhile, and the new file takes the old one's place.
 * A crash at any moment leaves the old file or the new one.
 */
#include "filestore_impl.h"

#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hex.h"
#include "random.h"
#include "safefile.h"

#define TEMP_MARK ".compact-"
#define FLUSH_AT 1048576

struct compaction {
	struct filestore *fs;
	struct fs_view old;	 /* as it was when the work began */
	int fd;			 /* the new file */
	char temp[FS_PATH_SIZE]; /* its name; "" when there is none */
	struct og_buf out;	 /* not written yet */
	uint64_t written;	 /* bytes in the new file */
	uint64_t sequence;
	og_filestore_progress *progress;
	void *arg;
};

/* --- the temporary file --- */

static int
lock_temp(int fd)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	return fcntl(fd, F_OFD_SETLK, &fl);
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

/* A new file beside the old one, with its owner and mode. */
static enum og_err
make_temp(struct compaction *c, struct og_why *why)
{
	char hex[17], name[FS_PATH_SIZE];
	struct stat st;
	uint64_t r;
	enum og_err err;
	int n;

	err = og_random(&r, sizeof(r));
	if (err != OG_OK)
		return err;
	og_hex_format(r, 16, hex);
	n = snprintf(name, sizeof(name), "%s" TEMP_MARK "%s", c->fs->path, hex);
	if (n < 0 || (size_t)n >= sizeof(name))
		return OG_ERR_RANGE;
	err = og_safefile_create(name, 0600, &c->fd, why);
	if (err != OG_OK)
		return err;
	memcpy(c->temp, name, (size_t)n + 1);
	if (lock_temp(c->fd) != 0 || fstat(c->old.file->fd, &st) != 0)
		return OG_ERR_IO;
	if (st.st_uid != geteuid() || st.st_gid != getegid()) {
		if (fchown(c->fd, st.st_uid, st.st_gid) != 0)
			return og_why_set(why, OG_ERR_IO,
			    "%s: cannot give it the owner of %s", c->temp,
			    c->fs->path);
	}
	return fchmod(c->fd, st.st_mode & 0700) == 0 ? OG_OK : OG_ERR_IO;
}

static enum og_err
flush(struct compaction *c)
{
	enum og_err err = og_buf_err(&c->out);

	if (err != OG_OK || c->out.len == 0)
		return err;
	err = og_safefile_write(c->fd, c->out.data, c->out.len);
	c->written += c->out.len;
	og_buf_reset(&c->out);
	return err;
}

enum og_err
fs_header_write(int fd, const struct fs_header *h)
{
	struct og_buf b;
	enum og_err err;
	ssize_t n;

	og_buf_init(&b, FS_HEADER_MAX);
	fs_header_format(&b, h);
	err = og_buf_err(&b);
	if (err != OG_OK)
		goto out;
	do {
		n = pwrite(fd, b.data, b.len, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		err = og_err_from_errno(errno);
	else if ((size_t)n != b.len)
		err = OG_ERR_NOSPACE;
	else
		err = lseek(fd, (off_t)b.len, SEEK_SET) < 0 ? OG_ERR_IO : OG_OK;
out:
	og_buf_clear(&b);
	return err;
}

/* The header is written first to hold its place, and again when the length of
 * the compacted part is known; it always has the same length. */
static enum og_err
write_header(struct compaction *c, bool last)
{
	struct fs_header h = c->old.header;
	struct og_buf b;
	enum og_err err;

	h.generation++;
	h.sequence = c->sequence;
	h.from = c->old.header.file;
	err = og_random(&h.file, sizeof(h.file));
	if (err != OG_OK)
		return err;
	h.compacted = c->written;
	err = fs_header_write(c->fd, &h);
	if (err != OG_OK || last)
		return err;
	og_buf_init(&b, FS_HEADER_MAX);
	fs_header_format(&b, &h);
	err = og_buf_err(&b);
	c->written = b.len;
	og_buf_clear(&b);
	return err;
}

/* --- the records --- */

static int
by_offset(const void *a, const void *b)
{
	const struct fs_entry *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* A copy of the live entries in the order of the file. */
static enum og_err
sorted_entries(const struct fs_view *v, struct fs_entry **out, size_t *n)
{
	const struct fs_index *x = &v->index;

	*n = 0;
	*out = malloc((x->live + 1) * sizeof(**out));
	if (*out == NULL)
		return OG_ERR_NOMEM;
	for (uint32_t i = 0; i < x->n; i++) {
		if (x->entries[i].len > 0)
			(*out)[(*n)++] = x->entries[i];
	}
	qsort(*out, *n, sizeof(**out), by_offset);
	return OG_OK;
}

static enum og_err
copy_live(struct compaction *c)
{
	struct fs_entry *entries = NULL;
	struct fs_item item;
	uint64_t sequence;
	enum og_err err;
	size_t n;

	err = sorted_entries(&c->old, &entries, &n);
	for (size_t i = 0; err == OG_OK && i < n; i++) {
		err = fs_view_item(&c->old, &entries[i], &item, &sequence);
		if (err != OG_OK)
			break;
		fs_line_format(&c->out, &entries[i].id, 1, sequence, item.text,
		    item.text_len);
		if (c->out.len >= FLUSH_AT) {
			err = flush(c);
			if (c->progress != NULL)
				c->progress(c->written, c->old.index.live_bytes,
				    c->arg);
		}
	}
	if (err == OG_OK)
		err = flush(c);
	free(entries);
	return err;
}

/* Copies one line of the tail as it is. */
static enum og_err
copy_line(const struct fs_line *line, const char *text, uint64_t offset,
    size_t len, void *arg)
{
	struct compaction *c = arg;

	(void)offset;
	if (line->kind == FS_VOID || line->kind == FS_HOLE)
		return OG_OK;
	if (line->kind == FS_BAD)
		return OG_ERR_DAMAGED;
	og_buf_put(&c->out, text + line->holes, len - line->holes);
	if (line->sequence > c->sequence)
		c->sequence = line->sequence;
	return c->out.len >= FLUSH_AT ? flush(c) : og_buf_err(&c->out);
}

/* With the lock held: the rest, and the change of places.  *done stays false
 * when another compaction was faster. */
static enum og_err
finish(struct compaction *c, bool *done)
{
	struct stat st;
	enum og_err err;
	uint64_t end;

	if (stat(c->fs->path, &st) != 0)
		return OG_ERR_IO;
	if (st.st_ino != c->old.file->ino || st.st_dev != c->old.file->dev)
		return OG_OK;
	err = fs_scan(c->old.file->fd, c->old.scanned, (uint64_t)st.st_size,
	    c->old.buf, copy_line, c, &end);
	if (err == OG_OK)
		err = flush(c);
	if (err == OG_OK)
		err = write_header(c, true);
	if (err != OG_OK)
		return err;
	while (fsync(c->fd) != 0) {
		if (errno != EINTR)
			return og_err_from_errno(errno);
	}
	if (rename(c->temp, c->fs->path) != 0)
		return og_err_from_errno(errno);
	c->temp[0] = '\0';
	*done = true;
	return fs_sync_folder(c->fs->path);
}

static bool
has_damage(const struct fs_view *v)
{
	if (v->index.floor > 0 || v->shrunk)
		return true;
	for (uint32_t i = 0; i < v->index.n; i++) {
		if (v->index.entries[i].damaged)
			return true;
	}
	return false;
}

/* All of it; the caller cleans up. */
static enum og_err
compact(struct compaction *c, struct og_why *why)
{
	bool done = false;
	enum og_err err;

	err = fs_view_open(&c->old, c->fs->path, true, why);
	if (err != OG_OK)
		return err;
	if (has_damage(&c->old))
		return og_why_set(why, OG_ERR_DAMAGED,
		    "%s: has damaged lines: see otpadm check", c->fs->path);
	c->sequence = c->old.sequence;
	err = make_temp(c, why);
	if (err == OG_OK)
		err = write_header(c, false);
	if (err == OG_OK)
		err = copy_live(c);
	if (err == OG_OK)
		err = fs_lock_take(&c->fs->lock, FS_LOCK_MS);
	if (err == OG_OK) {
		err = finish(c, &done);
		remove_stale(c->fs->path);
		fs_lock_release(&c->fs->lock);
	}
	if (err != OG_OK)
		return og_why_set(why, err, "%s: cannot compact: %s",
		    c->fs->path, og_strerror(err));
	return OG_OK;
}

enum og_err
og_filestore_compact(struct og_store *s, og_filestore_progress *progress,
    void *arg, struct og_why *why)
{
	struct compaction c = {.fs = (struct filestore *)s,
	    .fd = -1,
	    .progress = progress,
	    .arg = arg};
	enum og_err err;

	og_buf_init(&c.out, FLUSH_AT + FS_LINE_MAX);
	err = compact(&c, why);
	if (c.temp[0] != '\0')
		(void)unlink(c.temp);
	if (c.fd >= 0)
		close(c.fd);
	og_buf_clear(&c.out);
	fs_view_close(&c.old);
	return err;
}
