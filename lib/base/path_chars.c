/* SPDX-License-Identifier: ISC */
/*
 * The characters of the folded reading of a path: escapes of all kinds, and
 * what readers take for ASCII.  Knows no segments.
 */
#include <stdint.h>
#include <string.h>

#include "lib/base/alike.h"
#include "lib/base/path_impl.h"
#include "lib/base/percent.h"
#include "lib/base/text.h"

/* True when "n" bytes are one ASCII character for decoders that accept forms
 * longer than UTF-8 allows. */
static bool
overlong(const char *s, size_t n, uint32_t *cp)
{
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};

	if (n < 2 || ((unsigned char)s[0] & 0xfe) != first[n])
		return false;
	*cp = (unsigned char)s[0] & 1;
	for (size_t i = 1; i < n; i++)
		*cp = *cp << 6 | ((unsigned char)s[i] & 0x3f);
	return *cp < 0x80;
}

/* What one character is taken for: how many bytes "out" then holds, -1 if it is
 * only itself. */
static int
read_alike(uint32_t cp, char out[OG_ALIKE_MAX + 1])
{
	if (cp >= 0x80)
		return og_alike_find(cp, out) ? (int)strlen(out) : -1;
	out[0] = (char)cp;
	return 1;
}

/* As above, for the character at the end of the text, of *n bytes. */
static int
find_alike(struct og_path *p, size_t *n, char out[OG_ALIKE_MAX + 1])
{
	const char *s = p->text + p->len - 1;
	uint32_t cp;
	int count;

	for (*n = 1; *n < 4 && *n < p->len; ++*n, s--)
		if (((unsigned char)*s & 0xc0) != 0x80)
			break;
	if (og_text_decode(s, *n, &cp) == *n) {
		count = read_alike(cp, out);
		if (count >= 0 && !og_text_is_clean(s, *n))
			p->odd |= OG_PATH_ODD_BYTES;
		return count;
	}
	if (!overlong(s, *n, &cp))
		return -1;
	p->odd |= OG_PATH_ODD_BYTES;
	return read_alike(cp, out);
}

/* "%u0041" is an escape for some, and a percent sign for others. */
static int
find_wide_escape(struct og_path *p, size_t *n, char out[OG_ALIKE_MAX + 1])
{
	const char *s;
	uint32_t cp = 0;
	int digit;

	*n = 6;
	if (p->len < 6)
		return -1;
	s = p->text + p->len - 6;
	if (s[0] != '%' || (s[1] != 'u' && s[1] != 'U'))
		return -1;
	for (int i = 2; i < 6; i++) {
		digit = og_hex_digit(s[i]);
		if (digit < 0)
			return -1;
		cp = cp << 4 | (uint32_t)digit;
	}
	p->odd |= OG_PATH_ODD_BYTES;
	return read_alike(cp, out);
}

/* What the end of the text is taken for, as above. */
static int
find_meaning(struct og_path *p, size_t *n, char out[OG_ALIKE_MAX + 1])
{
	int c;

	if ((unsigned char)p->text[p->len - 1] >= 0x80)
		return find_alike(p, n, out);
	c = p->len >= 3 ? og_percent_byte(p->text + p->len - 3, 3) : -1;
	if (c < 0)
		return find_wide_escape(p, n, out);
	*n = 3;
	out[0] = (char)c;
	return 1;
}

void
og_path_put(struct og_path *p, char c, bool raw)
{
	char meant[OG_ALIKE_MAX + 1];
	int i, count;
	size_t n;

	for (;;) {
		if (c == '\\' || (c == '/' && !raw)) {
			p->odd |= OG_PATH_ODD_SLASH;
			c = '/';
		}
		if (c == '\0')
			p->odd |= OG_PATH_ODD_FORM;
		p->text[p->len++] = c;
		raw = false;
		count = find_meaning(p, &n, meant);
		if (count < 0)
			return;
		p->len -= n;
		if (count == 0)
			return;
		/* letters, of which the first may end an escape: not deep */
		for (i = 0; i + 1 < count; i++)
			og_path_put(p, meant[i], false);
		c = meant[i];
	}
}
