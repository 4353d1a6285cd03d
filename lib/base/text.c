/* SPDX-License-Identifier: ISC */
/*
 * Foreign text made harmless for terminals and log lines.  It knows UTF-8 and
 * nothing else: no locale, no wide characters.
 */
#include <stdint.h>

#include "lib/base/text.h"

size_t
og_text_decode(const char *s, size_t len, uint32_t *cp)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t value = (unsigned char)s[0];
	size_t i, n;

	if (value < 0x80) {
		*cp = value;
		return 1;
	}
	if ((value & 0xe0) == 0xc0)
		n = 2;
	else if ((value & 0xf0) == 0xe0)
		n = 3;
	else if ((value & 0xf8) == 0xf0)
		n = 4;
	else
		return 0;
	if (n > len)
		return 0;
	value &= 0x7fU >> n;
	for (i = 1; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (c & 0x3f);
	}
	if (value < smallest[n] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*cp = value;
	return n;
}

/* Moves the cursor, breaks the line or turns the direction of writing. */
static bool
is_harmful(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c ||
	       cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069);
}

static void
put_escaped(struct og_buf *b, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		og_buf_printf(b, "\\x%02x", (unsigned)(unsigned char)s[i]);
}

void
og_text_escape(struct og_buf *b, const char *s, size_t len, size_t cap)
{
	size_t i, n;
	uint32_t cp = 0;

	for (i = 0; i < len; i += n) {
		bool harmful;

		n = og_text_decode(s + i, len - i, &cp);
		harmful = n == 0 || is_harmful(cp) || cp == '\\' || cp == '"';
		if (n == 0)
			n = 1;
		if (i + n > cap) {
			og_buf_puts(b, "...");
			return;
		}
		if (harmful)
			put_escaped(b, s + i, n);
		else
			og_buf_put(b, s + i, n);
	}
}

void
og_text_json(struct og_buf *b, const char *s, size_t len, size_t cap)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = og_text_decode(s + i, len - i, &cp);
		if (n == 0) {
			n = 1;
			cp = 0xfffd;
		}
		if (i + n > cap) {
			og_buf_puts(b, "...");
			return;
		}
		if (cp == '"' || cp == '\\')
			og_buf_printf(b, "\\%c", (char)cp);
		else if (cp >= 0x20 && cp < 0x7f)
			og_buf_putc(b, (char)cp);
		else if (cp < 0x10000)
			og_buf_printf(b, "\\u%04x", (unsigned)cp);
		else
			og_buf_printf(b, "\\u%04x\\u%04x",
			    (unsigned)(0xd800 + ((cp - 0x10000) >> 10)),
			    (unsigned)(0xdc00 + ((cp - 0x10000) & 0x3ff)));
	}
}

void
og_text_json_string(struct og_buf *b, const char *s, size_t len)
{
	og_buf_putc(b, '"');
	og_text_json(b, s, len, len);
	og_buf_putc(b, '"');
}

bool
og_text_is_clean(const char *s, size_t len)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = og_text_decode(s + i, len - i, &cp);
		if (n == 0 || is_harmful(cp))
			return false;
	}
	return true;
}

/* Blanks of all widths and characters that draw nothing by themselves. */
static bool
is_unseen(uint32_t cp)
{
	static const uint32_t ranges[][2] = {{0x20, 0x20}, {0xa0, 0xa0},
	    {0xad, 0xad}, {0x34f, 0x34f}, {0x115f, 0x1160}, {0x1680, 0x1680},
	    {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f},
	    {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800},
	    {0x3000, 0x3000}, {0x3164, 0x3164}, {0xfe00, 0xfe0f},
	    {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
	    {0xe0000, 0xe0fff}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

bool
og_text_is_seen(const char *s, size_t len)
{
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = og_text_decode(s + i, len - i, &cp);
		if (n == 0)
			return false;
		if (!is_unseen(cp))
			return true;
	}
	return false;
}

long
og_text_length(const char *s, size_t len)
{
	size_t i, n;
	uint32_t cp;
	long count = 0;

	for (i = 0; i < len; i += n) {
		n = og_text_decode(s + i, len - i, &cp);
		if (n == 0)
			return -1;
		count++;
	}
	return count;
}
