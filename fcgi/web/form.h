/* SPDX-License-Identifier: ISC */
/* Forms and queries as browsers send them: application/x-www-form-urlencoded.
 */
#ifndef OTPGATE_FCGI_WEB_FORM_H
#define OTPGATE_FCGI_WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/err.h"

#define FORM_FIELDS_MAX 64 /* fields in one body or query, known or not */

/* A field that the caller wants; it sets "name", the parser the rest. */
struct form_field {
	const char *name;
	char *value; /* inside the body, NUL-terminated, "" when not present */
	size_t len;
	bool present;
};

/*
 * Reads the "len" bytes at "body" and decodes them there ("+" and percent
 * escapes), so the contents of "body" are lost; it must have room for one
 * byte more, which becomes NUL.  "known" are the "n" fields that matter;
 * others are skipped.  "&" alone separates fields.
 *
 * OG_OK; OG_ERR_EXISTS when a known field is given twice (under any encoding
 * of its name), OG_ERR_FORMAT for a bad percent escape or a NUL in one,
 * OG_ERR_RANGE for more than FORM_FIELDS_MAX fields.  After a failure no field
 * is present and every value is "".  The body stays the caller's to wipe.
 */
enum og_err form_parse(
    char *body, size_t len, struct form_field *known, size_t n) OG_MUST_CHECK;

/*
 * Finds the parameter "name" in the "len" bytes of "query" (without the "?")
 * by the same rules and writes its decoded value to "out" of "size" bytes
 * with a NUL, its length to *out_len.
 *
 * OG_OK; OG_ERR_NOTFOUND; OG_ERR_EXISTS; OG_ERR_FORMAT; OG_ERR_RANGE also when
 * it does not fit.  After a failure "out" is "" and *out_len 0.  "size" is at
 * least 1.
 */
enum og_err form_query_find(const char *query, size_t len, const char *name,
    char *out, size_t size, size_t *out_len) OG_MUST_CHECK;

/*
 * Undoes the encoding of one name or value: "len" bytes at "in" to "out", which
 * may lie at or before "in", and their number to *out_len.  No NUL is added.
 * OG_OK; OG_ERR_FORMAT (bad escape, or a NUL); OG_ERR_RANGE when more than
 * "room" bytes come out.
 */
enum og_err form_decode(const char *in, size_t len, char *out, size_t room,
    size_t *out_len) OG_MUST_CHECK;

/* True when the header "Content-Type: content_type" announces such a form. */
bool form_is_type(const char *content_type);

#endif
