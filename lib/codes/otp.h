/* SPDX-License-Identifier: ISC */
/* HOTP (RFC 4226) and the steps of TOTP (RFC 6238): arithmetic only. */
#ifndef OTPGATE_CODES_OTP_H
#define OTPGATE_CODES_OTP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/mac.h"

#define OG_SEED_MIN 16	 /* bytes: RFC 4226 section 4, R6 */
#define OG_SEED_LEAST 10 /* accepted from elsewhere, on request */
#define OG_SEED_MAX 64
#define OG_SEED_NEW 20
#define OG_DIGITS_MIN 6
#define OG_DIGITS_MAX 8
#define OG_PERIOD_MIN 15 /* seconds */
#define OG_PERIOD_MAX 300
#define OG_CODE_SIZE (OG_DIGITS_MAX + 1)

/*
 * The code for "counter" (RFC 4226 section 5.3) as a number below 10^digits.
 * "digits" is 6 to 8.  OG_OK; OG_ERR_RANGE or OG_ERR_CRYPTO with *code 0.
 */
enum og_err og_hotp(enum og_hash hash, const uint8_t *seed, size_t seed_len,
    uint64_t counter, unsigned digits, uint32_t *code) OG_MUST_CHECK;

/* The step of "now" (RFC 6238 section 4.2): 0 for times before 1970. */
uint64_t og_totp_step(int64_t now, unsigned period);

/* Writes "code" with leading zeros as "digits" digits and a NUL. */
void og_code_format(uint32_t code, unsigned digits, char out[OG_CODE_SIZE]);

/*
 * Reads what a person typed: blanks, dashes and invisible marks are dropped
 * (typed.h), the rest must be 6 to 8 digits of any script.  Writes only the
 * ASCII digits to "out".  OG_OK, or
 * OG_ERR_FORMAT with "out" empty.
 */
enum og_err
og_code_parse(const char *in, size_t len, char out[OG_CODE_SIZE]) OG_MUST_CHECK;

#endif
