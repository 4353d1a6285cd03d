/* SPDX-License-Identifier: ISC */
/*
 * The small text inside records.  Reading allocates nothing and repairs
 * nothing: a value that is not in its one spelling is refused.  Knows no word
 * of any record.
 */
#include "lib/record/cursor.h"

#include <string.h>

#include "lib/base/num.h"
#include "lib/crypto/base64url.h"

void
og_cursor_init(struct og_cursor *f, const char *p, size_t n)
{
	f->p = p;
	f->n = n;
	f->done = false;
	f->err = OG_OK;
}

void
og_cursor_fail(struct og_cursor *f, enum og_err err)
{
	if (f->err == OG_OK)
		f->err = err;
}

enum og_err
og_cursor_end(const struct og_cursor *f)
{
	if (f->err == OG_OK && !f->done)
		return OG_ERR_FORMAT;
	return f->err;
}

struct og_field
og_cursor_take(struct og_cursor *f, char sep)
{
	struct og_field field = {f->p, 0};
	const char *end;

	if (f->done)
		og_cursor_fail(f, OG_ERR_FORMAT);
	if (f->err != OG_OK)
		return field;
	end = memchr(f->p, sep, f->n);
	if (end == NULL) {
		field.n = f->n;
		f->done = true;
		return field;
	}
	field.n = (size_t)(end - f->p);
	f->p = end + 1;
	f->n -= field.n + 1;
	return field;
}

uint64_t
og_cursor_num(struct og_cursor *f, char sep, uint64_t min, uint64_t max)
{
	struct og_field field = og_cursor_take(f, sep);
	uint64_t value = 0;

	if (f->err == OG_OK)
		og_cursor_fail(
		    f, og_num_parse(field.p, field.n, min, max, &value));
	return value;
}

int64_t
og_cursor_signed(struct og_cursor *f, char sep, int64_t min, int64_t max)
{
	struct og_field field = og_cursor_take(f, sep);
	int64_t value = 0;

	if (f->err == OG_OK)
		og_cursor_fail(
		    f, og_num_parse_signed(field.p, field.n, min, max, &value));
	if (value == 0 && field.n != 1) /* "-0" */
		og_cursor_fail(f, OG_ERR_FORMAT);
	return value;
}

unsigned
og_cursor_name(
    struct og_cursor *f, char sep, const char *const *names, size_t n)
{
	struct og_field field = og_cursor_take(f, sep);
	unsigned i;

	for (i = 0; i < n; i++)
		if (strlen(names[i]) == field.n &&
		    memcmp(names[i], field.p, field.n) == 0)
			return i;
	og_cursor_fail(f, OG_ERR_FORMAT);
	return 0;
}

static bool
must_escape(unsigned char c, char sep)
{
	return c < 0x21 || c == 0x7f || c == '%' || (c == ',' && sep == ',');
}

/* One byte of a value; *i moves past it.  Only what must be escaped may be.
 * 0 is the failure: no text holds it. */
static unsigned char
unescape(const struct og_field *field, size_t *i, char sep)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char c = (unsigned char)field->p[(*i)++];
	const char *high, *low;

	if (c != '%')
		return must_escape(c, sep) ? 0 : c;
	if (field->n - *i < 2)
		return 0;
	high = memchr(digits, field->p[*i], 16);
	low = memchr(digits, field->p[*i + 1], 16);
	if (high == NULL || low == NULL)
		return 0;
	*i += 2;
	c = (unsigned char)((high - digits) << 4 | (low - digits));
	return must_escape(c, sep) ? c : 0;
}

void
og_cursor_text(struct og_cursor *f, char sep, char *out, size_t size)
{
	struct og_field field = og_cursor_take(f, sep);
	size_t i = 0, used = 0;
	unsigned char c;

	/* most texts have nothing to escape */
	while (i < field.n && i + 1 < size &&
	       !must_escape((unsigned char)field.p[i], sep))
		i++;
	memcpy(out, field.p, i);
	used = i;
	while (f->err == OG_OK && i < field.n) {
		c = unescape(&field, &i, sep);
		if (c == 0)
			og_cursor_fail(f, OG_ERR_FORMAT);
		else if (used + 1 == size)
			og_cursor_fail(f, OG_ERR_RANGE);
		else
			out[used++] = (char)c;
	}
	out[f->err == OG_OK ? used : 0] = '\0';
}

size_t
og_cursor_bytes(
    struct og_cursor *f, char sep, uint8_t *out, size_t min, size_t max)
{
	struct og_field field = og_cursor_take(f, sep);
	size_t len = 0;

	if (f->err == OG_OK)
		og_cursor_fail(
		    f, og_base64url_decode(field.p, field.n, out, max, &len));
	if (len < min)
		og_cursor_fail(f, OG_ERR_RANGE);
	return f->err == OG_OK ? len : 0;
}

void
og_cursor_put_text(struct og_buf *b, char sep, const char *s)
{
	size_t plain;

	while (*s != '\0') {
		plain = 0;
		while (s[plain] != '\0' &&
		       !must_escape((unsigned char)s[plain], sep))
			plain++;
		og_buf_put(b, s, plain);
		s += plain;
		if (*s != '\0')
			og_buf_printf(b, "%%%02X", (unsigned char)*s++);
	}
}

void
og_cursor_put_bytes(struct og_buf *b, const uint8_t *p, size_t n)
{
	char text[OG_BASE64URL_SIZE(OG_CURSOR_BYTES_MAX)];

	og_base64url_encode(p, n <= OG_CURSOR_BYTES_MAX ? n : 0, text);
	og_buf_puts(b, text);
}
