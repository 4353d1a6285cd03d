/* SPDX-License-Identifier: ISC */
/* Fuzz target: an Accept-Language header. */
#include <string.h>
#include <strings.h>

#include "fcgi/web/accept_language.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *header = fuzz_string(data, size);
	const struct words *found;
	size_t n = 0;

	while (words_languages[n] != NULL)
		n++;
	found = accept_language(header, words_languages, n);
	if (found != NULL) {
		MUST(strlen(header) <= ACCEPT_LANGUAGE_MAX);
		MUST(strcasestr(header, found->code) != NULL ||
		     strchr(header, '*') != NULL);
		/* it is that of the whole header, which is well spelled */
		MUST(strspn(header,
			 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-*,;=. \t") == strlen(header));
		MUST(accept_language(header, &found, 1) == found);
	}
	MUST(accept_language(header, words_languages, 0) == NULL);
	free(header);
	return 0;
}
