/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/policy.c: known browsers, and a code on top of a
 * session. */
#include "check_policy.h"
#include "lib/record/device.h"

static const uint8_t mine[OG_DIGEST_LEN] = {1};
static const uint8_t other[OG_DIGEST_LEN] = {2};
static uint32_t id;

/* A user with a password, an authenticator and a known browser. */
static void
at_home(void)
{
	setup();
	id = people_active(&u, &ring, OG_FACTOR_TOTP);
	og_device_note(&u, mine, "mine", NOW - 1000);
	a.device_given = true;
	memcpy(a.device, mine, sizeof(mine));
}

/* A session that was begun "ago" seconds before NOW. */
static void
session(int64_t ago)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, id, NOW - ago};

	og_session_add(&u, mine, &proof, NULL, NULL, NOW - ago);
	a.step_up = true;
	a.session_now = NOW;
	memcpy(a.session, mine, sizeof(mine));
}

/* --- known browsers --- */

START_TEST(lets_the_owner_in_whatever_strangers_do)
{
	u.lanes[OG_LANE_OPEN].failures = 50;
	u.lanes[OG_LANE_OPEN].password_failures = 1000;
	u.lanes[OG_LANE_OPEN].password_failed_at = NOW;
	u.lanes[OG_LANE_OPEN].failed_at = NOW;
	u.lanes[OG_LANE_FIRST].failures = 50;
	u.lanes[OG_LANE_FIRST].failed_at = NOW;
	u.years[OG_SHARE_STRANGERS].month = NOW / (30 * PEOPLE_DAY);
	u.years[OG_SHARE_STRANGERS].guesses[0] = 10000;
	password("secret", "secret");
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.lane, OG_LANE_DEVICE);
	ck_assert_uint_eq(d.device, u.devices[0].id);
	ck_assert_uint_eq(d.elsewhere, 1100);
	ck_assert_int_eq(d.failed_at, NOW);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 50);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 1000);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 50);
}
END_TEST

START_TEST(says_when_the_newest_failure_was)
{
	u.lanes[OG_LANE_OPEN].failures = 1;
	u.lanes[OG_LANE_OPEN].failed_at = NOW - 500;
	/* before this browser's last login: told then */
	u.lanes[OG_LANE_FIRST].failures = 2;
	u.lanes[OG_LANE_FIRST].failed_at = NOW - 1000;
	u.devices[0].counter.password_failures = 1;
	u.devices[0].counter.password_failed_at = NOW - 700;
	password("secret", "secret");
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.elsewhere, 1);
	ck_assert_uint_eq(d.password_failures, 1);
	ck_assert_int_eq(d.failed_at, NOW - 500);
}
END_TEST

START_TEST(says_where_the_login_before_was)
{
	u.last = (struct og_proof){OG_FACTOR_TOTP, id, NOW - 1000};
	og_device_note(&u, other, "other", NOW - 2000);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.before.when, NOW - 1000);
	ck_assert_uint_eq(d.before_device, u.devices[0].id);
	ck_assert_uint_eq(d.before_device, d.device);
	/* in no browser that is known, as at sshd */
	u.last.when = NOW - 999;
	a.code[0] = '\0';
	code(id, STEP + 1);
	assert_allowed(NOW + 30);
	ck_assert_int_eq(d.before.when, NOW - 999);
	ck_assert_uint_eq(d.before_device, 0);
	/* nor is a failure told of it */
	decide(NOW + 60);
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_int_eq(d.before.when, 0);
}
END_TEST

START_TEST(knows_no_browser_that_the_record_does_not_have)
{
	memcpy(a.device, other, sizeof(other));
	u.lanes[OG_LANE_OPEN].failures = 50;
	code(id, STEP);
	assert_denied(NOW, "locked");
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
}
END_TEST

START_TEST(forgets_a_browser_after_ninety_days)
{
	u.devices[0].seen = NOW - OG_DEVICE_LIFETIME;
	u.lanes[OG_LANE_OPEN].failures = 50;
	code(id, STEP);
	assert_denied(NOW, "locked");
}
END_TEST

START_TEST(charges_a_known_browser_alone)
{
	wrong_code(id, STEP);
	assert_charged(NOW, "code");
	ck_assert_uint_eq(u.devices[0].counter.failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].failures, 0);
	ck_assert_uint_eq(u.years[OG_SHARE_OWNER].guesses[0], 1);
	ck_assert_uint_eq(u.years[OG_SHARE_STRANGERS].guesses[0], 0);
	ck_assert_uint_eq(u.authenticators[0].failures, 1);
	password("secret", "wrong");
	assert_charged(NOW, "password");
	ck_assert_uint_eq(u.devices[0].counter.password_failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 0);
	password("secret", "secret");
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(u.devices[0].counter.failures, 0);
	ck_assert_uint_eq(u.devices[0].counter.password_failures, 0);
}
END_TEST

START_TEST(makes_a_known_browser_wait_too)
{
	int i;

	wrong_code(id, STEP);
	for (i = 0; i < 3; i++)
		assert_charged(NOW, "code");
	code(id, STEP);
	assert_denied(NOW, "throttled");
	a.device_given = false; /* a stranger is not concerned */
	assert_allowed(NOW);
	ck_assert_uint_eq(u.devices[0].counter.failures, 3);
}
END_TEST

START_TEST(tells_only_failures_since_the_last_login_here)
{
	u.lanes[OG_LANE_OPEN].failures = 4;
	u.lanes[OG_LANE_OPEN].failed_at = NOW - 1001;
	u.lanes[OG_LANE_FIRST].failures = 2;
	u.lanes[OG_LANE_FIRST].failed_at = NOW - 999;
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(d.elsewhere, 2);
}
END_TEST

