/* SPDX-License-Identifier: ISC */
/* Tests of ssh/grant.c: who may have a certificate, by the record alone. */
#include <string.h>

#include "check_main.h"
#include "lib/rules/restore.h"
#include "lib/sshca/register.h"
#include "ssh/grant.h"

#define NOW 1795424400

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
	u.last = (struct og_proof){OG_FACTOR_TOTP, 1, NOW};
}

static void
judges(int64_t now, enum grant expected)
{
	ck_assert_str_eq(
	    grant_name(grant_judge(&u, &s, now)), grant_name(expected));
}

START_TEST(a_login_is_fresh_for_so_long)
{
	judges(NOW, GRANT_GIVEN);
	judges(NOW + 120, GRANT_GIVEN);
	judges(NOW + 121, GRANT_STALE);
	judges(INT64_MAX, GRANT_STALE);
}
END_TEST

START_TEST(a_login_that_lies_ahead_proves_nothing)
{
	judges(NOW - 1, GRANT_STALE);
	judges(NOW - 3600, GRANT_STALE);
	judges(0, GRANT_STALE);
}
END_TEST

START_TEST(spent_steps_and_counters_prove_nothing)
{
	static const uint64_t moving[] = {
	    0, NOW / 30, NOW / 30 + 1, UINT32_MAX, (uint64_t)1 << 53};

	memset(&u.last, 0, sizeof(u.last));
	for (size_t i = 0; i < sizeof(moving) / sizeof(moving[0]); i++) {
		u.authenticators[0].moving_factor = moving[i];
		u.authenticators[0].type = OG_FACTOR_TOTP;
		judges(NOW, GRANT_STALE);
		u.authenticators[0].type = OG_FACTOR_HOTP;
		judges(NOW, GRANT_STALE);
	}
	/* And where nothing is asked, nothing is needed. */
	s.ssh.fresh = 0;
	judges(NOW, GRANT_GIVEN);
}
END_TEST

START_TEST(what_moves_old_records_on_takes_the_proof_back)
{
	const struct og_restore how = {.now = NOW, .window = 1};

	og_restore_user(&u, &how);
	ck_assert_uint_gt(u.authenticators[0].moving_factor, NOW / 30);
	judges(NOW, GRANT_STALE);
}
END_TEST

START_TEST(only_what_is_still_there_and_active_proves_a_code)
{
	struct og_authenticator *a = &u.authenticators[0];

	a->state = OG_AUTH_PENDING;
	judges(NOW, GRANT_STALE);
	a->state = OG_AUTH_DISABLED;
	judges(NOW, GRANT_STALE);
	a->state = OG_AUTH_ACTIVE;
	a->type = OG_FACTOR_HOTP;
	judges(NOW, GRANT_STALE);
	u.last.factor = OG_FACTOR_HOTP;
	judges(NOW, GRANT_GIVEN);
	a->id = 2;
	judges(NOW, GRANT_STALE);
	u.n_authenticators = 0;
	judges(NOW, GRANT_STALE);
	/* the last recovery code has taken its set along */
	u.last.factor = OG_FACTOR_RECOVERY;
	judges(NOW, GRANT_GIVEN);
	u.last.factor = OG_FACTOR_SENT;
	judges(NOW, GRANT_STALE);
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
	tcase_add_test(tc, a_login_is_fresh_for_so_long);
	tcase_add_test(tc, a_login_that_lies_ahead_proves_nothing);
	tcase_add_test(tc, spent_steps_and_counters_prove_nothing);
	tcase_add_test(tc, what_moves_old_records_on_takes_the_proof_back);
	tcase_add_test(tc, only_what_is_still_there_and_active_proves_a_code);
	tcase_add_test(tc, the_disabled_get_none_whatever_else_is_true);
	tcase_add_test(tc, the_group_is_one_of_the_users);
	tcase_add_test(tc, names_are_the_users_and_the_groups_if_wanted);
	tcase_add_test(tc, the_most_groups_fit);
	tcase_add_test(tc, nothing_is_a_refusal);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
