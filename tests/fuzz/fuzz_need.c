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
	char words[OG_REQUIREMENT_MAX], again[OG_REQUIREMENT_MAX];
	char canonical[sizeof(BASE) + OG_REQUIREMENT_MAX];
	struct og_requirement need;

	if (og_requirement_parse(address, &need) == OG_OK) {
		MUST(strncmp(address, BASE, strlen(BASE)) == 0);
		og_requirement_format(&need, words);
		snprintf(canonical, sizeof(canonical), "%s%s%s", BASE,
		    words[0] != '\0' ? "/" : "", words);
		MUST(og_requirement_parse(canonical, &need) == OG_OK);
		og_requirement_format(&need, again);
		MUST(strcmp(words, again) == 0);
	}
	free(address);
	return 0;
}
