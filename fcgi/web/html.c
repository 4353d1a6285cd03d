/* SPDX-License-Identifier: ISC */
/*
 * Escapes text for HTML.  No page may put outside text anywhere but through
 * these; nothing here decides what is shown.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "fcgi/web/html.h"
#include "fcgi/web/when.h"
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

/* "len" bytes of "s". */
static void
html_put(struct og_buf *out, const char *s, size_t len, bool attribute)
{
	const char *end = s + len, *escape;
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
	html_put(out, s, strlen(s), false);
}

void
html_attr(struct og_buf *out, const char *s)
{
	html_put(out, s, strlen(s), true);
}

static void
put_place(struct og_buf *out, const struct words *language,
    const struct words_piece *piece, const struct words_args *args)
{
	switch (piece->place) {
	case WORDS_RUN:
		html_put(out, piece->text, piece->len, false);
		break;
	case WORDS_USER:
		og_buf_puts(out, "<strong>");
		html_text(out, args->user != NULL ? args->user : "");
		og_buf_puts(out, "</strong>");
		break;
	case WORDS_SITE:
		html_text(out, args->site != NULL ? args->site : "");
		break;
	case WORDS_NUMBER:
		og_buf_printf(out, "%" PRIu64, args->count);
		break;
	case WORDS_BROWSER:
		/* Latin letters among others, which run another way */
		og_buf_puts(out, "<bdi>");
		html_text(out, args->browser != NULL ? args->browser : "");
		og_buf_puts(out, "</bdi>");
		break;
	case WORDS_WHEN:
		when_put(out, language, args->when);
		break;
	case WORDS_DAY:
	case WORDS_MONTH:
	case WORDS_YEAR:
	case WORDS_TIME:
	case WORDS_ZONE:
	case WORDS_PLACES:
		break;
	}
}

void
html_words(struct og_buf *out, const struct words *language, enum word word,
    const struct words_args *args)
{
	static const struct words_args nothing;
	struct words_piece piece;
	const char *text;

	if (args == NULL)
		args = &nothing;
	text = words_text(language, word, args->count);
	while (words_next(&text, &piece))
		put_place(out, language, &piece, args);
}
