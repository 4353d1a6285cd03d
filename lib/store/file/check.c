// SPDX-License-Identifier: ISC
/*
 * Reads a database from the first byte to the last and reports what is wrong
 * with it.  Changes nothing and takes no lock.
 */
#include "lib/store/file/impl.h"

#include <sys/stat.h>
#include <stdlib.h>
#include <string.h>

/* What a power failure takes ends where a sector ends, or where the file did.
 */
#define SECTOR 512

struct checker {
	struct fs_view *view; /* the same file, indexed: whom damage denies */
	og_filestore_report *report;
	og_store_progress *progress;
	void *arg;
	uint64_t line;
	uint64_t records; /* of the journal, and their lines' bytes: */
	uint64_t bytes;
	struct fs_sequence run;
	bool odd_hole;	/* since the newest good line, one within a sector */
	uint64_t floor; /* as of this line; the view's is that of the end */
	const struct fs_entry **doubles; /* of one name, by offset */
	size_t n_doubles, room, told;
	bool denies;
	struct og_user user;
};

static void
tell(struct checker *c, uint64_t offset, const char *kind, const char *name,
    uint64_t id, bool denies)
{
	const bool left =
	    strcmp(kind, "torn") == 0 || strcmp(kind, "hole") == 0;
	struct og_filestore_problem p = {
	    c->line, offset, kind, name, id, denies, left && !denies};

	c->denies = c->denies || denies;
	if (c->report != NULL)
		c->report(&p, c->arg);
}

/* A damaged line is reported once for each user that it names, and once when
 * it may have spoken of others. */
static void
tell_bad(struct checker *c, const struct fs_line *line, uint64_t offset,
    const char *kind)
{
	const struct fs_entry *e;
	char name[OG_NAME_SIZE];
	bool again, denied, named, all = c->view->index.floor >= offset;

	if (line->n_ids == 0 || (line->unnamed && all))
		tell(c, offset, kind, NULL, 0, all);
	for (size_t i = 0; i < line->n_ids; i++) {
		again = false;
		for (size_t k = 0; k < i; k++)
			again = again || line->ids[k] == line->ids[i];
		if (again)
			continue;
		e = fs_index_find(&c->view->index, line->ids[i]);
		denied = e != NULL && fs_index_is_denied(&c->view->index, e);
		named = e != NULL && fs_view_last_name(c->view, e, name);
		tell(
		    c, offset, kind, named ? name : NULL, line->ids[i], denied);
	}
}

/* Reads the records of a good line in full. */
static void
check_items(struct checker *c, const struct fs_line *line, uint64_t offset)
{
	const struct fs_entry *e;
	struct fs_item item;
	size_t at = 0, n = 0;
	bool ok;

	while (fs_line_next(line, &at, &item, &ok)) {
		if (n >= line->n_ids || line->ids[n] != item.id) {
			tell_bad(c, line, offset, "record");
			return;
		}
		n++;
		if (item.removed)
			continue;
		e = fs_index_find(&c->view->index, item.id);
		if (og_user_parse(item.text, item.text_len, &c->user) != OG_OK)
			tell(c, offset, "record", NULL, item.id,
			    e != NULL && e->offset == offset);
	}
	if (!ok || n != line->n_ids)
		tell_bad(c, line, offset, "record");
}

/* Two users of one name cannot come from a commit. */
static void
tell_doubles(struct checker *c, uint64_t offset)
{
	const struct fs_entry *e;
	char name[OG_NAME_SIZE];

	while (
	    c->told < c->n_doubles && c->doubles[c->told]->offset == offset) {
		e = c->doubles[c->told++];
		tell(c, offset, "duplicate",
		    fs_view_last_name(c->view, e, name) ? name : NULL, e->id,
		    true);
	}
}

/*
 * NUL bytes excuse that commits are missing, since a power failure takes what
 * nobody was told of.  It takes whole sectors, though: where they end within
 * one and a good line follows that is not the next, somebody else was at work.
 */
static bool
is_odd_gap(const struct checker *c, const struct fs_line *line)
{
	return c->odd_hole && line->sequence > c->run.sequence &&
	       line->sequence - c->run.sequence - 1 > c->run.commits;
}

/* Notes the NUL bytes at the start of a line of the journal. */
static void
note_hole(struct checker *c, const struct fs_line *line, uint64_t offset)
{
	if (line->holes > 0 && (offset + line->holes) % SECTOR != 0)
		c->odd_hole = true;
}

static void
check_good(struct checker *c, const struct fs_line *line, uint64_t offset,
    size_t len, bool raised)
{
	if (raised)
		tell(c, offset, "missing", NULL, 0, true);
	if (offset >= c->view->header.compacted) {
		c->records += line->n_ids;
		c->bytes += len;
	}
	check_items(c, line, offset);
	tell_doubles(c, offset);
}

