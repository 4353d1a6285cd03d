/* SPDX-License-Identifier: ISC */
/* The small text inside records: fields between separators, escaped so that
 * each value has exactly one spelling. */
#ifndef OTPGATE_RECORD_CURSOR_H
#define OTPGATE_RECORD_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

/* Bytes that one field may hold as base64url. */
#define OG_CURSOR_BYTES_MAX 128

/* One field as it is in the text. */
struct og_field {
	const char *p;
	size_t n;
};

/*
 * A cursor over "n" bytes at "p", which must outlive it.  The first failure
 * becomes "err" and every later take fails, so a caller may take many times
 * and test once, with og_cursor_end.
 */
struct og_cursor {
	const char *p;
	size_t n;
	bool done; /* the last field was taken */
	enum og_err err;
};

void og_cursor_init(struct og_cursor *f, const char *p, size_t n);

/* Makes "err" the failure, unless there is one (or "err" is OG_OK). */
void og_cursor_fail(struct og_cursor *f, enum og_err err);

/* OG_OK when nothing failed and nothing is left. */
enum og_err og_cursor_end(const struct og_cursor *f) OG_MUST_CHECK;

/*
 * Take the bytes up to the next "sep", or all that is left: as they are; as a
 * number; as one of "n" names (its index); as an escaped text of at most
 * "size" - 1 bytes; as "min" to "max" bytes in base64url (how many).  After a
 * failure: 0 or an empty text.
 */
struct og_field og_cursor_take(struct og_cursor *f, char sep);
uint64_t
og_cursor_num(struct og_cursor *f, char sep, uint64_t min, uint64_t max);
int64_t
og_cursor_signed(struct og_cursor *f, char sep, int64_t min, int64_t max);
unsigned og_cursor_name(
    struct og_cursor *f, char sep, const char *const *names, size_t n);
void og_cursor_text(struct og_cursor *f, char sep, char *out, size_t size);
size_t og_cursor_bytes(
    struct og_cursor *f, char sep, uint8_t *out, size_t min, size_t max);

/*
 * Appends "s" with blanks, controls, "%" and, where "sep" is a comma, commas
 * as %XX.
 */
void og_cursor_put_text(struct og_buf *b, char sep, const char *s);

/* Appends "n" bytes (OG_CURSOR_BYTES_MAX at most) in base64url. */
void og_cursor_put_bytes(struct og_buf *b, const uint8_t *p, size_t n);

#endif
