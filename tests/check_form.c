/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/form.c: forms and queries, decoded exactly once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/form.h"

enum { USER, CODE, FIELDS };

static struct form_field fields[FIELDS];
static char *body;

/* Parses a copy of "len" bytes that has exactly the room it must have. */
static enum og_err
parse_bytes(const char *text, size_t len)
{
	free(body);
	body = malloc(len + 1);
	ck_assert_ptr_nonnull(body);
	memcpy(body, text, len);
	body[len] = 'x';
	memset(fields, 0xa5, sizeof(fields));
	fields[USER].name = "user";
	fields[CODE].name = "code";
	return form_parse(body, len, fields, FIELDS);
}

static enum og_err
parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void
teardown(void)
{
	free(body);
	body = NULL;
}

static void
assert_field(int i, const char *expected)
{
	ck_assert(fields[i].present);
	ck_assert_str_eq(fields[i].value, expected);
	ck_assert_uint_eq(fields[i].len, strlen(expected));
}

static void
assert_absent(int i)
{
	ck_assert(!fields[i].present);
	ck_assert_str_eq(fields[i].value, "");
	ck_assert_uint_eq(fields[i].len, 0);
}

static void
assert_refused(const char *text, enum og_err expected)
{
	ck_assert_int_eq(parse(text), expected);
	assert_absent(USER);
	assert_absent(CODE);
}

START_TEST(reads_the_known_fields)
{
	ck_assert_int_eq(parse("user=alice&code=123456"), OG_OK);
	assert_field(USER, "alice");
	assert_field(CODE, "123456");
	ck_assert_int_eq(parse("code=1&user=bob"), OG_OK);
	assert_field(USER, "bob");
	assert_field(CODE, "1");
}
END_TEST

START_TEST(tells_absent_from_empty)
{
	ck_assert_int_eq(parse("user="), OG_OK);
	assert_field(USER, "");
	assert_absent(CODE);
	ck_assert_int_eq(parse("user"), OG_OK);
	assert_field(USER, "");
	ck_assert_int_eq(parse(""), OG_OK);
	assert_absent(USER);
	assert_absent(CODE);
}
END_TEST

START_TEST(decodes_plus_and_percent)
{
	ck_assert_int_eq(parse("user=a+b%20c%2Bd&code=%31%32%c3%A9"), OG_OK);
	assert_field(USER, "a b c+d");
	assert_field(CODE, "12\xc3\xa9");
}
END_TEST

START_TEST(decodes_once)
{
	ck_assert_int_eq(parse("user=%2541%252b"), OG_OK);
	assert_field(USER, "%41%2b");
}
END_TEST

START_TEST(keeps_separators_that_were_encoded)
{
	ck_assert_int_eq(parse("user=a%26code%3d1&code=2"), OG_OK);
	assert_field(USER, "a&code=1");
	assert_field(CODE, "2");
	ck_assert_int_eq(parse("user=a=b==&code=;x=1"), OG_OK);
	assert_field(USER, "a=b==");
	assert_field(CODE, ";x=1");
}
END_TEST

START_TEST(does_not_split_at_semicolons)
{
	ck_assert_int_eq(parse("user=a;code=1"), OG_OK);
	assert_field(USER, "a;code=1");
	assert_absent(CODE);
}
END_TEST

START_TEST(decodes_names)
{
	ck_assert_int_eq(parse("us%65r=a&%63%6f%64%65=1"), OG_OK);
	assert_field(USER, "a");
	assert_field(CODE, "1");
}
END_TEST

START_TEST(compares_names_exactly)
{
	ck_assert_int_eq(
	    parse("User=a&users=b&use=c&+user=d&user+=e&=f"), OG_OK);
	assert_absent(USER);
	ck_assert_int_eq(parse("user%00=a&%00user=b&user%=c&us%6r=d"), OG_OK);
	assert_absent(USER);
}
END_TEST

START_TEST(skips_unknown_fields)
{
	ck_assert_int_eq(parse("a=1&user=x&a=2&a=3&code=y&b"), OG_OK);
	assert_field(USER, "x");
	assert_field(CODE, "y");
}
END_TEST

START_TEST(skips_what_is_broken_in_unknown_fields)
{
	ck_assert_int_eq(parse("a=%&b=%zz&c=%00&%=1&user=x"), OG_OK);
	assert_field(USER, "x");
}
END_TEST

