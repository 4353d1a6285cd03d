/* SPDX-License-Identifier: ISC */
/* Base64url without padding (RFC 4648 section 5), for tokens and records; and
 * the usual base64 with padding (section 4), for other programs. */
#ifndef OTPGATE_CRYPTO_BASE64URL_H
#define OTPGATE_CRYPTO_BASE64URL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_BASE64URL_LEN(n) (((n)*4 + 2) / 3)
#define OG_BASE64URL_SIZE(n) (OG_BASE64URL_LEN(n) + 1)

/* Writes "len" bytes and a NUL to "out" (OG_BASE64URL_SIZE(len) bytes). */
void og_base64url_encode(const uint8_t *in, size_t len, char *out);

#define OG_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

/* The usual base64: "out" has OG_BASE64_SIZE(len) bytes. */
void og_base64_encode(const uint8_t *in, size_t len, char *out);

/*
 * Reads exactly "len" characters in canonical form (each byte string has one
 * spelling).  Writes at most "size" bytes, sets *out_len.  Returns OG_OK,
 * OG_ERR_FORMAT or OG_ERR_RANGE ("out" too small); on failure "out" is wiped
 * and *out_len is 0.
 */
enum og_err og_base64url_decode(const char *in, size_t len, uint8_t *out,
    size_t size, size_t *out_len) OG_MUST_CHECK;

#endif
