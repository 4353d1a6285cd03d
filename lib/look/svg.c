// SPDX-License-Identifier: ISC
/*
 * Reads an SVG as strictly as no browser does: tags, attributes and text, and
 * nothing that XML has besides.  Refuses and never mends, so that what is shown
 * is what the administrator has looked at.
 */
#include "lib/look/svg.h"

#include <string.h>
#include <strings.h>

#include "lib/look/svg_impl.h"

#define DEPTH_MAX 32
#define SHOWN_MAX 24 /* of a name, in a message */
#define BLANKS " \t\r\n"

struct reading {
	const char *s;
	size_t len, at;
	struct og_fault *fault;
	const struct svg_element *open[DEPTH_MAX];
	size_t depth;
	bool rooted;		       /* the first element was there */
	bool xlink;		       /* it says what "xlink:" means */
	bool seen[SVG_ATTRIBUTES_MAX]; /* attributes of this tag */
};

static bool
follows(const struct reading *r, const char *what)
{
	const size_t n = strlen(what);

	return n <= r->len - r->at && memcmp(r->s + r->at, what, n) == 0;
}

static bool
is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

static size_t
skip_blanks(struct reading *r)
{
	const size_t begin = r->at;

	while (r->at < r->len && is_blank(r->s[r->at]))
		r->at++;
	return r->at - begin;
}

/* The length of the name at hand; 0: there is none. */
static size_t
name_length(const struct reading *r)
{
	size_t n = 0;

	while (r->at + n < r->len && r->s[r->at + n] != '\0' &&
	       strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		      "0123456789_-.:",
		   r->s[r->at + n]) != NULL)
		n++;
	return n;
}

/* How much of a name a message shows. */
static int
shown(size_t len)
{
	return len > SHOWN_MAX ? SHOWN_MAX : (int)len;
}

/* Where "what" begins next; r->len when it is nowhere. */
static size_t
find(const struct reading *r, const char *what)
{
	const size_t n = strlen(what);
	size_t at = r->at;

	while (
	    at < r->len && (n > r->len - at || memcmp(r->s + at, what, n) != 0))
		at++;
	return at;
}

static enum og_err
take_comment(struct reading *r)
{
	const size_t begin = r->at;
	size_t end;

	r->at += sizeof("<!--") - 1;
	end = find(r, "--");
	r->at = end;
	if (!follows(r, "-->"))
		return og_fault_at(r->fault, r->s, begin,
		    "a comment that does not end, or has -- in it");
	r->at += sizeof("-->") - 1;
	return OG_OK;
}

/* <?xml ...?> at the very beginning, of no encoding but UTF-8. */
static enum og_err
take_declaration(struct reading *r)
{
	static const char *const known[] = {
	    "<?xml version=\"1.0\"?>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (r->len - r->at >= strlen(known[i]) &&
		    strncasecmp(r->s + r->at, known[i], strlen(known[i])) ==
			0) {
			r->at += strlen(known[i]);
			return OG_OK;
		}
	return og_fault_at(r->fault, r->s, r->at,
	    "<? is allowed as <?xml version=\"1.0\" encoding=\"UTF-8\"?> "
	    "alone");
}

static enum og_err
take_attribute(struct reading *r)
{
	const size_t begin = r->at, n = name_length(r);
	const char *name = r->s + begin, *fault;
	const struct svg_attribute *a;
	size_t end;
	char quote;

	a = n > 0 ? svg_attribute_find(name, n) : NULL;
	if (a == NULL)
		return og_fault_at(r->fault, r->s, begin,
		    "the attribute \"%.*s\" is not allowed", shown(n), name);
	if (r->seen[svg_attribute_index(a)])
		return og_fault_at(
		    r->fault, r->s, begin, "%s is there twice", a->name);
	r->seen[svg_attribute_index(a)] = true;
	r->at += n;
	(void)skip_blanks(r);
	if (!follows(r, "="))
		return og_fault_at(
		    r->fault, r->s, begin, "%s has no value", a->name);
	r->at++;
	(void)skip_blanks(r);
	quote = follows(r, "'") ? '\'' : '"';
	if (!follows(r, (const char[]){quote, '\0'}))
		return og_fault_at(r->fault, r->s, begin,
		    "the value of %s is not in quotes", a->name);
	r->at++;
	end = find(r, (const char[]){quote, '\0'});
	if (end == r->len)
		return og_fault_at(r->fault, r->s, begin,
		    "the value of %s does not end", a->name);
	fault = svg_value_fault(a, r->s + r->at, end - r->at);
	if (fault != NULL)
		return og_fault_at(
		    r->fault, r->s, begin, "%s %s", a->name, fault);
	r->at = end + 1;
	return OG_OK;
}

/* Whether this tag has the attribute, which is in the table. */
static bool
has(const struct reading *r, const char *name)
{
	const struct svg_attribute *a = svg_attribute_find(name, strlen(name));

	return r->seen[svg_attribute_index(a)];
}

/* What the outermost element must have: browsers show no picture without the
 * first, and scale none without the second. */
static enum og_err
check_root(struct reading *r, const struct svg_element *e, size_t begin)
{
	static const char *const needed[] = {"xmlns", "viewBox"};

	if (r->rooted || strcmp(e->name, "svg") != 0)
		return og_fault_at(r->fault, r->s, begin,
		    "there must be one element svg, with all others in it");
	r->rooted = true;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!has(r, needed[i]))
			return og_fault_at(r->fault, r->s, begin,
			    "the svg has no %s", needed[i]);
	return OG_OK;
}

