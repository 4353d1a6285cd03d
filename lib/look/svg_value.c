// SPDX-License-Identifier: ISC
/*
 * The elements and attributes that a drawing may have, and their values.  A
 * list of what is allowed: what is not in it is refused, whatever it does.
 */
#include <string.h>
#include <strings.h>

#include "lib/look/svg_impl.h"

static const struct svg_element elements[] = {
    {"svg", SVG_ELEMENTS},
    {"g", SVG_ELEMENTS},
    {"defs", SVG_ELEMENTS},
    {"title", SVG_TEXT},
    {"desc", SVG_TEXT},
    {"style", SVG_STYLE},
    {"path", SVG_ELEMENTS},
    {"rect", SVG_ELEMENTS},
    {"circle", SVG_ELEMENTS},
    {"ellipse", SVG_ELEMENTS},
    {"line", SVG_ELEMENTS},
    {"polyline", SVG_ELEMENTS},
    {"polygon", SVG_ELEMENTS},
    {"text", SVG_TEXT},
    {"tspan", SVG_TEXT},
    {"linearGradient", SVG_ELEMENTS},
    {"radialGradient", SVG_ELEMENTS},
    {"stop", SVG_ELEMENTS},
    {"clipPath", SVG_ELEMENTS},
};

/* clang-format off */
static const struct svg_attribute attributes[] = {
    {"xmlns", SVG_EXACT, "http://www.w3.org/2000/svg"},
    {"xmlns:svg", SVG_EXACT, "http://www.w3.org/2000/svg"},
    {"xmlns:xlink", SVG_EXACT, "http://www.w3.org/1999/xlink"},
    {"type", SVG_EXACT, "text/css"},
    {"href", SVG_TARGET, NULL},
    {"xlink:href", SVG_TARGET, NULL},
    {"style", SVG_RULES, NULL},
    {"aria-label", SVG_LABEL, NULL},
    {"data-name", SVG_LABEL, NULL},
#define ROW(name) {name, SVG_VALUE, NULL}
    ROW("aria-hidden"), ROW("aria-labelledby"), ROW("class"),
    ROW("clip-path"), ROW("clip-rule"), ROW("clipPathUnits"), ROW("color"),
    ROW("cx"), ROW("cy"), ROW("d"), ROW("display"),
    ROW("dominant-baseline"), ROW("dx"), ROW("dy"), ROW("fill"),
    ROW("fill-opacity"), ROW("fill-rule"), ROW("focusable"),
    ROW("font-family"), ROW("font-size"), ROW("font-style"),
    ROW("font-weight"), ROW("fr"), ROW("fx"), ROW("fy"),
    ROW("gradientTransform"), ROW("gradientUnits"), ROW("height"), ROW("id"),
    ROW("letter-spacing"), ROW("offset"), ROW("opacity"), ROW("overflow"),
    ROW("paint-order"), ROW("pathLength"), ROW("points"),
    ROW("preserveAspectRatio"), ROW("r"), ROW("role"), ROW("rotate"),
    ROW("rx"), ROW("ry"), ROW("shape-rendering"), ROW("spreadMethod"),
    ROW("stop-color"), ROW("stop-opacity"), ROW("stroke"),
    ROW("stroke-dasharray"), ROW("stroke-dashoffset"),
    ROW("stroke-linecap"), ROW("stroke-linejoin"), ROW("stroke-miterlimit"),
    ROW("stroke-opacity"), ROW("stroke-width"), ROW("text-anchor"),
    ROW("text-rendering"), ROW("textLength"), ROW("transform"),
    ROW("vector-effect"), ROW("version"), ROW("viewBox"), ROW("visibility"),
    ROW("width"), ROW("word-spacing"), ROW("x"), ROW("x1"), ROW("x2"),
    ROW("xml:space"), ROW("y"), ROW("y1"), ROW("y2"),
#undef ROW
};
/* clang-format on */

_Static_assert(sizeof(attributes) / sizeof(attributes[0]) <= SVG_ATTRIBUTES_MAX,
    "SVG_ATTRIBUTES_MAX");

