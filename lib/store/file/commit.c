// SPDX-License-Identifier: ISC
/*
 * Commits: compare the versions, append one line, make it durable.  Nothing is
 * decided here; nothing already written is ever changed.  Syncs are shared by
 * the threads that wait for one.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/crypto/hex.h"

/* The text of all changes, and whom they are about. */
struct commit {
	uint64_t ids[OG_CHANGES_MAX];
	size_t n;
	uint64_t sequence;
	int64_t end; /* of its deadline; what has begun goes on after it */
	struct og_buf payload;
	struct og_buf line;
};

static enum og_err
format_changes(struct commit *c, const struct og_change *changes, size_t n)
{
	char hex[17];
	enum og_err err;

	for (size_t i = 0; i < n; i++) {
		c->ids[i] = changes[i].user->id;
		for (size_t k = 0; k < i; k++) {
			if (c->ids[k] == c->ids[i])
				return OG_ERR_ARG;
		}
		if (i > 0)
			og_buf_puts(&c->payload, " ; ");
		if (changes[i].remove) {
			og_hex_format(c->ids[i], 16, hex);
			og_buf_printf(&c->payload, "id=%s removed", hex);
			continue;
		}
		err = og_user_format(changes[i].user, &c->payload);
		if (err != OG_OK)
			return err;
	}
	c->n = n;
	return og_buf_err(&c->payload);
}

/* The name must be free, or belong to somebody whom this commit changes too. */
static enum og_err
check_name(
    struct fs_view *v, const struct og_change *changes, size_t n, size_t self)
{
	const struct og_user *u = changes[self].user;
	struct fs_entry *e;
	enum og_err err;

	for (size_t i = 0; i < n; i++) {
		if (i != self && !changes[i].remove &&
		    strcmp(changes[i].user->name, u->name) == 0)
			return OG_ERR_EXISTS;
	}
	err = fs_view_named(v, u->name, &e);
	if (err == OG_ERR_NOTFOUND)
		return OG_OK;
	if (err != OG_OK)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (changes[i].user->id == e->id)
			return OG_OK;
	}
	return OG_ERR_EXISTS;
}

/* Compares each change with what is stored now; the lock is held. */
static enum og_err
check_changes(struct fs_view *v, const struct og_change *changes, size_t n)
{
	struct fs_entry *e;
	struct fs_item item;
	uint64_t version;
	enum og_err err;

	for (size_t i = 0; i < n; i++) {
		e = fs_index_find(&v->index, changes[i].user->id);
		if (e == NULL && changes[i].expected != 0)
			return OG_ERR_NOTFOUND;
		if (e != NULL) {
			err = fs_view_item(v, e, &item, &version);
			if (err != OG_OK)
				return err;
			if (version != changes[i].expected)
				return OG_ERR_CONFLICT;
		}
		if (changes[i].remove)
			continue;
		err = check_name(v, changes, n, i);
		if (err != OG_OK)
			return err;
	}
	return OG_OK;
}

/* Writes all of "len" bytes at "offset". */
static enum og_err
write_at(int fd, const char *data, size_t len, uint64_t offset)
{
	ssize_t n;

	while (len > 0) {
		n = pwrite(fd, data, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return og_err_from_errno(errno);
		if (n == 0) {
			errno = ENOSPC;
			return OG_ERR_NOSPACE;
		}
		data += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return OG_OK;
}

/*
 * Sees to it that the disk has room for "len" bytes more, and keeps a reserve
 * allocated behind the end of file while there is room, so that codes can be
 * spent on a full disk.
 */
static enum og_err
reserve(int fd, uint64_t size, size_t len)
{
	struct stat st;
	int r;

	if (fstat(fd, &st) != 0)
		return OG_ERR_IO;
	if ((uint64_t)st.st_size != size)
		return OG_ERR_BUSY; /* written to without the lock */
	if ((uint64_t)st.st_blocks * 512 >= size + len + FS_RESERVE / 2)
		return OG_OK;
	do {
		r = fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)size,
		    (off_t)(len + FS_RESERVE));
	} while (r != 0 && errno == EINTR);
	if (r == 0 || errno == EOPNOTSUPP)
		return OG_OK;
	if (errno != ENOSPC && errno != EDQUOT && errno != EFBIG)
		return og_err_from_errno(errno);
	do {
		r = fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)size, (off_t)len);
	} while (r != 0 && errno == EINTR);
	return r == 0 ? OG_OK : og_err_from_errno(errno);
}

/*
 * Closes what stands behind the last complete line, before anything is
 * compared: a good line that lacked its newline becomes one that counts, a
 * write that was cut off becomes void.
 */
static enum og_err
close_tail(struct fs_view *v)
{
	static const char torn[] = " !torn!\n";
	struct fs_line line;
	enum fs_tail tail;
	enum og_err err;

	err = fs_view_tail(v, &tail, &line);
	if (err != OG_OK || tail == FS_TAIL_NONE)
		return err;
	err = tail == FS_TAIL_TORN
		  ? write_at(v->file->fd, torn, sizeof(torn) - 1, v->size)
		  : write_at(v->file->fd, "\n", 1, v->size);
	return err == OG_OK ? fs_view_refresh(v, false) : err;
}

