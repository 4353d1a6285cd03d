/* SPDX-License-Identifier: ISC */
/*
 * Takes forms apart and decodes them, exactly once.  It must not judge the
 * values, guess at what a broken escape meant, or look at a separator other
 * than "&".
 */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "fcgi/web/form.h"
#include "lib/base/percent.h"

/* One "name=value" between two "&", still encoded. */
struct piece {
	const char *name;
	size_t name_len;
	const char *value;
	size_t value_len;
};

bool
form_is_type(const char *content_type)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const size_t len = sizeof(type) - 1;

	return strncasecmp(content_type, type, len) == 0 &&
	       (content_type[len] == '\0' || content_type[len] == ';' ||
		   content_type[len] == ' ');
}

/*
 * Decodes one byte at *p and moves *p behind it.  Returns the byte, or -1 for
 * a bad escape.
 */
static int
decode_byte(const char **p, const char *end)
{
	const char c = **p;
	int byte = c == '+' ? ' ' : (unsigned char)c;
	size_t len = 1;

	if (c == '%') {
		byte = og_percent_byte(*p, (size_t)(end - *p));
		len = 3;
	}
	if (byte >= 0)
		*p += len;
	return byte;
}

/* Takes the next piece that is not empty; *p moves behind it. */
static bool
piece_next(const char **p, const char *end, struct piece *out)
{
	const char *stop, *equals;

	while (*p < end && **p == '&')
		(*p)++;
	if (*p == end)
		return false;
	stop = memchr(*p, '&', (size_t)(end - *p));
	if (stop == NULL)
		stop = end;
	equals = memchr(*p, '=', (size_t)(stop - *p));
	out->name = *p;
	out->name_len = (size_t)((equals ? equals : stop) - *p);
	out->value = equals ? equals + 1 : stop;
	out->value_len = (size_t)(stop - out->value);
	*p = stop;
	return true;
}

/* True when the name, once decoded, is "name"; a bad escape matches none. */
static bool
piece_is(const struct piece *piece, const char *name)
{
	const char *p = piece->name, *end = p + piece->name_len;

	while (p < end) {
		if (*name == '\0' ||
		    decode_byte(&p, end) != (unsigned char)*name)
			return false;
		name++;
	}
	return *name == '\0';
}

enum og_err
form_decode(const char *in, size_t len, char *out, size_t room, size_t *out_len)
{
	const char *end = in + len;
	size_t n = 0;
	int c;

	while (in < end) {
		c = decode_byte(&in, end);
		if (c <= 0)
			return OG_ERR_FORMAT;
		if (n == room)
			return OG_ERR_RANGE;
		out[n++] = (char)c;
	}
	*out_len = n;
	return OG_OK;
}

static void
fields_reset(struct form_field *known, size_t n, char *empty)
{
	for (size_t i = 0; i < n; i++) {
		known[i].value = empty;
		known[i].len = 0;
		known[i].present = false;
	}
}

/* Stores the piece in the field it belongs to, if any. */
static enum og_err
field_take(
    const struct piece *piece, char *body, struct form_field *known, size_t n)
{
	struct form_field *f = NULL;
	enum og_err err;

	for (size_t i = 0; i < n && f == NULL; i++)
		if (piece_is(piece, known[i].name))
			f = &known[i];
	if (f == NULL)
		return OG_OK;
	if (f->present)
		return OG_ERR_EXISTS;
	/* The body is writable, the piece only points into it as const. */
	f->value = body + (piece->value - body);
	err = form_decode(piece->value, piece->value_len, f->value,
	    piece->value_len, &f->len);
	if (err == OG_OK)
		f->present = true;
	return err;
}

enum og_err
form_parse(char *body, size_t len, struct form_field *known, size_t n)
{
	enum og_err err = OG_OK;
	const char *p = body, *end = body + len;
	struct piece piece;
	size_t fields = 0;

	body[len] = '\0';
	fields_reset(known, n, body + len);
	while (err == OG_OK && piece_next(&p, end, &piece)) {
		if (++fields > FORM_FIELDS_MAX)
			err = OG_ERR_RANGE;
		else
			err = field_take(&piece, body, known, n);
	}
	if (err != OG_OK) {
		fields_reset(known, n, body + len);
		return err;
	}
	/* Only now: the byte behind a value may have been the next "&". */
	for (size_t i = 0; i < n; i++)
		known[i].value[known[i].len] = '\0';
	return OG_OK;
}

enum og_err
form_query_find(const char *query, size_t len, const char *name, char *out,
    size_t size, size_t *out_len)
{
	enum og_err err = OG_ERR_NOTFOUND;
	const char *p = query, *end = query + len;
	struct piece piece, found = {0};
	size_t fields = 0;

	while (piece_next(&p, end, &piece)) {
		if (++fields > FORM_FIELDS_MAX) {
			err = OG_ERR_RANGE;
			goto out;
		}
		if (!piece_is(&piece, name))
			continue;
		if (found.name != NULL) {
			err = OG_ERR_EXISTS;
			goto out;
		}
		found = piece;
	}
	if (found.name != NULL)
		err = form_decode(
		    found.value, found.value_len, out, size - 1, out_len);
out:
	if (err != OG_OK)
		*out_len = 0;
	out[*out_len] = '\0';
	return err;
}
