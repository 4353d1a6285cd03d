/* SPDX-License-Identifier: ISC */
/* Giving a user authenticators and recovery codes: changes of a record. */
#ifndef OTPGATE_RULES_ENROLL_H
#define OTPGATE_RULES_ENROLL_H

#include "lib/codes/otpauth.h"
#include "lib/codes/recovery.h"
#include "lib/crypto/keyring.h"
#include "lib/record/user.h"

/* What a new authenticator should be. */
struct og_enroll {
	enum og_factor type; /* OG_FACTOR_TOTP or OG_FACTOR_HOTP */
	enum og_hash hash;
	unsigned digits;     /* 6 to 8 */
	unsigned period;     /* 15 to 300 */
	const char *label;   /* may be NULL */
	const uint8_t *seed; /* NULL: a random one of OG_SEED_NEW bytes */
	size_t seed_len;
	bool weak;	   /* the seed may be as short as OG_SEED_LEAST */
	uint32_t replaces; /* 0, or the id of the one to be rotated out */
	int64_t expires;   /* when it lapses if never proven */
};

/*
 * Adds a pending authenticator with its seed sealed under the newest key,
 * bound to the user's id and the authenticator's id.  An unproven one with
 * the same "replaces" makes room.  OG_OK with *id set; OG_ERR_RANGE (already
 * OG_AUTHENTICATORS_MAX, or a field or a weak seed), OG_ERR_KEY,
 * OG_ERR_CRYPTO, OG_ERR_IO: *u unchanged.
 */
enum og_err og_enroll_add(struct og_user *u, const struct og_enroll *spec,
    const struct og_keyring *ring, int64_t now, uint32_t *id) OG_MUST_CHECK;

/*
 * Opens the seed of "a": OG_SEED_MAX bytes of room at "seed".  OG_OK,
 * OG_ERR_KEY (its key is not in the ring), OG_ERR_CRYPTO (not this user's, or
 * damaged); "seed" wiped and *len 0 on failure.
 */
enum og_err og_enroll_seed(const struct og_user *u,
    const struct og_authenticator *a, const struct og_keyring *ring,
    uint8_t seed[OG_SEED_MAX], size_t *len) OG_MUST_CHECK;

/*
 * Seals every seed of "u" that is not under the newest key again, under that
 * key; nothing else in the record changes.  Returns how many; *stuck: how many
 * stay as they were, because their key is not in the ring, or they are damaged,
 * or there are no random numbers.
 */
size_t og_enroll_reseal(
    struct og_user *u, const struct og_keyring *ring, size_t *stuck);

/*
 * Fills *p for showing "a" to its owner: account "user name", "issuer".  As
 * og_enroll_seed; the caller clears *p.
 */
enum og_err og_enroll_otpauth(const struct og_user *u,
    const struct og_authenticator *a, const struct og_keyring *ring,
    const char *issuer, struct og_otpauth *p) OG_MUST_CHECK;

/*
 * Replaces the user's recovery codes by "n" (1 to OG_RECOVERY_MAX) fresh
 * ones, hashed at "cost", and returns them in "codes", the only time.
 * Slow on purpose.  OG_OK; OG_ERR_RANGE, OG_ERR_NOMEM, OG_ERR_IO: *u
 * unchanged.
 */
enum og_err og_enroll_recovery(struct og_user *u, const struct og_argon2 *cost,
    size_t n, int64_t now, struct og_recovery_code *codes) OG_MUST_CHECK;

/*
 * Gives "u" the codes of "set", which og_enroll_recovery has made for another
 * copy of the record.  OG_OK; OG_ERR_RANGE (it is empty, or no id is left):
 * *u unchanged.
 */
enum og_err og_enroll_recovery_put(
    struct og_user *u, const struct og_recovery_set *set) OG_MUST_CHECK;

#endif
