// SPDX-License-Identifier: ISC
/*
 * Walks the complete lines between two offsets of a database file.  Reads by
 * pread only and takes no lock: what has no newline yet is left alone.
 */
#include "lib/store/file/impl.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 65536
#define REREADS 3

enum og_err
fs_pread(int fd, char *buf, size_t len, uint64_t offset, size_t *got)
{
	ssize_t n;

	*got = 0;
	while (*got < len) {
		n = pread(fd, buf + *got, len - *got, (off_t)(offset + *got));
		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return og_err_from_errno(errno);
		*got += (size_t)n;
	}
	return OG_OK;
}

/*
 * A reader without the lock may meet a line while a writer takes back a short
 * write.  What still is damaged after reading again is damaged.
 */
static enum og_err
parse_twice(
    int fd, char *text, uint64_t offset, size_t len, struct fs_line *line)
{
	enum og_err err;
	size_t got;

	fs_line_parse(text, len - 1, line);
	for (int i = 0; i < REREADS && line->kind == FS_BAD; i++) {
		err = fs_pread(fd, text, len, offset, &got);
		if (err != OG_OK)
			return err;
		if (got != len || memchr(text, '\n', len) != text + len - 1)
			return OG_ERR_AGAIN;
		fs_line_parse(text, len - 1, line);
	}
	return OG_OK;
}

struct window {
	char *buf;
	uint64_t at; /* file offset of buf[0] */
	size_t have; /* bytes in buf */
	size_t done; /* of these, visited */
	size_t cut;  /* bytes dropped from the middle of the first line */
};

/* The offset of the first line that was not visited. */
static uint64_t
next_line(const struct window *w)
{
	return w->at + w->done - w->cut;
}

/* Visits the complete lines in the window. */
static enum og_err
visit_window(int fd, struct window *w, fs_visit *visit, void *arg)
{
	struct fs_line line;
	enum og_err err;
	uint64_t offset;
	char *start, *nl;
	size_t len;

	for (;;) {
		start = w->buf + w->done;
		nl = memchr(start, '\n', w->have - w->done);
		if (nl == NULL)
			return OG_OK;
		len = (size_t)(nl - start) + 1;
		offset = next_line(w);
		err = OG_OK;
		if (w->cut > 0) {
			fs_line_parse(start, len - 1, &line);
			line.unnamed = line.unnamed || line.open || line.closes;
		} else {
			err = parse_twice(fd, start, offset, len, &line);
		}
		if (err != OG_OK)
			return err;
		err = visit(&line, start, offset, len, arg);
		if (err != OG_OK)
			return err;
		w->done += len;
		w->cut = 0;
	}
}

/*
 * A line that does not fit is no line of ours: its front is kept to name its
 * users, the middle is dropped.
 */
static void
make_room(struct window *w)
{
	const size_t room = FS_LINE_MAX / 2 + FS_LINE_MAX / 4;
	size_t keep = w->have - w->done;

	if (w->done == 0 && keep > FS_LINE_MAX) {
		memmove(w->buf + FS_LINE_MAX / 2,
		    w->buf + keep - FS_LINE_MAX / 4, FS_LINE_MAX / 4);
		/* offsets of the rest stay true: at is moved with it */
		w->at += keep - room;
		w->cut += keep - room;
		w->have = room;
		return;
	}
	memmove(w->buf, w->buf + w->done, keep);
	w->at += w->done;
	w->have = keep;
	w->done = 0;
}

enum og_err
fs_scan(int fd, uint64_t from, uint64_t to, char *buf, fs_visit *visit,
    void *arg, uint64_t *end)
{
	struct window w = {buf, from, 0, 0, 0};
	uint64_t next = from;
	enum og_err err;
	size_t want, got;

	*end = from;
	while (next < to) {
		if (FS_BUF_SIZE - w.have < READ_SIZE)
			make_room(&w);
		want = FS_BUF_SIZE - w.have;
		if (want > to - next)
			want = (size_t)(to - next);
		err = fs_pread(fd, buf + w.have, want, next, &got);
		if (err != OG_OK)
			return err;
		if (got == 0)
			break;
		w.have += got;
		next += got;
		err = visit_window(fd, &w, visit, arg);
		*end = next_line(&w);
		if (err != OG_OK)
			return err;
	}
	return OG_OK;
}
