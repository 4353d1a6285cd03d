/* SPDX-License-Identifier: ISC */
/*
 * Escapes text for HTML and JSON.  No page may put outside text anywhere but
 * through these; nothing here decides what is shown.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "fcgi/web/html.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static bool
is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * The length of the well-formed UTF-8 sequence of two bytes or more at "s", or
 * 0 (Unicode table 3-7: no overlong forms, no surrogates, nothing above
 * U+10FFFF).  Never looks behind the NUL.
 */
static size_t
utf8_len(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (!is_continuation(s[i]))
			return 0;
	return n;
}

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

/* "len" bytes of "text"; what stands behind them begins no character. */
static void
html_put(struct og_buf *out, const char *text, size_t len, bool attribute)
{
	const unsigned char *s = (const unsigned char *)text, *end = s + len;
	const char *escape;
	size_t n;

	for (; s < end; s += n) {
		n = 1;
		if (*s < 0x80) {
			escape = html_escape(*s, attribute);
		} else {
			n = utf8_len(s);
			escape = n == 0 ? REPLACEMENT : NULL;
			n = n == 0 ? 1 : n;
		}
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
put_place(struct og_buf *out, const struct words_piece *piece,
    const struct words_args *args)
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
		put_place(out, &piece, args);
}

void
html_json(struct og_buf *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n;

	og_buf_putc(out, '"');
	for (; *s != '\0'; s += n) {
		n = 1;
		if (*s >= 0x80) {
			n = utf8_len(s);
			if (n != 0) {
				og_buf_put(out, s, n);
			} else {
				n = 1;
				og_buf_puts(out, REPLACEMENT);
			}
		} else if (*s == '"' || *s == '\\') {
			og_buf_putc(out, '\\');
			og_buf_putc(out, (char)*s);
		} else if (*s < 0x20 || *s == 0x7f) {
			og_buf_puts(out, REPLACEMENT);
		} else if (strchr("<>&'", *s) != NULL) {
			og_buf_printf(out, "\\u%04x", (unsigned)*s);
		} else {
			og_buf_putc(out, (char)*s);
		}
	}
	og_buf_putc(out, '"');
}
