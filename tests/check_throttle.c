/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/throttle.c: waits, lanes, the rolling year, the
 * arithmetic. */
#include "check_main.h"
#include "check_people.h"
#include "lib/record/device.h"
#include "lib/rules/throttle.h"

#define MONTH (30 * PEOPLE_DAY)

static void
charge(struct og_user *u, enum og_lane lane, unsigned times, int64_t now)
{
	while (times-- > 0)
		og_throttle_charge(&people_limits, u, lane, 0, now);
}

START_TEST(gives_the_first_tries_free)
{
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 0), 0);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 2), 0);
}
END_TEST

START_TEST(doubles_the_wait_up_to_its_maximum)
{
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 3), 1);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 4), 2);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 5), 4);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 14), 2048);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 15), 3600);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 33), 3600);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, 35), 3600);
	ck_assert_uint_eq(og_throttle_wait(&people_limits, UINT32_MAX), 3600);
}
END_TEST

START_TEST(waits_for_nobody_without_failures)
{
	struct og_limits l = people_limits;

	l.free_tries = 0;
	ck_assert_uint_eq(og_throttle_wait(&l, 0), 0);
	ck_assert_uint_eq(og_throttle_wait(&l, 1), 2);
}
END_TEST

START_TEST(refuses_until_the_wait_is_over)
{
	int64_t at = PEOPLE_NOW;

	ck_assert_int_eq(og_throttle_until(&people_limits, 5, at, at), at + 4);
	ck_assert_int_eq(
	    og_throttle_until(&people_limits, 5, at, at + 3), at + 4);
	ck_assert_int_eq(og_throttle_until(&people_limits, 5, at, at + 4), 0);
	ck_assert_int_eq(og_throttle_until(&people_limits, 2, at, at), 0);
}
END_TEST

/* Else a failure at a time far ahead would keep the owner out until then; one
 * more failure is charged at the time it is now. */
START_TEST(waits_for_no_time_that_has_not_come)
{
	int64_t at = PEOPLE_NOW;

	ck_assert_int_eq(
	    og_throttle_until(&people_limits, 5, at, at - 86400), 0);
	ck_assert_int_eq(
	    og_throttle_until(&people_limits, 6, at - 86400, at - 86400),
	    at - 86400 + 8);
}
END_TEST

/* An attempt reads the clock, and another is charged a second later: the first
 * gets no free guess. */
START_TEST(waits_for_a_failure_that_came_a_moment_later)
{
	int64_t at = PEOPLE_NOW;

	ck_assert_int_eq(
	    og_throttle_until(&people_limits, 5, at, at - 1), at + 3);
	ck_assert_int_eq(
	    og_throttle_until(&people_limits, 5, at, at - 90), at - 86);
	ck_assert_int_eq(og_throttle_until(&people_limits, 5, at, at - 91), 0);
}
END_TEST

START_TEST(closes_a_lane_at_its_limit)
{
	struct og_user u;

	people_user(&u);
	charge(&u, OG_LANE_KEY, 49, PEOPLE_NOW);
	ck_assert(!og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_KEY, 0, PEOPLE_NOW));
	charge(&u, OG_LANE_KEY, 1, PEOPLE_NOW);
	ck_assert(og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_KEY, 0, PEOPLE_NOW));
	ck_assert(og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_KEY, 0, PEOPLE_NOW + 10 * MONTH));
}
END_TEST

START_TEST(leaves_the_other_lanes_open)
{
	struct og_user u;

	people_user(&u);
	charge(&u, OG_LANE_OPEN, 50, PEOPLE_NOW);
	ck_assert(og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_OPEN, 0, PEOPLE_NOW));
	ck_assert(!og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_FIRST, 0, PEOPLE_NOW));
	ck_assert(!og_throttle_is_closed(
	    &people_limits, &u, OG_LANE_KEY, 0, PEOPLE_NOW));
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 0);
}
END_TEST

/* True when a code would be evaluated in "lane". */
static bool
is_open(struct og_user *u, enum og_lane lane, uint32_t device, int64_t now)
{
	return !og_throttle_is_closed(&people_limits, u, lane, device, now);
}

/* Half of 0.001 at 3 chances in a million is 166 guesses. */
START_TEST(closes_to_strangers_when_their_half_is_spent)
{
	struct og_keyring ring;
	struct og_user u;
	unsigned i;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	for (i = 0; i < 166; i++) {
		ck_assert(is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW));
		ck_assert(is_open(&u, OG_LANE_FIRST, 0, PEOPLE_NOW));
		charge(&u, i % 2 ? OG_LANE_OPEN : OG_LANE_FIRST, 1, PEOPLE_NOW);
		og_throttle_clear(&u, OG_LANE_OPEN, 0, 1);
		og_throttle_clear(&u, OG_LANE_FIRST, 0, 1);
	}
	ck_assert(!is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW));
	ck_assert(!is_open(&u, OG_LANE_FIRST, 0, PEOPLE_NOW));
	ck_assert(is_open(&u, OG_LANE_KEY, 0, PEOPLE_NOW));
	ck_assert(is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW + 14 * MONTH));
}
END_TEST

