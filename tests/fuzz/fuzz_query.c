/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: an address with a query, as pages take it apart, compared with
 * a second and plainer reading.
 */
#include <stdbool.h>
#include <string.h>

#include "fcgi/web/form.h"
#include "fuzz.h"

#define NAME "rd"
#define ROOM 32

static int
digit(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *p = c != '\0' ? strchr(digits, c) : NULL;

	return p == NULL ? -1 : (int)((p - digits) % 16);
}

/* Decodes "len" bytes; the length of the result, or -1. */
static long
undo(const char *s, size_t len, char *out)
{
	long n = 0;
	int high, low;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%') {
			if (len - i < 3)
				return -1;
			high = digit(s[i + 1]);
			low = digit(s[i + 2]);
			if (high < 0 || low < 0 || high * 16 + low == 0)
				return -1;
			out[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			if (s[i] == '\0')
				return -1;
			out[n++] = s[i];
			if (s[i] == '+')
				out[n - 1] = ' ';
		}
	}
	return n;
}

/* How often NAME is there, and its last value; -1 for too many fields. */
static int
count(const char *query, size_t len, char *value, long *value_len)
{
	char *name = malloc(len + 1);
	size_t end, equals, fields = 0;
	int found = 0;

	MUST(name != NULL);
	*value_len = -1;
	for (size_t i = 0; i < len && fields <= FORM_FIELDS_MAX; i = end + 1) {
		for (end = i; end < len && query[end] != '&'; end++)
			continue;
		if (end == i)
			continue;
		fields++;
		for (equals = i; equals < end && query[equals] != '='; equals++)
			continue;
		if (undo(query + i, equals - i, name) != (long)strlen(NAME) ||
		    memcmp(name, NAME, strlen(NAME)) != 0)
			continue;
		found++;
		*value_len = 0;
		if (equals < end)
			*value_len =
			    undo(query + equals + 1, end - equals - 1, value);
	}
	free(name);
	return fields > FORM_FIELDS_MAX ? -1 : found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *uri = fuzz_string(data, size), *query = strchr(uri, '?');
	char out[ROOM], *value = malloc(size + 1);
	size_t len, query_len, n;
	long value_len;
	enum og_err err;
	int found;

	MUST(value != NULL);
	/* a raw NUL never comes out of a param; the parser must stand it */
	query = query != NULL ? query + 1 : uri + size;
	query_len = (size_t)(uri + size - query);
	memset(out, 'x', sizeof(out));
	err = form_query_find(query, query_len, NAME, out, sizeof(out), &len);
	found = count(query, query_len, value, &value_len);
	n = strnlen(out, sizeof(out));
	MUST(n < sizeof(out) && n == len);
	if (err == OG_OK) {
		MUST(found == 1 && value_len == (long)len);
		MUST(memcmp(out, value, len) == 0);
	} else {
		MUST(len == 0);
		MUST(found != 1 || value_len < 0 || value_len >= ROOM);
	}
	MUST((err == OG_ERR_NOTFOUND) == (found == 0));
	MUST(err != OG_ERR_EXISTS || found > 1 || found < 0);
	free(value);
	free(uri);
	return 0;
}
