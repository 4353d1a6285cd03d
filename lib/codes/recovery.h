/* SPDX-License-Identifier: ISC */
/*
 * Recovery codes: look-up secrets of 65 bits in Crockford base32, numbered,
 * "03-XXXXX-XXXXX-XXX" (SP 800-63B-4 section 3.1.2).
 */
#ifndef OTPGATE_CODES_RECOVERY_H
#define OTPGATE_CODES_RECOVERY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/pwhash.h"

#define OG_RECOVERY_MAX 20 /* codes in a set */
#define OG_RECOVERY_DEFAULT 10
#define OG_RECOVERY_SIZE 19   /* "03-XXXXX-XXXXX-XXX" and its NUL */
#define OG_RECOVERY_DIGEST 16 /* bytes kept of a code */

/* A code as typed, in its one canonical form. */
struct og_recovery_code {
	unsigned number;  /* 1 to 99 */
	char symbols[14]; /* 13 symbols, upper case, and a NUL */
};

/* Makes a fresh code with "number" (1 to 99).  OG_OK, OG_ERR_ARG, OG_ERR_IO. */
enum og_err
og_recovery_new(unsigned number, struct og_recovery_code *out) OG_MUST_CHECK;

/* Writes "NN-XXXXX-XXXXX-XXX". */
void og_recovery_format(
    const struct og_recovery_code *code, char out[OG_RECOVERY_SIZE]);

/*
 * Reads what a person typed: case, blanks and dashes of any kind (typed.h) are
 * ignored, O is 0, I and L are 1.  Two digits and 13 symbols must remain.
 * OG_OK, or OG_ERR_FORMAT with *out wiped.
 */
enum og_err og_recovery_parse(
    const char *in, size_t len, struct og_recovery_code *out) OG_MUST_CHECK;

/*
 * The digest that is stored: argon2id of number and symbols under the salt of
 * the set.  Slow on purpose.  OG_OK; OG_ERR_RANGE, OG_ERR_NOMEM with "out"
 * wiped.
 */
enum og_err og_recovery_digest(const struct og_argon2 *cost,
    const uint8_t salt[OG_SALT_LEN], const struct og_recovery_code *code,
    uint8_t out[OG_RECOVERY_DIGEST]) OG_MUST_CHECK;

#endif
