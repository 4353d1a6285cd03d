/* SPDX-License-Identifier: ISC */
/* People for tests: a ring of keys, a user, authenticators whose codes the
 * test can compute.  Small hashing costs, a fixed time. */
#ifndef CHECK_PEOPLE_H
#define CHECK_PEOPLE_H

#include <check.h>
#include <string.h>

#include "lib/decision/policy.h"
#include "lib/record/user.h"
#include "lib/rules/enroll.h"

#define PEOPLE_NOW 1700000010 /* the first second of a step of 30 s */
#define PEOPLE_STEP 56666667  /* and this is that step */
#define PEOPLE_DAY 86400

static const struct og_argon2 people_cost = {8, 1, 1};

static const struct og_limits people_limits = {
    .free_tries = 3,
    .wait_max = 3600,
    .lane_limit = 50,
    .disable_at = 100,
    .guess_budget = 0.001,
    .window = 1,
    .look_ahead = 5,
};

/* A ring with keys 1 to "n". */
static inline void
people_ring(struct og_keyring *ring, uint32_t n)
{
	uint8_t master[OG_KEY_LEN];
	uint32_t id;

	og_keyring_init(ring);
	for (id = 1; id <= n; id++) {
		for (size_t i = 0; i < sizeof(master); i++)
			master[i] = (uint8_t)(id * 40 + i);
		ck_assert_int_eq(
		    og_keyring_add(ring, id, PEOPLE_NOW, master), OG_OK);
	}
}

/* "alice", without anything. */
static inline void
people_user(struct og_user *u)
{
	ck_assert_int_eq(og_user_init(u, "alice", PEOPLE_NOW), OG_OK);
}

/* A pending authenticator with a seed of its own; returns its id. */
static inline uint32_t
people_pending(struct og_user *u, const struct og_keyring *ring,
    enum og_factor type, int64_t expires, uint32_t replaces)
{
	struct og_enroll spec = {
	    .type = type,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = 30,
	    .expires = expires,
	    .replaces = replaces,
	};
	uint32_t id = 0;

	ck_assert_int_eq(og_enroll_add(u, &spec, ring, PEOPLE_NOW, &id), OG_OK);
	return id;
}

/* The same, proven. */
static inline uint32_t
people_active(
    struct og_user *u, const struct og_keyring *ring, enum og_factor type)
{
	uint32_t id = people_pending(u, ring, type, 0, 0);

	og_user_authenticator(u, id)->state = OG_AUTH_ACTIVE;
	return id;
}

/* Puts the code of authenticator "id" for a step or counter in *a. */
static inline void
people_code(struct og_user *u, const struct og_keyring *ring, uint32_t id,
    uint64_t counter, struct og_attempt *a)
{
	const struct og_authenticator *auth = og_user_authenticator(u, id);
	uint8_t seed[OG_SEED_MAX];
	uint32_t value;
	size_t len;

	ck_assert_ptr_nonnull(auth);
	ck_assert_int_eq(og_enroll_seed(u, auth, ring, seed, &len), OG_OK);
	ck_assert_int_eq(
	    og_hotp(auth->hash, seed, len, counter, auth->digits, &value),
	    OG_OK);
	og_code_format(value, auth->digits, a->code);
}

#endif
