/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/policy.c and lib/decision/attempt.c: what stands before
 * the code, and recovery codes in its place. */
#include "check_policy.h"

/* --- passwords --- */

START_TEST(lets_in_with_password_and_code)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.lanes[OG_LANE_OPEN].password_failures = 2;
	u.lanes[OG_LANE_OPEN].password_failed_at = NOW - 10;
	code(id, STEP);
	password("open sesame", "open sesame");
	assert_allowed(NOW);
	ck_assert_int_eq(d.lane, OG_LANE_FIRST);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 0);
	ck_assert_int_eq(u.lanes[OG_LANE_OPEN].password_failed_at, 0);
}
END_TEST

START_TEST(charges_a_wrong_password_and_looks_at_no_code)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	password("open sesame", "open says me");
	assert_charged(NOW, "password");
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 0);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 0);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].guesses[0], 0);
}
END_TEST

START_TEST(charges_a_wrong_code_in_the_proven_lane)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	wrong_code(id, STEP);
	password("open sesame", "open sesame");
	u.lanes[OG_LANE_OPEN].password_failures = 2;
	assert_charged(NOW, "code");
	ck_assert_int_eq(d.lane, OG_LANE_FIRST);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(u.authenticators[0].failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 2);
}
END_TEST

START_TEST(waits_after_wrong_passwords)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	password("open sesame", "open sesame");
	u.lanes[OG_LANE_OPEN].password_failures = 4;
	u.lanes[OG_LANE_OPEN].password_failed_at = NOW;
	assert_denied(NOW + 1, "throttled");
	ck_assert_int_eq(d.retry, NOW + 2);
	a.password_right = false;
	assert_denied(NOW + 1, "throttled");
	a.lane = OG_LANE_KEY; /* another way in, another counter */
	a.password_right = true;
	assert_allowed(NOW + 1);
	ck_assert_int_eq(d.lane, OG_LANE_KEY);
}
END_TEST

START_TEST(waits_in_the_code_lane_only_behind_the_password)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	password("open sesame", "open sesame");
	u.lanes[OG_LANE_FIRST].failures = 50;
	assert_denied(NOW, "locked");
	u.lanes[OG_LANE_FIRST].failures = 4;
	u.lanes[OG_LANE_FIRST].failed_at = NOW;
	assert_denied(NOW, "throttled");
	password("open sesame", "wrong");
	assert_charged(NOW, "password");
}
END_TEST

START_TEST(misses_a_password_without_a_charge)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	password("open sesame", NULL);
	assert_denied(NOW, "missing");
	password("open sesame", "");
	assert_denied(NOW, "missing");
}
END_TEST

START_TEST(denies_a_user_without_a_password)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	a.first = OG_FIRST_PASSWORD;
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, "anything", 8, &a), OG_OK);
	ck_assert(!a.password_right);
	assert_denied(NOW, "unenrolled");
	a.password_right = true;
	assert_denied(NOW, "unenrolled");
}
END_TEST

START_TEST(denies_what_was_checked_against_another_hash)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	password("open sesame", "open sesame");
	ck_assert(og_attempt_is_current(&a, &u));
	ck_assert_int_eq(
	    og_pwhash_new(&people_cost, "new", 3, u.pwhash), OG_OK);
	ck_assert(!og_attempt_is_current(&a, &u));
	assert_denied(NOW, "error");
}
END_TEST

START_TEST(believes_the_proxy)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	a.first = OG_FIRST_PROXY;
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.lane, OG_LANE_FIRST);
	wrong_code(id, STEP);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 1);
	a.lane = OG_LANE_KEY;
	assert_charged(NOW, "code");
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, 1);
}
END_TEST

START_TEST(counts_a_password_that_is_too_long_as_wrong)
{
	char longest[OG_PASSWORD_MAX + 2];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	password("open sesame", longest);
	ck_assert(a.password_given);
	ck_assert(!a.password_right);
	longest[OG_PASSWORD_MAX] = '\0';
	password(longest, longest);
	ck_assert(a.password_right);
}
END_TEST

#define COMPOSED "caf\xc3\xa9 au lait"
#define DECOMPOSED                                                             \
	"cafe\xcc\x81\xc2\xa0"                                                 \
	"au lait"

/* Set by a version that knows of the form, or by one that did not. */
static void
set_password(const char *hashed, bool pwform)
{
	ck_assert_int_eq(
	    og_pwhash_new(&people_cost, hashed, strlen(hashed), u.pwhash),
	    OG_OK);
	u.pwform = pwform;
	a.first = OG_FIRST_PASSWORD;
}

