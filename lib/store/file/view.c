// SPDX-License-Identifier: ISC
/*
 * A view: the open database with its index.  Reads only; takes no lock but the
 * caller's.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/pacer.h"
#include "lib/base/pages.h"
#include "lib/files/safefile.h"

/* --- taking in lines --- */

/* Enters the users of a good line; what is malformed inside is damage. */
static enum og_err
enter_items(
    struct fs_view *v, const struct fs_line *line, uint64_t offset, size_t len)
{
	struct fs_item item;
	enum og_err err;
	size_t at = 0, n = 0;
	bool ok;

	while (fs_line_next(line, &at, &item, &ok)) {
		if (n >= line->n_ids || item.id != line->ids[n])
			return fs_index_damage(&v->index, line, offset);
		n++;
		if (item.removed) {
			fs_index_remove(&v->index, item.id);
			continue;
		}
		err = fs_index_set(&v->index, item.id,
		    fs_index_hash(item.name, item.name_len), offset,
		    (uint32_t)len);
		if (err != OG_OK)
			return err;
	}
	if (!ok || n != line->n_ids)
		return fs_index_damage(&v->index, line, offset);
	return OG_OK;
}

static enum og_err
enter_line(const struct fs_line *line, const char *text, uint64_t offset,
    size_t len, void *arg)
{
	struct fs_view *v = arg;
	struct fs_sequence run = v->run;
	uint64_t floor = v->index.floor;
	enum og_err err = OG_OK;

	(void)text;
	if (v->rest != NULL)
		og_pacer_rest(v->rest);
	v->lines++;
	switch (fs_sequence_step(&run, &v->header, line, offset, &floor)) {
	case FS_STEP_SKIP:
		break;
	case FS_STEP_GOOD:
		err = enter_items(v, line, offset, len);
		break;
	case FS_STEP_BAD:
		err = fs_index_damage(&v->index, line, offset);
		break;
	}
	if (err != OG_OK)
		return err; /* the line will be read again */
	v->index.floor = floor;
	v->run = run;
	v->sequence = run.sequence;
	return OG_OK;
}

/* --- opening --- */

enum og_err
fs_view_header(struct fs_view *v, struct og_why *why)
{
	enum og_err err;
	size_t got;
	char *nl;

	err = fs_pread(v->file->fd, v->buf, FS_HEADER_MAX, 0, &got);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "%s: %s", v->path, og_strerror_errno(err));
	nl = memchr(v->buf, '\n', got);
	if (nl == NULL)
		return og_why_set(why, OG_ERR_FORMAT,
		    "%s: no otpgate database (it has no header line): "
		    "restore a backup, or make a new one with otpadm init",
		    v->path);
	err = fs_header_parse(v->buf, (size_t)(nl - v->buf), &v->header);
	if (err == OG_ERR_FORMAT)
		return og_why_set(why, err,
		    "%s: line 1: no otpgate database of a version known here",
		    v->path);
	if (err != OG_OK)
		return og_why_set(why, err,
		    "%s: line 1: the header is damaged: otpadm check "
		    "--repair, or restore a backup",
		    v->path);
	v->first = (uint64_t)(nl - v->buf) + 1;
	v->scanned = v->first;
	v->sequence = v->header.sequence;
	v->run.sequence = v->sequence;
	v->lines = 1;
	return OG_OK;
}

enum og_err
fs_view_tail(struct fs_view *v, enum fs_tail *tail, struct fs_line *line)
{
	uint64_t left = v->size - v->scanned;
	enum og_err err;
	size_t got, want;

	*tail = left == 0 ? FS_TAIL_NONE : FS_TAIL_TORN;
	if (left == 0)
		return OG_OK;
	want = left < FS_BUF_SIZE ? (size_t)left : FS_BUF_SIZE;
	err = fs_pread(v->file->fd, v->buf, want, v->scanned, &got);
	if (err != OG_OK || got != want)
		return err;
	fs_line_parse(v->buf, got, line);
	if (line->kind == FS_GOOD)
		*tail = FS_TAIL_WHOLE;
	else if (line->tails > 0)
		*tail = FS_TAIL_SPOILT;
	return OG_OK;
}

