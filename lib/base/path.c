/* SPDX-License-Identifier: ISC */
/*
 * Two readings of a path: the strict one, which normalises nothing and refuses
 * what could be read in two ways; and the folded one, which normalises
 * everything that any reader might.  Others decide whom the first lets in and
 * the second keeps out.
 */
#include <stdint.h>
#include <string.h>

#include "lib/base/path.h"
#include "lib/base/path_impl.h"
#include "lib/base/percent.h"
#include "lib/base/text.h"

/* What a path may contain as it is: RFC 3986, section 3.3, without the
 * semicolon, after which some applications see parameters. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz"
			    "0123456789-._~!$&'()*+,=:@";

#define SEGMENT_MAX 256 /* bytes, decoded */

/* Escaped, these are read as what they mean by readers that decode twice. */
static const char structural[] = "/\\%;?#";

/* A blank, what form decoding turns into one, or a control byte, which is
 * trimmed like one. */
static bool
is_blank(char c)
{
	return c == '+' || c == 0x7f || ((unsigned char)c <= ' ' && c != 0);
}

/* --- the strict reading --- */

/*
 * Reads the character at s[*i], escaped or not, and moves past it.  -1 if it is
 * not allowed in a path that everybody reads alike.
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
 * True for one segment that names something.  Dots alone do not, nor dots and
 * blanks: on some systems ".. " is "..".  Escaped bytes must be UTF-8 in its
 * shortest form.
 */
static bool
is_clean_segment(const char *s, size_t len)
{
	char text[SEGMENT_MAX];
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

/* --- the folded reading: its text --- */

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

static void
begin(struct og_path *p, const char *uri, size_t len, char *text, size_t size)
{
	size_t i;

	memset(p, 0, sizeof(*p));
	p->text = text;
	p->size = size;
	if (len == 0 || uri[0] != '/' || len > size) {
		p->odd = OG_PATH_ODD_FORM;
		return;
	}
	for (i = 0; i < len; i++)
		og_path_put(p, uri[i], true);
	p->dots = count_dots(uri, len);
	if (!og_text_is_clean(p->text, p->len))
		p->odd |= OG_PATH_ODD_BYTES;
}

void
og_path_begin(struct og_path *p, const char *uri, char *text, size_t size)
{
	begin(p, uri, strcspn(uri, "?"), text, size);
}

/* --- the folded reading: segments --- */

/* Segments of file systems with streams: "name:stream:$DATA". */
static bool
has_stream(const char *s, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (s[i] == ':' && (s[i + 1] == ':' || s[i + 1] == '$'))
			return true;
	return false;
}

/* Where the name in a segment ends: before parameters, what would be a query if
 * it were decoded again, and the streams of a file. */
static size_t
name_end(const char *s, size_t len)
{
	const bool stream = has_stream(s, len);
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == ';' || s[i] == '?' || s[i] == '#' ||
		    (s[i] == ':' && stream))
			break;
	return i;
}

/* True when "s" begins with "word", in any case. */
static bool
begins(const char *s, size_t len, const char *word)
{
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		if (i == len || (s[i] != word[i] && (s[i] | 0x20) != word[i]))
			return false;
	return true;
}

/* What may follow the name of a script: a version number, and then nothing, or
 * something that is cut off. */
static bool
is_end_of_script(const char *s, size_t len)
{
	while (len > 0 && ((*s >= '0' && *s <= '9') || *s == '.')) {
		s++;
		len--;
	}
	return len == 0 || strchr(";#?: +", *s) != NULL;
}

/* Some web servers take what follows a script for the path that it should show.
 * They may cut something off before that, or not. */
static bool
has_script(const char *s, size_t len)
{
	static const char *const ends[] = {".php", ".phtml", ".phar", ".cgi",
	    ".fcgi", ".pl", ".py", ".rb", ".lua", ".wsgi", ".psgi", ".shtml",
	    ".asp", ".aspx", ".ashx", ".asmx", ".axd", ".svc", ".dll", ".exe",
	    ".cfm", ".cfml", ".cfc", ".jsp", ".jspx", ".nsf"};
	size_t n;

	for (; len > 1; s++, len--) {
		if (*s != '.')
			continue;
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			if ((s[1] | 0x20) != ends[i][1])
				continue;
			n = strlen(ends[i]);
			if (begins(s, len, ends[i]) &&
			    is_end_of_script(s + n, len - n))
				return true;
		}
	}
	return false;
}

/* Where something glued to ".php" begins; "len" when there is nothing. */
static size_t
glued(const char *s, size_t len)
{
	for (size_t i = 0; i + 4 < len; i++)
		if (begins(s + i, len - i, ".php"))
			return i + 4;
	return len;
}

/* "(S(...))" is a cookie to some, and not part of the path; others, with any
 * letter, may come before it. */
