/* SPDX-License-Identifier: ISC */
/* Tests of lib/record/user.c: the fields of a record. */
#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "lib/record/user.h"

START_TEST(makes_users_with_ids_of_their_own)
{
	struct og_user a, b;

	ck_assert_int_eq(og_user_init(&a, "alice", 5), OG_OK);
	ck_assert_int_eq(og_user_init(&b, "alice", 5), OG_OK);
	ck_assert_uint_ne(a.id, 0);
	ck_assert_uint_ne(a.id, b.id);
	ck_assert_str_eq(a.name, "alice");
	ck_assert_int_eq(a.created, 5);
	ck_assert_uint_eq(a.next_id, 1);
	ck_assert_uint_eq(a.version, 0);
}
END_TEST

START_TEST(makes_no_user_with_an_invalid_name)
{
	struct og_user u;

	ck_assert_int_eq(og_user_init(&u, "Alice", 5), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_init(&u, "", 5), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_init(&u, "-a", 5), OG_ERR_FORMAT);
}
END_TEST

START_TEST(sets_groups_without_blanks_and_doubles)
{
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(
	    og_user_set_groups(&u, " ops , admins,ops,op "), OG_OK);
	ck_assert_str_eq(u.groups, "ops,admins,op");
	ck_assert_int_eq(og_user_set_groups(&u, ""), OG_OK);
	ck_assert_str_eq(u.groups, "");
}
END_TEST

START_TEST(refuses_groups_that_are_none)
{
	static const char *const bad[] = {
	    ",", "a,", ",a", "a,,b", "a b", "A", "-a", "a;b", "a,\n"};
	struct og_user u;
	char list[600];
	size_t i;

	people_user(&u);
	ck_assert_int_eq(og_user_set_groups(&u, "ops"), OG_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(og_user_set_groups(&u, bad[i]), OG_ERR_FORMAT);
	list[0] = '\0';
	for (i = 0; i < 18; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
		    "%sgroup-with-a-rather-long-name-%02zu", i ? "," : "", i);
	ck_assert_int_eq(og_user_set_groups(&u, list), OG_ERR_RANGE);
	ck_assert_str_eq(u.groups, "ops");
}
END_TEST

START_TEST(sets_an_email_address)
{
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(og_user_set_email(&u, "a.b+c@example.org"), OG_OK);
	ck_assert_str_eq(u.email, "a.b+c@example.org");
	ck_assert_int_eq(og_user_set_email(&u, ""), OG_OK);
	ck_assert_str_eq(u.email, "");
}
END_TEST

START_TEST(refuses_what_is_no_email_address)
{
	static const char *const bad[] = {
	    "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nX: y", "a@\xff"};
	struct og_user u;
	char longest[OG_EMAIL_MAX + 2];
	size_t i;

	people_user(&u);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(og_user_set_email(&u, bad[i]), OG_ERR_FORMAT);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	longest[1] = '@';
	ck_assert_int_eq(og_user_set_email(&u, longest), OG_ERR_RANGE);
	ck_assert_str_eq(u.email, "");
	longest[sizeof(longest) - 2] = '\0';
	ck_assert_int_eq(og_user_set_email(&u, longest), OG_OK);
}
END_TEST

START_TEST(sets_a_phone_number)
{
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(og_user_set_phone(&u, "+49 30-123 456"), OG_OK);
	ck_assert_str_eq(u.phone, "+4930123456");
	ck_assert_int_eq(og_user_set_phone(&u, "112"), OG_OK);
	ck_assert_int_eq(og_user_set_phone(&u, ""), OG_OK);
	ck_assert_str_eq(u.phone, "");
}
END_TEST

START_TEST(refuses_what_is_no_phone_number)
{
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(og_user_set_phone(&u, "+"), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_set_phone(&u, "12"), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_set_phone(&u, "1+23"), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_set_phone(&u, "12a34"), OG_ERR_FORMAT);
	ck_assert_int_eq(
	    og_user_set_phone(&u, "123456789012345678901"), OG_ERR_RANGE);
	ck_assert_str_eq(u.phone, "");
}
END_TEST

START_TEST(sets_a_full_name)
{
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(
	    og_user_set_fullname(&u, "Zo\xc3\xab \"Z\" O'Neill"), OG_OK);
	ck_assert_str_eq(u.fullname, "Zo\xc3\xab \"Z\" O'Neill");
}
END_TEST

START_TEST(refuses_a_full_name_that_cannot_be_shown)
{
	struct og_user u;
	char name[OG_FULLNAME_MAX + 2];

	people_user(&u);
	ck_assert_int_eq(og_user_set_fullname(&u, "a\x1b[2J"), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_set_fullname(&u, "\xc3"), OG_ERR_FORMAT);
	ck_assert_int_eq(og_user_set_fullname(&u, "\xe2\x80\xae"
						  "evil"),
	    OG_ERR_FORMAT);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(og_user_set_fullname(&u, name), OG_ERR_RANGE);
	ck_assert_str_eq(u.fullname, "");
}
END_TEST

START_TEST(knows_who_is_in_a_group)
{
	struct og_requirement need = {
	    .n_groups = 2, .groups = {"admins", "ops"}};
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(og_user_set_groups(&u, "staff,ops"), OG_OK);
	ck_assert(og_user_in_groups(&u, &need));
	ck_assert_int_eq(og_user_set_groups(&u, "admins"), OG_OK);
	ck_assert(og_user_in_groups(&u, &need));
	need.n_groups = 0;
	u.groups[0] = '\0';
	ck_assert(og_user_in_groups(&u, &need));
}
END_TEST

START_TEST(knows_who_is_in_none)
{
	struct og_requirement need = {.n_groups = 2, .groups = {"op", "opss"}};
	struct og_user u;

	people_user(&u);
	ck_assert(!og_user_in_groups(&u, &need));
	ck_assert_int_eq(og_user_set_groups(&u, "staff,ops,xop"), OG_OK);
	ck_assert(!og_user_in_groups(&u, &need));
}
END_TEST

START_TEST(drops_one_authenticator_and_no_other)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_active(&u, &ring, OG_FACTOR_HOTP);
	og_user_drop_authenticator(&u, 2);
	ck_assert_uint_eq(u.n_authenticators, 2);
	ck_assert_ptr_null(og_user_authenticator(&u, 2));
	ck_assert_int_eq(og_user_authenticator(&u, 3)->type, OG_FACTOR_HOTP);
	og_user_drop_authenticator(&u, 2);
	ck_assert_uint_eq(u.n_authenticators, 2);
	og_user_drop_authenticator(&u, 3);
	og_user_drop_authenticator(&u, 1);
	ck_assert_uint_eq(u.n_authenticators, 0);
}
END_TEST

