/* SPDX-License-Identifier: ISC */
/*
 * The key ring in memory: every key seals and signs by subkeys, each derived
 * for one purpose; the newest is used for new things, all of them open and
 * verify.
 */
#ifndef OTPGATE_CRYPTO_KEYRING_H
#define OTPGATE_CRYPTO_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/crypto/mac.h"

#define OG_KEYS_MAX 16
#define OG_KEY_LEN 32

/* One purpose never verifies what another signed. */
enum og_purpose {
	OG_PURPOSE_SEAL = 0, /* OTP seeds in the database */
	OG_PURPOSE_SESSION,  /* session cookies */
	OG_PURPOSE_FORM,     /* pre-session cookies and form tokens */
	OG_PURPOSE_DEVICE,   /* cookies of known browsers */
	OG_PURPOSE_TICKET,   /* tickets between the hosts of one gate */
	OG_PURPOSE_KEPT,     /* forms kept while a user logs in again */
	OG_PURPOSE_INVITE,   /* seeds that invitations show */
	OG_PURPOSE_WAY,	     /* seeds that users are adding */
	OG_PURPOSE_NEWS,     /* what a browser is to be told after a login */
	OG_PURPOSES
};

struct og_key {
	uint32_t id;	 /* 1 and up, rising */
	int64_t created; /* seconds since 1970 */
	bool retired;	 /* opens seeds only: what it signed is too old */
	uint8_t master[OG_KEY_LEN];
	uint8_t sub[OG_PURPOSES][OG_KEY_LEN];
};

/* Keys in rising order of id; the last is the newest. */
struct og_keyring {
	size_t n;
	struct og_key keys[OG_KEYS_MAX];
};

/* Makes the ring empty. */
void og_keyring_init(struct og_keyring *ring);

/*
 * Appends a key and derives its subkeys.  OG_OK; OG_ERR_RANGE when the ring is
 * full, "id" is not above the newest or all bytes of "master" are equal;
 * OG_ERR_CRYPTO.  The ring is unchanged on failure.
 */
enum og_err og_keyring_add(struct og_keyring *ring, uint32_t id,
    int64_t created, const uint8_t master[OG_KEY_LEN]) OG_MUST_CHECK;

/*
 * Marks every key as retired whose successor was created more than "lifetime"
 * seconds (the absolute time-out of sessions) before "now".  Returns how many
 * are retired.
 */
size_t
og_keyring_retire(struct og_keyring *ring, int64_t now, int64_t lifetime);

/* The newest key, or NULL for an empty ring.  Owned by the ring. */
const struct og_key *og_keyring_newest(const struct og_keyring *ring);

/* The key with "id" for anything that was signed with it, or NULL when there
 * is none or it is retired. */
const struct og_key *
og_keyring_signer(const struct og_keyring *ring, uint32_t id);

/* The key with "id", retired or not, or NULL. */
const struct og_key *
og_keyring_find(const struct og_keyring *ring, uint32_t id);

/* Wipes the ring. */
void og_keyring_clear(struct og_keyring *ring);

#endif
