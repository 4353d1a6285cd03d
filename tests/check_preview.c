/* SPDX-License-Identifier: ISC */
/* Tests of lib/decision/preview.c: whether an attempt may be evaluated at all,
 * and that the decision says the same. */
#include "check_policy.h"
#include "lib/decision/preview.h"
#include "lib/record/device.h"

static const uint8_t mine[OG_DIGEST_LEN] = {1};
static const uint8_t other[OG_DIGEST_LEN] = {2};
static uint32_t phone;

static void
stage(void)
{
	setup();
	phone = people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_int_eq(
	    og_pwhash_new(&people_cost, "right", 5, u.pwhash), OG_OK);
	a.first = OG_FIRST_PASSWORD;
	code(phone, STEP);
}

static enum og_preview
preview(struct og_user *user, int64_t now)
{
	memset(&d, 0xff, sizeof(d));
	return og_decision_preview(&policy, user, &a, now, &d);
}

/* Asserts that nothing may be evaluated, for "reason"; and that the decision,
 * with the right password and the right code, denies in the same words. */
static void
assert_not(enum og_preview what, const char *reason, int64_t now)
{
	struct og_decision first;

	ck_assert_int_eq(preview(&u, now), what);
	ck_assert_str_eq(og_reason_name(d.reason), reason);
	first = d;
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, "right", 5, &a), OG_OK);
	assert_denied(now, reason);
	ck_assert_int_eq(d.lane, first.lane);
	ck_assert_uint_eq(d.device, first.device);
	ck_assert_uint_eq(d.failures, first.failures);
	ck_assert_uint_eq(d.password_failures, first.password_failures);
	ck_assert_int_eq(d.retry, first.retry);
}

/* Asserts that it may be, which decides nothing; and that it is. */
static void
assert_may(int64_t now)
{
	struct og_user before = u;

	ck_assert_int_eq(preview(&u, now), OG_PREVIEW_EVALUATE);
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_int_eq(d.reason, OG_REASON_ERROR);
	ck_assert(!d.commit);
	ck_assert_int_eq(d.retry, 0);
	ck_assert_int_eq(memcmp(&before, &u, sizeof(u)), 0);
	ck_assert_int_eq(
	    og_attempt_prepare(&policy, &u, "right", 5, &a), OG_OK);
	decide(now);
	ck_assert_int_eq(d.verdict, OG_ALLOW);
}

static void
wrong_codes(struct og_counter *c, int64_t when)
{
	c->failures = 4; /* 2 s */
	c->failed_at = when;
}

static void
wrong_passwords(struct og_counter *c, int64_t when)
{
	c->password_failures = 4;
	c->password_failed_at = when;
}

/* A session that was begun "ago" seconds before NOW, to be confirmed. */
static void
step_up(int64_t ago)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, phone, NOW - ago};

	og_session_add(&u, mine, &proof, NULL, NULL, NOW - ago);
	a.step_up = true;
	a.session_now = NOW;
	memcpy(a.session, mine, sizeof(mine));
}

START_TEST(a_name_that_nobody_has_is_never_evaluated)
{
	ck_assert_int_eq(preview(NULL, NOW), OG_PREVIEW_UNKNOWN);
	ck_assert_int_eq(d.verdict, OG_DENY);
	ck_assert_str_eq(og_reason_name(d.reason), "unknown");
	assert_may(NOW);
}
END_TEST

START_TEST(a_disabled_user_is_never_evaluated)
{
	assert_may(NOW);
	u.disabled = true;
	assert_not(OG_PREVIEW_UNKNOWN, "disabled", NOW);
	a.first = OG_FIRST_NONE;
	assert_not(OG_PREVIEW_UNKNOWN, "disabled", NOW);
}
END_TEST

