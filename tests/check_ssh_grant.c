/* SPDX-License-Identifier: ISC */
/* Tests of ssh/grant.c: who may have a certificate, by the record alone. */
#include <string.h>

#include "../lib/certs.h"
#include "../ssh/grant.h"
#include "check_main.h"

#define NOW 1795424400 /* the beginning of a step of 30 s */
#define STEP ((uint64_t)NOW / 30)

static struct og_user u;
static struct og_settings s;

static void
setup(void)
{
	og_settings_init(&s);
	ck_assert_ok(og_user_init(&u, "alice", NOW - 1000));
	u.n_authenticators = 1;
	u.authenticators[0].id = 1;
	u.authenticators[0].type = OG_FACTOR_TOTP;
	u.authenticators[0].state = OG_AUTH_ACTIVE;
	u.authenticators[0].period = 30;
	u.authenticators[0].moving = STEP;
}

static void
judges(int64_t now, enum grant expected)
{
	ck_assert_str_eq(
	    grant_name(grant_judge(&u, &s, now)), grant_name(expected));
}

START_TEST(a_step_is_fresh_for_so_long_after_its_end)
{
	judges(NOW, GRANT_GIVEN);
	judges(NOW + 30 + 120, GRANT_GIVEN);
	judges(NOW + 30 + 121, GRANT_STALE);
	/* The phone's clock is two steps behind: its step ends later. */
	u.authenticators[0].drift = -2;
	judges(NOW + 30 + 60 + 120, GRANT_GIVEN);
	judges(NOW + 30 + 60 + 121, GRANT_STALE);
	u.authenticators[0].drift = 2;
	judges(NOW - 60 + 30 + 120, GRANT_GIVEN);
	judges(NOW - 60 + 30 + 121, GRANT_STALE);
}
END_TEST

START_TEST(a_step_of_a_far_future_proves_nothing)
{
	u.authenticators[0].moving = STEP + 3;
	judges(NOW, GRANT_GIVEN);
	u.authenticators[0].moving = STEP + 4;
	judges(NOW, GRANT_STALE);
	u.authenticators[0].moving = UINT32_MAX;
	judges(NOW, GRANT_STALE);
}
END_TEST

START_TEST(only_an_active_totp_authenticator_proves_a_code)
{
	struct og_authenticator *a = &u.authenticators[0];

	a->state = OG_AUTH_PENDING;
	judges(NOW, GRANT_STALE);
	a->state = OG_AUTH_DISABLED;
	judges(NOW, GRANT_STALE);
	a->state = OG_AUTH_ACTIVE;
	a->type = OG_FACTOR_HOTP;
	judges(NOW, GRANT_STALE);
	a->type = OG_FACTOR_TOTP;
	a->moving = 0;
	judges(NOW, GRANT_STALE);
	u.n_authenticators = 0;
	judges(NOW, GRANT_STALE);
	/* And where nothing is asked, nothing is needed. */
	s.ssh.fresh = 0;
	judges(NOW, GRANT_GIVEN);
}
END_TEST

START_TEST(the_disabled_get_none_whatever_else_is_true)
{
	u.disabled = true;
	judges(NOW, GRANT_DISABLED);
	s.ssh.fresh = 0;
	judges(NOW, GRANT_DISABLED);
}
END_TEST

START_TEST(the_group_is_one_of_the_users)
{
	memcpy(s.ssh.group, "ops", sizeof("ops"));
	judges(NOW, GRANT_GROUP);
	ck_assert_ok(og_user_set_groups(&u, "devops,dev"));
	judges(NOW, GRANT_GROUP);
	ck_assert_ok(og_user_set_groups(&u, "dev,ops"));
	judges(NOW, GRANT_GIVEN);
}
END_TEST

static void
names(const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, OG_PRINCIPALS_MAX);
	grant_principals(&u, &s, &b);
	ck_assert_ok(og_buf_err(&b));
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

START_TEST(names_are_the_users_and_the_groups_if_wanted)
{
	ck_assert_ok(og_user_set_groups(&u, "ops,dev"));
	names("alice");
	s.ssh.group_principals = true;
	names("alice,group:ops,group:dev");
	ck_assert_ok(og_user_set_groups(&u, ""));
	names("alice");
}
END_TEST

START_TEST(the_most_groups_fit)
{
	struct og_buf b;

	for (size_t i = 0; i < OG_GROUPS_MAX; i++)
		u.groups[i] = i % 2 == 0 ? 'a' : ',';
	u.groups[OG_GROUPS_MAX - 1] = '\0';
	s.ssh.group_principals = true;
	og_buf_init(&b, OG_PRINCIPALS_MAX);
	grant_principals(&u, &s, &b);
	ck_assert_ok(og_buf_err(&b));
	og_buf_clear(&b);
}
END_TEST

START_TEST(nothing_is_a_refusal)
{
	enum grant none = 0;

	ck_assert_int_eq(none, GRANT_REFUSED);
	ck_assert_int_ne(GRANT_GIVEN, 0);
	ck_assert_str_eq(grant_name((enum grant)99), "refused");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ssh grant");
	TCase *tc = tcase_create("grant");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_step_is_fresh_for_so_long_after_its_end);
	tcase_add_test(tc, a_step_of_a_far_future_proves_nothing);
	tcase_add_test(tc, only_an_active_totp_authenticator_proves_a_code);
	tcase_add_test(tc, the_disabled_get_none_whatever_else_is_true);
	tcase_add_test(tc, the_group_is_one_of_the_users);
	tcase_add_test(tc, names_are_the_users_and_the_groups_if_wanted);
	tcase_add_test(tc, the_most_groups_fit);
	tcase_add_test(tc, nothing_is_a_refusal);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