/*
 * Takes in what is new.  A cut-off write behind it was never acknowledged and
 * is ignored; a last line that only lost its newline was, so its users are
 * denied rather than taken back to an older state.
 */
enum og_err
fs_view_take_in(struct fs_view *v, uint64_t size)
{
	struct fs_line line;
	enum fs_tail tail;
	enum og_err err;
	uint64_t end;

	err =
	    fs_scan(v->file->fd, v->scanned, size, v->buf, enter_line, v, &end);
	v->scanned = end;
	v->size = size;
	if (err == OG_ERR_AGAIN) {
		v->size = end; /* looked at again the next time */
		return OG_OK;
	}
	if (err == OG_OK && end != size) {
		err = fs_view_tail(v, &tail, &line);
		if (err == OG_OK && tail == FS_TAIL_SPOILT)
			err = fs_index_damage(&v->index, &line, v->scanned);
	}
	if (err != OG_OK)
		v->size = end; /* the rest has not been seen */
	return err;
}

/* Opens what is at v->path now and indexes it; *v is a fresh view then. */
static enum og_err
load(struct fs_view *v, bool cached, struct og_why *why)
{
	enum og_err err;
	struct stat st;

	err = fs_file_open(v->path, v->writable, &v->file, why);
	if (err != OG_OK)
		return err;
	err = fs_view_header(v, why);
	if (err != OG_OK)
		return err;
	if (fstat(v->file->fd, &st) != 0)
		return og_why_set(why, OG_ERR_IO, "%s: %s", v->path,
		    og_strerror_errno(OG_ERR_IO));
	if ((uint64_t)st.st_size < v->header.compacted)
		return og_why_set(why, OG_ERR_DAMAGED,
		    "%s: truncated (its header speaks of %llu bytes): "
		    "restore a backup, or see what is left with otpadm check "
		    "--repair",
		    v->path, (unsigned long long)v->header.compacted);
	if (cached)
		(void)fs_cache_load(v, (uint64_t)st.st_size);
	err = fs_view_take_in(v, (uint64_t)st.st_size);
	if (err != OG_OK)
		return og_why_set(
		    why, err, "%s: %s", v->path, og_strerror_errno(err));
	return OG_OK;
}

static enum og_err
open_view(struct fs_view *v, const char *path, bool writable, bool cached,
    struct og_pacer *rest, struct og_why *why)
{
	enum og_err err;

	memset(v, 0, sizeof(*v));
	fs_index_init(&v->index);
	if (strlen(path) >= sizeof(v->path))
		return og_why_set(
		    why, OG_ERR_RANGE, "%s: the path is too long", path);
	memcpy(v->path, path, strlen(path) + 1);
	v->writable = writable;
	v->rest = rest;
	v->buf = og_pages_new(FS_BUF_SIZE);
	if (v->buf == NULL)
		return og_why_set(why, OG_ERR_NOMEM, "out of memory");
	err = load(v, cached, why);
	v->rest = NULL;
	if (err != OG_OK)
		fs_view_close(v);
	return err;
}

enum og_err
fs_view_open_as(struct fs_view *v, const char *path, bool writable, bool cached,
    struct og_why *why)
{
	return open_view(v, path, writable, cached, NULL, why);
}

enum og_err
fs_view_open_gently(struct fs_view *v, const char *path, struct og_why *why)
{
	struct og_pacer rest;

	og_pacer_begin(&rest);
	return open_view(v, path, true, false, &rest, why);
}

enum og_err
fs_view_open(
    struct fs_view *v, const char *path, bool writable, struct og_why *why)
{
	return fs_view_open_as(v, path, writable, false, why);
}

enum og_err
fs_view_open_cached(
    struct fs_view *v, const char *path, bool writable, struct og_why *why)
{
	return fs_view_open_as(v, path, writable, true, why);
}

void
fs_view_close(struct fs_view *v)
{
	og_pages_free(v->buf, FS_BUF_SIZE);
	v->buf = NULL;
	fs_index_clear(&v->index);
	fs_file_unref(v->file);
	fs_file_unref(v->old);
	v->file = v->old = NULL;
}

/* --- reading records --- */