/* May it stand where it stands? */
static enum og_err
check_place(struct reading *r, const struct svg_element *e, size_t begin)
{
	const struct svg_element *in;

	if (r->depth == 0)
		r->xlink = has(r, "xmlns:xlink");
	if (has(r, "xlink:href") && !r->xlink)
		return og_fault_at(r->fault, r->s, begin,
		    "xlink:href needs xmlns:xlink in the first tag, or no "
		    "browser shows the picture");
	if (r->depth == 0)
		return check_root(r, e, begin);
	in = r->open[r->depth - 1];
	if (strcmp(e->name, "svg") == 0 || in->inside == SVG_STYLE)
		return og_fault_at(r->fault, r->s, begin,
		    "%s must not stand in %s", e->name, in->name);
	return OG_OK;
}

static enum og_err
take_tag(struct reading *r)
{
	const size_t begin = r->at++, n = name_length(r);
	const struct svg_element *e;
	enum og_err err;
	size_t blanks;

	e = n > 0 ? svg_element_find(r->s + r->at, n) : NULL;
	if (e == NULL)
		return og_fault_at(r->fault, r->s, begin,
		    "the element \"%.*s\" is not allowed", shown(n),
		    r->s + r->at);
	r->at += n;
	memset(r->seen, 0, sizeof(r->seen));
	for (blanks = skip_blanks(r); !follows(r, ">") && !follows(r, "/>");
	     blanks = skip_blanks(r)) {
		if (blanks == 0 || r->at == r->len)
			return og_fault_at(r->fault, r->s, begin,
			    "the tag of %s is not as it must be", e->name);
		err = take_attribute(r);
		if (err != OG_OK)
			return err;
	}
	err = check_place(r, e, begin);
	if (err != OG_OK)
		return err;
	if (follows(r, "/>")) {
		r->at += 2;
		return OG_OK;
	}
	r->at++;
	if (r->depth == DEPTH_MAX)
		return og_fault_at(r->fault, r->s, begin,
		    "more than %d elements are in each other", DEPTH_MAX);
	r->open[r->depth++] = e;
	return OG_OK;
}

static enum og_err
take_end(struct reading *r)
{
	const size_t begin = r->at;
	const char *name;
	size_t n;

	r->at += 2;
	n = name_length(r);
	name = r->depth > 0 ? r->open[r->depth - 1]->name : "";
	if (n == 0 || strlen(name) != n || memcmp(r->s + r->at, name, n) != 0)
		return og_fault_at(r->fault, r->s, begin,
		    "</%.*s> ends nothing that is open", shown(n),
		    r->s + r->at);
	r->at += n;
	(void)skip_blanks(r);
	if (!follows(r, ">"))
		return og_fault_at(
		    r->fault, r->s, begin, "</%s is not closed", name);
	r->at++;
	r->depth--;
	return OG_OK;
}

/* Up to the next tag. */
static enum og_err
take_text(struct reading *r)
{
	const size_t begin = r->at, end = find(r, "<");
	enum svg_inside inside =
	    r->depth > 0 ? r->open[r->depth - 1]->inside : SVG_ELEMENTS;
	const char *fault = NULL;

	if (inside == SVG_TEXT)
		fault = svg_text_fault(r->s + begin, end - begin);
	else if (inside == SVG_STYLE)
		fault = svg_style_fault(r->s + begin, end - begin);
	else if (skip_blanks(r) < end - begin)
		return og_fault_at(
		    r->fault, r->s, r->at, "text has no place here");
	if (fault != NULL)
		return og_fault_at(r->fault, r->s, begin, "the text %s", fault);
	r->at = end;
	return OG_OK;
}

/* There, a comment would join what is judged apart: url<!-- -->(...). */
static bool
is_in_style(const struct reading *r)
{
	return r->depth > 0 && r->open[r->depth - 1]->inside == SVG_STYLE;
}

static enum og_err
take(struct reading *r)
{
	if (r->s[r->at] != '<')
		return take_text(r);
	if (follows(r, "<!--") && !is_in_style(r))
		return take_comment(r);
	if (follows(r, "<!"))
		return og_fault_at(r->fault, r->s, r->at,
		    "a DOCTYPE, an ENTITY, CDATA, and a comment in a style "
		    "are not allowed");
	if (follows(r, "<?"))
		return og_fault_at(r->fault, r->s, r->at,
		    "an instruction (<?) is not allowed");
	if (follows(r, "</"))
		return take_end(r);
	return take_tag(r);
}

enum og_err
og_svg_check(const char *s, size_t len, struct og_fault *fault)
{
	static const char mark[3] = "\xef\xbb\xbf"; /* some editors put it */
	struct reading r = {.s = s, .len = len, .fault = fault};
	enum og_err err = og_fault_text(fault, s, len);

	if (err == OG_OK && len >= sizeof(mark) &&
	    memcmp(s, mark, sizeof(mark)) == 0)
		r.at = sizeof(mark);
	if (err == OG_OK && follows(&r, "<?"))
		err = take_declaration(&r);
	while (err == OG_OK && r.at < r.len)
		err = take(&r);
	if (err == OG_OK && r.depth > 0)
		err = og_fault_at(fault, s, len, "%s does not end",
		    r.open[r.depth - 1]->name);
	if (err == OG_OK && !r.rooted)
		err = og_fault_all(fault, "there is no svg in it");
	return err;
}