/* Functions of values, and @media (...), whose brace has no name. */
static const char *const functions[] = {"", "url", "rgb", "rgba", "hsl", "hsla",
    "matrix", "translate", "scale", "rotate", "skewX", "skewY"};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define BLANKS " \t\r\n"
#define NAME LETTERS DIGITS "_-."
/* No colon: no address has a scheme.  No backslash: one spelling. */
#define VALUE NAME BLANKS "#,+%()'"
#define RULES VALUE ":;!"
#define STYLE RULES "\"{}[]=*>~/@"

static bool
is_word(const char *word, const char *s, size_t len)
{
	return strlen(word) == len && memcmp(word, s, len) == 0;
}

const struct svg_element *
svg_element_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (is_word(elements[i].name, name, len))
			return &elements[i];
	return NULL;
}

const struct svg_attribute *
svg_attribute_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (is_word(attributes[i].name, name, len))
			return &attributes[i];
	return NULL;
}

size_t
svg_attribute_index(const struct svg_attribute *a)
{
	return (size_t)(a - attributes);
}

/* How many of "len" bytes are among "chars". */
static size_t
span(const char *s, size_t len, const char *chars)
{
	size_t n = 0;

	while (n < len && s[n] != '\0' && strchr(chars, s[n]) != NULL)
		n++;
	return n;
}

/* True when "#name" and nothing else. */
static bool
is_target(const char *s, size_t len)
{
	return len > 1 && s[0] == '#' && span(s + 1, len - 1, NAME) == len - 1;
}

/* The opening brace at s[at]: of a function that draws, and url() of something
 * in here? */
static bool
is_function(const char *s, size_t len, size_t at)
{
	size_t begin = at, end;
	bool known = false;

	while (begin > 0 && span(s + begin - 1, 1, NAME) == 1)
		begin--;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		known = known || is_word(functions[i], s + begin, at - begin);
	if (!known || !is_word("url", s + begin, at - begin))
		return known;
	end = at + 1;
	while (end < len && s[end] != ')')
		end++;
	return end < len && is_target(s + at + 1, end - at - 1);
}

/* Bytes of "chars", in which functions draw and rules are of media. */
static const char *
value_fault(const char *s, size_t len, const char *chars)
{
	const size_t media = sizeof("media") - 1;

	if (span(s, len, chars) != len)
		return "has characters that are not allowed there";
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '(' && !is_function(s, len, i))
			return "has a function that is not allowed";
		if (s[i] == '@' && (len - i <= media ||
				       memcmp(s + i + 1, "media", media) != 0))
			return "has a rule that is not allowed: @media alone "
			       "is";
		if (len - i >= 10 && strncasecmp(s + i, "javascript", 10) == 0)
			return "has the name of a script";
	}
	return NULL;
}

const char *
svg_style_fault(const char *text, size_t len)
{
	return value_fault(text, len, STYLE);
}

const char *
svg_text_fault(const char *text, size_t len)
{
	static const char *const entities[] = {
	    "&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
	bool known;

	for (size_t i = 0; i < len; i++) {
		known = text[i] != '&';
		for (size_t k = 0; k < sizeof(entities) / sizeof(entities[0]);
		     k++)
			known = known || (strlen(entities[k]) <= len - i &&
					     memcmp(text + i, entities[k],
						 strlen(entities[k])) == 0);
		if (!known)
			return "has an entity: write the character itself";
		if (text[i] == '<' ||
		    (len - i >= 3 && memcmp(text + i, "]]>", 3) == 0))
			return "has a character that must be an entity";
	}
	return NULL;
}

const char *
svg_value_fault(const struct svg_attribute *a, const char *value, size_t len)
{
	switch (a->kind) {
	case SVG_EXACT:
		return is_word(a->exact, value, len) ? NULL
						     : "has another value";
	case SVG_TARGET:
		return is_target(value, len)
			   ? NULL
			   : "leads out of the drawing: only #name may stand "
			     "there";
	case SVG_LABEL:
		return svg_text_fault(value, len);
	case SVG_RULES:
		return value_fault(value, len, RULES);
	case SVG_VALUE:
		return value_fault(value, len, VALUE);
	}
	return "has no kind";
}
