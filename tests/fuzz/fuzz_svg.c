/* SPDX-License-Identifier: ISC */
/* Fuzz target: logos and style sheets of pages.  What is taken has nothing that
 * must not be in it, however it is spelled. */
#include <string.h>
#include <strings.h>

#include "fuzz.h"
#include "lib/look/css.h"
#include "lib/look/png.h"
#include "lib/look/svg.h"

static void
has_none(const char *s, const char *const *words)
{
	for (; *words != NULL; words++)
		for (const char *at = s; *at != '\0'; at++)
			MUST(strncasecmp(at, *words, strlen(*words)) != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* comments and texts for people may have the rest */
	static const char *const never[] = {"<script", "<!D", "<![", "<use",
	    "<image", "<foreignObject", "<a ", "<animate", "<set", "&#", NULL};
	static const char *const no_style[] = {
	    "</", "url(", "@import", "expression", "\\", NULL};
	struct og_fault fault = {.line = -1};
	char *s = fuzz_string(data, size);

	if (og_svg_check(s, size, &fault) == OG_OK) {
		MUST(strlen(s) == size);
		if (strstr(s, "<!--") == NULL)
			has_none(s, never);
	} else {
		MUST(fault.line >= 0 && fault.text[0] != '\0');
	}
	fault.text[0] = '\0';
	if (og_css_check(s, size, &fault) == OG_OK)
		has_none(s, no_style);
	else
		MUST(fault.text[0] != '\0');
	fault.text[0] = '\0';
	MUST(
	    og_png_check(data, size, &fault) == OG_OK || fault.text[0] != '\0');
	free(s);
	return 0;
}