static bool
has_cookie(const char *s, size_t len)
{
	for (; len > 0 && is_blank(*s); len--)
		s++;
	for (size_t i = 0; i + 2 < len; i++) {
		const char c = (char)(s[i + 1] | 0x20);

		if (s[i] == '(' && s[i + 2] == '(' && c >= 'a' && c <= 'z' &&
		    (i == 0 || strchr("afs", c) != NULL))
			return true;
	}
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

/* Without blanks at both ends, and without dots and colons at the end. */
static void
trim(const char **s, size_t *len)
{
	for (; *len > 0; --*len)
		if (strchr(".:", (*s)[*len - 1]) == NULL &&
		    !is_blank((*s)[*len - 1]))
			break;
	for (; *len > 0 && is_blank(**s); --*len)
		++*s;
}

/* Nothing but plus signs. */
static bool
is_plus(const char *s, size_t len)
{
	while (len > 0 && s[len - 1] == '+')
		len--;
	return len == 0;
}

/* Records what the whole segment might be to other readers. */
static void
look_at(struct og_path *p, const char *s, size_t len, bool last)
{
	size_t at = 0;

	if (has_cookie(s, len))
		p->odd |= OG_PATH_ODD_DOTS;
	p->script = !last && has_script(s, len);
	p->forks += p->script;
	while ((at += glued(s + at, len - at)) < len) {
		p->glued = true;
		p->forks++;
	}
	p->scripted = p->scripted || p->script || p->glued;
}

static void
fold_name(struct og_path *p, const char *s, size_t len)
{
	p->host = p->gap;
	p->gap = false;
	p->name = p->done + 1;
	push(p, s, len);
	p->leaves = p->script && has_script(p->text + p->name, len);
}

static void
fold_segment(struct og_path *p, const char *s, size_t len, bool last)
{
	const size_t whole = len;
	const char *name = s;
	size_t n;

	look_at(p, s, len, last);
	len = name_end(s, len);
	p->tail = (size_t)(s - p->text) + len;
	p->tail_len = whole - len;
	p->cut = p->cut || len < whole;
	if (len == 0) {
		p->forks += !p->gap && (!last || whole > 0);
		p->gap = p->gap || !last || whole > 0;
		p->empty = p->empty || p->gap;
		return;
	}
	n = len;
	trim(&name, &n);
	if (n > 0) {
		fold_name(p, name, n);
	} else if (is_plus(s, len)) {
		/* a name: /c/project/+/1; to some, nothing but blanks */
		fold_name(p, s, len);
		p->host = p->gap = true;
		p->forks++;
	} else {
		fold_dots(p, s, len);
	}
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
		if (p->forks > OG_PATH_FORKS_MAX)
			p->odd |= OG_PATH_ODD_FORM;
		return false;
	}
	if (p->leaves)
		pop(p);
	p->script = p->host = p->leaves = p->glued = false;
	p->name = p->tail = p->tail_len = 0;
	s = p->text + p->at + 1; /* behind a slash */
	len = p->len - p->at - 1;
	slash = memchr(s, '/', len);
	if (slash != NULL)
		len = (size_t)(slash - s);
	p->at += len + 1;
	fold_segment(p, s, len, slash == NULL);
	return true;
}

/* Continues in these "n" bytes, of which *at are done. */
static bool
next_glued(const char *s, size_t n, size_t *at, const char **name, size_t *len)
{
	*at += glued(s + *at, n - *at);
	if (*at == n)
		return false;
	*name = s + *at;
	*len = n - *at < SEGMENT_MAX ? n - *at : SEGMENT_MAX;
	*len = name_end(*name, *len);
	trim(name, len);
	return true;
}

bool
og_path_glued(
    const struct og_path *p, size_t *at, const char **name, size_t *len)
{
	const size_t n = p->name != 0 ? p->done - p->name : 0;
	size_t behind;
	bool found;

	if (*at < n && next_glued(p->text + p->name, n, at, name, len))
		return true;
	behind = *at - n;
	found = next_glued(p->text + p->tail, p->tail_len, &behind, name, len);
	*at = n + behind;
	return found;
}

/* --- both --- */

/* Walks along one segment, from the slash before it to the one after it, if
 * there is one. */
static void
walk_segment(
    struct og_path *p, const char *s, size_t len, char *text, size_t size)
{
	begin(p, s, len, text, size);
	while (og_path_next(p))
		;
}

bool
og_path_is_plain(const char *s, size_t len, bool scripts)
{
	char text[2 + 3 * SEGMENT_MAX];
	struct og_path p;
	size_t i, end;

	for (i = 0; i < len; i = end) {
		for (end = i + 1; end < len && s[end] != '/'; end++)
			;
		if (end == i + 1) /* nothing behind the last slash */
			continue;
		walk_segment(
		    &p, s + i, end - i + (end < len), text, sizeof(text));
		if (p.odd != 0 || p.empty || (p.scripted && !scripts))
			return false;
	}
	return true;
}
