/* SPDX-License-Identifier: ISC */
/* A password that its user changes: the old one is asked for, and counted. */
#include "check_main.h"
#include "check_people.h"
#include "lib/record/session.h"
#include "lib/rules/ownpassword.h"

#define OLD "$argon2id$v=19$m=8,t=1,p=1$b2xk$b2xk"
#define NEW "$argon2id$v=19$m=8,t=1,p=1$bmV3$bmV3"

static const uint8_t here[OG_DIGEST_LEN] = {1}, there[OG_DIGEST_LEN] = {2};
static struct og_user u;
static struct og_ownpassword typed;
static size_t ended;
static int64_t retry;

static void
setup(void)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, PEOPLE_NOW};

	people_user(&u);
	memcpy(u.pwhash, OLD, sizeof(OLD));
	og_session_add(&u, there, &proof, "192.0.2.1", "x", PEOPLE_NOW);
	og_session_add(&u, here, &proof, "192.0.2.2", "x", PEOPLE_NOW);
	memset(&typed, 0, sizeof(typed));
	memcpy(typed.pwhash, OLD, sizeof(OLD));
	memcpy(typed.new_pwhash, NEW, sizeof(NEW));
	typed.right = true;
}

static enum og_ownpassword_result
change(int64_t now)
{
	return og_ownpassword_change(
	    &u, &people_limits, &typed, here, now, &retry, &ended);
}

START_TEST(the_new_one_is_there_and_other_sessions_end)
{
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_RIGHT);
	ck_assert_str_eq(u.pwhash, NEW);
	ck_assert(u.pwform);
	ck_assert_uint_eq(ended, 1);
	ck_assert_uint_eq(u.n_sessions, 1);
	ck_assert_ptr_nonnull(og_session_find(&u, here));
	ck_assert_str_eq(u.sessions[0].address, "192.0.2.2");
	/* sent twice: it was the other one's by now */
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_STALE);
}
END_TEST

START_TEST(a_wrong_one_is_charged_and_changes_nothing_else)
{
	typed.right = false;
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_WRONG);
	ck_assert_str_eq(u.pwhash, OLD);
	ck_assert_uint_eq(u.n_sessions, 2);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].password_failures, 1);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 0);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].failures, 0);
}
END_TEST

START_TEST(after_failures_nothing_is_said_for_a_while)
{
	typed.right = false;
	for (uint32_t i = 0; i < people_limits.free_tries; i++)
		ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_WRONG);
	ck_assert(og_ownpassword_until(&u, &people_limits, PEOPLE_NOW) != 0);
	typed.right = true;
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_WAIT);
	ck_assert_int_gt(retry, PEOPLE_NOW);
	ck_assert_str_eq(u.pwhash, OLD);
	ck_assert_int_eq(change(retry), OG_OWNPASSWORD_RIGHT);
	ck_assert_uint_eq(u.lanes[OG_LANE_FIRST].password_failures, 0);
}
END_TEST

START_TEST(strangers_at_the_login_keep_nobody_from_it)
{
	for (int i = 0; i < 40; i++)
		og_throttle_charge_password(&u, OG_LANE_OPEN, 0, PEOPLE_NOW);
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_RIGHT);
	ck_assert_uint_eq(u.lanes[OG_LANE_OPEN].password_failures, 40);
}
END_TEST

START_TEST(who_has_none_cannot_change_it)
{
	u.pwhash[0] = '\0';
	typed.pwhash[0] = '\0';
	ck_assert_int_eq(change(PEOPLE_NOW), OG_OWNPASSWORD_STALE);
	ck_assert_str_eq(u.pwhash, "");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("change");
	Suite *s = suite_create("ownpassword");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, the_new_one_is_there_and_other_sessions_end);
	tcase_add_test(tc, a_wrong_one_is_charged_and_changes_nothing_else);
	tcase_add_test(tc, after_failures_nothing_is_said_for_a_while);
	tcase_add_test(tc, strangers_at_the_login_keep_nobody_from_it);
	tcase_add_test(tc, who_has_none_cannot_change_it);
	suite_add_tcase(s, tc);
	return check_main(s);
}
