/* SPDX-License-Identifier: ISC */
/*
 * OpaqueString by libutf8proc, which gets buffers of ours and so leaves nothing
 * on the heap.  Must not change what is ASCII.
 */
#include "lib/crypto/opaque.h"

#include <string.h>
#include <utf8proc.h>

#include "lib/base/text.h"
#include "lib/base/wipe.h"

/* A byte of UTF-8 gives at most 1.5 code points when it is decomposed (U+0390
 * is two bytes and becomes three). */
#define POINTS_MAX (2 * OG_PASSWORD_MAX)

/* What NFC is: utf8proc_NFC(3) passes the same. */
#define NFC (UTF8PROC_STABLE | UTF8PROC_COMPOSE)

#define MARKS_MAX 30 /* in a row */

#define PARTS_MAX 4 /* of a code point; what has more is a whole phrase */
#define HANGUL_FIRST 0xac00
#define HANGUL_LAST 0xd7a3

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d

static utf8proc_int32_t
map_space(utf8proc_int32_t cp, void *arg)
{
	(void)arg;
	return utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS ? ' ' : cp;
}

static bool
is_single_jamo(const utf8proc_property_t *p)
{
	return p->boundclass == UTF8PROC_BOUNDCLASS_L ||
	       p->boundclass == UTF8PROC_BOUNDCLASS_V ||
	       p->boundclass == UTF8PROC_BOUNDCLASS_T;
}

static bool
is_allowed(utf8proc_int32_t cp)
{
	const utf8proc_property_t *p = utf8proc_get_property(cp);

	if (cp == ZERO_WIDTH_NON_JOINER || cp == ZERO_WIDTH_JOINER)
		return true;
	if (p->ignorable || is_single_jamo(p))
		return false;
	return p->category != UTF8PROC_CATEGORY_CN &&
	       p->category != UTF8PROC_CATEGORY_ZL &&
	       p->category != UTF8PROC_CATEGORY_ZP &&
	       p->category != UTF8PROC_CATEGORY_CC &&
	       p->category != UTF8PROC_CATEGORY_CF &&
	       p->category != UTF8PROC_CATEGORY_CS &&
	       p->category != UTF8PROC_CATEGORY_CO;
}

/*
 * More marks in a row than any language has.  To put them in order takes the
 * square of their number, so a password of nothing else would take a fifth of
 * the hash; the bound is that of UAX #15, section 13.
 */
static bool
has_many_marks(const char *s, size_t len)
{
	size_t marks = 0, size;
	uint32_t cp;

	for (size_t i = 0; i < len; i += size) {
		size = og_text_decode(s + i, len - i, &cp);
		if (size == 0)
			return true;
		if (utf8proc_get_property((utf8proc_int32_t)cp)
			->combining_class == 0)
			marks = 0;
		else if (++marks > MARKS_MAX)
			return true;
	}
	return false;
}

/* Judges "n" code points and spells them in *out. */
static enum og_opaque_result
spell(const utf8proc_int32_t *points, size_t n, struct og_opaque *out)
{
	utf8proc_uint8_t one[4];
	size_t size;

	for (size_t i = 0; i < n; i++) {
		if (!is_allowed(points[i]))
			return OG_OPAQUE_FORBIDDEN;
		size = (size_t)utf8proc_encode_char(points[i], one);
		if (out->len + size > OG_PASSWORD_MAX)
			return OG_OPAQUE_TOO_LONG;
		memcpy(out->text + out->len, one, size);
		out->len += size;
	}
	OG_WIPE_ARRAY(one);
	out->length = n;
	return OG_OPAQUE_OK;
}

enum og_opaque_result
og_opaque_prepare(const char *s, size_t len, struct og_opaque *out)
{
	utf8proc_int32_t points[POINTS_MAX];
	enum og_opaque_result result = OG_OPAQUE_NOT_UTF8;
	utf8proc_ssize_t n;

	memset(out, 0, sizeof(*out));
	if (len == 0)
		return OG_OPAQUE_EMPTY;
	if (len > OG_PASSWORD_MAX)
		return OG_OPAQUE_TOO_LONG;
	if (og_text_length(s, len) < 0)
		return OG_OPAQUE_NOT_UTF8;
	if (has_many_marks(s, len))
		return OG_OPAQUE_FORBIDDEN;
	n = utf8proc_decompose_custom((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)len, points, POINTS_MAX, NFC, map_space, NULL);
	if (n > 0 && n <= POINTS_MAX)
		n = utf8proc_normalize_utf32(points, n, NFC);
	if (n > 0 && n <= POINTS_MAX)
		result = spell(points, (size_t)n, out);
	OG_WIPE_ARRAY(points);
	if (result != OG_OPAQUE_OK)
		og_opaque_clear(out);
	return result;
}

/* The combining marks of Latin, Greek and Cyrillic letters.  Those of other
 * scripts are letters of their own to who types them. */
static bool
is_accent(utf8proc_int32_t cp)
{
	return cp >= 0x300 && cp <= 0x36f;
}

/* The parts of one code point; itself where there are none.  A syllable of
 * Hangul is one character, whatever it is made of. */
static size_t
take_apart(utf8proc_int32_t cp, utf8proc_int32_t parts[PARTS_MAX])
{
	int last = 0;
	utf8proc_ssize_t n = 0;

	if (cp < HANGUL_FIRST || cp > HANGUL_LAST)
		n = utf8proc_decompose_char(cp, parts, PARTS_MAX,
		    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &last);
	if (n >= 1 && n <= PARTS_MAX)
		return (size_t)n;
	parts[0] = cp;
	return 1;
}

size_t
og_opaque_flatten(const char *s, size_t len, char *out, size_t size)
{
	utf8proc_int32_t parts[PARTS_MAX], cp;
	size_t step, n = 0, n_parts;
	uint32_t point;

	for (size_t i = 0; i < len; i += step) {
		step = og_text_decode(s + i, len - i, &point);
		if (step == 0)
			break;
		n_parts = take_apart((utf8proc_int32_t)point, parts);
		for (size_t k = 0; k < n_parts && n + 1 < size; k++) {
			cp = parts[k];
			if (is_accent(cp))
				continue;
			if (cp >= 0x80)
				cp = 0x80 | (utf8proc_tolower(cp) & 0x7f);
			out[n++] = (char)cp;
		}
	}
	out[n] = '\0';
	OG_WIPE_ARRAY(parts);
	return n;
}

void
og_opaque_clear(struct og_opaque *o)
{
	OG_WIPE_OBJECT(o);
}
