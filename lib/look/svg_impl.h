/* SPDX-License-Identifier: ISC */
/* svg.c reads the elements, svg_value.c knows what may be in them.  For these
 * files only. */
#ifndef OTPGATE_LOOK_SVG_IMPL_H
#define OTPGATE_LOOK_SVG_IMPL_H

#include "lib/look/svg.h"

/* What may stand between the tags of an element. */
enum svg_inside { SVG_ELEMENTS, SVG_TEXT, SVG_STYLE };

struct svg_element {
	const char *name;
	enum svg_inside inside;
};

/* What the value of an attribute may be. */
enum svg_kind {
	SVG_VALUE,  /* numbers, names, colours, functions that draw */
	SVG_RULES,  /* declarations: the attribute "style" */
	SVG_LABEL,  /* text for people */
	SVG_TARGET, /* "#name" */
	SVG_EXACT   /* one value only */
};

struct svg_attribute {
	const char *name;
	enum svg_kind kind;
	const char *exact;
};

#define SVG_ATTRIBUTES_MAX 128

/* Rows of the tables; NULL when there is none. */
const struct svg_element *svg_element_find(const char *name, size_t len);
const struct svg_attribute *svg_attribute_find(const char *name, size_t len);

/* The index of a row of the table of attributes. */
size_t svg_attribute_index(const struct svg_attribute *a);

/* NULL when "len" bytes are allowed, otherwise what is wrong with them. */
const char *
svg_value_fault(const struct svg_attribute *a, const char *value, size_t len);
const char *svg_style_fault(const char *text, size_t len);
const char *svg_text_fault(const char *text, size_t len);

#endif