START_TEST(bounds_the_owners_half_as_well)
{
	struct og_keyring ring;
	struct og_user u;
	unsigned i;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	for (i = 0; i < 166; i++) {
		ck_assert(is_open(&u, OG_LANE_KEY, 0, PEOPLE_NOW));
		charge(&u, OG_LANE_KEY, 1, PEOPLE_NOW);
		og_throttle_clear(&u, OG_LANE_KEY, 0, 1);
	}
	ck_assert(!is_open(&u, OG_LANE_KEY, 0, PEOPLE_NOW));
	ck_assert(is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW));
}
END_TEST

/* Each known browser has a lane of its own; one that is not there has none. */
START_TEST(keeps_devices_apart)
{
	const uint8_t one[OG_DIGEST_LEN] = {1}, two[OG_DIGEST_LEN] = {2};
	uint32_t a, b;
	struct og_user u;

	people_user(&u);
	og_device_note(&u, one, "one", PEOPLE_NOW);
	og_device_note(&u, two, "two", PEOPLE_NOW);
	a = u.devices[0].id;
	b = u.devices[1].id;
	for (int i = 0; i < 50; i++)
		og_throttle_charge(
		    &people_limits, &u, OG_LANE_DEVICE, a, PEOPLE_NOW);
	ck_assert(!is_open(&u, OG_LANE_DEVICE, a, PEOPLE_NOW));
	ck_assert(is_open(&u, OG_LANE_DEVICE, b, PEOPLE_NOW));
	ck_assert(!is_open(&u, OG_LANE_DEVICE, b + 1, PEOPLE_NOW));
	ck_assert(is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW));
	og_throttle_charge_password(&u, OG_LANE_DEVICE, b, PEOPLE_NOW);
	ck_assert_uint_eq(u.devices[1].counter.password_failures, 1);
	ck_assert_uint_eq(u.devices[0].counter.password_failures, 0);
	og_throttle_clear(&u, OG_LANE_DEVICE, a, 0);
	ck_assert(is_open(&u, OG_LANE_DEVICE, a, PEOPLE_NOW));
	og_throttle_unlock(&u);
	ck_assert_uint_eq(u.devices[1].counter.password_failures, 0);
}
END_TEST

START_TEST(keeps_the_open_lane_open_without_a_budget)
{
	struct og_limits l = people_limits;
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	u.years[OG_SHARE_STRANGERS].guesses[0] = 1000000;
	u.years[OG_SHARE_STRANGERS].month = PEOPLE_NOW / MONTH;
	ck_assert(og_throttle_is_closed(&l, &u, OG_LANE_OPEN, 0, PEOPLE_NOW));
	l.guess_budget = 0;
	ck_assert(!og_throttle_is_closed(&l, &u, OG_LANE_OPEN, 0, PEOPLE_NOW));
}
END_TEST

START_TEST(disables_authenticators_from_proven_lanes)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_active(&u, &ring, OG_FACTOR_HOTP);
	people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	charge(&u, OG_LANE_FIRST, 50, PEOPLE_NOW);
	charge(&u, OG_LANE_KEY, 49, PEOPLE_NOW);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_ACTIVE);
	ck_assert_uint_eq(u.authenticators[0].failures, 99);
	charge(&u, OG_LANE_KEY, 1, PEOPLE_NOW);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_DISABLED);
	ck_assert_int_eq(u.authenticators[1].state, OG_AUTH_DISABLED);
	ck_assert_int_eq(u.authenticators[2].state, OG_AUTH_PENDING);
	ck_assert_uint_eq(u.authenticators[2].failures, 0);
}
END_TEST

START_TEST(never_disables_because_of_strangers)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	charge(&u, OG_LANE_OPEN, 1000, PEOPLE_NOW);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_ACTIVE);
	ck_assert_uint_eq(u.authenticators[0].failures, 0);
}
END_TEST

