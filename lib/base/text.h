/* SPDX-License-Identifier: ISC */
/* Text from outside, made harmless for terminals and log lines. */
#ifndef OTPGATE_BASE_TEXT_H
#define OTPGATE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

/*
 * Decodes the code point at "s" ("len" bytes, 1 or more) into *cp.  Returns
 * its length in bytes, or 0 if it is not UTF-8 (RFC 3629: no overlong form,
 * no surrogate, nothing above U+10FFFF).
 */
size_t og_text_decode(const char *s, size_t len, uint32_t *cp);

/*
 * Appends "len" bytes of "s" to "b": printable ASCII and valid UTF-8 as they
 * are, everything else as \xNN (C0, DEL, C1, invalid UTF-8, bidirectional
 * controls, line and paragraph separators, "\" as \x5c and the double quote
 * as \x22).  After "cap" bytes of input it stops and appends "...".
 */
void og_text_escape(struct og_buf *b, const char *s, size_t len, size_t cap);

/*
 * The same for the inside of a JSON string (RFC 8259): pure ASCII, everything
 * else as \uXXXX, bytes that are not UTF-8 as U+FFFD.  For HTML it is text like
 * any other, to be escaped once more.
 */
void og_text_json(struct og_buf *b, const char *s, size_t len, size_t cap);

/* The same for all of "s", with the quotes around it. */
void og_text_json_string(struct og_buf *b, const char *s, size_t len);

/* True when "s" is valid UTF-8 without any byte that og_text_escape would
 * escape, except the double quote and the backslash, which are allowed. */
bool og_text_is_clean(const char *s, size_t len);

/* True when something of "s", which is clean, can be seen: it has more than
 * blanks and characters of no width. */
bool og_text_is_seen(const char *s, size_t len);

/* Number of code points in "len" bytes, or -1 when they are not UTF-8. */
long og_text_length(const char *s, size_t len);

#endif
