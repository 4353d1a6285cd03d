/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: an Authorization header, and what its token is good for.  The
 * input has lines: header, request target, prefix, address, network.  Whatever
 * is accepted must stay below the prefix for a reader who decodes as often as
 * it likes and then resolves dots, blanks, backslashes and empty segments.
 */
#include <string.h>

#include "fuzz.h"
#include "lib/record/bearer.h"

#define DECODINGS 3
#define NOW 1700000000

/* Cuts the next line off. */
static char *
line(char **rest)
{
	char *s = *rest, *end = strchr(s, '\n');

	*rest = end != NULL ? end + 1 : s + strlen(s);
	if (end != NULL)
		*end = '\0';
	return s;
}

static void
try_header(const char *header)
{
	struct og_bearer_token t, again;
	char text[OG_BEARER_SIZE];

	if (og_bearer_parse(header, strlen(header), &t) != OG_OK)
		return;
	og_bearer_format(&t, text);
	MUST(strlen(header) > strlen(text));
	MUST(strcmp(header + strlen(header) - strlen(text), text) == 0);
	MUST(og_bearer_parse(header, strlen(header), &again) == OG_OK);
	MUST(memcmp(&t, &again, sizeof(t)) == 0);
}

/* Decodes what can be decoded, in place; another reader's patience. */
static void
decode(char *s)
{
	char *to = s, digits[3] = "", *end;

	while (*s != '\0') {
		if (*s == '%' && s[1] != '\0' && s[2] != '\0') {
			memcpy(digits, s + 1, 2);
			*to = (char)strtoul(digits, &end, 16);
			if (end == digits + 2) {
				to++;
				s += 3;
				continue;
			}
		}
		*to++ = *s++;
	}
	*to = '\0';
}

/* Resolves a path as the most careless server would: the result has no dot
 * segments.  Fills "out", which is as long as "path" and 2 more. */
static void
resolve(char *path, char *out)
{
	size_t n = 0, len;
	char *s = path;

	path[strcspn(path, "?#;")] = '\0';
	for (; *s != '\0'; s += len) {
		s += strspn(s, "/\\");
		len = strcspn(s, "/\\");
		if (len == 0 || strspn(s, ". +") == len) {
			if (len >= 2 && strspn(s, ". +") == len)
				while (n > 0 && out[--n] != '/')
					;
			continue;
		}
		out[n++] = '/';
		memcpy(out + n, s, len);
		n += len;
	}
	out[n] = '\0';
}

static void
must_stay_below(const char *uri, const char *prefix)
{
	const size_t n = strlen(prefix);
	char *path = fuzz_string((const uint8_t *)uri, strcspn(uri, "?"));
	char *out = malloc(strlen(path) + 2);

	MUST(out != NULL);
	for (int i = 0; i <= DECODINGS; i++) {
		char *copy = fuzz_string((const uint8_t *)path, strlen(path));

		resolve(copy, out);
		MUST(n == 1 || (strncmp(out, prefix, n) == 0 &&
				   (out[n] == '\0' || out[n] == '/')));
		MUST(strncmp(out, "/otp/", 5) != 0 && strcmp(out, "/otp") != 0);
		free(copy);
		decode(path);
	}
	free(out);
	free(path);
}

static void
try_target(const char *uri, const char *prefix, const char *address,
    const char *network)
{
	struct og_bearer b = {.expires = NOW + 1};
	char canonical[OG_NETWORK_MAX + 1];

	if (og_bearer_prefix_is_valid(prefix)) {
		MUST(strlen(prefix) <= OG_PREFIX_MAX);
		memcpy(b.prefix, prefix, strlen(prefix) + 1);
		MUST(og_bearer_is_good(&b, prefix, address, NOW));
	} else {
		memcpy(b.prefix, "/api", 5);
	}
	if (og_bearer_network_parse(network, canonical) == OG_OK) {
		memcpy(b.network, canonical, sizeof(canonical));
		MUST(og_bearer_network_parse(b.network, canonical) == OG_OK);
		MUST(strcmp(b.network, canonical) == 0);
	}
	if (og_bearer_is_good(&b, uri, address, NOW))
		must_stay_below(uri, b.prefix);
	MUST(!og_bearer_is_good(&b, uri, address, NOW + 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *rest = text;
	const char *header = line(&rest), *uri = line(&rest);
	const char *prefix = line(&rest), *address = line(&rest);

	try_header(header);
	try_target(uri, prefix, address, line(&rest));
	free(text);
	return 0;
}
