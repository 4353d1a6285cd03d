/* SPDX-License-Identifier: ISC */
/* One person at the gate, for the tests of the policy: a user, an attempt,
 * and assertions about what was decided. */
#ifndef CHECK_POLICY_H
#define CHECK_POLICY_H

#include "check_main.h"
#include "check_people.h"
#include "lib/decision/policy.h"
#include "lib/record/session.h"

#define NOW PEOPLE_NOW
#define STEP ((uint64_t)PEOPLE_STEP)

/* One person at the gate. */
static struct og_policy policy;
static struct og_keyring ring;
static struct og_user u, next;
static struct og_attempt a;
static struct og_decision d;

static inline void
setup(void)
{
	memset(&policy, 0, sizeof(policy));
	policy.first_factor = OG_FIRST_NONE;
	policy.limits = people_limits;
	policy.argon2 = people_cost;
	policy.idle = 1800;
	policy.absolute = 43200;
	policy.pending = 7 * PEOPLE_DAY;
	people_ring(&ring, 2);
	people_user(&u);
	memset(&a, 0, sizeof(a));
	a.first = OG_FIRST_NONE;
}

static inline void
decide(int64_t now)
{
	memset(&d, 0xff, sizeof(d));
	og_policy_login(&policy, &ring, &u, &a, now, &next, &d);
}

/* Asserts a success that must be synced, and takes over the new record. */
static inline void
assert_allowed(int64_t now)
{
	decide(now);
	ck_assert_str_eq(og_reason_name(d.reason), "ok");
	ck_assert_int_eq(d.verdict, OG_ALLOW);
	ck_assert(d.commit);
	ck_assert(d.spend);
	ck_assert_int_eq(d.proof.when, now);
	ck_assert_int_eq(next.last.when, a.trial ? u.last.when : now);
	og_user_copy(&u, &next);
}

/* The record as text, for comparison. */
static inline void
text_of(const struct og_user *user, struct og_buf *b)
{
	og_buf_init(b, OG_RECORD_MAX);
	ck_assert_int_eq(og_user_format(user, b), OG_OK);
}

/* Asserts a denial that changes nothing. */
static inline void
assert_denied(int64_t now, const char *reason)
{
	struct og_buf before, after;

	decide(now);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert(!d.commit);
	ck_assert(!d.spend);
	text_of(&u, &before);
	text_of(&next, &after);
	ck_assert_str_eq(og_buf_str(&before), og_buf_str(&after));
	og_buf_clear(&before);
	og_buf_clear(&after);
}

/* Asserts a denial that must be committed, and takes over the record. */
static inline void
assert_charged(int64_t now, const char *reason)
{
	decide(now);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert(d.commit);
	ck_assert(!d.spend);
	og_user_copy(&u, &next);
}

static inline void
code(uint32_t id, uint64_t counter)
{
	people_code(&u, &ring, id, counter, &a);
}

/* A code that is wrong for every authenticator of the tests. */
static inline void
wrong_code(uint32_t id, uint64_t counter)
{
	code(id, counter + 1000000);
}

/* Gives the user a password, and the attempt "given". */
static inline void
password(const char *real, const char *given)
{
	ck_assert_int_eq(
	    og_pwhash_new(&people_cost, real, strlen(real), u.pwhash), OG_OK);
	a.first = OG_FIRST_PASSWORD;
	ck_assert_int_eq(og_attempt_prepare(&policy, &u, given,
			     given != NULL ? strlen(given) : 0, &a),
	    OG_OK);
}

/* A suite of one case, each test with the person made anew. */
static inline int
run(const char *name, void (*add)(TCase *tc), void (*fixture)(void))
{
	TCase *tc = tcase_create(name);
	Suite *s = suite_create(name);

	tcase_add_checked_fixture(tc, fixture, NULL);
	add(tc);
	suite_add_tcase(s, tc);
	return check_main(s);
}

#endif
