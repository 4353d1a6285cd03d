/* SPDX-License-Identifier: ISC */
/* Tests of what a location demands: the address of its check. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "lib/codes/requirement.h"

/* Addresses and their canonical words. */
static const struct {
	const char *address;
	const char *canonical;
} good[] = {
    {"/otp/check", ""},
    {"/otp/check/max-age=300", "max-age=300"},
    {"/otp/check/max-age=10", "max-age=10"},
    {"/otp/check/groups=a", "groups=a"},
    {"/otp/check/groups=admins+ops", "groups=admins+ops"},
    {"/otp/check/factor=totp", "factor=totp"},
    {"/otp/check/factor=passkey+totp", "factor=totp+passkey"},
    {"/otp/check/factor=recovery+sent+hotp", "factor=hotp+recovery+sent"},
    {"/otp/check/max-age=300/groups=a+b/factor=totp",
	"max-age=300/groups=a+b/factor=totp"},
    {"/otp/check/factor=totp/groups=a+b/max-age=300",
	"max-age=300/groups=a+b/factor=totp"},
};

static const char *const bad[] = {
    "",
    "/",
    "/otp",
    "/otp/chec",
    "/otp/checks",
    "otp/check",
    "/OTP/check",
    "/otp/check/",
    "/otp/check//",
    "/otp/check//max-age=300",
    "/otp/check/max-age=300/",
    "/otp/check?max-age=300",
    "/otp/check/max-age",
    "/otp/check/max-age=",
    "/otp/check/max-age=9",
    "/otp/check/max-age=0",
    "/otp/check/max-age=-1",
    "/otp/check/max-age=0300",
    "/otp/check/max-age=5m",
    "/otp/check/max-age=300 ",
    "/otp/check/max-age=99999999999999999999",
    "/otp/check/max-age=2147483648",
    "/otp/check/Max-age=300",
    "/otp/check/max-age=300/max-age=300",
    "/otp/check/groups=",
    "/otp/check/groups=+",
    "/otp/check/groups=a+",
    "/otp/check/groups=+a",
    "/otp/check/groups=a++b",
    "/otp/check/groups=a+a",
    "/otp/check/groups=A",
    "/otp/check/groups=a,b",
    "/otp/check/groups=-a",
    "/otp/check/groups=a/groups=b",
    "/otp/check/groups=a/groups=factor=totp",
    "/otp/check/group=a",
    "/otp/check/factor=",
    "/otp/check/factor=-",
    "/otp/check/factor=TOTP",
    "/otp/check/factor=sms",
    "/otp/check/factor=totp+",
    "/otp/check/factor=totp+totp",
    "/otp/check/factor=totp,hotp",
    "/otp/check/factor=totp/factor=hotp",
    "/otp/check/unknown",
    "/otp/check/max-age=300/unknown=1",
};

START_TEST(address_is_read_and_written_back)
{
	struct og_requirement need;
	char out[OG_REQUIREMENT_MAX];

	ck_assert_ok(og_requirement_parse(good[_i].address, &need));
	og_requirement_format(&need, out);
	ck_assert_str_eq(out, good[_i].canonical);
}
END_TEST

START_TEST(what_is_not_understood_is_refused)
{
	struct og_requirement need;

	ck_assert_err(og_requirement_parse(bad[_i], &need), OG_ERR_FORMAT);
	ck_assert_int_eq(need.max_age, 0);
	ck_assert_uint_eq(need.n_groups, 0);
	ck_assert_uint_eq(need.factors, 0);
}
END_TEST

