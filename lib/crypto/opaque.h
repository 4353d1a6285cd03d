/* SPDX-License-Identifier: ISC */
/*
 * Passwords in the one form in which they are compared: OpaqueString of RFC
 * 8265, by libutf8proc.  One keyboard sends a letter with an accent as one code
 * point, another as two, and both must be the same password.
 */
#ifndef OTPGATE_CRYPTO_OPAQUE_H
#define OTPGATE_CRYPTO_OPAQUE_H

#include <stddef.h>

#include "lib/crypto/pwhash.h"

enum og_opaque_result {
	OG_OPAQUE_NOT_UTF8 = 0,
	OG_OPAQUE_EMPTY,
	OG_OPAQUE_TOO_LONG,  /* before or after */
	OG_OPAQUE_FORBIDDEN, /* holds what OpaqueString has no room for */
	OG_OPAQUE_OK
};

/* The caller's, to be wiped with og_opaque_clear. */
struct og_opaque {
	char text[OG_PASSWORD_MAX + 1];
	size_t len;    /* bytes */
	size_t length; /* code points */
};

/*
 * Prepares "len" bytes of "s": every space becomes U+0020, then NFC; upper and
 * lower case, and letters of full width, stay what they are.  ASCII comes out
 * as it went in.  Forbidden is, after that, what FreeformClass (RFC 8264
 * section 4.3) disallows: controls, what is invisible or has no meaning of its
 * own (soft hyphens, directional marks, variation selectors), line separators,
 * private and unassigned code points, single conjoining jamo; and more than 30
 * marks in a row, which take long to be put in order.  Not held to:
 * the rules that look at neighbours, so that both joiners may stand anywhere.
 * OG_OPAQUE_OK, or *out is empty.
 */
enum og_opaque_result
og_opaque_prepare(const char *s, size_t len, struct og_opaque *out);

/*
 * Writes "len" bytes of UTF-8 as whoever guesses would try them first: letters
 * of full width and ligatures as the plain ones, accents left out, what is not
 * ASCII in lower case, and as one byte for each code point, so that bytes are
 * characters.  At most "size" with the NUL; returns how many without it.  For
 * judging only: different passwords become the same.
 */
size_t og_opaque_flatten(const char *s, size_t len, char *out, size_t size);

/* Wipes *o. */
void og_opaque_clear(struct og_opaque *o);

#endif
