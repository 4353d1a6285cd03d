/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: a redirect target.  What is accepted is compared with a second
 * reading of the policy, and what is encoded is decoded again.
 */
#include <string.h>

#include "fcgi/web/form.h"
#include "fcgi/web/redirect.h"
#include "fuzz.h"

static const char hosts[][OG_HOST_MAX + 1] = {"a.test", "b.test"};

/* Where the path of an accepted target starts. */
static const char *
path_of(const char *rd)
{
	const char *path;

	if (rd[0] == '/')
		return rd;
	MUST(strncmp(rd, "https://", 8) == 0);
	path = rd + 8;
	MUST(path[0] == 'a' || path[0] == 'A' || path[0] == 'b' ||
	     path[0] == 'B');
	path += strlen("a.test");
	if (strncmp(path, ":443", 4) == 0)
		path += 4;
	return path;
}

static void
judge_again(const char *rd)
{
	const char *path = path_of(rd);
	bool query = false;
	char *escape;

	MUST(strlen(rd) <= REDIRECT_MAX);
	MUST(*path == '\0' || *path == '/');
	MUST(*path == '\0' || path[1] != '/');
	for (const char *p = rd; *p != '\0'; p++) {
		MUST(*p > ' ' && *p < 0x7f);
		query = query || *p == '?' || *p == '#';
		if (query)
			continue;
		MUST(*p != '\\');
		if (*p != '%')
			continue;
		escape = (char[]){p[1], p[2], '\0'};
		MUST(strspn(escape, "0123456789abcdefABCDEF") == 2);
		MUST(strtol(escape, NULL, 16) >= ' ');
		MUST(strtol(escape, NULL, 16) != 0x7f);
		MUST(strtol(escape, NULL, 16) != '\\');
	}
}

static void
encode_and_decode(const char *uri)
{
	size_t len = strlen(uri), out_len;
	char *out = malloc(len + 1);
	struct og_buf b;

	MUST(out != NULL);
	og_buf_init(&b, 4 * len + 64);
	og_buf_puts(&b, "a=1&rd=");
	redirect_encode(&b, uri);
	MUST(og_buf_err(&b) == OG_OK);
	MUST(form_query_find(
		 og_buf_str(&b), b.len, "rd", out, len + 1, &out_len) == OG_OK);
	MUST(out_len == len && strcmp(out, uri) == 0);
	og_buf_clear(&b);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *rd = fuzz_string(data, size);

	if (redirect_is_safe(rd, size, hosts, 2)) {
		MUST(strlen(rd) == size);
		judge_again(rd);
	}
	encode_and_decode(rd);
	free(rd);
	return 0;
}
