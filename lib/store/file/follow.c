// SPDX-License-Identifier: ISC
/*
 * Keeping a view up to date: what any process appends, and the files that take
 * the place of the one that is open.  Reads only; takes no lock but the
 * caller's.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>

/* Another file stands at the path: index it, unless it is an older state. */
static enum og_err
follow_replacement(struct fs_view *v, bool cached)
{
	struct fs_view fresh;
	enum og_err err;

	err = fs_view_open_as(&fresh, v->path, v->writable, cached, NULL);
	if (err != OG_OK)
		return err == OG_ERR_NOTFOUND ? OG_ERR_IO : err;
	if (fresh.sequence < v->sequence) {
		fs_view_close(&fresh);
		return OG_ERR_DAMAGED;
	}
	fs_view_close(v);
	*v = fresh;
	return OG_OK;
}

/*
 * True when the file behind the header in "next" was compacted from the one
 * that is open, whose every line has been taken in: its compacted part then
 * says what the index says.  A repaired or restored file speaks of another
 * sequence or another origin.
 */
static bool
is_compacted_from(const struct fs_view *v, const struct fs_header *next)
{
	return v->old == NULL && !v->shrunk && v->index.floor == 0 &&
	       v->index.damaged == 0 && next->from == v->header.file &&
	       next->from != 0 &&
	       next->generation == v->header.generation + 1 &&
	       next->sequence == v->sequence;
}

/* Takes in the last lines of the file that is open, which has lost its place:
 * nobody appends to it any more. */
static enum og_err
read_last_lines(struct fs_view *v, bool local, bool *all)
{
	enum og_err err = OG_OK;
	struct stat st;
	uint64_t size;

	*all = false;
	if (fstat(v->file->fd, &st) != 0)
		return OG_ERR_IO;
	size = (uint64_t)st.st_size;
	if (size < v->scanned)
		return OG_OK;
	if (local && size - v->scanned > FS_LOCAL_MAX)
		return OG_ERR_AGAIN;
	if (size != v->scanned)
		err = fs_view_take_in(v, size);
	*all = v->scanned == size;
	return err;
}

/* Goes over to the file of "next", and keeps the one the index points into. */
static void
change_sides(struct fs_view *v, const struct fs_view *next)
{
	v->old = v->file;
	v->file = next->file;
	v->index.side ^= 1;
	v->header = next->header;
	v->first = next->first;
	v->scanned = v->size = next->header.compacted;
	v->run = (struct fs_sequence){.sequence = v->sequence};
	v->lines = v->index.live + 1;
	v->saved = 0;
}

/* *done when another file stands at the path that was compacted from ours:
 * then only what is behind its compacted part has to be read. */
static enum og_err
follow_compaction(struct fs_view *v, bool local, bool *done)
{
	struct fs_view next = *v; /* for its path and buffer */
	enum og_err err;
	struct stat st;

	*done = false;
	if (v->old != NULL)
		return OG_OK;
	err = read_last_lines(v, local, done);
	if (err != OG_OK || !*done)
		return err;
	*done = false;
	if (fs_file_open(v->path, v->writable, &next.file, NULL) != OG_OK)
		return OG_OK; /* whoever reads it in full says why */
	err = OG_OK;
	if (fs_view_header(&next, NULL) != OG_OK ||
	    !is_compacted_from(v, &next.header) ||
	    fstat(next.file->fd, &st) != 0 ||
	    (uint64_t)st.st_size < next.header.compacted)
		goto out;
	if (local &&
	    (uint64_t)st.st_size - next.header.compacted > FS_LOCAL_MAX)
		err = OG_ERR_AGAIN;
	if (err != OG_OK)
		goto out;
	change_sides(v, &next);
	*done = true;
	return fs_view_take_in(v, (uint64_t)st.st_size);
out:
	fs_file_unref(next.file);
	return err;
}

enum og_err
fs_view_renew(struct fs_view *v, struct fs_view *fresh)
{
	struct fs_view was;
	enum og_err err;

	if (fresh->file->ino != v->file->ino ||
	    fresh->file->dev != v->file->dev)
		return OG_ERR_AGAIN;
	err = fs_view_refresh(fresh, false);
	if (err != OG_OK)
		return err;
	if (fresh->sequence < v->sequence || fresh->old != NULL)
		return OG_ERR_AGAIN;
	was = *v;
	*v = *fresh;
	*fresh = was;
	/* those who wait for a sync wait for the file that they know */
	fresh->file = v->file;
	v->file = was.file;
	return OG_OK;
}

enum og_err
fs_view_read_all(struct fs_view *v)
{
	struct fs_view fresh;
	enum og_err err;

	err = fs_view_open_as(&fresh, v->path, v->writable, false, NULL);
	if (err != OG_OK)
		return err;
	err = fs_view_renew(v, &fresh);
	fs_view_close(&fresh);
	return err == OG_ERR_AGAIN ? follow_replacement(v, false) : err;
}

bool
fs_view_is_current(const struct fs_view *v)
{
	struct stat st;

	/* whatever else there may be: fs_view_refresh says it */
	return stat(v->path, &st) == 0 && st.st_ino == v->file->ino &&
	       st.st_dev == v->file->dev && (st.st_mode & FS_FORBIDDEN) == 0 &&
	       st.st_nlink == 1 && st.st_uid == v->file->uid && !v->shrunk &&
	       (uint64_t)st.st_size == v->size && v->scanned == v->size;
}

enum og_err
fs_view_refresh(struct fs_view *v, bool local)
{
	enum og_err err;
	struct stat st;
	uint64_t size;
	bool done;

	if (stat(v->path, &st) != 0)
		return OG_ERR_IO;
	size = (uint64_t)st.st_size;
	if (st.st_ino != v->file->ino || st.st_dev != v->file->dev) {
		err = follow_compaction(v, local, &done);
		if (err != OG_OK || done)
			return err;
		if (local && size > FS_LOCAL_MAX)
			return OG_ERR_AGAIN;
		return follow_replacement(v, v->cached);
	}
	/* none: it is being replaced at this moment */
	if ((st.st_mode & FS_FORBIDDEN) != 0 || st.st_nlink > 1 ||
	    st.st_uid != v->file->uid)
		return OG_ERR_UNSAFE;
	if (v->shrunk || size < v->scanned) {
		v->shrunk = true;
		return OG_ERR_DAMAGED;
	}
	/* Behind a cut-off write the same size may be another line: its writer
	 * may have taken it back. */
	if (size == v->size && v->scanned == size)
		return OG_OK;
	if (local && size - v->scanned > FS_LOCAL_MAX)
		return OG_ERR_AGAIN;
	return fs_view_take_in(v, size);
}