START_TEST(who_has_no_password_is_evaluated_where_none_is_asked_for)
{
	u.pwhash[0] = '\0';
	assert_not(OG_PREVIEW_UNKNOWN, "unenrolled", NOW);
	a.first = OG_FIRST_NONE;
	assert_may(NOW);
	a.first = OG_FIRST_PROXY;
	assert_may(NOW);
}
END_TEST

START_TEST(what_sshd_has_spoilt_is_never_evaluated)
{
	a.spoilt = true;
	assert_not(OG_PREVIEW_UNKNOWN, "code", NOW);
	ck_assert_int_eq(preview(NULL, NOW), OG_PREVIEW_UNKNOWN);
	ck_assert_str_eq(og_reason_name(d.reason), "code");
	a.spoilt = false;
	assert_may(NOW);
}
END_TEST

START_TEST(waits_after_wrong_passwords_and_no_longer)
{
	wrong_passwords(&u.lanes[OG_LANE_OPEN], NOW);
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
	ck_assert_int_eq(d.retry, NOW + 2);
	ck_assert_uint_eq(d.password_failures, 4);
	assert_may(NOW + 2);
}
END_TEST

START_TEST(says_nothing_of_a_wait_behind_the_password)
{
	wrong_codes(&u.lanes[OG_LANE_FIRST], NOW);
	ck_assert_int_eq(preview(&u, NOW + 1), OG_PREVIEW_EVALUATE);
	ck_assert_int_eq(d.retry, 0);
	ck_assert_uint_eq(d.failures, 0);
	/* its twin: what stands there is not asked for */
	a.first = OG_FIRST_PROXY;
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
	ck_assert_int_eq(d.lane, OG_LANE_FIRST);
	assert_may(NOW + 2);
}
END_TEST

START_TEST(waits_after_wrong_codes_where_a_code_is_all)
{
	a.first = OG_FIRST_NONE;
	wrong_codes(&u.lanes[OG_LANE_OPEN], NOW);
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
	a.lane = OG_LANE_KEY; /* another way in, another counter */
	assert_may(NOW + 1);
}
END_TEST

START_TEST(a_closed_lane_has_no_end)
{
	a.first = OG_FIRST_NONE;
	u.lanes[OG_LANE_OPEN].failures = 50;
	assert_not(OG_PREVIEW_WAIT, "locked", NOW);
	ck_assert_int_eq(d.retry, 0);
	ck_assert_uint_eq(d.failures, 50);
	u.lanes[OG_LANE_OPEN].failures = 49;
	assert_may(NOW);
}
END_TEST

START_TEST(a_known_browser_waits_for_itself_alone)
{
	og_device_note(&u, mine, "mine", NOW - 1000);
	wrong_passwords(&u.lanes[OG_LANE_OPEN], NOW);
	a.device_given = true;
	memcpy(a.device, mine, sizeof(mine));
	assert_may(NOW + 1);
	wrong_passwords(&u.devices[0].counter, NOW);
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
	ck_assert_int_eq(d.lane, OG_LANE_DEVICE);
	ck_assert_uint_eq(d.device, u.devices[0].id);
	/* one that the record does not have is a stranger */
	u.devices[0].counter.password_failures = 0;
	memcpy(a.device, other, sizeof(other));
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
	ck_assert_int_eq(d.lane, OG_LANE_OPEN);
}
END_TEST

START_TEST(a_session_that_is_no_more_is_not_confirmed)
{
	step_up(60);
	assert_may(NOW);
	stage();
	step_up(policy.absolute);
	assert_not(OG_PREVIEW_UNKNOWN, "expired", NOW);
	memcpy(a.session, other, sizeof(other));
	assert_not(OG_PREVIEW_UNKNOWN, "expired", NOW);
}
END_TEST

START_TEST(a_session_is_confirmed_whatever_strangers_type)
{
	step_up(60);
	wrong_passwords(&u.lanes[OG_LANE_OPEN], NOW);
	assert_may(NOW + 1);
	stage();
	step_up(60);
	wrong_codes(&u.lanes[OG_LANE_FIRST], NOW);
	assert_not(OG_PREVIEW_WAIT, "throttled", NOW + 1);
}
END_TEST

