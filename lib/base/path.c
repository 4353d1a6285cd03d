/* SPDX-License-Identifier: ISC */
/*
 * Two readings of a path: the strict one, which normalises nothing and refuses
 * what could be read in two ways; and the folded one, which normalises all that
 * anybody might.  Who is let in by the first, or kept out by the second, is
 * decided elsewhere.
 */
#include <stdint.h>
#include <string.h>

#include "lib/base/path.h"
#include "lib/base/percent.h"
#include "lib/base/text.h"

/* What may stand in a path as it is: RFC 3986, section 3.3, without the
 * semicolon, behind which some applications see parameters. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz"
			    "0123456789-._~!$&'()*+,=:@";

/* Escaped, these are read as what they mean by whoever decodes twice. */
static const char structural[] = "/\\%;?#";

/* A blank, or what form decoding makes one of. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '+';
}

/* --- the strict reading --- */

/*
 * Reads the character at s[*i], escaped or not, and steps over it.  -1 for one
 * that has no place in a path which everybody reads alike.
 */
static int
next_char(const char *s, size_t len, size_t *i)
{
	int c;

	if (s[*i] != '%') {
		c = (unsigned char)s[(*i)++];
		return c != 0 && strchr(plain, c) != NULL ? c : -1;
	}
	if (len - *i < 3)
		return -1;
	c = og_percent_byte(s + *i, 3);
	if (c < ' ' || c == 0x7f || strchr(structural, c) != NULL)
		return -1;
	*i += 3;
	return c;
}

/*
 * True for one segment that names something.  Dots alone do not, nor with
 * blanks among them: there are systems where ".. " is "..".  Escaped bytes must
 * be UTF-8 in its shortest form.
 */
static bool
is_clean_segment(const char *s, size_t len)
{
	char text[256];
	size_t i = 0, n = 0;
	bool names = false;
	int c;

	while (i < len) {
		c = next_char(s, len, &i);
		if (c < 0 || n == sizeof(text))
			return false;
		names = names || (c != '.' && !is_blank((char)c));
		text[n++] = (char)c;
	}
	return names && og_text_is_clean(text, n);
}

bool
og_path_is_clean(const char *s, size_t len)
{
	size_t i, end;

	if (len == 0 || s[0] != '/')
		return false;
	for (i = 1; i < len; i = end + 1) {
		for (end = i; end < len && s[end] != '/'; end++)
			;
		if (!is_clean_segment(s + i, end - i))
			return false;
	}
	return true;
}

bool
og_path_is_below(const char *s, size_t len, const char *prefix)
{
	const size_t n = strlen(prefix);

	if (n == 1) /* "/" */
		return len >= 1 && s[0] == '/';
	return len >= n && memcmp(s, prefix, n) == 0 &&
	       (len == n || s[n] == '/');
}

/* --- the folded reading: characters --- */

/* Characters beyond ASCII that some readers take for the ASCII one: by case
 * (Unicode, CaseFolding and SpecialCasing), by width, or by trimming. */
static const struct alike {
	size_t n;
	char bytes[4];
	char c;
} alikes[] = {
    {3, "\xe2\x84\xaa", 'k'}, /* U+212A, Kelvin */
    {2, "\xc5\xbf", 's'},     /* U+017F, long s */
    {2, "\xc4\xb0", 'i'},     /* U+0130, i with a dot above */
    {2, "\xc4\xb1", 'i'},     /* U+0131, i without one */
    {3, "\xe2\x80\xa4", '.'}, /* U+2024 to U+2026, dots of a leader */
    {3, "\xe2\x80\xa5", '.'}, {3, "\xe2\x80\xa6", '.'},
    {2, "\xc2\xa0", ' '},     /* U+00A0, the blank that does not break */
    {3, "\xef\xbb\xbf", ' '}, /* U+FEFF, the byte order mark */
    {3, "\xe3\x80\x80", ' '}, /* U+3000, the wide one */
};

/* U+FF01 to U+FF5E, the full-width forms of "!" to "~"; -1 for others. */
static int
narrow(const unsigned char *s)
{
	if (s[0] != 0xef)
		return -1;
	if (s[1] == 0xbc && s[2] >= 0x81 && s[2] <= 0xbf)
		return s[2] - 0x81 + '!';
	if (s[1] == 0xbd && s[2] >= 0x80 && s[2] <= 0x9e)
		return s[2] - 0x80 + '`';
	return -1;
}

/* The ASCII character that the end of the text stands for, of *n bytes; -1:
 * for none. */
static int
find_alike(const struct og_path *p, size_t *n)
{
	const char *end = p->text + p->len;
	int c;

	for (size_t i = 0; i < sizeof(alikes) / sizeof(alikes[0]); i++) {
		*n = alikes[i].n;
		if (end[-1] == alikes[i].bytes[*n - 1] && p->len >= *n &&
		    memcmp(end - *n, alikes[i].bytes, *n) == 0)
			return alikes[i].c;
	}
	*n = 3;
	c = p->len >= 3 ? narrow((const unsigned char *)end - 3) : -1;
	return c;
}

/*
 * Puts one byte at the end of the text, and what that makes of the bytes before
 * it, as often as it makes something of them.  No two escapes overlap, so the
 * order does not matter, and the result has none left.
 */
static void
put(struct og_path *p, char c, bool raw)
{
	int found;
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
		n = 3;
		found = -1;
		if ((unsigned char)c >= 0x80)
			found = find_alike(p, &n);
		else if (p->len >= 3)
			found = og_percent_byte(p->text + p->len - 3, 3);
		if (found < 0)
			return;
		p->len -= n;
		c = (char)found;
	}
}

