/* SPDX-License-Identifier: ISC */
/*
 * Finds a cookie by name.  Knows nothing of what cookies mean: it must not
 * decode a value, and must not prefer one of two cookies of the same name.
 */
#include <stdbool.h>
#include <string.h>

#include "fcgi/web/cookie.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Drops blanks from both ends of the "*len" bytes at "p". */
static const char *
trim(const char *p, size_t *len)
{
	while (*len > 0 && is_blank(*p)) {
		p++;
		(*len)--;
	}
	while (*len > 0 && is_blank(p[*len - 1]))
		(*len)--;
	return p;
}

/* True when the pair of "len" bytes is named "name"; the value to *value. */
static bool
pair_is(const char *pair, size_t len, const char *name, const char **value,
    size_t *value_len)
{
	size_t name_len = strlen(name);

	pair = trim(pair, &len);
	/* A blank before "=" makes it another name: browsers never send it. */
	if (name_len == 0 || len <= name_len || pair[name_len] != '=' ||
	    memcmp(pair, name, name_len) != 0)
		return false;
	*value_len = len - name_len - 1;
	*value = trim(pair + name_len + 1, value_len);
	return true;
}

enum og_err
cookie_find(
    const char *header, const char *name, const char **value, size_t *len)
{
	enum og_err err = OG_ERR_NOTFOUND;
	const char *p = header, *found;
	size_t n, found_len;

	*value = NULL;
	*len = 0;
	while (p != NULL && *p != '\0') {
		n = strcspn(p, ";");
		if (pair_is(p, n, name, &found, &found_len)) {
			if (err == OG_OK) {
				*value = NULL;
				*len = 0;
				return OG_ERR_EXISTS;
			}
			err = OG_OK;
			*value = found;
			*len = found_len;
		}
		p += n;
		if (*p == ';')
			p++;
	}
	return err;
}
