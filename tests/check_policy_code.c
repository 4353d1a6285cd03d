/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/policy.c: which codes are right, and how often. */
#include "check_policy.h"

/* --- TOTP --- */

START_TEST(lets_in_with_the_code_of_now)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.proof.factor, OG_FACTOR_TOTP);
	ck_assert_uint_eq(d.proof.authenticator, id);
	ck_assert_int_eq(d.offset, 0);
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
	ck_assert(!d.activated);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, STEP);
}
END_TEST

START_TEST(keeps_what_proved_the_last_login)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	a.trial = true;
	assert_allowed(NOW);
	ck_assert_int_eq(u.last.when, 0);
	a.trial = false;
	code(id, STEP + 1);
	assert_allowed(NOW + 30);
	ck_assert_int_eq(u.last.factor, OG_FACTOR_TOTP);
	ck_assert_uint_eq(u.last.authenticator, id);
	ck_assert_int_eq(u.last.when, NOW + 30);
	assert_denied(NOW + 31, "replay");
	wrong_code(id, STEP + 2);
	assert_charged(NOW + 60, "code");
	ck_assert_int_eq(u.last.when, NOW + 30);
	code(id, STEP + 3);
	a.trial = true;
	assert_allowed(NOW + 90);
	ck_assert_int_eq(u.last.when, NOW + 30);
}
END_TEST

START_TEST(keeps_out_with_a_wrong_code)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	wrong_code(id, STEP);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(d.failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 1);
	ck_assert_int_eq(u.lanes[OG_LANE_OPEN].failed_at, NOW);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].guesses[0], 1);
	ck_assert_uint_eq(u.authenticators[0].failures, 0);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 0);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(d.failures, 1);
}
END_TEST

START_TEST(accepts_one_step_either_side)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP - 1);
	assert_allowed(NOW);
	ck_assert_int_eq(d.offset, -1);
	ck_assert_int_eq(u.authenticators[0].drift, -1);
	u.authenticators[0].drift = 0;
	code(id, STEP + 1);
	assert_allowed(NOW);
	ck_assert_int_eq(d.offset, 1);
	ck_assert_int_eq(u.authenticators[0].drift, 1);
}
END_TEST

START_TEST(accepts_no_step_outside_the_window)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP - 2);
	assert_charged(NOW, "code");
	code(id, STEP + 2);
	assert_charged(NOW, "code");
}
END_TEST

START_TEST(accepts_a_code_once)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	assert_allowed(NOW);
	assert_denied(NOW, "replay");
	assert_denied(NOW + 30, "replay");
}
END_TEST

START_TEST(accepts_no_older_step_after_a_newer_one)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	assert_allowed(NOW);
	code(id, STEP - 1);
	assert_denied(NOW, "replay");
	code(id, STEP + 1);
	assert_allowed(NOW);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, STEP + 1);
}
END_TEST

START_TEST(follows_a_clock_that_is_ahead)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP + 1);
	assert_allowed(NOW);
	code(id, STEP + 4); /* two ahead, drift 1 */
	assert_allowed(NOW + 60);
	ck_assert_int_eq(d.offset, 2);
	ck_assert_int_eq(u.authenticators[0].drift, 1); /* bounded */
	code(id, STEP + 4 + 3);
	assert_charged(NOW + 120, "code"); /* three ahead */
	code(id, STEP + 10);
	assert_allowed(NOW + 300); /* and right again */
	ck_assert_int_eq(u.authenticators[0].drift, 0);
}
END_TEST

START_TEST(keeps_the_true_step_in_a_drifted_window)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.authenticators[0].drift = 10; /* from times of a wider window */
	code(id, STEP);
	assert_allowed(NOW);
	u.authenticators[0].drift = -10;
	code(id, STEP + 10);
	assert_allowed(NOW + 300);
}
END_TEST

START_TEST(denies_when_the_clock_went_back)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	assert_allowed(NOW);
	code(id, STEP - 4);
	assert_denied(NOW - 91, "clock");
	code(id, STEP - 100);
	assert_denied(NOW - 3000, "clock");
}
END_TEST