static enum og_err
check_line(const struct fs_line *line, const char *text, uint64_t offset,
    size_t len, void *arg)
{
	struct checker *c = arg;
	uint64_t floor = c->floor;
	enum fs_step step;
	bool raised, gone;

	c->line++;
	note_hole(c, line, offset);
	gone = line->kind == FS_GOOD && is_odd_gap(c, line);
	step = fs_sequence_step(
	    &c->run, &c->view->header, line, offset, &c->floor);
	raised = c->floor != floor && c->floor == offset;
	if (line->holes > 0 || line->kind == FS_HOLE)
		tell(c, offset, "hole", NULL, 0,
		    raised && offset < c->view->header.compacted);
	if (line->kind == FS_VOID)
		tell(c, offset,
		    fs_line_is_marked(text, len - 1) ? "torn" : "checksum",
		    NULL, 0, raised);
	if (step == FS_STEP_BAD)
		tell_bad(c, line, offset,
		    line->kind == FS_BAD ? "checksum" : "sequence");
	else if (step == FS_STEP_GOOD)
		check_good(c, line, offset, len, raised && line->holes == 0);
	if (step == FS_STEP_GOOD && gone && !raised)
		tell(c, offset, "missing", NULL, 0, false);
	if (step == FS_STEP_GOOD)
		c->odd_hole = false;
	if (c->progress != NULL)
		c->progress(offset + len, c->view->size, c->arg);
	return OG_OK;
}

/* What stands behind the last complete line. */
static enum og_err
check_tail(struct checker *c)
{
	struct fs_line line;
	enum fs_tail tail;
	enum og_err err;

	err = fs_view_tail(c->view, &tail, &line);
	c->line++;
	if (err == OG_OK && tail == FS_TAIL_SPOILT)
		tell_bad(c, &line, c->view->scanned, "checksum");
	else if (err == OG_OK && tail != FS_TAIL_NONE)
		tell(c, c->view->scanned, "torn", NULL, 0, false);
	return err;
}

void
fs_namesakes(
    struct fs_view *v, const struct fs_entry *e, size_t *whole, size_t *damaged)
{
	char name[OG_NAME_SIZE], other[OG_NAME_SIZE];
	const struct fs_entry *f = NULL;

	*whole = *damaged = 0;
	if (e->len == 0)
		return;
	name[0] = '\0';
	while ((f = fs_index_named(&v->index, e->name_hash, f)) != NULL) {
		if (f == e || f->len == 0)
			continue;
		if (name[0] == '\0' && !fs_view_last_name(v, e, name))
			return;
		if (!fs_view_last_name(v, f, other) || strcmp(name, other) != 0)
			continue;
		if (f->damaged)
			++*damaged;
		else
			++*whole;
	}
}

static int
by_offset(const void *a, const void *b)
{
	const struct fs_entry *const *x = a, *const *y = b;

	return (*x)->offset < (*y)->offset ? -1 : (*x)->offset > (*y)->offset;
}

/* Collects the users whose name another one has, too. */
static enum og_err
find_doubles(struct checker *c)
{
	const struct fs_index *x = &c->view->index;
	const struct fs_entry **more;
	size_t whole, damaged;

	for (uint32_t i = 0; i < x->n; i++) {
		fs_namesakes(c->view, &x->entries[i], &whole, &damaged);
		if (whole == 0 || x->entries[i].damaged)
			continue;
		if (c->n_doubles == c->room) {
			c->room = c->room * 2 + 16;
			more = realloc(c->doubles, c->room * sizeof(*more));
			if (more == NULL)
				return OG_ERR_NOMEM;
			c->doubles = more;
		}
		c->doubles[c->n_doubles++] = &x->entries[i];
	}
	if (c->n_doubles > 0)
		qsort(c->doubles, c->n_doubles, sizeof(*c->doubles), by_offset);
	return OG_OK;
}

/* Room behind the end of the file that is the file's already. */
static void
set_reserve(const struct checker *c, struct og_filestore_stats *stats)
{
	const struct fs_view *v = c->view;
	struct stat st;
	uint64_t had;

	if (fstat(v->file->fd, &st) == 0) {
		had = (uint64_t)st.st_blocks * 512;
		if (had > (uint64_t)st.st_size)
			stats->reserve = had - (uint64_t)st.st_size;
	}
	if (c->records > 0)
		stats->commit = c->bytes / c->records;
	else if (v->index.live > 0)
		stats->commit = v->index.live_bytes / v->index.live;
}

static enum og_err
check_all(struct checker *c, char *buf)
{
	struct fs_view *v = c->view;
	enum og_err err;
	uint64_t end;

	err = find_doubles(c);
	if (err != OG_OK)
		return err;
	err = fs_scan(v->file->fd, v->first, v->size, buf, check_line, c, &end);
	if (err == OG_ERR_AGAIN)
		err = OG_OK; /* somebody writes at this moment */
	if (err == OG_OK)
		err = check_tail(c);
	if (err == OG_OK && c->denies)
		err = OG_ERR_DAMAGED;
	return err;
}

enum og_err
og_filestore_check(const char *path, og_filestore_report *report,
    og_store_progress *progress, void *arg, struct og_filestore_stats *stats,
    struct og_why *why)
{
	struct checker *c;
	struct fs_view v;
	enum og_err err;
	char *buf;

	err = fs_view_open(&v, path, false, why);
	if (err != OG_OK)
		return err;
	c = calloc(1, sizeof(*c));
	buf = malloc(FS_BUF_SIZE); /* the view's own is in use below */
	if (c == NULL || buf == NULL) {
		err = OG_ERR_NOMEM;
		goto out;
	}
	c->view = &v;
	c->report = report;
	c->progress = progress;
	c->arg = arg;
	c->line = 1;
	c->run.sequence = v.header.sequence;
	err = check_all(c, buf);
	if (stats != NULL) {
		fs_view_stats(&v, stats);
		set_reserve(c, stats);
	}
out:
	if (c != NULL) {
		og_user_clear(&c->user);
		free(c->doubles);
	}
	free(c);
	free(buf);
	fs_view_close(&v);
	return err;
}
