/* SPDX-License-Identifier: ISC */
/* Finding one cookie in the text of a Cookie header. */
#ifndef OTPGATE_FCGI_WEB_COOKIE_H
#define OTPGATE_FCGI_WEB_COOKIE_H

#include <stddef.h>

#include "lib/base/err.h"

/*
 * Finds the cookie "name" in "header", the value of a Cookie header (or of
 * several, joined by "; "; NULL is an empty one).  The name must match byte
 * for byte; blanks and tabs are dropped before the name and on both sides of
 * the value; quotes belong to the value.  A cookie without a name never
 * matches, so "=__Host-a=1" does not hold __Host-a.  Time is linear.
 *
 * OG_OK with *value (inside "header", not NUL-terminated) and *len;
 * OG_ERR_NOTFOUND; OG_ERR_EXISTS when the name is there twice, which counts
 * as none.  After a failure *value is NULL and *len 0.  (RFC 6265bis 5.8.3,
 * and section 4.1.3 for the prefixes.)
 */
enum og_err cookie_find(const char *header, const char *name,
    const char **value, size_t *len) OG_MUST_CHECK;

#endif
