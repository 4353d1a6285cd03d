/* SPDX-License-Identifier: ISC */
/*
 * Escapes text for HTML.  No page may put outside text anywhere but through
 * these; nothing here builds tags or decides what is shown.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "fcgi/web/html.h"
#include "lib/base/text.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* What to write for the ASCII character "c" in HTML; NULL: itself. */
static const char *
html_escape(unsigned char c, bool attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\'':
		return attribute ? "&#39;" : NULL;
	case '\t':
		return attribute ? "&#9;" : NULL;
	case '\n':
		return attribute ? "&#10;" : NULL;
	case '\r':
		return attribute ? "&#13;" : REPLACEMENT;
	default:
		return c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
	}
}

static void
html_put(struct og_buf *out, const char *s, bool attribute)
{
	const char *end = s + strlen(s), *escape;
	uint32_t cp;
	size_t n;

	for (; s < end; s += n) {
		n = og_text_decode(s, (size_t)(end - s), &cp);
		escape = n == 0 ? REPLACEMENT : NULL;
		if (n == 1)
			escape = html_escape((unsigned char)*s, attribute);
		n = n == 0 ? 1 : n;
		if (escape != NULL)
			og_buf_puts(out, escape);
		else
			og_buf_put(out, s, n);
	}
}

void
html_text(struct og_buf *out, const char *s)
{
	html_put(out, s, false);
}

void
html_attr(struct og_buf *out, const char *s)
{
	html_put(out, s, true);
}
