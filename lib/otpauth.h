/* SPDX-License-Identifier: ISC */
/* otpauth:// URIs, the format that authenticator apps scan ("Key Uri
 * Format", and the parameters that the common apps agree on). */
#ifndef OG_OTPAUTH_H
#define OG_OTPAUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "mac.h"
#include "otp.h"

#define OG_ISSUER_MAX 64 /* bytes of UTF-8, no colon */
#define OG_ACCOUNT_MAX 128

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
 * Reads a URI.  Missing parameters take the format's defaults (SHA1, 6, 30);
 * unknown ones are ignored; one given twice, an issuer that contradicts the
 * label, a seed under 128 bits or of equal bytes are refused.  OG_OK,
 * OG_ERR_FORMAT or OG_ERR_RANGE; *p is wiped on failure.
 */
enum og_err
og_otpauth_parse(const char *uri, struct og_otpauth *p) OG_MUST_CHECK;

/* Wipes *p. */
void og_otpauth_clear(struct og_otpauth *p);

#endif
