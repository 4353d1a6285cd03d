/* SPDX-License-Identifier: ISC */
/* A growing byte buffer with a fixed maximum; its contents count as secret. */
#ifndef OTPGATE_BASE_BUF_H
#define OTPGATE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/err.h"

/*
 * Fields are readable by anyone; only the functions below write them.  "data"
 * is NULL until the first put; after that it has a NUL after its "len" bytes.
 * The first failed put sets "err", and every later put does nothing, so a
 * caller may put many times and test once with og_buf_err.
 */
struct og_buf {
	char *data;
	size_t len;
	size_t cap;
	size_t max;
	enum og_err err;
};

/* Makes "b" (caller's storage) empty; it will hold at most "max" bytes. */
void og_buf_init(struct og_buf *b, size_t max);

/* Wipes and frees the contents; "b" is afterwards as after og_buf_init. */
void og_buf_clear(struct og_buf *b);

/* Wipes the contents, keeps the memory, and forgets an earlier failure. */
void og_buf_reset(struct og_buf *b);

/* Append bytes, a string, one character, or text by printf rules. */
void og_buf_put(struct og_buf *b, const void *data, size_t len);
void og_buf_puts(struct og_buf *b, const char *s);
void og_buf_putc(struct og_buf *b, char c);
void og_buf_printf(struct og_buf *b, const char *fmt, ...) OG_PRINTF(2, 3);

/*
 * OG_OK when every put since og_buf_init or og_buf_reset worked; otherwise
 * OG_ERR_RANGE (the maximum was reached) or OG_ERR_NOMEM.
 */
enum og_err og_buf_err(const struct og_buf *b) OG_MUST_CHECK;

/* The contents as a string, "" when empty.  Valid until the next change. */
const char *og_buf_str(const struct og_buf *b);

#endif
