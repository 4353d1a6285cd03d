/* SPDX-License-Identifier: ISC */
/* Fuzz target: the address of a check. */
#include <string.h>

#include "fuzz.h"
#include "lib/codes/requirement.h"

#define BASE "/otp/check"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *address = fuzz_string(data, size);
	char words[OG_NEED_MAX], again[OG_NEED_MAX];
	char canonical[sizeof(BASE) + OG_NEED_MAX];
	struct og_need need;

	if (og_need_parse(address, &need) == OG_OK) {
		MUST(strncmp(address, BASE, strlen(BASE)) == 0);
		og_need_format(&need, words);
		snprintf(canonical, sizeof(canonical), "%s%s%s", BASE,
		    words[0] != '\0' ? "/" : "", words);
		MUST(og_need_parse(canonical, &need) == OG_OK);
		og_need_format(&need, again);
		MUST(strcmp(words, again) == 0);
	}
	free(address);
	return 0;
}
