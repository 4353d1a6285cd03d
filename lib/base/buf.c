/* SPDX-License-Identifier: ISC */
/*
 * A growing byte buffer with a fixed maximum.  It never calls realloc, which
 * would leave copies of secrets behind: growing copies, wipes and frees.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/wipe.h"

#define FIRST_CAP 64

void
og_buf_init(struct og_buf *b, size_t max)
{
	b->data = NULL;
	b->len = 0;
	b->cap = 0;
	b->max = max;
	b->err = OG_OK;
}

void
og_buf_clear(struct og_buf *b)
{
	og_wipe(b->data, b->cap);
	free(b->data);
	og_buf_init(b, b->max);
}

void
og_buf_reset(struct og_buf *b)
{
	og_wipe(b->data, b->cap);
	b->len = 0;
	b->err = OG_OK;
}

/* Makes room for "more" bytes and a NUL.  False, with "err" set, on failure. */
static bool
reserve(struct og_buf *b, size_t more)
{
	size_t cap, need;
	char *data;

	if (b->err != OG_OK)
		return false;
	if (more > b->max - b->len || b->len + more == SIZE_MAX) {
		b->err = OG_ERR_RANGE;
		return false;
	}
	need = b->len + more + 1;
	if (need <= b->cap)
		return true;
	cap = b->cap <= SIZE_MAX / 2 ? b->cap * 2 : need;
	if (cap < FIRST_CAP)
		cap = FIRST_CAP;
	if (cap < need)
		cap = need;
	data = malloc(cap);
	if (data == NULL) {
		b->err = OG_ERR_NOMEM;
		return false;
	}
	if (b->len > 0)
		memcpy(data, b->data, b->len);
	og_wipe(b->data, b->cap);
	free(b->data);
	b->data = data;
	b->cap = cap;
	return true;
}

void
og_buf_put(struct og_buf *b, const void *data, size_t len)
{
	if (len == 0 || !reserve(b, len))
		return;
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
og_buf_puts(struct og_buf *b, const char *s)
{
	og_buf_put(b, s, strlen(s));
}

void
og_buf_putc(struct og_buf *b, char c)
{
	og_buf_put(b, &c, 1);
}

void
og_buf_printf(struct og_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 && b->err == OG_OK)
		b->err = OG_ERR_RANGE;
	if (n <= 0 || !reserve(b, (size_t)n))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

enum og_err
og_buf_err(const struct og_buf *b)
{
	return b->err;
}

const char *
og_buf_str(const struct og_buf *b)
{
	return b->data != NULL ? b->data : "";
}