START_TEST(bears_a_clock_that_went_back_a_little)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	u.authenticators[0].moving_factor = STEP + 3; /* begins in 90 s */
	assert_denied(NOW, "replay");
	u.authenticators[0].moving_factor = STEP + 4;
	assert_denied(NOW, "clock");
}
END_TEST

START_TEST(does_not_blame_the_clock_for_a_replay)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);
	int64_t start = (int64_t)og_totp_step(NOW, 300) * 300;

	u.authenticators[0].period = 300;
	u.authenticators[0].drift = 1;
	code(id, og_totp_step(NOW, 300) + 2);
	assert_allowed(start);
	assert_denied(start, "replay");
}
END_TEST

START_TEST(survives_times_before_the_first_step)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.authenticators[0].drift = 1;
	code(id, 1);
	assert_allowed(10);
	u.authenticators[0].drift = -1;
	memset(a.code, 0, sizeof(a.code));
	strcpy(a.code, "000000");
	decide(-1000000);
	ck_assert_int_eq(d.verdict, OG_DENY);
	decide(0);
	ck_assert_int_eq(d.verdict, OG_DENY);
}
END_TEST

START_TEST(treats_a_code_of_another_length_as_wrong)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.authenticators[0].digits = 8;
	code(id, STEP);
	u.authenticators[0].digits = 6;
	assert_charged(NOW, "code");
	u.authenticators[0].digits = 8;
	assert_allowed(NOW);
}
END_TEST

START_TEST(matches_no_code_that_is_not_canonical)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	memset(a.code + 6, '0', sizeof(a.code) - 6); /* not even ended */
	assert_charged(NOW, "code");
	strcpy(a.code, " ");
	assert_charged(NOW, "code");
}
END_TEST

/* --- HOTP --- */

START_TEST(accepts_the_next_counters)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_HOTP);

	code(id, 0);
	assert_allowed(NOW);
	ck_assert_int_eq(d.proof.factor, OG_FACTOR_HOTP);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 1);
	code(id, 6);
	assert_allowed(NOW);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 7);
}
END_TEST

START_TEST(accepts_no_counter_beyond_the_look_ahead)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_HOTP);

	code(id, 6);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 0);
}
END_TEST

START_TEST(accepts_a_counter_once)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_HOTP);

	code(id, 3);
	assert_allowed(NOW);
	assert_denied(NOW, "replay");
	code(id, 2);
	assert_charged(NOW, "code");
}
END_TEST

/* --- several, pending, disabled --- */

START_TEST(finds_the_authenticator_that_made_the_code)
{
	uint32_t one = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t two = people_active(&u, &ring, OG_FACTOR_HOTP);

	code(two, 0);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.proof.authenticator, two);
	ck_assert_uint_eq(og_user_authenticator(&u, one)->moving_factor, 0);
	code(one, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.proof.authenticator, one);
}
END_TEST

START_TEST(spends_a_code_for_every_authenticator)
{
	static const uint8_t seed[] = "12345678901234567890";
	struct og_enroll spec = {
	    .type = OG_FACTOR_TOTP,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = 30,
	    .seed = seed,
	    .seed_len = 20,
	};
	uint32_t one, two, three;

	ck_assert_int_eq(og_enroll_add(&u, &spec, &ring, NOW, &one), OG_OK);
	og_user_authenticator(&u, one)->state = OG_AUTH_ACTIVE;
	ck_assert_int_eq(og_enroll_add(&u, &spec, &ring, NOW, &two), OG_OK);
	code(one, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.proof.authenticator, one);
	ck_assert_int_eq(
	    og_user_authenticator(&u, two)->state, OG_AUTH_PENDING);
	assert_denied(NOW, "replay");
	/* nor does it prove one that is added afterwards */
	ck_assert_int_eq(og_enroll_add(&u, &spec, &ring, NOW, &three), OG_OK);
	assert_denied(NOW, "replay");
}
END_TEST

