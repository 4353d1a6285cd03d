/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/cookie.c: which cookie counts, and which does not. */
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/cookie.h"

#define NAME "__Host-otpgate"

/* Asserts that "header" holds the cookie with "expected". */
static void
assert_value(const char *header, const char *expected)
{
	const char *value;
	size_t len;

	ck_assert_int_eq(cookie_find(header, NAME, &value, &len), OG_OK);
	ck_assert_uint_eq(len, strlen(expected));
	ck_assert_int_eq(memcmp(value, expected, len), 0);
	ck_assert(value >= header && value + len <= header + strlen(header));
}

static void
assert_none(const char *header, enum og_err expected)
{
	const char *value = "stale";
	size_t len = 5;

	ck_assert_int_eq(cookie_find(header, NAME, &value, &len), expected);
	ck_assert_ptr_null(value);
	ck_assert_uint_eq(len, 0);
}

START_TEST(finds_the_only_cookie)
{
	assert_value(NAME "=abc", "abc");
}
END_TEST

START_TEST(misses_a_cookie_that_is_not_there)
{
	assert_none("", OG_ERR_NOTFOUND);
	assert_none(NULL, OG_ERR_NOTFOUND);
	assert_none("a=1; b=2", OG_ERR_NOTFOUND);
	assert_none(NAME, OG_ERR_NOTFOUND);
	assert_none(";;; ; =;", OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(finds_it_at_every_place)
{
	assert_value(NAME "=abc; a=1; b=2", "abc");
	assert_value("a=1; " NAME "=abc; b=2", "abc");
	assert_value("a=1; b=2; " NAME "=abc", "abc");
	assert_value("a=1;" NAME "=abc;b=2", "abc");
	assert_value(";;" NAME "=abc;;", "abc");
}
END_TEST

START_TEST(compares_names_byte_for_byte)
{
	assert_none("__host-otpgate=abc", OG_ERR_NOTFOUND);
	assert_none("__HOST-OTPGATE=abc", OG_ERR_NOTFOUND);
	assert_none("__Host-otpgatE=abc", OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(compares_whole_names)
{
	assert_none(NAME "-pre=abc", OG_ERR_NOTFOUND);
	assert_none("x" NAME "=abc", OG_ERR_NOTFOUND);
	assert_none("__Host-otpgat=abc", OG_ERR_NOTFOUND);
	assert_none("\"" NAME "\"=abc", OG_ERR_NOTFOUND);
	assert_value(NAME "-pre=1; " NAME "=abc", "abc");
}
END_TEST

START_TEST(ignores_the_name_inside_another_value)
{
	assert_none("a=" NAME "=abc", OG_ERR_NOTFOUND);
	assert_none("a=\"" NAME "=abc\"", OG_ERR_NOTFOUND);
	assert_none("a=1, " NAME "=abc", OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(ignores_a_cookie_without_a_name)
{
	const char *value;
	size_t len;

	assert_none("=" NAME "=abc", OG_ERR_NOTFOUND);
	assert_none(" = " NAME "=abc", OG_ERR_NOTFOUND);
	assert_value("=" NAME "=abc; " NAME "=def", "def");
	ck_assert_int_eq(
	    cookie_find("=abc", "", &value, &len), OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(counts_two_as_none)
{
	assert_none(NAME "=abc; " NAME "=abc", OG_ERR_EXISTS);
	assert_none(NAME "=abc; a=1; " NAME "=def", OG_ERR_EXISTS);
	assert_none(NAME "=; " NAME "=abc", OG_ERR_EXISTS);
	assert_none(NAME "=1;" NAME "=2;" NAME "=3", OG_ERR_EXISTS);
}
END_TEST

START_TEST(counts_one_beside_a_variant_as_one)
{
	assert_value(NAME "=abc; __host-otpgate=def", "abc");
	assert_value("=" NAME "=1; " NAME "=abc; " NAME "2=x", "abc");
}
END_TEST

START_TEST(drops_blanks_around_name_and_value)
{
	assert_value("  " NAME "=abc  ", "abc");
	assert_value("a=1;\t" NAME "=\tabc\t;b=2", "abc");
	assert_value(NAME "= abc ; b=2", "abc");
}
END_TEST

START_TEST(keeps_other_bytes_as_part_of_the_name)
{
	assert_none(NAME " =abc", OG_ERR_NOTFOUND);
	assert_none("\xc2\xa0" NAME "=abc", OG_ERR_NOTFOUND);
	assert_none("\v" NAME "=abc", OG_ERR_NOTFOUND);
	assert_none("\x01" NAME "=abc", OG_ERR_NOTFOUND);
}
END_TEST

START_TEST(keeps_the_value_as_it_is)
{
	assert_value(NAME "=", "");
	assert_value(NAME "= ", "");
	assert_value(NAME "=\"abc\"", "\"abc\"");
	assert_value(NAME "=a=b==", "a=b==");
	assert_value(NAME "=a%3db", "a%3db");
	assert_value(NAME "=a b", "a b");
	assert_value(NAME "=\x01\x7f\xff", "\x01\x7f\xff");
}
END_TEST

/* As much as nginx passes on, in the shape that costs a parser most. */
START_TEST(reads_31_kib_of_cookies)
{
	static const char piece[] = NAME;
	size_t size = 31 * 1024, n = sizeof(piece) - 1;
	char *header = malloc(size + 1);

	ck_assert_ptr_nonnull(header);
	for (size_t i = 0; i < size; i++)
		header[i] = i % (n + 1) == n ? ';' : piece[i % (n + 1)];
	header[size] = '\0';
	for (int i = 0; i < 1000; i++)
		assert_none(header, OG_ERR_NOTFOUND);
	memcpy(header + size - n - 2, NAME "=1", n + 2);
	header[size - n - 3] = ';';
	assert_value(header, "1");
	free(header);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("cookie");
	Suite *s = suite_create("cookie");

	tcase_add_test(tc, finds_the_only_cookie);
	tcase_add_test(tc, misses_a_cookie_that_is_not_there);
	tcase_add_test(tc, finds_it_at_every_place);
	tcase_add_test(tc, compares_names_byte_for_byte);
	tcase_add_test(tc, compares_whole_names);
	tcase_add_test(tc, ignores_the_name_inside_another_value);
	tcase_add_test(tc, ignores_a_cookie_without_a_name);
	tcase_add_test(tc, counts_two_as_none);
	tcase_add_test(tc, counts_one_beside_a_variant_as_one);
	tcase_add_test(tc, drops_blanks_around_name_and_value);
	tcase_add_test(tc, keeps_other_bytes_as_part_of_the_name);
	tcase_add_test(tc, keeps_the_value_as_it_is);
	tcase_add_test(tc, reads_31_kib_of_cookies);
	suite_add_tcase(s, tc);
	return check_main(s);
}