START_TEST(clears_the_lane_and_the_authenticator_that_succeeded)
{
	struct og_keyring ring;
	struct og_user u;
	uint32_t id;

	people_ring(&ring, 1);
	people_user(&u);
	id = people_active(&u, &ring, OG_FACTOR_TOTP);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	charge(&u, OG_LANE_FIRST, 5, PEOPLE_NOW);
	charge(&u, OG_LANE_OPEN, 5, PEOPLE_NOW);
	og_throttle_clear(&u, OG_LANE_FIRST, 0, id);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 0);
	ck_assert_int_eq(u.lanes[OG_LANE_FIRST].failed_at, 0);
	ck_assert_uint_eq(u.authenticators[0].failures, 0);
	ck_assert_uint_eq(u.authenticators[1].failures, 5);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 5);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_STRANGERS, PEOPLE_NOW), 10);
}
END_TEST

START_TEST(counts_passwords_apart)
{
	struct og_user u;

	people_user(&u);
	og_throttle_charge_password(&u, OG_LANE_OPEN, 0, PEOPLE_NOW);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 1);
	ck_assert_int_eq(u.lanes[OG_LANE_OPEN].password_failed_at, PEOPLE_NOW);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_STRANGERS, PEOPLE_NOW), 0);
	og_throttle_clear(&u, OG_LANE_OPEN, 0, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 1);
}
END_TEST

START_TEST(unlocks_without_forgetting_what_was_spent)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	u.authenticators[0].moving_factor = 77;
	u.authenticators[0].drift = 1;
	charge(&u, OG_LANE_KEY, 100, PEOPLE_NOW);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_OWNER, PEOPLE_NOW), 100);
	og_throttle_charge_password(&u, OG_LANE_OPEN, 0, PEOPLE_NOW);
	og_throttle_unlock(&u);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_ACTIVE);
	ck_assert_int_eq(u.authenticators[1].state, OG_AUTH_PENDING);
	ck_assert_uint_eq(u.authenticators[0].failures, 0);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, 77);
	ck_assert_int_eq(u.authenticators[0].drift, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_KEY].failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 0);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_OWNER, PEOPLE_NOW), 0);
}
END_TEST

START_TEST(counts_a_rolling_year)
{
	int64_t start = 1000 * (int64_t)MONTH;
	struct og_user u;
	int i;

	people_user(&u);
	for (i = 0; i < 20; i++)
		charge(&u, OG_LANE_OPEN, 1, start + i * (int64_t)MONTH);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].month, 1019);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS,
			      start + 19 * (int64_t)MONTH),
	    13);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS,
			      start + 31 * (int64_t)MONTH),
	    1);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS,
			      start + 32 * (int64_t)MONTH),
	    0);
}
END_TEST

START_TEST(forgets_what_is_more_than_a_year_old)
{
	struct og_user u;

	people_user(&u);
	charge(&u, OG_LANE_OPEN, 5, PEOPLE_NOW);
	charge(&u, OG_LANE_OPEN, 2, PEOPLE_NOW + 100 * (int64_t)MONTH);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS,
			      PEOPLE_NOW + 100 * (int64_t)MONTH),
	    2);
}
END_TEST

START_TEST(loses_no_count_when_the_clock_goes_back)
{
	struct og_user u;

	people_user(&u);
	charge(&u, OG_LANE_OPEN, 5, PEOPLE_NOW);
	charge(&u, OG_LANE_OPEN, 2, PEOPLE_NOW - 3 * MONTH);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_STRANGERS, PEOPLE_NOW - 3 * MONTH),
	    7);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_STRANGERS, PEOPLE_NOW), 7);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS, 0), 7);
	ck_assert_uint_eq(og_throttle_year(&u, OG_SHARE_STRANGERS, -5), 7);
}
END_TEST

START_TEST(tells_when_a_spent_budget_opens)
{
	struct og_keyring ring;
	struct og_user u;
	const int64_t start = PEOPLE_NOW / MONTH * MONTH;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_uint_eq(
	    og_throttle_room(&people_limits, &u, PEOPLE_NOW), UINT32_MAX);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_uint_eq(
	    og_throttle_room(&people_limits, &u, PEOPLE_NOW), 166);
	u.years[OG_SHARE_STRANGERS].month = PEOPLE_NOW / MONTH;
	u.years[OG_SHARE_STRANGERS].guesses[0] = 100;
	u.years[OG_SHARE_STRANGERS].guesses[4] = 66;
	ck_assert(!is_open(&u, OG_LANE_OPEN, 0, PEOPLE_NOW));
	/* the 66 leave when their bucket would be the fourteenth */
	ck_assert_int_eq(
	    og_throttle_opens(&people_limits, &u, OG_LANE_OPEN, 0, PEOPLE_NOW),
	    start + 9 * MONTH);
	ck_assert(!is_open(&u, OG_LANE_OPEN, 0, start + 9 * MONTH - 1));
	ck_assert(is_open(&u, OG_LANE_OPEN, 0, start + 9 * MONTH));
	/* a clock that has gone back */
	ck_assert_int_eq(og_throttle_opens(&people_limits, &u, OG_LANE_OPEN, 0,
			     PEOPLE_NOW - 3 * MONTH),
	    start + 9 * MONTH);
	/* the limit opens by unlock alone */
	u.lanes[OG_LANE_OPEN].failures = 50;
	ck_assert_int_eq(
	    og_throttle_opens(&people_limits, &u, OG_LANE_OPEN, 0, PEOPLE_NOW),
	    0);
}
END_TEST