START_TEST(prefers_the_active_one_of_two_with_the_same_seed)
{
	static const uint8_t seed[] = "12345678901234567890";
	struct og_enroll spec = {
	    .type = OG_FACTOR_TOTP,
	    .hash = OG_SHA1,
	    .digits = 6,
	    .period = 30,
	    .seed = seed,
	    .seed_len = 20,
	};
	uint32_t ids[4];
	size_t i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(
		    og_enroll_add(&u, &spec, &ring, NOW, &ids[i]), OG_OK);
	og_user_authenticator(&u, ids[1])->state = OG_AUTH_ACTIVE;
	og_user_authenticator(&u, ids[3])->state = OG_AUTH_ACTIVE;
	code(ids[0], STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.proof.authenticator, ids[1]);
	ck_assert(!d.activated);
	for (i = 0; i < 4; i++)
		ck_assert_uint_eq(
		    og_user_authenticator(&u, ids[i])->moving_factor, STEP);
}
END_TEST

START_TEST(proves_a_pending_authenticator)
{
	uint32_t id = people_pending(&u, &ring, OG_FACTOR_TOTP, NOW + 1, 0);

	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(d.activated);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_ACTIVE);
	ck_assert_int_eq(u.authenticators[0].expires, 0);
	assert_denied(NOW, "replay");
}
END_TEST

START_TEST(proves_no_authenticator_that_lapsed)
{
	uint32_t id = people_pending(&u, &ring, OG_FACTOR_TOTP, NOW, 0);

	code(id, STEP);
	assert_denied(NOW, "unenrolled");
}
END_TEST

START_TEST(replaces_the_old_one_when_the_new_is_proven)
{
	uint32_t old = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t other = people_active(&u, &ring, OG_FACTOR_HOTP);
	uint32_t new = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, old);
	struct og_proof by_old = {OG_FACTOR_TOTP, old, NOW};
	struct og_proof by_other = {OG_FACTOR_HOTP, other, NOW};
	uint8_t id[OG_DIGEST_LEN] = {1};

	og_session_add(&u, id, &by_old, "::1", "", NOW);
	id[0] = 2;
	og_session_add(&u, id, &by_other, "::1", "", NOW);
	code(new, STEP);
	assert_allowed(NOW);
	ck_assert(d.activated);
	ck_assert_uint_eq(d.proof.authenticator, new);
	ck_assert_ptr_null(og_user_authenticator(&u, old));
	ck_assert_ptr_nonnull(og_user_authenticator(&u, other));
	ck_assert_uint_eq(og_user_authenticator(&u, new)->replaces, 0);
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_uint_eq(u.sessions[0].id[0], 2);
}
END_TEST

START_TEST(keeps_the_old_one_until_the_new_is_proven)
{
	uint32_t old = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t new = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, old);

	code(old, STEP);
	assert_allowed(NOW);
	ck_assert(!d.activated);
	ck_assert_uint_eq(d.proof.authenticator, old);
	ck_assert_int_eq(
	    og_user_authenticator(&u, new)->state, OG_AUTH_PENDING);
}
END_TEST

START_TEST(accepts_nothing_from_a_disabled_authenticator)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.authenticators[0].state = OG_AUTH_DISABLED;
	code(id, STEP);
	assert_denied(NOW, "locked");
}
END_TEST

START_TEST(says_unenrolled_when_there_is_nothing)
{
	strcpy(a.code, "123456");
	assert_denied(NOW, "unenrolled");
}
END_TEST

START_TEST(denies_when_no_seed_can_be_opened)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	u.authenticators[0].key_id = 7;
	assert_denied(NOW, "key");
	u.authenticators[0].key_id = 2;
	u.authenticators[0].sealed[15] ^= 1;
	assert_denied(NOW, "key");
	u.authenticators[0].sealed[15] ^= 1;
	assert_allowed(NOW);
}
END_TEST

