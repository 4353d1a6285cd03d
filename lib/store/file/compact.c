// SPDX-License-Identifier: ISC
/*
 * Compaction: the live records go to a new file, without the lock; then, with
 * it, what was appended meanwhile, and the new file takes the old one's place.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/pacer.h"

struct compaction {
	struct filestore *fs;
	struct fs_view old; /* as it was when the work began */
	struct fs_rewrite new;
	og_store_progress *progress;
	void *arg;
};

/* "arg": who rests between comparisons, of which there are 20 million for a
 * million users. */
static int
by_offset(const void *a, const void *b, void *arg)
{
	const struct fs_entry *x = a, *y = b;

	og_pacer_step(arg);
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* A copy of the live entries in the order of the file. */
static enum og_err
sorted_entries(const struct fs_view *v, struct og_pacer *rest,
    struct fs_entry **out, size_t *n)
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
	qsort_r(*out, *n, sizeof(**out), by_offset, rest);
	return OG_OK;
}

static enum og_err
copy_live(struct compaction *c)
{
	struct fs_entry *entries = NULL;
	struct og_pacer rest;
	struct fs_item item;
	uint64_t sequence, told = 0;
	enum og_err err;
	size_t n;

	og_pacer_begin(&rest);
	err = sorted_entries(&c->old, &rest, &entries, &n);
	for (size_t i = 0; err == OG_OK && i < n; i++) {
		og_pacer_rest(&rest);
		err = fs_view_item(&c->old, &entries[i], &item, &sequence);
		if (err != OG_OK)
			break;
		err = fs_rewrite_record(
		    &c->new, entries[i].id, sequence, item.text, item.text_len);
		if (c->progress != NULL && c->new.written != told) {
			told = c->new.written;
			c->progress(told, c->old.index.live_bytes, c->arg);
		}
	}
	/* nobody waits for this sync, but for what is done with the lock */
	if (err == OG_OK)
		err = fs_rewrite_sync(&c->new);
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
	if (line->kind == FS_BAD || line->sequence <= c->new.header.sequence)
		return OG_ERR_DAMAGED;
	return fs_rewrite_line(
	    &c->new, line->sequence, text + line->holes, len - line->holes);
}

/* With the lock held: the rest, and the change of places; nothing when
 * another compaction was faster. */
static enum og_err
finish(struct compaction *c)
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
	return err == OG_OK ? fs_rewrite_finish(&c->new) : err;
}

static bool
has_damage(const struct fs_view *v)
{
	return v->index.floor > 0 || v->index.damaged > 0 || v->shrunk;
}

static enum og_err
open_old(struct compaction *c, struct og_why *why)
{
	enum og_err err;

	err = fs_view_open_gently(&c->old, c->fs->path, why);
	if (err != OG_OK)
		return err;
	if (has_damage(&c->old))
		return og_why_set(why, OG_ERR_DAMAGED,
		    "%s: has damaged lines: see otpadm check", c->fs->path);
	return OG_OK;
}

/* What needs no lock. */
static enum og_err
begin(struct compaction *c, struct og_why *why)
{
	struct fs_header h = c->old.header;
	enum og_err err;

	h.generation++;
	h.sequence = c->old.sequence;
	h.from = c->old.header.file;
	err = fs_rewrite_begin(&c->new, c->fs->path, c->old.file->fd, &h, why);
	return err == OG_OK ? copy_live(c) : err;
}

/* All of it; the caller cleans up. */
static enum og_err
compact(struct compaction *c, struct og_why *why)
{
	enum og_err err;

	err = open_old(c, why);
	if (err != OG_OK)
		return err;
	err = begin(c, why);
	if (err == OG_OK)
		err = fs_lock_take(&c->fs->lock, OG_STORE_PATIENCE_MS);
	if (err == OG_ERR_BUSY)
		return fs_lock_explain(&c->fs->lock, OG_STORE_PATIENCE_MS, why);
	if (err == OG_OK) {
		err = finish(c);
		fs_lock_release(&c->fs->lock);
	}
	if (err != OG_OK)
		return og_why_set(why, err, "%s: cannot compact: %s",
		    c->fs->path, og_strerror_errno(err));
	return OG_OK;
}

enum og_err
og_filestore_compact(struct og_store *s, og_store_progress *progress, void *arg,
    struct og_why *why)
{
	struct compaction c = {.fs = (struct filestore *)og_store_self(s),
	    .progress = progress,
	    .arg = arg};
	enum og_err err;

	og_replace_init(&c.new.temp);
	err = compact(&c, why);
	fs_rewrite_end(&c.new);
	fs_view_close(&c.old);
	if (err == OG_OK)
		err = og_store_refresh(s);
	if (err == OG_OK)
		(void)!og_filestore_tidy(s); /* is tried again */
	return err;
}