START_TEST(saturates)
{
	struct og_user u;

	people_user(&u);
	u.years[OG_SHARE_STRANGERS].month = PEOPLE_NOW / MONTH;
	u.years[OG_SHARE_STRANGERS].guesses[0] = UINT32_MAX;
	u.years[OG_SHARE_STRANGERS].guesses[1] = 5;
	u.lanes[OG_LANE_OPEN].failures = UINT32_MAX;
	charge(&u, OG_LANE_OPEN, 1, PEOPLE_NOW);
	ck_assert_uint_eq(
	    og_throttle_year(&u, OG_SHARE_STRANGERS, PEOPLE_NOW), UINT32_MAX);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, UINT32_MAX);
}
END_TEST

/* The chance in millionths, rounded. */
static unsigned
millionths(const struct og_user *u, int64_t now)
{
	return (
	    unsigned)(og_throttle_chance(&people_limits, u, now) * 1e6 + 0.5);
}

START_TEST(adds_up_the_chance_of_all_that_could_accept)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW), 0);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW), 3);
	people_active(&u, &ring, OG_FACTOR_HOTP);
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW), 9);
	people_pending(&u, &ring, OG_FACTOR_TOTP, PEOPLE_NOW + 10, 0);
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW), 12);
}
END_TEST

START_TEST(leaves_out_what_cannot_accept)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_pending(&u, &ring, OG_FACTOR_TOTP, PEOPLE_NOW + 10, 0);
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW + 10), 3);
	u.authenticators[0].state = OG_AUTH_DISABLED;
	ck_assert_uint_eq(millionths(&u, PEOPLE_NOW + 10), 0);
}
END_TEST

START_TEST(knows_no_chance_above_one)
{
	struct og_limits l = people_limits;
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_HOTP);
	l.look_ahead = 5000000;
	ck_assert(og_throttle_chance(&l, &u, PEOPLE_NOW) <= 1);
	u.authenticators[0].digits = 8;
	l.look_ahead = 99;
	ck_assert(og_throttle_chance(&l, &u, PEOPLE_NOW) < 1.01e-6);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("throttle");
	Suite *s = suite_create("throttle");

	tcase_add_test(tc, gives_the_first_tries_free);
	tcase_add_test(tc, doubles_the_wait_up_to_its_maximum);
	tcase_add_test(tc, waits_for_nobody_without_failures);
	tcase_add_test(tc, refuses_until_the_wait_is_over);
	tcase_add_test(tc, waits_for_no_time_that_has_not_come);
	tcase_add_test(tc, waits_for_a_failure_that_came_a_moment_later);
	tcase_add_test(tc, closes_a_lane_at_its_limit);
	tcase_add_test(tc, leaves_the_other_lanes_open);
	tcase_add_test(tc, closes_to_strangers_when_their_half_is_spent);
	tcase_add_test(tc, bounds_the_owners_half_as_well);
	tcase_add_test(tc, keeps_devices_apart);
	tcase_add_test(tc, keeps_the_open_lane_open_without_a_budget);
	tcase_add_test(tc, disables_authenticators_from_proven_lanes);
	tcase_add_test(tc, never_disables_because_of_strangers);
	tcase_add_test(
	    tc, clears_the_lane_and_the_authenticator_that_succeeded);
	tcase_add_test(tc, counts_passwords_apart);
	tcase_add_test(tc, unlocks_without_forgetting_what_was_spent);
	tcase_add_test(tc, counts_a_rolling_year);
	tcase_add_test(tc, forgets_what_is_more_than_a_year_old);
	tcase_add_test(tc, loses_no_count_when_the_clock_goes_back);
	tcase_add_test(tc, tells_when_a_spent_budget_opens);
	tcase_add_test(tc, saturates);
	tcase_add_test(tc, adds_up_the_chance_of_all_that_could_accept);
	tcase_add_test(tc, leaves_out_what_cannot_accept);
	tcase_add_test(tc, knows_no_chance_above_one);
	suite_add_tcase(s, tc);
	return check_main(s);
}