START_TEST(lets_active_and_pending_authenticators_accept)
{
	struct og_authenticator a = {.state = OG_AUTH_ACTIVE};

	ck_assert(og_user_may_accept(&a, 100));
	a.state = OG_AUTH_PENDING;
	ck_assert(og_user_may_accept(&a, 100));
	a.expires = 101;
	ck_assert(og_user_may_accept(&a, 100));
}
END_TEST

START_TEST(lets_lapsed_and_disabled_authenticators_accept_nothing)
{
	struct og_authenticator a = {.state = OG_AUTH_PENDING, .expires = 100};

	ck_assert(!og_user_may_accept(&a, 100));
	a.state = OG_AUTH_DISABLED;
	ck_assert(!og_user_may_accept(&a, 50));
	a.state = (enum og_auth_state)0;
	ck_assert(!og_user_may_accept(&a, 50));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("user");
	Suite *s = suite_create("user");

	tcase_add_test(tc, makes_users_with_ids_of_their_own);
	tcase_add_test(tc, makes_no_user_with_an_invalid_name);
	tcase_add_test(tc, sets_groups_without_blanks_and_doubles);
	tcase_add_test(tc, refuses_groups_that_are_none);
	tcase_add_test(tc, sets_an_email_address);
	tcase_add_test(tc, refuses_what_is_no_email_address);
	tcase_add_test(tc, sets_a_phone_number);
	tcase_add_test(tc, refuses_what_is_no_phone_number);
	tcase_add_test(tc, sets_a_full_name);
	tcase_add_test(tc, refuses_a_full_name_that_cannot_be_shown);
	tcase_add_test(tc, knows_who_is_in_a_group);
	tcase_add_test(tc, knows_who_is_in_none);
	tcase_add_test(tc, drops_one_authenticator_and_no_other);
	tcase_add_test(tc, lets_active_and_pending_authenticators_accept);
	tcase_add_test(
	    tc, lets_lapsed_and_disabled_authenticators_accept_nothing);
	suite_add_tcase(s, tc);
	return check_main(s);
}