START_TEST(goes_on_with_the_others_when_one_seed_cannot_be_opened)
{
	uint32_t one = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t two = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(two, STEP);
	og_user_authenticator(&u, one)->key_id = 7;
	assert_allowed(NOW);
	wrong_code(two, STEP);
	assert_charged(NOW, "code");
}
END_TEST

START_TEST(charges_when_any_authenticator_was_evaluated)
{
	uint32_t one = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t two = people_active(&u, &ring, OG_FACTOR_TOTP);

	wrong_code(one, STEP);
	og_user_authenticator(&u, two)->key_id = 7;
	assert_charged(NOW, "code");
	og_user_authenticator(&u, two)->key_id = 2;
	og_user_authenticator(&u, two)->moving_factor = STEP + 100;
	assert_charged(NOW, "code");
}
END_TEST

START_TEST(remembers_why_the_first_was_not_evaluated)
{
	uint32_t one = people_active(&u, &ring, OG_FACTOR_TOTP);
	uint32_t two = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(two, STEP);
	og_user_authenticator(&u, two)->digits = 8; /* not asked */
	og_user_authenticator(&u, one)->key_id = 7;
	assert_denied(NOW, "key");
	og_user_authenticator(&u, one)->key_id = 2;
	og_user_authenticator(&u, one)->moving_factor = STEP + 100;
	assert_denied(NOW, "clock");
	og_user_authenticator(&u, one)->state = OG_AUTH_DISABLED;
	og_user_authenticator(&u, two)->state = OG_AUTH_PENDING;
	og_user_authenticator(&u, two)->expires = NOW;
	assert_denied(NOW, "locked");
}
END_TEST

static void
add_code_tests(TCase *tc)
{
	tcase_add_test(tc, lets_in_with_the_code_of_now);
	tcase_add_test(tc, keeps_what_proved_the_last_login);
	tcase_add_test(tc, keeps_out_with_a_wrong_code);
	tcase_add_test(tc, accepts_one_step_either_side);
	tcase_add_test(tc, accepts_no_step_outside_the_window);
	tcase_add_test(tc, accepts_a_code_once);
	tcase_add_test(tc, accepts_no_older_step_after_a_newer_one);
	tcase_add_test(tc, follows_a_clock_that_is_ahead);
	tcase_add_test(tc, keeps_the_true_step_in_a_drifted_window);
	tcase_add_test(tc, denies_when_the_clock_went_back);
	tcase_add_test(tc, bears_a_clock_that_went_back_a_little);
	tcase_add_test(tc, does_not_blame_the_clock_for_a_replay);
	tcase_add_test(tc, survives_times_before_the_first_step);
	tcase_add_test(tc, treats_a_code_of_another_length_as_wrong);
	tcase_add_test(tc, matches_no_code_that_is_not_canonical);
	tcase_add_test(tc, accepts_the_next_counters);
	tcase_add_test(tc, accepts_no_counter_beyond_the_look_ahead);
	tcase_add_test(tc, accepts_a_counter_once);
	tcase_add_test(tc, finds_the_authenticator_that_made_the_code);
	tcase_add_test(tc, spends_a_code_for_every_authenticator);
	tcase_add_test(tc, prefers_the_active_one_of_two_with_the_same_seed);
	tcase_add_test(tc, proves_a_pending_authenticator);
	tcase_add_test(tc, proves_no_authenticator_that_lapsed);
	tcase_add_test(tc, replaces_the_old_one_when_the_new_is_proven);
	tcase_add_test(tc, keeps_the_old_one_until_the_new_is_proven);
	tcase_add_test(tc, accepts_nothing_from_a_disabled_authenticator);
	tcase_add_test(tc, says_unenrolled_when_there_is_nothing);
	tcase_add_test(tc, denies_when_no_seed_can_be_opened);
	tcase_add_test(
	    tc, goes_on_with_the_others_when_one_seed_cannot_be_opened);
	tcase_add_test(tc, charges_when_any_authenticator_was_evaluated);
	tcase_add_test(tc, remembers_why_the_first_was_not_evaluated);
}

int
main(void)
{
	return run("policy: codes", add_code_tests, setup);
}