static void
type_password(const char *typed, bool right)
{
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, typed, strlen(typed), &a), OG_OK);
	ck_assert(a.password_given);
	ck_assert_int_eq(a.password_right, right);
}

START_TEST(takes_a_password_in_every_spelling)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	set_password(COMPOSED, true);
	type_password(COMPOSED, true);
	type_password("CAF\xc3\x89 au lait", false);
	type_password("cafe au lait", false);
	type_password("caf\xe9 au lait", false);
	type_password(DECOMPOSED, true);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(u.pwform);
}
END_TEST

/* Nobody knows how that one was typed, so it must be typed so again. */
START_TEST(takes_an_older_password_as_it_was_set)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	set_password(DECOMPOSED, false);
	type_password(COMPOSED, false);
	type_password(DECOMPOSED, true);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(!u.pwform);
	type_password(DECOMPOSED, true);
	/* nor is there a form of what no version sets any more */
	set_password("a tab\tin it", false);
	type_password("a tab\tin it", true);
	set_password("latin \xe9", false);
	type_password("latin \xe9", true);
	type_password("latin \xc3\xa9", false);
}
END_TEST

START_TEST(learns_the_form_of_an_older_password)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	set_password(COMPOSED, false);
	type_password(DECOMPOSED, false);
	code(id, STEP);
	assert_charged(NOW, "password");
	ck_assert(!u.pwform);
	u.lanes[OG_LANE_OPEN].password_failures = 0;
	type_password(COMPOSED, true);
	assert_allowed(NOW);
	ck_assert(u.pwform);
	type_password(DECOMPOSED, true);
}
END_TEST

START_TEST(prepares_for_nobody)
{
	a.first = OG_FIRST_PASSWORD;
	a.recovery_given = true;
	a.password_right = true; /* must not survive */
	ck_assert_int_eq(og_recovery_new(3, &a.recovery), OG_OK);
	ck_assert_int_eq(og_attempt_prepare(&policy, NULL, "x", 1, &a), OG_OK);
	ck_assert(a.password_given);
	ck_assert(!a.password_right);
	ck_assert_str_eq(a.pwhash, "");
	ck_assert_uint_eq(a.recovery_set, 0);
	ck_assert_int_eq(og_attempt_prepare(&policy, NULL, NULL, 0, &a), OG_OK);
	ck_assert(!a.password_given);
}
END_TEST

START_TEST(prepares_nothing_from_an_absurd_hash)
{
	a.first = OG_FIRST_PASSWORD;
	strcpy(u.pwhash, "$argon2id$v=19$m=4000000,t=2,p=1$AAECAwQFBgcICQoLDA0"
			 "ODw$AAECAwQFBgcICQoLDA0ODw");
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, "x", 1, &a), OG_ERR_RANGE);
	ck_assert(!a.password_right);
	strcpy(u.pwhash, "x");
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, "x", 1, &a), OG_ERR_FORMAT);
	ck_assert(!a.password_right);
}
END_TEST

START_TEST(hashes_no_password_where_none_is_asked)
{
	ck_assert_int_eq(og_pwhash_new(&people_cost, "x", 1, u.pwhash), OG_OK);
	ck_assert_int_eq(og_attempt_prepare(&policy, &u, "x", 1, &a), OG_OK);
	ck_assert(!a.password_given);
	ck_assert(!a.password_right);
	og_attempt_clear(&a);
}
END_TEST

/* --- recovery codes --- */

static struct og_recovery_code codes[3];

/* Gives the user three codes and offers number "n" (1 to 3). */
static void
recovery(unsigned n)
{
	if (u.recovery.n == 0)
		ck_assert_int_eq(
		    og_enroll_recovery(&u, &people_cost, 3, NOW, codes), OG_OK);
	a.recovery_given = true;
	a.recovery = codes[n - 1];
	ck_assert_int_eq(og_attempt_prepare(&policy, &u, NULL, 0, &a), OG_OK);
}

START_TEST(lets_in_with_a_recovery_code_once)
{
	recovery(2);
	assert_allowed(NOW);
	ck_assert_int_eq(d.proof.factor, OG_FACTOR_RECOVERY);
	ck_assert_uint_eq(d.proof.authenticator, u.recovery.id);
	ck_assert_uint_eq(d.recovery_left, 2);
	ck_assert_uint_eq(u.recovery.n, 2);
	ck_assert_uint_eq(u.recovery.codes[0].number, 1);
	ck_assert_uint_eq(u.recovery.codes[1].number, 3);
	assert_charged(NOW, "recovery");
	recovery(3);
	assert_allowed(NOW);
}
END_TEST

