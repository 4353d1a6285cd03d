// SPDX-License-Identifier: ISC
/*
 * Reads a database from the first byte to the last and reports what is wrong
 * with it.  Changes nothing and takes no lock.
 */
#include "filestore_impl.h"

#include <stdlib.h>
#include <string.h>

struct checker {
	struct fs_view *view; /* the same file, indexed: whom damage denies */
	og_filestore_report *report;
	void *arg;
	uint64_t line;
	uint64_t sequence;
	bool denies;
	struct og_user user;
};

static void
tell(struct checker *c, uint64_t offset, const char *kind, const char *name,
    uint64_t id, bool denies)
{
	struct og_filestore_problem p = {
	    c->line, offset, kind, name, id, denies};

	c->denies = c->denies || denies;
	if (c->report != NULL)
		c->report(&p, c->arg);
}

/* A damaged line is reported once for each user that it names. */
static void
tell_bad(struct checker *c, const struct fs_line *line, uint64_t offset,
    const char *kind)
{
	const struct fs_entry *e;
	char name[OG_NAME_SIZE];
	bool again, denied, named;

	if (line->n_ids == 0)
		tell(c, offset, kind, NULL, 0, true);
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

static enum og_err
check_line(const struct fs_line *line, const char *text, uint64_t offset,
    size_t len, void *arg)
{
	struct checker *c = arg;
	const struct fs_header *h = &c->view->header;

	(void)text;
	(void)len;
	c->line++;
	if (line->holes > 0)
		tell(c, offset, "hole", NULL, 0, false);
	switch (line->kind) {
	case FS_HOLE:
		return OG_OK;
	case FS_VOID:
		tell(c, offset, "torn", NULL, 0, false);
		return OG_OK;
	case FS_BAD:
		tell_bad(c, line, offset, "checksum");
		return OG_OK;
	case FS_GOOD:
		break;
	}
	if (offset < h->compacted ? line->sequence > h->sequence
				  : line->sequence <= c->sequence) {
		tell_bad(c, line, offset, "sequence");
		return OG_OK;
	}
	if (offset >= h->compacted)
		c->sequence = line->sequence;
	check_items(c, line, offset);
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

/* Two users of one name cannot come from a commit. */
static void
check_names(struct checker *c)
{
	const struct fs_index *x = &c->view->index;
	struct fs_item item;
	struct fs_entry *e, *found;
	char name[OG_NAME_SIZE];
	uint64_t sequence;

	for (uint32_t i = 0; i < x->n; i++) {
		e = &x->entries[i];
		if (e->len == 0 ||
		    fs_view_item(c->view, e, &item, &sequence) != OG_OK)
			continue;
		memcpy(name, item.name, item.name_len);
		name[item.name_len] = '\0';
		if (fs_view_named(c->view, name, &found) == OG_OK &&
		    found != e) {
			c->line = 0;
			tell(c, e->offset, "duplicate", name, e->id, true);
		}
	}
}

enum og_err
og_filestore_check(const char *path, og_filestore_report *report, void *arg,
    struct og_filestore_stats *stats, struct og_why *why)
{
	struct checker *c;
	struct fs_view v;
	enum og_err err;
	uint64_t end;
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
	c->arg = arg;
	c->line = 1;
	c->sequence = v.header.sequence;
	err = fs_scan(v.file->fd, v.first, v.size, buf, check_line, c, &end);
	if (err == OG_ERR_AGAIN)
		err = OG_OK; /* somebody writes at this moment */
	if (err == OG_OK)
		err = check_tail(c);
	if (err == OG_OK)
		check_names(c);
	if (err == OG_OK && c->denies)
		err = OG_ERR_DAMAGED;
	if (stats != NULL)
		fs_view_stats(&v, stats);
out:
	if (c != NULL)
		og_user_clear(&c->user);
	free(c);
	free(buf);
	fs_view_close(&v);
	return err;
}
