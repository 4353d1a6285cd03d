/* SPDX-License-Identifier: ISC */
/*
 * A strict scanner of the start of a FastCGI connection.  libfcgi waits where
 * bytes are missing and trusts lengths, so nothing reaches it that was not
 * found complete and well formed here.  This file must not read from a
 * descriptor, keep state between calls, or look at the meaning of names and
 * values.
 */
#include "fcgi/wire/record.h"

#include <string.h>

#define HEADER_LEN 8
#define BEGIN_LEN 8
#define VERSION 1
#define TYPE_BEGIN 1
#define TYPE_PARAMS 4
#define TYPE_STDIN 5
#define ROLE_RESPONDER 1
#define FLAG_KEEP_CONN 1

struct header {
	unsigned id;
	size_t content;
	size_t padding;
};

/* How far the name-value pairs have been read; zero at the start. */
struct pairs {
	bool value_next; /* the name's length is known, the value's is not */
	unsigned more;	 /* bytes of a four-byte length still to come */
	size_t length;	 /* the length that is being read */
	size_t name;	 /* the length of the name */
	size_t rest;	 /* bytes of name and value still to come */
	size_t total;	 /* bytes of the stream */
	unsigned count;
	bool nul; /* there was a NUL byte in a name or value */
};

static unsigned
read16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* Takes one byte of a length.  True when that completed the length. */
static bool
length_feed(struct pairs *s, uint8_t byte)
{
	if (s->more > 0) {
		s->length = s->length << 8 | byte;
		s->more--;
		return s->more == 0;
	}
	if (byte & 0x80) {
		s->length = byte & 0x7f;
		s->more = 3;
		return false;
	}
	s->length = byte;
	return true;
}

/* Uses a complete length.  False when a limit is exceeded. */
static bool
length_done(struct pairs *s)
{
	if (s->length > RECORD_PARAMS_MAX)
		return false;
	if (!s->value_next) {
		s->name = s->length;
		s->value_next = true;
		return ++s->count <= RECORD_COUNT_MAX;
	}
	s->value_next = false;
	s->rest = s->name + s->length;
	return s->rest <= RECORD_PARAMS_MAX;
}

/* Takes a part of the PARAMS stream.  False when it is bad. */
static bool
pairs_feed(struct pairs *s, const uint8_t *p, size_t len)
{
	size_t n;

	while (len > 0) {
		n = 1;
		if (s->rest > 0) {
			n = s->rest < len ? s->rest : len;
			s->rest -= n;
			s->nul |= memchr(p, 0, n) != NULL;
		} else if (length_feed(s, *p) && !length_done(s)) {
			return false;
		}
		p += n;
		len -= n;
	}
	return true;
}

static bool
pairs_are_complete(const struct pairs *s)
{
	return s->rest == 0 && s->more == 0 && !s->value_next;
}

/*
 * Reads the header at "p" and waits for the record's content and padding.
 * "type" is the only one allowed, "id" the only id (0: any but 0).
 */
static enum record_state
header_read(
    const uint8_t *p, size_t len, unsigned type, unsigned id, struct header *h)
{
	if ((len > 0 && p[0] != VERSION) || (len > 1 && p[1] != type))
		return RECORD_BAD;
	if (len < HEADER_LEN)
		return RECORD_MORE;
	h->id = read16(p + 2);
	h->content = read16(p + 4);
	h->padding = p[6];
	if (h->id == 0 || (id != 0 && h->id != id) ||
	    (type == TYPE_BEGIN && h->content != BEGIN_LEN))
		return RECORD_BAD;
	/* libfcgi takes the padding of this one for the next record */
	if (type == TYPE_BEGIN && h->padding != 0)
		return RECORD_BAD;
	if (len - HEADER_LEN < h->content + h->padding)
		return RECORD_MORE;
	return RECORD_READY;
}

static bool
begin_is_good(const uint8_t *body)
{
	return read16(body) == ROLE_RESPONDER &&
	       (body[2] & ~FLAG_KEEP_CONN) == 0;
}

