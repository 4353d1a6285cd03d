// SPDX-License-Identifier: ISC
/*
 * What a style sheet in a page must not have.  Refuses and never mends: what
 * was removed might leave what is refused.
 */
#include "lib/look/css.h"

#include <string.h>
#include <strings.h>

/* In any case of letters.  Escapes are refused as such: with them everything
 * has more spellings. */
static const struct banned {
	const char *text, *reason;
} banned[] = {
    {"<", "could end the style sheet"},
    {"\\", "has no place here: write the character itself"},
    {"url(", "would load something, and pages load nothing"},
    {"src(", "would load something, and pages load nothing"},
    {"image(", "would load something, and pages load nothing"},
    {"image-set(", "would load something, and pages load nothing"},
    {"@import", "would load something, and pages load nothing"},
    {"@font-face", "would load something, and pages load nothing"},
    {"@namespace", "would change what all names mean"},
    {"@charset", "has no place here: the page is UTF-8"},
    {"expression", "is a script in old browsers"},
    {"behavior", "is a script in old browsers"},
    {"-moz-binding", "is a script in old browsers"},
    {"javascript:", "is a script in old browsers"},
};

enum og_err
og_css_check(const char *s, size_t len, struct og_fault *fault)
{
	size_t n;

	if (len > OG_CSS_MAX) {
		(void)og_fault_all(fault,
		    "it has %zu bytes, and %d are allowed", len, OG_CSS_MAX);
		return OG_ERR_RANGE;
	}
	if (og_fault_text(fault, s, len) != OG_OK)
		return OG_ERR_FORMAT;
	for (size_t at = 0; at < len; at++)
		for (size_t i = 0; i < sizeof(banned) / sizeof(banned[0]);
		     i++) {
			n = strlen(banned[i].text);
			if (n <= len - at &&
			    strncasecmp(s + at, banned[i].text, n) == 0)
				return og_fault_at(fault, s, at, "\"%s\" %s",
				    banned[i].text, banned[i].reason);
		}
	return OG_OK;
}
