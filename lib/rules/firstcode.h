/* SPDX-License-Identifier: ISC */
/*
 * The first code of an authenticator that is in no record before it: a phone
 * app of the usual kind (TOTP, SHA-1, 6 digits, 30 seconds), whose seed of
 * OG_SEED_NEW bytes its owner has been shown.
 */
#ifndef OTPGATE_RULES_FIRSTCODE_H
#define OTPGATE_RULES_FIRSTCODE_H

#include "lib/codes/otpauth.h"
#include "lib/crypto/keyring.h"
#include "lib/record/user.h"

/* Fills *p for showing it to its owner.  OG_OK, or OG_ERR_RANGE ("issuer" is
 * too long) with *p empty; the caller clears *p. */
enum og_err
og_firstcode_otpauth(const struct og_user *u, const uint8_t seed[OG_SEED_NEW],
    const char *issuer, struct og_otpauth *p) OG_MUST_CHECK;

/*
 * Compares "code" (canonical) with every step up to "window" steps around
 * "now"; the highest that is right is *step.  OG_OK; OG_ERR_NOTFOUND (none is);
 * OG_ERR_CRYPTO.
 */
enum og_err og_firstcode_find(const uint8_t seed[OG_SEED_NEW], const char *code,
    unsigned window, int64_t now, uint64_t *step) OG_MUST_CHECK;

/*
 * Gives "u" the authenticator, active, past the code of "step"; "label" may be
 * "".  OG_OK with *id set; what og_enroll_add says, with *u unchanged.
 */
enum og_err og_firstcode_add(struct og_user *u, const uint8_t seed[OG_SEED_NEW],
    const char *label, const struct og_keyring *ring, uint64_t step,
    int64_t now, uint32_t *id) OG_MUST_CHECK;

#endif
