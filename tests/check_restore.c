/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/restore.c: old records beside those of today. */
#include "check_main.h"
#include "check_people.h"
#include "lib/rules/restore.h"

static struct og_user then, now, next;

static void
setup(void)
{
	people_user(&then);
	ck_assert_ok(og_user_set_groups(&then, "ops,dev,web"));
	ck_assert_ok(og_user_set_email(&then, "then@example.org"));
	ck_assert_ok(og_user_set_phone(&then, "112"));
	memset(&now, 0x5a, sizeof(now)); /* what storage may hold before */
	og_user_copy(&now, &then);
	memset(&next, 0xa5, sizeof(next));
}

static void
merge(void)
{
	og_restore_merge(&next, &then, &now);
}

START_TEST(disables_who_is_disabled_in_either)
{
	merge();
	ck_assert(!next.disabled);
	now.disabled = true;
	merge();
	ck_assert(next.disabled);
	then.disabled = true;
	merge();
	ck_assert(next.disabled);
	now.disabled = false;
	merge();
	ck_assert(next.disabled);
}
END_TEST

static void
groups(const char *today, const char *expected)
{
	ck_assert_ok(og_user_set_groups(&now, today));
	merge();
	ck_assert_str_eq(next.groups, expected);
}

START_TEST(gives_back_no_group_and_leaves_none_that_is_new)
{
	groups("ops,dev,web", "ops,dev,web");
	groups("web,ops", "ops,web");
	groups("new,dev", "dev");
	groups("op,opsx,de", "");
	groups("", "");
	ck_assert_ok(og_user_set_groups(&then, ""));
	groups("ops", "");
}
END_TEST

START_TEST(keeps_what_somebody_is_known_by_as_it_is_today)
{
	then.n_authenticators = 2;
	memset(then.authenticators, 0, sizeof(then.authenticators));
	then.authenticators[0].id = 1;
	then.authenticators[1].id = 2;
	now.n_authenticators = 1;
	memset(now.authenticators, 0, sizeof(now.authenticators));
	now.authenticators[0].id = 2;
	now.authenticators[0].state = OG_AUTH_DISABLED;
	now.authenticators[0].moving_factor = 77;
	now.next_id = 9;
	memcpy(then.pwhash, "old", sizeof("old"));
	memcpy(now.pwhash, "new", sizeof("new"));
	memcpy(now.name, "alison", sizeof("alison"));
	then.recovery.n = 3;
	then.n_bearers = 4;
	then.n_devices = 4;
	now.lanes[OG_LANE_OPEN].failures = 50;
	now.years[OG_SHARE_STRANGERS].guesses[0] = 500;
	merge();
	ck_assert_str_eq(next.pwhash, "new");
	ck_assert_str_eq(next.name, "alison");
	ck_assert_uint_eq(next.n_authenticators, 1);
	ck_assert_uint_eq(next.authenticators[0].id, 2);
	ck_assert_int_eq(next.authenticators[0].state, OG_AUTH_DISABLED);
	ck_assert_uint_eq(next.authenticators[0].moving_factor, 77);
	ck_assert_uint_eq(next.next_id, 9);
	ck_assert_uint_eq(next.recovery.n, 0);
	ck_assert_uint_eq(next.n_bearers, 0);
	ck_assert_uint_eq(next.n_devices, 0);
	ck_assert_uint_eq(next.lanes[OG_LANE_OPEN].failures, 50);
	ck_assert_uint_eq(next.years[OG_SHARE_STRANGERS].guesses[0], 500);
	memcpy(now.pwhash, "", 1);
	merge();
	ck_assert_str_eq(next.pwhash, "");
}
END_TEST

START_TEST(takes_the_profile_from_the_past)
{
	ck_assert_ok(og_user_set_email(&now, "now@example.org"));
	ck_assert_ok(og_user_set_phone(&now, ""));
	ck_assert_ok(og_user_set_fullname(&now, "Now"));
	merge();
	ck_assert_str_eq(next.email, "then@example.org");
	ck_assert_str_eq(next.phone, "112");
	ck_assert_str_eq(next.fullname, "");
}
END_TEST

START_TEST(makes_records_safe)
{
	const struct og_restore how = {
	    .now = PEOPLE_NOW, .window = 1, .look_ahead = 5};

	then.n_authenticators = 1;
	memset(then.authenticators, 0, sizeof(then.authenticators));
	then.authenticators[0].type = OG_FACTOR_TOTP;
	then.authenticators[0].period = 30;
	then.last = (struct og_proof){OG_FACTOR_TOTP, 1, PEOPLE_NOW};
	og_restore_user(&then, &how);
	ck_assert_uint_gt(
	    then.authenticators[0].moving_factor, PEOPLE_NOW / 30);
	ck_assert_int_eq(then.last.when, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("restore");
	TCase *tc = tcase_create("records");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, disables_who_is_disabled_in_either);
	tcase_add_test(tc, gives_back_no_group_and_leaves_none_that_is_new);
	tcase_add_test(tc, keeps_what_somebody_is_known_by_as_it_is_today);
	tcase_add_test(tc, takes_the_profile_from_the_past);
	tcase_add_test(tc, makes_records_safe);
	suite_add_tcase(s, tc);
	return check_main(s);
}