START_TEST(clears_no_authenticator_after_a_recovery_code)
{
	people_active(&u, &ring, OG_FACTOR_TOTP);
	u.authenticators[0].failures = 5;
	recovery(1);
	u.lanes[OG_LANE_OPEN].failures = 2;
	assert_allowed(NOW);
	ck_assert_uint_eq(u.authenticators[0].failures, 5);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
}
END_TEST

START_TEST(forgets_the_set_after_its_last_code)
{
	unsigned n;

	for (n = 3; n > 0; n--) {
		recovery(n);
		assert_allowed(NOW);
		ck_assert_uint_eq(d.recovery_left, n - 1);
	}
	ck_assert_uint_eq(u.recovery.id, 0);
	ck_assert_int_eq(og_attempt_prepare(&policy, &u, NULL, 0, &a), OG_OK);
	assert_charged(NOW, "recovery");
}
END_TEST

START_TEST(charges_a_wrong_recovery_code)
{
	recovery(1);
	a.digest[OG_RECOVERY_DIGEST - 1] ^= 1;
	assert_charged(NOW, "recovery");
	ck_assert_uint_eq(u.recovery.n, 3);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
}
END_TEST

START_TEST(wants_the_right_number_with_a_recovery_code)
{
	recovery(1);
	a.recovery.number = 2; /* the digest is that of number 1 */
	assert_charged(NOW, "recovery");
}
END_TEST

START_TEST(charges_a_recovery_code_where_there_are_none)
{
	a.recovery_given = true;
	ck_assert_int_eq(og_recovery_new(1, &a.recovery), OG_OK);
	ck_assert_int_eq(og_attempt_prepare(&policy, &u, NULL, 0, &a), OG_OK);
	assert_charged(NOW, "recovery");
}
END_TEST

START_TEST(denies_a_code_of_an_older_set)
{
	recovery(1);
	ck_assert_int_eq(
	    og_enroll_recovery(&u, &people_cost, 3, NOW, codes), OG_OK);
	ck_assert(!og_attempt_is_current(&a, &u));
	assert_denied(NOW, "error");
	recovery(1);
	assert_allowed(NOW);
}
END_TEST

START_TEST(throttles_recovery_codes_like_codes)
{
	recovery(1);
	u.lanes[OG_LANE_OPEN].failures = 4;
	u.lanes[OG_LANE_OPEN].failed_at = NOW;
	assert_denied(NOW, "throttled");
	u.lanes[OG_LANE_OPEN].failures = 50;
	assert_denied(NOW + 10000, "locked");
}
END_TEST

static void
add_first_factor_tests(TCase *tc)
{
	tcase_add_test(tc, lets_in_with_password_and_code);
	tcase_add_test(tc, charges_a_wrong_password_and_looks_at_no_code);
	tcase_add_test(tc, charges_a_wrong_code_in_the_proven_lane);
	tcase_add_test(tc, waits_after_wrong_passwords);
	tcase_add_test(tc, waits_in_the_code_lane_only_behind_the_password);
	tcase_add_test(tc, misses_a_password_without_a_charge);
	tcase_add_test(tc, denies_a_user_without_a_password);
	tcase_add_test(tc, denies_what_was_checked_against_another_hash);
	tcase_add_test(tc, believes_the_proxy);
	tcase_add_test(tc, counts_a_password_that_is_too_long_as_wrong);
	tcase_add_test(tc, takes_a_password_in_every_spelling);
	tcase_add_test(tc, takes_an_older_password_as_it_was_set);
	tcase_add_test(tc, learns_the_form_of_an_older_password);
	tcase_add_test(tc, prepares_for_nobody);
	tcase_add_test(tc, prepares_nothing_from_an_absurd_hash);
	tcase_add_test(tc, hashes_no_password_where_none_is_asked);
}

static void
add_recovery_tests(TCase *tc)
{
	tcase_add_test(tc, lets_in_with_a_recovery_code_once);
	tcase_add_test(tc, clears_no_authenticator_after_a_recovery_code);
	tcase_add_test(tc, forgets_the_set_after_its_last_code);
	tcase_add_test(tc, charges_a_wrong_recovery_code);
	tcase_add_test(tc, wants_the_right_number_with_a_recovery_code);
	tcase_add_test(tc, charges_a_recovery_code_where_there_are_none);
	tcase_add_test(tc, denies_a_code_of_an_older_set);
	tcase_add_test(tc, throttles_recovery_codes_like_codes);
}

static void
add_tests(TCase *tc)
{
	add_first_factor_tests(tc);
	add_recovery_tests(tc);
}

int
main(void)
{
	return run("policy: first factor, recovery", add_tests, setup);
}