START_TEST(words_alone_are_read)
{
	char words[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	ck_assert_ok(og_requirement_parse_words(good[_i].canonical, &need));
	og_requirement_format(&need, words);
	ck_assert_str_eq(words, good[_i].canonical);
}
END_TEST

START_TEST(words_that_are_none_are_refused)
{
	static const char *const none[] = {"/", "/max-age=300", "max-age=300/",
	    "max-age", "!", "/otp/check", "max-age=300 ", "max-age=9"};
	struct og_requirement need, zero;
	char longest[OG_REQUIREMENT_MAX];

	memset(&zero, 0, sizeof(zero));
	for (int i = 0; i < CHECK_COUNT(none); i++) {
		memset(&need, 0xa5, sizeof(need));
		ck_assert_err(
		    og_requirement_parse_words(none[i], &need), OG_ERR_FORMAT);
		ck_assert_mem_eq(&need, &zero, sizeof(need));
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "groups=", 7);
	longest[sizeof(longest) - 1] = '\0';
	memset(&need, 0xa5, sizeof(need));
	ck_assert_err(
	    og_requirement_parse_words(longest, &need), OG_ERR_FORMAT);
	ck_assert_mem_eq(&need, &zero, sizeof(need));
}
END_TEST

START_TEST(fields_are_filled)
{
	struct og_requirement need;

	ck_assert_ok(og_requirement_parse(
	    "/otp/check/factor=totp+recovery/groups=ops+db.admins/max-age=60",
	    &need));
	ck_assert_int_eq(need.max_age, 60);
	ck_assert_uint_eq(need.factors, OG_FACTOR_TOTP | OG_FACTOR_RECOVERY);
	ck_assert_uint_eq(need.n_groups, 2);
	ck_assert_str_eq(need.groups[0], "ops");
	ck_assert_str_eq(need.groups[1], "db.admins");
}
END_TEST

/* "/otp/check/groups=g0+g1+..." with "n" groups. */
static void
many_groups(char *out, size_t size, int n)
{
	size_t len = (size_t)snprintf(out, size, "/otp/check/groups=");
	int i;

	for (i = 0; i < n; i++)
		len += (size_t)snprintf(
		    out + len, size - len, "%sg%d", i > 0 ? "+" : "", i);
}

START_TEST(sixteen_groups_are_taken)
{
	char address[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	many_groups(address, sizeof(address), 16);
	ck_assert_ok(og_requirement_parse(address, &need));
	ck_assert_uint_eq(need.n_groups, 16);
}
END_TEST

START_TEST(seventeen_groups_are_refused)
{
	char address[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	many_groups(address, sizeof(address), 17);
	ck_assert_err(og_requirement_parse(address, &need), OG_ERR_FORMAT);
}
END_TEST

START_TEST(group_too_long_is_refused)
{
	char address[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	memset(address, 'a', sizeof(address));
	memcpy(address, "/otp/check/groups=", 18);
	address[18 + OG_GROUP_MAX] = '\0';
	ck_assert_ok(og_requirement_parse(address, &need));
	address[18 + OG_GROUP_MAX] = 'a';
	address[18 + OG_GROUP_MAX + 1] = '\0';
	ck_assert_err(og_requirement_parse(address, &need), OG_ERR_FORMAT);
}
END_TEST

/* "/otp/check/groups=" and fifteen groups: "len" bytes in all. */
static void
long_address(char address[OG_REQUIREMENT_MAX + 1], size_t len)
{
	size_t i, at = 18;

	memset(address, 'a', len);
	memcpy(address, "/otp/check/groups=", at);
	for (i = 0; i < 14; i++) {
		address[at] = (char)('b' + i);
		at += OG_GROUP_MAX;
		address[at++] = '+';
	}
	address[len] = '\0';
}

START_TEST(longest_address_is_written_back)
{
	char address[OG_REQUIREMENT_MAX + 1], out[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	long_address(address, OG_REQUIREMENT_MAX - 1);
	ck_assert_ok(og_requirement_parse(address, &need));
	ck_assert_uint_eq(need.n_groups, 15);
	og_requirement_format(&need, out);
	ck_assert_str_eq(out, address + strlen("/otp/check/"));
}
END_TEST

START_TEST(longer_address_is_refused)
{
	char address[OG_REQUIREMENT_MAX + 1];
	struct og_requirement need;

	long_address(address, OG_REQUIREMENT_MAX);
	ck_assert_err(og_requirement_parse(address, &need), OG_ERR_FORMAT);
	ck_assert_uint_eq(need.n_groups, 0);
}
END_TEST

START_TEST(demand_that_does_not_fit_is_not_weakened)
{
	char out[OG_REQUIREMENT_MAX];
	struct og_requirement need;
	size_t i;

	memset(&need, 0, sizeof(need));
	need.max_age = INT64_MAX;
	need.factors = OG_FACTOR_TOTP;
	need.n_groups = OG_REQUIREMENT_GROUPS_MAX;
	for (i = 0; i < OG_REQUIREMENT_GROUPS_MAX; i++)
		memset(need.groups[i], 'a', OG_GROUP_MAX);
	og_requirement_format(&need, out);
	ck_assert_str_eq(out, "!");
}
END_TEST

START_TEST(a_joined_demand_is_the_stricter_one)
{
	static const struct {
		const char *a, *b, *both; /* NULL: they exclude each other */
	} list[] = {
	    {"", "", ""},
	    {"", "max-age=60", "max-age=60"},
	    {"max-age=60", "", "max-age=60"},
	    {"max-age=60", "max-age=300", "max-age=60"},
	    {"max-age=300", "max-age=60", "max-age=60"},
	    {"", "factor=totp", "factor=totp"},
	    {"factor=totp", "", "factor=totp"},
	    {"factor=totp+hotp", "factor=hotp+recovery", "factor=hotp"},
	    {"max-age=60", "factor=hotp", "max-age=60/factor=hotp"},
	    {"groups=a", "max-age=60", "max-age=60/groups=a"},
	    {"factor=totp", "max-age=60/factor=hotp", NULL},
	};
	char words[OG_REQUIREMENT_MAX];
	struct og_requirement a, b;

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		ck_assert_ok(og_requirement_parse_words(list[i].a, &a));
		ck_assert_ok(og_requirement_parse_words(list[i].b, &b));
		ck_assert_int_eq(
		    og_requirement_join(&a, &b), list[i].both != NULL);
		og_requirement_format(&a, words);
		ck_assert_str_eq(
		    words, list[i].both != NULL ? list[i].both : list[i].a);
	}
}
END_TEST

START_TEST(factors_have_names)
{
	ck_assert_str_eq(og_factor_name(OG_FACTOR_NONE), "-");
	ck_assert_str_eq(og_factor_name(OG_FACTOR_TOTP), "totp");
	ck_assert_str_eq(og_factor_name(OG_FACTOR_HOTP), "hotp");
	ck_assert_str_eq(og_factor_name(OG_FACTOR_RECOVERY), "recovery");
	ck_assert_str_eq(og_factor_name(OG_FACTOR_SENT), "sent");
	ck_assert_str_eq(og_factor_name(OG_FACTOR_PASSKEY), "passkey");
	ck_assert_str_eq(og_factor_name((enum og_factor)3), "-");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("need");
	TCase *tc = tcase_create("need");

	tcase_add_loop_test(
	    tc, address_is_read_and_written_back, 0, CHECK_COUNT(good));
	tcase_add_loop_test(
	    tc, what_is_not_understood_is_refused, 0, CHECK_COUNT(bad));
	tcase_add_loop_test(tc, words_alone_are_read, 0, CHECK_COUNT(good));
	tcase_add_test(tc, words_that_are_none_are_refused);
	tcase_add_test(tc, fields_are_filled);
	tcase_add_test(tc, sixteen_groups_are_taken);
	tcase_add_test(tc, seventeen_groups_are_refused);
	tcase_add_test(tc, group_too_long_is_refused);
	tcase_add_test(tc, longest_address_is_written_back);
	tcase_add_test(tc, longer_address_is_refused);
	tcase_add_test(tc, demand_that_does_not_fit_is_not_weakened);
	tcase_add_test(tc, a_joined_demand_is_the_stricter_one);
	tcase_add_test(tc, factors_have_names);
	suite_add_tcase(s, tc);
	return check_main(s);
}
