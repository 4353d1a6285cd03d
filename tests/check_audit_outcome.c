/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/outcome.c: what an attempt has done, line by line. */
#include "check_folder.h"
#include "check_main.h"
#include "lib/audit/outcome.h"

#define WHEN 1795424400 /* 2026-11-23T09:00:00Z */
#define AT "2026-11-23T09:00:00Z"
#define BY " addr=192.0.2.1 detail="

static const struct og_event attempt = {.when = WHEN,
    .event = "login",
    .verdict = "deny",
    .reason = "code",
    .factor = "totp",
    .address = "192.0.2.1",
    .detail = "not repeated",
    .user = "alice"};

/* Asserts what "d" makes of an empty log. */
static void
writes(const struct og_decision *d, const char *expected)
{
	struct og_audit *a;

	ck_assert_ok(og_audit_open(&a, in_folder("log"), "t", NULL));
	og_audit_outcome(a, &attempt, d);
	og_audit_free(&a);
	file_holds(in_folder("log"), expected);
}

START_TEST(says_nothing_of_an_ordinary_attempt)
{
	struct og_decision d = {.commit = true, .failures = 3};

	writes(&d, "");
	d.verdict = OG_ALLOW;
	d.proof.authenticator = 1;
	writes(&d, "");
}
END_TEST

START_TEST(says_nothing_of_what_was_not_committed)
{
	struct og_decision d = {.closed = true,
	    .disabled = 1,
	    .verdict = OG_ALLOW,
	    .activated = true,
	    .device_added = 3,
	    .sessions_gone = 1};

	writes(&d, "");
	og_audit_outcome(NULL, &attempt, &d);
}
END_TEST

START_TEST(tells_a_closed_lane)
{
	struct og_decision d = {.commit = true,
	    .reason = OG_REASON_CODE,
	    .lane = OG_LANE_FIRST,
	    .failures = 49,
	    .closed = true};

	writes(&d, AT " event=locked verdict=done reason=lane factor=-" BY
		      "\"lane first, 50 wrong codes in a row\" "
		      "user=\"alice\"\n");
}
END_TEST

START_TEST(tells_which_browser_was_closed_and_what_was_disabled)
{
	struct og_decision d = {.commit = true,
	    .reason = OG_REASON_CODE,
	    .lane = OG_LANE_DEVICE,
	    .device = 7,
	    .failures = 49,
	    .closed = true,
	    .disabled = 2};

	writes(&d, AT " event=locked verdict=done reason=lane factor=-" BY
		      "\"lane device 7, 50 wrong codes in a row\" "
		      "user=\"alice\"\n" AT
		      " event=locked verdict=done reason=authenticator "
		      "factor=-" BY "\"authenticators disabled: 2\" "
		      "user=\"alice\"\n");
}
END_TEST

START_TEST(tells_what_a_login_has_changed)
{
	struct og_decision d = {.commit = true,
	    .verdict = OG_ALLOW,
	    .reason = OG_REASON_OK,
	    .proof = {.factor = OG_FACTOR_TOTP, .authenticator = 4},
	    .activated = true,
	    .device_added = 9,
	    .devices_gone = 1,
	    .sessions_gone = 2};

	writes(&d, AT " event=activate verdict=done reason=code factor=-" BY
		      "\"authenticator 4\" user=\"alice\"\n" AT
		      " event=device verdict=done reason=added factor=-" BY
		      "\"device 9\" user=\"alice\"\n" AT
		      " event=device verdict=done reason=forgotten factor=-" BY
		      "\"devices forgotten: 1\" user=\"alice\"\n" AT
		      " event=logout verdict=done reason=login factor=-" BY
		      "\"sessions ended: 2\" user=\"alice\"\n");
}
END_TEST

START_TEST(every_lane_has_a_name)
{
	ck_assert_str_eq(og_lane_name(OG_LANE_OPEN), "open");
	ck_assert_str_eq(og_lane_name(OG_LANE_FIRST), "first");
	ck_assert_str_eq(og_lane_name(OG_LANE_KEY), "key");
	ck_assert_str_eq(og_lane_name(OG_LANE_DEVICE), "device");
	ck_assert_str_eq(og_lane_name((enum og_lane)99), "?");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("outcome");
	Suite *s = suite_create("audit_outcome");

	folder_use(tc);
	tcase_add_test(tc, says_nothing_of_an_ordinary_attempt);
	tcase_add_test(tc, says_nothing_of_what_was_not_committed);
	tcase_add_test(tc, tells_a_closed_lane);
	tcase_add_test(
	    tc, tells_which_browser_was_closed_and_what_was_disabled);
	tcase_add_test(tc, tells_what_a_login_has_changed);
	tcase_add_test(tc, every_lane_has_a_name);
	suite_add_tcase(s, tc);
	return check_main(s);
}
