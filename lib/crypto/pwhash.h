/* SPDX-License-Identifier: ISC */
/* Password hashing: argon2id (RFC 9106), by libargon2. */
#ifndef OTPGATE_CRYPTO_PWHASH_H
#define OTPGATE_CRYPTO_PWHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_PWHASH_SIZE 128
#define OG_PASSWORD_MAX 1024 /* bytes */
#define OG_SALT_LEN 16

/* Cost.  What a file may demand is capped: RFC 9106 has no upper bound. */
struct og_argon2 {
	uint32_t memory; /* KiB, 8 to 262144 */
	uint32_t time;	 /* passes, 1 to 10 */
	uint32_t lanes;	 /* 1 to 4 */
};

/* True when every field is within its range and memory >= 8 * lanes. */
bool og_argon2_is_valid(const struct og_argon2 *cost);

/*
 * Hashes "len" bytes (at most OG_PASSWORD_MAX) with a fresh salt and writes
 * the usual encoded form ("$argon2id$v=19$m=...").  OG_OK, OG_ERR_RANGE,
 * OG_ERR_NOMEM, OG_ERR_IO; "out" is "" on failure.
 */
enum og_err og_pwhash_new(const struct og_argon2 *cost, const char *password,
    size_t len, char out[OG_PWHASH_SIZE]) OG_MUST_CHECK;

/*
 * Checks a password against an encoded hash.  *match is true only if it is
 * right.  OG_OK when the comparison was made; OG_ERR_FORMAT when "encoded" is
 * not argon2id of version 19, OG_ERR_RANGE when its cost is over the caps or
 * the password is too long, OG_ERR_NOMEM.
 */
enum og_err og_pwhash_check(const char *encoded, const char *password,
    size_t len, bool *match) OG_MUST_CHECK;

/* Only parses "encoded": OG_OK with *cost, or as og_pwhash_check. */
enum og_err
og_pwhash_cost(const char *encoded, struct og_argon2 *cost) OG_MUST_CHECK;

/*
 * The bare function, for recovery codes: "out_len" (16 to 64) bytes.  OG_OK,
 * OG_ERR_RANGE, OG_ERR_NOMEM; "out" is wiped on failure.
 */
enum og_err
og_argon2id(const struct og_argon2 *cost, const uint8_t salt[OG_SALT_LEN],
    const void *in, size_t len, uint8_t *out, size_t out_len) OG_MUST_CHECK;

#endif