/* As fs_view_item, also for an entry that is denied. */
static enum og_err
read_item(struct fs_view *v, const struct fs_entry *e, struct fs_item *item,
    uint64_t *sequence)
{
	struct fs_file *f;
	struct fs_line line;
	enum og_err err;
	size_t got, at = 0;
	bool ok;

	if (e->len == 0 || e->len > FS_LINE_MAX)
		return OG_ERR_DAMAGED;
	f = e->side == v->index.side ? v->file : v->old;
	if (f == NULL)
		return OG_ERR_DAMAGED;
	err = fs_pread(f->fd, v->buf, e->len, e->offset, &got);
	if (err != OG_OK)
		return err;
	if (got != e->len || v->buf[got - 1] != '\n')
		return OG_ERR_DAMAGED;
	fs_line_parse(v->buf, got - 1, &line);
	if (line.kind != FS_GOOD)
		return OG_ERR_DAMAGED;
	*sequence = line.sequence;
	while (fs_line_next(&line, &at, item, &ok)) {
		if (item->id == e->id && !item->removed)
			return OG_OK;
	}
	return OG_ERR_DAMAGED;
}

enum og_err
fs_view_item(struct fs_view *v, const struct fs_entry *e, struct fs_item *item,
    uint64_t *sequence)
{
	if (fs_index_is_denied(&v->index, e))
		return OG_ERR_DAMAGED;
	return read_item(v, e, item, sequence);
}

bool
fs_view_last_name(
    struct fs_view *v, const struct fs_entry *e, char name[OG_NAME_SIZE])
{
	struct fs_item item;
	uint64_t sequence;

	if (read_item(v, e, &item, &sequence) != OG_OK)
		return false;
	memcpy(name, item.name, item.name_len);
	name[item.name_len] = '\0';
	return true;
}

enum og_err
fs_view_last_user(
    struct fs_view *v, const struct fs_entry *e, struct og_user *out)
{
	struct fs_item item;
	uint64_t sequence;
	enum og_err err;

	err = read_item(v, e, &item, &sequence);
	if (err != OG_OK)
		return err;
	err = og_user_parse(item.text, item.text_len, out);
	if (err == OG_ERR_NOMEM)
		return err;
	if (err != OG_OK || out->id != e->id)
		return OG_ERR_DAMAGED;
	out->version = sequence;
	return OG_OK;
}

enum og_err
fs_view_user(struct fs_view *v, const struct fs_entry *e, struct og_user *out)
{
	if (fs_index_is_denied(&v->index, e))
		return OG_ERR_DAMAGED;
	return fs_view_last_user(v, e, out);
}

enum og_err
fs_view_named(struct fs_view *v, const char *name, struct fs_entry **out)
{
	const size_t len = strlen(name);
	uint32_t hash = fs_index_hash(name, len);
	enum og_err err, result = OG_ERR_NOTFOUND;
	struct fs_entry *e = NULL;
	struct fs_item item;
	uint64_t sequence;

	*out = NULL;
	/* Who hides behind unreadable damage cannot be told: not "none". */
	if (v->index.floor > 0 || v->index.damaged > 0)
		result = OG_ERR_DAMAGED;
	while ((e = fs_index_named(&v->index, hash, e)) != NULL) {
		err = fs_view_item(v, e, &item, &sequence);
		if (err != OG_OK) {
			/* it may be the one: not "there is none" */
			result = err;
			continue;
		}
		if (item.name_len != len || memcmp(item.name, name, len) != 0)
			continue;
		if (*out != NULL)
			return OG_ERR_DAMAGED;
		*out = e;
	}
	return *out != NULL ? OG_OK : result;
}

void
fs_view_stats(const struct fs_view *v, struct og_filestore_stats *out)
{
	const struct fs_entry *e;

	memset(out, 0, sizeof(*out));
	out->users = v->index.live;
	for (uint32_t i = 0; i < v->index.n; i++) {
		e = &v->index.entries[i];
		/* an unused slot has neither damage nor length */
		if ((e->damaged || e->len > 0) &&
		    fs_index_is_denied(&v->index, e))
			out->damaged++;
	}
	out->lines = v->lines;
	out->size = v->size;
	if (v->size > v->index.live_bytes)
		out->dead = v->size - v->index.live_bytes;
	out->generation = v->header.generation;
	out->sequence = v->sequence;
}