START_TEST(refuses_a_broken_escape_in_a_known_field)
{
	assert_refused("user=%", OG_ERR_FORMAT);
	assert_refused("user=%4", OG_ERR_FORMAT);
	assert_refused("user=a%&code=1", OG_ERR_FORMAT);
	assert_refused("user=%4&code=1", OG_ERR_FORMAT);
	assert_refused("user=%g0", OG_ERR_FORMAT);
	assert_refused("user=%0g", OG_ERR_FORMAT);
	assert_refused("user=%4g", OG_ERR_FORMAT);
	assert_refused("user=%:1", OG_ERR_FORMAT);
	assert_refused("user=%4/", OG_ERR_FORMAT);
	assert_refused("user=%4G", OG_ERR_FORMAT);
	assert_refused("user=%4@", OG_ERR_FORMAT);
	assert_refused("user=%4`", OG_ERR_FORMAT);
	assert_refused("user=%+1", OG_ERR_FORMAT);
	assert_refused("user=%-1", OG_ERR_FORMAT);
	assert_refused("user=% 41", OG_ERR_FORMAT);
	assert_refused("user=%u0041", OG_ERR_FORMAT);
	assert_refused("code=1&user=%%", OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_a_nul_in_a_known_field)
{
	assert_refused("user=%00", OG_ERR_FORMAT);
	assert_refused("user=alice%00x&code=1", OG_ERR_FORMAT);
	ck_assert_int_eq(parse_bytes("user=a\0b", 8), OG_ERR_FORMAT);
	assert_absent(USER);
	ck_assert_int_eq(parse_bytes("a=\0&user=b", 10), OG_OK);
	assert_field(USER, "b");
}
END_TEST

START_TEST(refuses_a_known_field_given_twice)
{
	assert_refused("user=a&user=a", OG_ERR_EXISTS);
	assert_refused("user=a&code=1&user=", OG_ERR_EXISTS);
	assert_refused("user=a&user", OG_ERR_EXISTS);
	assert_refused("user&code=1&user", OG_ERR_EXISTS);
	assert_refused("user=a&us%65r=b", OG_ERR_EXISTS);
}
END_TEST

START_TEST(refuses_more_than_64_fields)
{
	char text[FORM_FIELDS_MAX * 2 + 16];

	for (size_t i = 0; i < FORM_FIELDS_MAX - 1; i++)
		memcpy(text + i * 2, "a&", 3);
	strcat(text, "user=x");
	ck_assert_int_eq(parse(text), OG_OK);
	assert_field(USER, "x");
	strcat(text, "&b");
	assert_refused(text, OG_ERR_RANGE);
}
END_TEST

START_TEST(does_not_count_empty_fields)
{
	char text[1001];

	memset(text, '&', 1000);
	memcpy(text + 500, "user=x", 6);
	text[1000] = '\0';
	ck_assert_int_eq(parse(text), OG_OK);
	assert_field(USER, "x");
}
END_TEST

START_TEST(decodes_every_byte_but_nul)
{
	char text[16], value[2] = "";

	for (unsigned c = 1; c < 256; c++) {
		snprintf(text, sizeof(text), "user=%%%02x", c);
		ck_assert_int_eq(parse(text), OG_OK);
		value[0] = (char)c;
		assert_field(USER, value);
	}
}
END_TEST

static char out[8];
static size_t out_len;

/* Looks into a copy without a NUL, so that sanitizers see a byte too far. */
static enum og_err
query(const char *text, const char *name)
{
	size_t len = strlen(text);
	char *copy = malloc(len > 0 ? len : 1);
	enum og_err err;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, len);
	memset(out, 'x', sizeof(out));
	out_len = 99;
	err = form_query_find(copy, len, name, out, sizeof(out), &out_len);
	free(copy);
	return err;
}

static void
assert_query(const char *text, const char *expected)
{
	ck_assert_int_eq(query(text, "rd"), OG_OK);
	ck_assert_str_eq(out, expected);
	ck_assert_uint_eq(out_len, strlen(expected));
}

static void
assert_query_refused(const char *text, enum og_err expected)
{
	ck_assert_int_eq(query(text, "rd"), expected);
	ck_assert_str_eq(out, "");
	ck_assert_uint_eq(out_len, 0);
}