/* Appends the commit as one line; users.lock is held. */
static enum og_err
append(const struct fs_view *v, struct commit *c)
{
	const uint64_t size = v->size;
	enum og_err err;
	int r, error;

	if (v->sequence >= UINT64_MAX - 2)
		return OG_ERR_RANGE;
	if (v->scanned != size)
		return OG_ERR_BUSY; /* written to without the lock */
	c->sequence = v->sequence + 1;
	fs_line_format(&c->line, c->ids, c->n, c->sequence, c->payload.data,
	    c->payload.len);
	err = og_buf_err(&c->line);
	if (err != OG_OK)
		return err;
	err = reserve(v->file->fd, size, c->line.len);
	if (err != OG_OK)
		return err;
	err = write_at(v->file->fd, c->line.data, c->line.len, size);
	if (err != OG_OK) {
		/* take back what was written of it; readers wait for a
		 * newline, so nobody has seen any of this.  What stays may
		 * become a line that counts (close_tail) */
		error = errno;
		do {
			r = ftruncate(v->file->fd, (off_t)size);
		} while (r != 0 && errno == EINTR);
		if (r != 0)
			err = OG_ERR_UNKNOWN;
		errno = error;
	}
	return err;
}

/* Takes in what is new, and closes what stands behind it. */
static enum og_err
look_again(struct filestore *fs, int64_t end)
{
	struct fs_view *v = &fs->shared->view;
	enum og_err err;
	bool current;

	if (!og_clock_rdlock(&fs->shared->lock, og_clock_left(end)))
		return OG_ERR_BUSY;
	current = fs_view_is_current(v);
	pthread_rwlock_unlock(&fs->shared->lock);
	if (current)
		return OG_OK;
	if (!og_clock_wrlock(&fs->shared->lock, og_clock_left(end)))
		return OG_ERR_BUSY;
	err = fs_view_refresh(v, false);
	if (err == OG_OK)
		err = close_tail(v);
	pthread_rwlock_unlock(&fs->shared->lock);
	return err;
}

/* Compares with the view of this moment, and leaves in *mine what append needs
 * of it: its file is referenced, and nothing of the store is held. */
static enum og_err
compare(struct filestore *fs, const struct og_change *changes, size_t n,
    bool sync, int64_t end, struct fs_view *mine)
{
	enum og_err err;

	err = fs_read_begin(fs, false, end, mine);
	if (err != OG_OK)
		return err;
	err = check_changes(mine, changes, n);
	if (err == OG_OK && sync) {
		pthread_mutex_lock(&mine->file->mutex);
		if (mine->file->failed) {
			errno = mine->file->error;
			err = OG_ERR_IO;
		}
		pthread_mutex_unlock(&mine->file->mutex);
	}
	if (err == OG_OK)
		atomic_fetch_add(&mine->file->refs, 1);
	fs_read_end(fs);
	return err;
}

/*
 * Compares and appends.  Nobody who reads waits for the disk meanwhile: what
 * users.lock guards stays as it was compared.  On success *file is referenced.
 */
static enum og_err
compare_and_append(struct filestore *fs, const struct og_change *changes,
    struct commit *c, bool sync, struct fs_file **file)
{
	struct fs_view mine;
	enum og_err err;

	err = compare(fs, changes, c->n, sync, c->end, &mine);
	if (err != OG_OK)
		return err;
	err = append(&mine, c);
	if (err == OG_OK)
		*file = mine.file;
	else
		fs_file_unref(mine.file);
	return err;
}

/* The part under users.lock.  On success *file is referenced and *ticket what
 * to wait for. */
static enum og_err
commit_locked(struct filestore *fs, const struct og_change *changes,
    struct commit *c, bool sync, struct fs_file **file, uint64_t *ticket)
{
	struct fs_view *v = &fs->shared->view;
	enum og_err err;

	err = look_again(fs, c->end);
	if (err == OG_OK)
		err = compare_and_append(fs, changes, c, sync, file);
	if (err != OG_OK)
		return err;
	/* The line is in the file, and cannot be taken back: what a reader
	 * would not believe is not acknowledged, but may count later. */
	pthread_rwlock_wrlock(&fs->shared->lock);
	errno = 0;
	err = fs_view_refresh(v, false);
	if (err != OG_OK || v->file != *file || v->sequence != c->sequence)
		err = OG_ERR_UNKNOWN;
	pthread_rwlock_unlock(&fs->shared->lock);
	if (err != OG_OK)
		return err;
	pthread_mutex_lock(&(*file)->mutex);
	*ticket = ++(*file)->written;
	pthread_mutex_unlock(&(*file)->mutex);
	return OG_OK;
}

enum og_err
fs_ready(struct filestore *fs, const struct og_deadline *by)
{
	enum og_err err = fs_lock_take_by(&fs->lock, by);

	if (err == OG_OK)
		fs_lock_release(&fs->lock);
	else
		fs_note_lock_errno(fs, err);
	return err;
}

enum og_err
fs_commit(struct filestore *fs, const struct og_change *changes, size_t n,
    enum og_durability durability, const struct og_deadline *by)
{
	struct fs_file *file = NULL;
	uint64_t ticket = 0;
	struct commit c;
	enum og_err err;

	c.end = by->end;
	og_buf_init(&c.payload, FS_LINE_MAX);
	og_buf_init(&c.line, FS_LINE_MAX);
	err = format_changes(&c, changes, n);
	if (err != OG_OK)
		goto out;
	err = fs_lock_take_by(&fs->lock, by);
	if (err != OG_OK) {
		fs_note_lock_errno(fs, err);
		goto out;
	}
	err = commit_locked(
	    fs, changes, &c, durability == OG_SYNCED, &file, &ticket);
	fs_lock_release(&fs->lock);
	/* others may have read the line by now */
	if (err == OG_OK && file != NULL && durability == OG_SYNCED &&
	    fs_file_sync_until(file, ticket, fs->path) != OG_OK)
		err = OG_ERR_UNKNOWN;
	if (err != OG_OK)
		fs_note_errno(fs, err);
	fs_file_unref(file);
out:
	og_buf_clear(&c.line);
	og_buf_clear(&c.payload);
	return err;
}