START_TEST(there_is_no_lane_beyond_the_last)
{
	a.lane = OG_LANES;
	assert_not(OG_PREVIEW_UNKNOWN, "error", NOW);
}
END_TEST

/* --- what the owner is told --- */

static int64_t
told(int64_t now)
{
	return og_decision_owner_wait(&policy, &u, &a, now);
}

START_TEST(the_owner_is_told_the_longer_wait)
{
	og_device_note(&u, mine, "mine", NOW - 1000);
	a.device_given = true;
	memcpy(a.device, mine, sizeof(mine));
	ck_assert_int_eq(told(NOW), 0);
	wrong_codes(&u.devices[0].counter, NOW);
	ck_assert_int_eq(told(NOW + 1), NOW + 2);
	wrong_passwords(&u.devices[0].counter, NOW);
	u.devices[0].counter.password_failures = 6; /* 8 s */
	ck_assert_int_eq(told(NOW + 1), NOW + 8);
	/* where no password is asked for, its wait is none */
	a.first = OG_FIRST_NONE;
	ck_assert_int_eq(told(NOW + 1), NOW + 2);
	ck_assert_int_eq(told(NOW + 2), 0);
}
END_TEST

START_TEST(a_stranger_is_told_of_no_wait)
{
	og_device_note(&u, mine, "mine", NOW - 1000);
	wrong_codes(&u.devices[0].counter, NOW);
	wrong_passwords(&u.lanes[OG_LANE_OPEN], NOW);
	ck_assert_int_eq(told(NOW + 1), 0);
	memcpy(a.device, other, sizeof(other));
	a.device_given = true;
	ck_assert_int_eq(told(NOW + 1), 0);
	memcpy(a.device, mine, sizeof(mine));
	ck_assert_int_eq(told(NOW + 1), NOW + 2);
}
END_TEST

START_TEST(nobody_is_told_to_wait_where_that_does_not_help)
{
	og_device_note(&u, mine, "mine", NOW - 1000);
	a.device_given = true;
	memcpy(a.device, mine, sizeof(mine));
	wrong_codes(&u.devices[0].counter, NOW);
	u.devices[0].counter.failures = 50;
	ck_assert_int_eq(told(NOW + 1), 0);
	u.devices[0].counter.failures = 49;
	ck_assert_int_eq(told(NOW + 1), NOW + 3600);
}
END_TEST

static void
all(TCase *tc)
{
	tcase_add_test(tc, a_name_that_nobody_has_is_never_evaluated);
	tcase_add_test(tc, a_disabled_user_is_never_evaluated);
	tcase_add_test(
	    tc, who_has_no_password_is_evaluated_where_none_is_asked_for);
	tcase_add_test(tc, what_sshd_has_spoilt_is_never_evaluated);
	tcase_add_test(tc, waits_after_wrong_passwords_and_no_longer);
	tcase_add_test(tc, says_nothing_of_a_wait_behind_the_password);
	tcase_add_test(tc, waits_after_wrong_codes_where_a_code_is_all);
	tcase_add_test(tc, a_closed_lane_has_no_end);
	tcase_add_test(tc, a_known_browser_waits_for_itself_alone);
	tcase_add_test(tc, a_session_that_is_no_more_is_not_confirmed);
	tcase_add_test(tc, a_session_is_confirmed_whatever_strangers_type);
	tcase_add_test(tc, there_is_no_lane_beyond_the_last);
	tcase_add_test(tc, the_owner_is_told_the_longer_wait);
	tcase_add_test(tc, a_stranger_is_told_of_no_wait);
	tcase_add_test(tc, nobody_is_told_to_wait_where_that_does_not_help);
}

int
main(void)
{
	return run("preview", all, stage);
}