START_TEST(finds_a_parameter)
{
	assert_query("rd=/a", "/a");
	assert_query("x=1&rd=%2Fa%3Fb&y", "/a?b");
	assert_query("x=1&%72d=1", "1");
	assert_query("rd=1234567", "1234567");
	assert_query("rd=%31%32%33%34%35%36%37", "1234567");
	assert_query("rd", "");
	assert_query("rd=1&", "1");
	assert_query("&&rd=1&&", "1");
}
END_TEST

START_TEST(refuses_a_parameter_by_the_rules_of_forms)
{
	assert_query_refused("", OG_ERR_NOTFOUND);
	assert_query_refused("RD=1&rdx=1&r=1", OG_ERR_NOTFOUND);
	assert_query_refused("rd=/a&rd=/a", OG_ERR_EXISTS);
	assert_query_refused("rd=/a&r%64=/b", OG_ERR_EXISTS);
	assert_query_refused("rd=%", OG_ERR_FORMAT);
	assert_query_refused("rd=%2", OG_ERR_FORMAT);
	assert_query_refused("rd=%2&x=1", OG_ERR_FORMAT);
	assert_query_refused("rd=a%00b", OG_ERR_FORMAT);
	assert_query_refused("rd=12345678", OG_ERR_RANGE);
}
END_TEST

START_TEST(counts_the_parameters_of_a_query)
{
	char text[FORM_FIELDS_MAX * 2 + 16];

	for (size_t i = 0; i < FORM_FIELDS_MAX - 1; i++)
		memcpy(text + i * 2, "a&", 3);
	strcat(text, "rd=x");
	assert_query(text, "x");
	strcat(text, "&b");
	assert_query_refused(text, OG_ERR_RANGE);
}
END_TEST

START_TEST(decodes_one_value)
{
	char one[8];
	size_t len;

	ck_assert_ok(form_decode("a%2Bb+c", 7, one, sizeof(one), &len));
	ck_assert_uint_eq(len, 5);
	ck_assert_mem_eq(one, "a+b c", 5);
	ck_assert_err(
	    form_decode("a%2B", 3, one, sizeof(one), &len), OG_ERR_FORMAT);
	ck_assert_err(
	    form_decode("%00", 3, one, sizeof(one), &len), OG_ERR_FORMAT);
	ck_assert_err(form_decode("abc", 3, one, 2, &len), OG_ERR_RANGE);
}
END_TEST

START_TEST(knows_the_type_of_forms)
{
	ck_assert(form_is_type("application/x-www-form-urlencoded"));
	ck_assert(form_is_type("Application/X-WWW-Form-Urlencoded"));
	ck_assert(
	    form_is_type("application/x-www-form-urlencoded; charset=UTF-8"));
	ck_assert(!form_is_type(""));
	ck_assert(!form_is_type("application/x-www-form-urlencode"));
	ck_assert(!form_is_type("application/x-www-form-urlencodedx"));
	ck_assert(!form_is_type("multipart/form-data; boundary=x"));
	ck_assert(!form_is_type("text/plain"));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("form");
	Suite *s = suite_create("form");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_test(tc, reads_the_known_fields);
	tcase_add_test(tc, tells_absent_from_empty);
	tcase_add_test(tc, decodes_plus_and_percent);
	tcase_add_test(tc, decodes_once);
	tcase_add_test(tc, keeps_separators_that_were_encoded);
	tcase_add_test(tc, does_not_split_at_semicolons);
	tcase_add_test(tc, decodes_names);
	tcase_add_test(tc, compares_names_exactly);
	tcase_add_test(tc, skips_unknown_fields);
	tcase_add_test(tc, skips_what_is_broken_in_unknown_fields);
	tcase_add_test(tc, refuses_a_broken_escape_in_a_known_field);
	tcase_add_test(tc, refuses_a_nul_in_a_known_field);
	tcase_add_test(tc, refuses_a_known_field_given_twice);
	tcase_add_test(tc, refuses_more_than_64_fields);
	tcase_add_test(tc, does_not_count_empty_fields);
	tcase_add_test(tc, decodes_every_byte_but_nul);
	tcase_add_test(tc, finds_a_parameter);
	tcase_add_test(tc, refuses_a_parameter_by_the_rules_of_forms);
	tcase_add_test(tc, counts_the_parameters_of_a_query);
	tcase_add_test(tc, decodes_one_value);
	tcase_add_test(tc, knows_the_type_of_forms);
	suite_add_tcase(s, tc);
	return check_main(s);
}
