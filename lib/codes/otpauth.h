/* SPDX-License-Identifier: ISC */
/* otpauth:// URIs, the format that authenticator apps scan ("Key Uri
 * Format", and the parameters that the common apps agree on). */
#ifndef OTPGATE_CODES_OTPAUTH_H
#define OTPGATE_CODES_OTPAUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/codes/otp.h"
#include "lib/crypto/mac.h"

#define OG_ISSUER_MAX 64 /* bytes of UTF-8, no colon */
#define OG_ACCOUNT_MAX 128
#define OG_COUNTER_MAX ((uint64_t)1 << 52) /* half of what a record holds */

struct og_otpauth {
	bool hotp;
	char issuer[OG_ISSUER_MAX + 1];
	char account[OG_ACCOUNT_MAX + 1];
	uint8_t seed[OG_SEED_MAX];
	size_t seed_len;
	enum og_hash hash;
	unsigned digits;
	unsigned period;  /* seconds; TOTP only */
	uint64_t counter; /* HOTP only */
};

/*
 * Appends the URI to "out": label "issuer:account" percent-encoded, secret,
 * issuer (when not empty), algorithm, digits and period or counter, always all
 * of them.  OG_OK, OG_ERR_RANGE for fields out of range, or the buffer's error.
 */
enum og_err
og_otpauth_format(const struct og_otpauth *p, struct og_buf *out) OG_MUST_CHECK;

/*
 * Reads a URI as other programs write them: names of parameters in any case,
 * missing ones take the format's defaults (SHA1, 6, 30), unknown ones and a
 * fragment are ignored.  A bare # in the label is part of it.  In the secret,
 * "+" and everything that og_typed_next skips are ignored.  Names are only
 * shown: a label or issuer that is not clean text of our length is dropped, so
 * "issuer" and "account" may be "", and the issuer of the parameter takes
 * precedence over that of the label.  Refused are a parameter that is given
 * twice or in the fragment, "encoder=steam", values out of range, and a seed
 * under OG_SEED_LEAST bytes, over OG_SEED_MAX or of equal bytes; the caller
 * decides about one under OG_SEED_MIN.  OG_OK; OG_ERR_FORMAT or OG_ERR_RANGE
 * with "why" (may be NULL) naming the field, what it must be and what to do,
 * but never its value; *p is wiped on failure.
 */
enum og_err og_otpauth_parse(
    const char *uri, struct og_otpauth *p, struct og_why *why) OG_MUST_CHECK;

/* Wipes *p. */
void og_otpauth_clear(struct og_otpauth *p);

#endif
