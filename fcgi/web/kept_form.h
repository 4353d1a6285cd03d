/* SPDX-License-Identifier: ISC */
/* A form that is kept: its seal, and the hidden fields that it becomes. */
#ifndef OTPGATE_FCGI_WEB_KEPT_FORM_H
#define OTPGATE_FCGI_WEB_KEPT_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/redirect.h"
#include "lib/base/buf.h"
#include "lib/crypto/keyring.h"

#define KEPT_METHOD_MAX 7
#define KEPT_FIELDS_MAX 1000   /* fields of a form */
#define KEPT_INPUTS_MAX 131072 /* bytes of the hidden fields */

/* What is sealed.  The host it belongs to is not written down but bound. */
struct kept_form {
	uint64_t user; /* immutable id of whoever sent it */
	int64_t when;  /* seconds since 1970 */
	char method[KEPT_METHOD_MAX + 1];
	char target[REDIRECT_MAX + 1]; /* path and query, raw */
	const char *body;	       /* urlencoded, "len" bytes */
	size_t len;
	char *opened; /* of kept_form_open: where "body" lies */
	size_t opened_len;
};

/*
 * Seals "f" under the newest key for "host" and puts the text (base64url, the
 * only spelling of it) into "out", which needs room for 4/3 of it.  OG_OK;
 * OG_ERR_KEY (no key), OG_ERR_NOMEM, OG_ERR_RANGE ("out" is too small),
 * OG_ERR_CRYPTO or OG_ERR_IO.
 */
enum og_err kept_form_seal(const struct og_keyring *ring, const char *host,
    const struct kept_form *f, struct og_buf *out) OG_MUST_CHECK;

/*
 * Opens the "len" characters at "text" into "f", which the caller clears.
 * OG_OK; OG_ERR_FORMAT (no such text), OG_ERR_RANGE (larger than a form of
 * "body_max" bytes can be), OG_ERR_KEY (its key is gone or retired),
 * OG_ERR_CRYPTO (not ours, for another host, changed), OG_ERR_NOMEM.  After a
 * failure "f" is empty.  User and time are for the caller to judge.
 */
enum og_err kept_form_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, size_t body_max,
    struct kept_form *f) OG_MUST_CHECK;

/* Wipes "f" and what it owns. */
void kept_form_clear(struct kept_form *f);

/*
 * Appends one hidden input for each field of the "len" bytes at "body", in
 * order, such that a browser that sends them sends these fields again, and
 * sets *fields to their number.  OG_OK; OG_ERR_FORMAT when there is something
 * that would not come back as it is (a piece without name or "=", a bad
 * escape, bytes outside visible ASCII, a value that is not UTF-8, control
 * characters but tab and CR LF in pairs, the names that browsers fill in or
 * leave out themselves); OG_ERR_RANGE for too many fields or too much;
 * OG_ERR_NOMEM.  After a failure nothing is appended.
 */
enum og_err kept_form_inputs(const char *body, size_t len, struct og_buf *out,
    size_t *fields) OG_MUST_CHECK;

#endif
