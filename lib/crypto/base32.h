/* SPDX-License-Identifier: ISC */
/* Base32 of RFC 4648 section 6, as authenticator apps exchange secrets. */
#ifndef OTPGATE_CRYPTO_BASE32_H
#define OTPGATE_CRYPTO_BASE32_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_BASE32_SIZE(n) (((n)*8 + 4) / 5 + 1)

/*
 * Writes "len" bytes as upper-case base32 without padding and a NUL to "out",
 * which has room for OG_BASE32_SIZE(len) bytes.
 */
void og_base32_encode(const uint8_t *in, size_t len, char *out);

/*
 * Reads "len" characters, either case; blanks and dashes between them and
 * padding at the end are ignored.  Writes at most "size" bytes and sets
 * *out_len.  Bits at the end that do not fill a byte are dropped, as
 * authenticator apps do.  Returns OG_OK; OG_ERR_FORMAT for any other
 * character; OG_ERR_RANGE when "out" is too small.  On failure "out" is wiped
 * and *out_len is 0.
 */
enum og_err og_base32_decode(const char *in, size_t len, uint8_t *out,
    size_t size, size_t *out_len) OG_MUST_CHECK;

#endif