START_TEST(tells_what_was_changed_in_another_browser)
{
	og_session_note_change(
	    &u, OG_CHANGED_CODES, NULL, u.devices[0].id + 1, NOW - 999);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(d.changed);
}
END_TEST

START_TEST(tells_strangers_of_a_change_at_the_first_login_and_for_a_day)
{
	a.device_given = false;
	u.last.when = NOW - 500;
	og_session_note_change(&u, OG_CHANGED_CODES, NULL, 7, NOW - 499);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(d.changed);
	u.last.when = NOW;
	code(id, STEP + 2800);
	assert_allowed(NOW + 30 * 2800);
	ck_assert(d.changed);
	code(id, STEP + 2900);
	assert_allowed(NOW + 30 * 2900);
	ck_assert(!d.changed);
}
END_TEST

START_TEST(tells_nothing_of_an_own_or_earlier_change)
{
	og_session_note_change(
	    &u, OG_CHANGED_CODES, NULL, u.devices[0].id, NOW - 999);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert(!d.changed);
	og_session_note_change(&u, OG_CHANGED_CODES, NULL, 0, NOW - 1001);
	code(id, STEP + 1);
	assert_allowed(NOW + 30);
	ck_assert(!d.changed);
}
END_TEST

/* --- a code on top of a session --- */

START_TEST(takes_a_session_for_the_first_factor)
{
	password("secret", NULL);
	session(100);
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_int_eq(d.lane, OG_LANE_DEVICE);
}
END_TEST

START_TEST(counts_codes_of_a_session_among_the_first)
{
	password("secret", NULL);
	session(100);
	a.device_given = false;
	wrong_code(id, STEP);
	assert_charged(NOW, "code");
	ck_assert_int_eq(d.lane, OG_LANE_FIRST);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 1);
	u.lanes[OG_LANE_FIRST].failures = 50;
	code(id, STEP);
	assert_denied(NOW, "locked");
}
END_TEST

START_TEST(takes_no_session_that_is_over)
{
	password("secret", NULL);
	session(policy.idle + policy.idle / 10);
	code(id, STEP);
	assert_denied(NOW, "expired");
	u.sessions[0].seen = NOW;
	u.sessions[0].created = NOW - policy.absolute;
	assert_denied(NOW, "expired");
	u.sessions[0].created = NOW - policy.absolute + 1;
	assert_allowed(NOW);
}
END_TEST

START_TEST(takes_no_session_of_somebody_else)
{
	password("secret", NULL);
	session(100);
	memcpy(a.session, other, sizeof(other));
	code(id, STEP);
	assert_denied(NOW, "expired");
	(void)og_session_end_all(&u);
	memcpy(a.session, mine, sizeof(mine));
	assert_denied(NOW, "expired");
}
END_TEST

START_TEST(takes_no_session_of_a_disabled_user)
{
	session(100);
	u.disabled = true;
	code(id, STEP);
	assert_denied(NOW, "disabled");
}
END_TEST

START_TEST(leaves_the_password_counter_alone_at_a_step_up)
{
	password("secret", NULL);
	session(100);
	u.devices[0].counter.password_failures = 2;
	code(id, STEP);
	assert_allowed(NOW);
	ck_assert_uint_eq(u.devices[0].counter.password_failures, 2);
}
END_TEST

/* --- settings --- */

START_TEST(refuses_limits_above_the_budget)
{
	double worst = 0;

	ck_assert(og_policy_is_within_budget(&policy, &worst));
	ck_assert(worst > 2.9e-4 && worst < 3.1e-4);
	policy.limits.guess_budget = 0.0005;
	ck_assert(!og_policy_is_within_budget(&policy, &worst));
	policy.limits.window = 0;
	ck_assert(og_policy_is_within_budget(&policy, &worst));
	policy.limits.guess_budget = 0; /* none */
	policy.limits.window = 10;
	ck_assert(og_policy_is_within_budget(&policy, &worst));
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, lets_the_owner_in_whatever_strangers_do);
	tcase_add_test(tc, says_when_the_newest_failure_was);
	tcase_add_test(tc, says_where_the_login_before_was);
	tcase_add_test(tc, knows_no_browser_that_the_record_does_not_have);
	tcase_add_test(tc, forgets_a_browser_after_ninety_days);
	tcase_add_test(tc, charges_a_known_browser_alone);
	tcase_add_test(tc, makes_a_known_browser_wait_too);
	tcase_add_test(tc, tells_only_failures_since_the_last_login_here);
	tcase_add_test(tc, tells_what_was_changed_in_another_browser);
	tcase_add_test(
	    tc, tells_strangers_of_a_change_at_the_first_login_and_for_a_day);
	tcase_add_test(tc, tells_nothing_of_an_own_or_earlier_change);
	tcase_add_test(tc, takes_a_session_for_the_first_factor);
	tcase_add_test(tc, counts_codes_of_a_session_among_the_first);
	tcase_add_test(tc, takes_no_session_that_is_over);
	tcase_add_test(tc, takes_no_session_of_somebody_else);
	tcase_add_test(tc, takes_no_session_of_a_disabled_user);
	tcase_add_test(tc, leaves_the_password_counter_alone_at_a_step_up);
	tcase_add_test(tc, refuses_limits_above_the_budget);
}

int
main(void)
{
	return run("policy-lanes", add, at_home);
}
