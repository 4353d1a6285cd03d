/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/policy.c: when nothing is evaluated, and what is
 * charged. */
#include "check_policy.h"

/* --- waits and lanes --- */

START_TEST(evaluates_nothing_within_a_wait)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);
	int i;

	wrong_code(id, STEP);
	for (i = 0; i < 4; i++) {
		u.lanes[OG_LANE_OPEN].failed_at = NOW - 100;
		assert_charged(NOW, "code");
	}
	code(id, STEP); /* right, but it must not show */
	assert_denied(NOW + 1, "throttled");
	ck_assert_int_eq(d.retry, NOW + 2);
	ck_assert_uint_eq(d.failures, 4);
	assert_allowed(NOW + 2);
	ck_assert_int_eq(d.retry, 0);
}
END_TEST

START_TEST(clears_the_lane_after_a_success)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	a.lane = OG_LANE_KEY;
	wrong_code(id, STEP);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(u.authenticators[0].failures, 1);
	u.lanes[OG_LANE_OPEN].failures = 2;
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, 0);
	ck_assert_uint_eq(u.authenticators[0].failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 2);
	ck_assert_uint_eq(u.years[OG_SHARE_OWNER].guesses[0], 1);
}
END_TEST

START_TEST(evaluates_nothing_in_a_closed_lane)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.lanes[OG_LANE_OPEN].failures = 50;
	code(id, STEP);
	assert_denied(NOW, "locked");
}
END_TEST

START_TEST(leaves_the_owners_lane_open)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	u.lanes[OG_LANE_OPEN].failures = 50;
	a.lane = OG_LANE_KEY;
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.lane, OG_LANE_KEY);
}
END_TEST

START_TEST(disables_after_a_hundred_from_a_proven_lane)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);
	int i;

	a.lane = OG_LANE_KEY;
	wrong_code(id, STEP);
	for (i = 0; i < 100; i++) {
		u.lanes[OG_LANE_KEY].failures = 0;
		assert_charged(NOW, "code");
	}
	u.lanes[OG_LANE_KEY].failures = 0;
	code(id, STEP);
	assert_denied(NOW, "locked");
	a.lane = OG_LANE_OPEN;
	assert_denied(NOW, "locked");
}
END_TEST

START_TEST(refuses_a_lane_that_does_not_exist)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	a.lane = OG_LANES;
	assert_denied(NOW, "error");
}
END_TEST

START_TEST(denies_a_disabled_user)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	u.disabled = true;
	assert_denied(NOW, "disabled");
	u.disabled = false;
	assert_allowed(NOW);
}
END_TEST

START_TEST(misses_a_code_without_a_charge)
{
	people_active(&u, &ring, OG_FACTOR_TOTP);
	assert_denied(NOW, "missing");
}
END_TEST

START_TEST(takes_a_code_or_a_recovery_code_but_not_both)
{
	uint32_t id = people_active(&u, &ring, OG_FACTOR_TOTP);

	code(id, STEP);
	a.recovery_given = true;
	assert_denied(NOW, "missing");
}
END_TEST

static void
add_lane_tests(TCase *tc)
{
	tcase_add_test(tc, evaluates_nothing_within_a_wait);
	tcase_add_test(tc, clears_the_lane_after_a_success);
	tcase_add_test(tc, evaluates_nothing_in_a_closed_lane);
	tcase_add_test(tc, leaves_the_owners_lane_open);
	tcase_add_test(tc, disables_after_a_hundred_from_a_proven_lane);
	tcase_add_test(tc, refuses_a_lane_that_does_not_exist);
	tcase_add_test(tc, denies_a_disabled_user);
	tcase_add_test(tc, misses_a_code_without_a_charge);
	tcase_add_test(tc, takes_a_code_or_a_recovery_code_but_not_both);
}

int
main(void)
{
	return run("policy: lanes", add_lane_tests, setup);
}
