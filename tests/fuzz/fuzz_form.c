/* SPDX-License-Identifier: ISC */
/* Fuzz target: a form body, which must mean what the same query means. */
#include <string.h>

#include "fcgi/web/form.h"
#include "fuzz.h"

static void
compare(const struct form_field *f, const uint8_t *data, size_t size)
{
	char *out = malloc(size + 1);
	size_t len;
	enum og_err err;

	MUST(out != NULL);
	err = form_query_find(
	    (const char *)data, size, f->name, out, size + 1, &len);
	MUST(strlen(out) == len);
	if (f->present)
		MUST(err == OG_OK && len == f->len &&
		     memcmp(out, f->value, len) == 0);
	else
		MUST(err == OG_ERR_NOTFOUND);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct form_field fields[] = {
	    {.name = "a"}, {.name = "user"}, {.name = "code"}};
	const size_t n = sizeof(fields) / sizeof(*fields);
	char *body = fuzz_string(data, size);
	enum og_err err = form_parse(body, size, fields, n);

	for (size_t i = 0; i < n; i++) {
		MUST(fields[i].value >= body);
		MUST(fields[i].value + fields[i].len <= body + size);
		MUST(strlen(fields[i].value) == fields[i].len);
		if (err != OG_OK || !fields[i].present)
			MUST(!fields[i].present && fields[i].len == 0);
		if (err == OG_OK)
			compare(&fields[i], data, size);
	}
	MUST(err == OG_OK || err == OG_ERR_FORMAT || err == OG_ERR_EXISTS ||
	     err == OG_ERR_RANGE);
	free(body);
	return 0;
}