/* True when the "len" bytes after the head are the end of an empty body. */
static bool
is_end(const uint8_t *p, size_t len, unsigned id)
{
	struct header h;

	return header_read(p, len, TYPE_STDIN, id, &h) == RECORD_READY &&
	       h.content == 0 && len == HEADER_LEN + h.padding;
}

/* Scans the records of the PARAMS stream that start at "*at". */
static enum record_state
params_scan(
    const uint8_t *p, size_t len, size_t *at, unsigned id, struct pairs *pairs)
{
	enum record_state state;

	for (;;) {
		struct header h = {0}; /* it may not be here yet */

		state = header_read(p + *at, len - *at, TYPE_PARAMS, id, &h);
		if (state == RECORD_BAD)
			return RECORD_BAD;
		pairs->total += h.content;
		if (pairs->total > RECORD_PARAMS_MAX)
			return RECORD_BAD;
		if (state == RECORD_MORE)
			return RECORD_MORE;
		if (!pairs_feed(pairs, p + *at + HEADER_LEN, h.content))
			return RECORD_BAD;
		*at += HEADER_LEN + h.content + h.padding;
		if (h.content == 0)
			return pairs_are_complete(pairs) ? RECORD_READY
							 : RECORD_BAD;
	}
}

static enum record_state
scan(const uint8_t *p, size_t len, struct record_info *info)
{
	enum record_state state;
	struct header begin = {0};
	struct pairs pairs = {0};
	size_t at;

	state = header_read(p, len, TYPE_BEGIN, 0, &begin);
	if (state != RECORD_READY)
		return state;
	if (!begin_is_good(p + HEADER_LEN))
		return RECORD_BAD;
	at = HEADER_LEN + begin.content + begin.padding;
	state = params_scan(p, len, &at, begin.id, &pairs);
	if (state != RECORD_READY)
		return state;
	if (at > RECORD_PEEK_MAX)
		return RECORD_BAD;
	info->id = begin.id;
	info->head = at;
	info->params = pairs.total;
	info->count = pairs.count;
	info->nul = pairs.nul;
	info->keep_conn = p[HEADER_LEN + 2] & FLAG_KEEP_CONN;
	info->whole = is_end(p + at, len - at, begin.id);
	return RECORD_READY;
}

enum record_state
record_scan(const uint8_t *p, size_t len, struct record_info *info)
{
	enum record_state state;

	*info = (struct record_info){0};
	state = scan(p, len, info);
	if (state == RECORD_MORE && len >= RECORD_PEEK_MAX)
		state = RECORD_BAD;
	return state;
}

/* --- reading judged bytes --- */

static size_t
take_length(struct record_walk *w)
{
	size_t n = (uint8_t)*w->at++;

	if (n < 0x80)
		return n;
	n &= 0x7f;
	for (int i = 0; i < 3; i++)
		n = n << 8 | (uint8_t)*w->at++;
	return n;
}

/* The lengths of the next pair: the NUL of the last one may be in their
 * place. */
static void
look_ahead(struct record_walk *w)
{
	w->more = w->at < w->end;
	if (!w->more)
		return;
	w->name = take_length(w);
	w->value = take_length(w);
}

void
record_walk_begin(
    struct record_walk *w, uint8_t *p, const struct record_info *info)
{
	uint8_t *at = p + HEADER_LEN + BEGIN_LEN, *to = at + HEADER_LEN;
	size_t content, padding;

	w->at = (char *)to;
	/* the contents of the records, one behind the other */
	while ((content = read16(at + 4)) != 0) {
		padding = at[6];
		at += HEADER_LEN;
		if (to != at)
			memmove(to, at, content);
		to += content;
		at += content + padding;
	}
	w->end = w->at + info->params;
	look_ahead(w);
}

bool
record_walk_next(struct record_walk *w, struct record_pair *pair)
{
	char *end;

	if (!w->more)
		return false;
	pair->name = w->at;
	pair->name_len = w->name;
	pair->value = w->at + w->name;
	end = w->at + w->name + w->value;
	w->at = end;
	look_ahead(w);
	*end = '\0'; /* where a length was, or the end record */
	return true;
}