/* "%u0041" is an escape for some, and a percent sign for others. */
static bool
has_wide_escape(const char *s, size_t len)
{
	size_t i, k;

	for (i = 0; i + 6 <= len; i++) {
		if (s[i] != '%' || (s[i + 1] != 'u' && s[i + 1] != 'U'))
			continue;
		for (k = 2; k < 6 && og_hex_digit(s[i + k]) >= 0; k++)
			;
		if (k == 6)
			return true;
	}
	return false;
}

/* How many segments of the raw path are "." or "..". */
static size_t
count_dots(const char *s, size_t len)
{
	size_t i, n, count = 0;

	for (i = 0; i < len; i += n + 1) {
		for (n = 0; i + n < len && s[i + n] != '/'; n++)
			;
		if ((n == 1 || n == 2) && s[i] == '.' && s[i + n - 1] == '.')
			count++;
	}
	return count;
}

void
og_path_begin(struct og_path *p, const char *uri, char *text, size_t size)
{
	const size_t len = strcspn(uri, "?");
	size_t i;

	memset(p, 0, sizeof(*p));
	p->text = text;
	p->size = size;
	if (len == 0 || uri[0] != '/' || len > size) {
		p->odd = OG_PATH_ODD_FORM;
		return;
	}
	for (i = 0; i < len; i++)
		put(p, uri[i], true);
	p->dots = count_dots(uri, len);
	if (!og_text_is_clean(p->text, p->len) ||
	    has_wide_escape(p->text, p->len))
		p->odd |= OG_PATH_ODD_BYTES;
}

/* --- the folded reading: segments --- */

/* Where the name in a segment ends: in front of parameters, of what would be a
 * query if it were decoded again, and of the streams of a file. */
static size_t
name_end(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] == ';' || s[i] == '?' || s[i] == '#')
			break;
		if (s[i] == ':' && i + 1 < len &&
		    (s[i + 1] == ':' || s[i + 1] == '$'))
			break;
	}
	return i;
}

/* Some web servers take what follows a script for the path that it shall
 * show. */
static bool
is_script(const char *s, size_t len)
{
	static const char *const ends[] = {".php", ".phtml", ".cgi", ".fcgi",
	    ".pl", ".py", ".rb", ".wsgi", ".asp", ".aspx", ".cfm", ".jsp"};
	size_t n;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (len > n && memcmp(s + len - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

/* "(S(...))" is a cookie to some, and no part of the path. */
static bool
has_cookie(const char *s, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++)
		if (s[i] == '(' && s[i + 2] == '(' &&
		    strchr("aAfFsS", s[i + 1]) != NULL && s[i + 1] != '\0')
			return true;
	return false;
}

static void
pop(struct og_path *p)
{
	while (p->done > 0 && p->text[--p->done] != '/')
		;
}

/* Dots and blanks alone. */
static void
fold_dots(struct og_path *p, const char *s, size_t len)
{
	p->dotted = true;
	if (len > 2 || s[0] != '.' || s[len - 1] != '.') {
		p->odd |= OG_PATH_ODD_DOTS;
		return;
	}
	if (p->dots == 0) /* not so plainly */
		p->odd |= OG_PATH_ODD_DOTS;
	else
		p->dots--;
	if (len == 2)
		pop(p);
}

/* What is pushed is never longer than what was read: "s" may be in the same
 * text, further on. */
static void
push(struct og_path *p, const char *s, size_t len)
{
	size_t i;
	char c;

	p->text[p->done++] = '/';
	for (i = 0; i < len; i++) {
		c = s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		p->text[p->done++] = c;
	}
}

/* Nothing but plus signs. */
static bool
is_plus(const char *s, size_t len)
{
	while (len > 0 && s[len - 1] == '+')
		len--;
	return len == 0;
}

static void
fold_segment(struct og_path *p, const char *s, size_t len, bool last)
{
	const size_t whole = len;
	size_t trimmed, begin;

	if (has_cookie(s, len))
		p->odd |= OG_PATH_ODD_DOTS;
	len = name_end(s, len);
	p->cut = p->cut || len < whole;
	p->empty = p->empty || (len == 0 && (!last || whole > 0));
	if (len == 0)
		return;
	for (trimmed = len; trimmed > 0; trimmed--)
		if (strchr(".:", s[trimmed - 1]) == NULL &&
		    !is_blank(s[trimmed - 1]))
			break;
	if (trimmed == 0) {
		/* "+" alone is a name: /c/project/+/1 */
		if (is_plus(s, len))
			push(p, s, len);
		else
			fold_dots(p, s, len);
		return;
	}
	while (is_blank(*s)) {
		s++;
		trimmed--;
	}
	begin = p->done + 1;
	push(p, s, trimmed);
	p->script = !last && is_script(p->text + begin, p->done - begin);
	p->scripted = p->scripted || p->script;
}

bool
og_path_next(struct og_path *p)
{
	const char *s, *slash;
	size_t len;

	if (p->at >= p->len) {
		/* whether "//", ";" and scripts are segments decides what ".."
		 * leaves */
		if (p->dots > 0 ||
		    (p->dotted && (p->empty || p->cut || p->scripted)))
			p->odd |= OG_PATH_ODD_DOTS;
		return false;
	}
	if (p->script)
		pop(p);
	p->script = false;
	s = p->text + p->at + 1; /* behind a slash */
	len = p->len - p->at - 1;
	slash = memchr(s, '/', len);
	if (slash != NULL)
		len = (size_t)(slash - s);
	p->at += len + 1;
	fold_segment(p, s, len, slash == NULL);
	return true;
}
