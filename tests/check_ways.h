/* SPDX-License-Identifier: ISC */
/* Alice, who has one authenticator, and another session of hers: for tests of
 * what users do with their authenticators. */
#ifndef OTPGATE_CHECK_WAYS_H
#define OTPGATE_CHECK_WAYS_H

#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "lib/base/text.h"
#include "lib/record/session.h"
#include "lib/rules/ways.h"

static const uint8_t here[OG_DIGEST_LEN] = {1}, there[OG_DIGEST_LEN] = {2};
static struct og_keyring ring;
static struct og_user u;
static uint32_t first;
static size_t ended;

static inline void
log_in(const uint8_t id[OG_DIGEST_LEN], uint32_t authenticator)
{
	const struct og_proof proof = {
	    OG_FACTOR_TOTP, authenticator, PEOPLE_NOW};

	og_session_add(&u, id, &proof, "192.0.2.1", "x", PEOPLE_NOW);
}

/* Alice with one authenticator, logged in by it here and there. */
static inline void
setup(void)
{
	people_ring(&ring, 2);
	people_user(&u);
	first = people_active(&u, &ring, OG_FACTOR_TOTP);
	log_in(here, first);
	log_in(there, first);
}

static inline void
begin(bool replace, int64_t now)
{
	ck_assert_ok(og_ways_begin(&u, here, &ring, replace, now));
}

static inline void
seed_of(uint8_t seed[OG_SEED_NEW])
{
	struct og_otpauth p;

	ck_assert_ok(og_ways_otpauth(&u, &ring, "Example", &p));
	ck_assert_uint_eq(p.seed_len, OG_SEED_NEW);
	memcpy(seed, p.seed, OG_SEED_NEW);
	og_otpauth_clear(&p);
}

/* The code that the new one shows at "now". */
static inline void
code_at(int64_t now, char code[OG_CODE_SIZE])
{
	uint8_t seed[OG_SEED_NEW];
	uint32_t value;

	seed_of(seed);
	ck_assert_ok(og_hotp(
	    OG_SHA1, seed, sizeof(seed), og_totp_step(now, 30), 6, &value));
	og_code_format(value, 6, code);
}

static inline enum og_ways_result
prove_as(const uint8_t *session, const char *code, const char *name,
    int64_t now, uint32_t *id)
{
	const struct og_ways_proof proof = {
	    session, code, name, "Phone app", 1, now, PEOPLE_NOW + 100};
	enum og_err err;

	return og_ways_prove(&u, &proof, &ring, id, &ended, &err);
}

static inline enum og_ways_result
prove(const char *code, int64_t now)
{
	uint32_t id;
	enum og_ways_result result = prove_as(here, code, "", now, &id);

	ck_assert_int_eq(id != 0, result == OG_WAYS_DONE);
	return result;
}

/* What the decision says of a code. */
static inline enum og_reason
login(const char *code, int64_t now, struct og_user *next)
{
	const struct og_policy policy = {.first_factor = OG_FIRST_NONE,
	    .limits = people_limits,
	    .argon2 = people_cost,
	    .idle = 1000,
	    .absolute = 10000};
	struct og_attempt a = {.first = OG_FIRST_NONE};
	struct og_decision d;

	(void)snprintf(a.code, sizeof(a.code), "%s", code);
	og_policy_login(&policy, &ring, &u, &a, now, next, &d);
	return d.reason;
}

#endif
