/* SPDX-License-Identifier: ISC */
/* Fuzz target: a Cookie header. */
#include <string.h>

#include "fcgi/web/cookie.h"
#include "fuzz.h"

#define NAME "a"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *header = fuzz_string(data, size);
	const char *value, *equals, *other;
	size_t len, n;
	enum og_err err = cookie_find(header, NAME, &value, &len);

	if (err == OG_OK) {
		MUST(value > header + 1);
		MUST(value + len <= header + strlen(header));
		MUST(memchr(value, ';', len) == NULL);
		MUST(len == 0 || strchr(" \t", value[0]) == NULL);
		MUST(len == 0 || strchr(" \t", value[len - 1]) == NULL);
		for (equals = value - 1; *equals != '='; equals--)
			MUST(*equals == ' ' || *equals == '\t');
		MUST(equals > header && equals[-1] == NAME[0]);
		/* There is none behind it and none before it. */
		MUST(cookie_find(value + len, NAME, &other, &n) ==
		     OG_ERR_NOTFOUND);
		header[equals - 1 - header] = '\0';
		MUST(cookie_find(header, NAME, &other, &n) == OG_ERR_NOTFOUND);
	} else {
		MUST(err == OG_ERR_NOTFOUND || err == OG_ERR_EXISTS);
		MUST(value == NULL && len == 0);
	}
	free(header);
	return 0;
}
