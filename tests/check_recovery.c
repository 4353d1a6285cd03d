/* SPDX-License-Identifier: ISC */
/* Tests of recovery codes. */
#include <string.h>

#include "check_main.h"
#include "lib/codes/recovery.h"

static const struct og_argon2 cheap = {.memory = 8, .time = 1, .lanes = 1};
static const uint8_t salt[OG_SALT_LEN] = "0123456789abcde";
static const struct og_recovery_code known = {3, "0123456789ABC"};

START_TEST(new_code_comes_back_from_its_text)
{
	struct og_recovery_code code, again;
	char text[OG_RECOVERY_SIZE];
	unsigned n;

	for (n = 1; n <= 99; n++) {
		ck_assert_ok(og_recovery_new(n, &code));
		ck_assert_uint_eq(code.number, n);
		ck_assert_uint_eq(strlen(code.symbols), 13);
		og_recovery_format(&code, text);
		ck_assert_uint_eq(strlen(text), OG_RECOVERY_SIZE - 1);
		ck_assert_ok(og_recovery_parse(text, strlen(text), &again));
		ck_assert_uint_eq(again.number, n);
		ck_assert_str_eq(again.symbols, code.symbols);
	}
}
END_TEST

START_TEST(new_code_refuses_other_numbers)
{
	struct og_recovery_code code = known;

	ck_assert_err(og_recovery_new(0, &code), OG_ERR_ARG);
	ck_assert_str_eq(code.symbols, "");
	ck_assert_err(og_recovery_new(100, &code), OG_ERR_ARG);
}
END_TEST

START_TEST(new_codes_use_every_symbol)
{
	struct og_recovery_code code;
	unsigned seen[128] = {0};
	size_t i, j, different = 0;

	for (i = 0; i < 500; i++) {
		ck_assert_ok(og_recovery_new(1, &code));
		for (j = 0; j < 13; j++)
			seen[(unsigned char)code.symbols[j] & 127]++;
	}
	for (i = 0; i < 128; i++)
		different += seen[i] > 0;
	ck_assert_uint_eq(different, 32);
	ck_assert_uint_eq(seen['I'] + seen['L'] + seen['O'] + seen['U'], 0);
}
END_TEST

START_TEST(format_is_the_documented_one)
{
	char text[OG_RECOVERY_SIZE];

	og_recovery_format(&known, text);
	ck_assert_str_eq(text, "03-01234-56789-ABC");
}
END_TEST

static const char *const same[] = {"03-01234-56789-ABC", "03-01234-56789-abc",
    "030123456789ABC", "03 01234 56789 ABC", "o3-o1234-56789-abc",
    "O3-OI234-56789-ABC", "03-0l234-56789-ABC", "03-0L234-56789-ABC",
    "03-0i234-56789-ABC", "\t03-01234-56789-ABC ",
    "0-3-0-1-2-3-4-5-6-7-8-9-A-B-C", "03-01234-56789-ABC\r\n",
    /* dashes of word processors, blanks of web pages, full-width letters */
    "03\xe2\x80\x93"
    "01234\xe2\x80\x94"
    "56789\xe2\x80\x91"
    "ABC",
    "03\xe2\x88\x92"
    "01234\xc2\xad"
    "56789\xef\xbc\x8d"
    "ABC",
    "\xef\xbb\xbf"
    "03\xc2\xa0"
    "01234\xe2\x80\x8b"
    "56789 ABC",
    "03-01234-56789-\xef\xbc\xa1\xef\xbd\x82\xef\xbc\xa3"};

START_TEST(parse_forgives_what_people_type)
{
	struct og_recovery_code code;

	ck_assert_ok(og_recovery_parse(same[_i], strlen(same[_i]), &code));
	ck_assert_uint_eq(code.number, 3);
	ck_assert_str_eq(code.symbols, known.symbols);
}
END_TEST

static const char *const bad[] = {"", "123456", "03-01234-56789-AB",
    "03-01234-56789-ABCD", "00-01234-56789-ABC", "A3-01234-56789-ABC",
    "3A-01234-56789-ABC", "03-01234-56789-ABU", "03-01234-56789-AB!",
    "03-01234-56789-AB\n", "03_01234_56789_ABC", "03-01234-56789-AB\xc3",
    "03-01234-56789-AB\xce\x93", "03-01234-56789-AB\xe2\x80\xa6"};

START_TEST(parse_refuses_the_rest)
{
	static const struct og_recovery_code none;
	struct og_recovery_code code = known;

	ck_assert_err(
	    og_recovery_parse(bad[_i], strlen(bad[_i]), &code), OG_ERR_FORMAT);
	ck_assert_uint_eq(code.number, 0);
	ck_assert_mem_eq(code.symbols, none.symbols, sizeof(none.symbols));
}
END_TEST

START_TEST(parse_refuses_a_nul)
{
	struct og_recovery_code code;

	ck_assert_err(
	    og_recovery_parse("03-01234-56789-AB\0", 18, &code), OG_ERR_FORMAT);
}
END_TEST

START_TEST(digest_is_argon2id_of_number_and_symbols)
{
	uint8_t a[OG_RECOVERY_DIGEST], b[OG_RECOVERY_DIGEST];

	ck_assert_ok(og_recovery_digest(&cheap, salt, &known, a));
	ck_assert_ok(og_argon2id(
	    &cheap, salt, "030123456789ABC", 15, b, OG_RECOVERY_DIGEST));
	ck_assert_mem_eq(a, b, OG_RECOVERY_DIGEST);
}
END_TEST

START_TEST(digest_differs_with_each_input)
{
	struct og_argon2 cost = cheap;
	struct og_recovery_code code = known;
	uint8_t a[OG_RECOVERY_DIGEST], b[OG_RECOVERY_DIGEST];
	uint8_t other[OG_SALT_LEN] = "0123456789abcdf";

	ck_assert_ok(og_recovery_digest(&cheap, salt, &known, a));
	ck_assert_ok(og_recovery_digest(&cheap, other, &known, b));
	ck_assert_mem_ne(a, b, OG_RECOVERY_DIGEST);
	code.number = 4;
	ck_assert_ok(og_recovery_digest(&cheap, salt, &code, b));
	ck_assert_mem_ne(a, b, OG_RECOVERY_DIGEST);
	code = known;
	code.symbols[12] = 'D';
	ck_assert_ok(og_recovery_digest(&cheap, salt, &code, b));
	ck_assert_mem_ne(a, b, OG_RECOVERY_DIGEST);
	cost.time = 2;
	ck_assert_ok(og_recovery_digest(&cost, salt, &known, b));
	ck_assert_mem_ne(a, b, OG_RECOVERY_DIGEST);
}
END_TEST

START_TEST(digest_refuses_an_absurd_cost)
{
	static const uint8_t zero[OG_RECOVERY_DIGEST];
	struct og_argon2 cost = {.memory = 262145, .time = 1, .lanes = 1};
	uint8_t out[OG_RECOVERY_DIGEST] = {1};

	ck_assert_err(
	    og_recovery_digest(&cost, salt, &known, out), OG_ERR_RANGE);
	ck_assert_mem_eq(out, zero, sizeof(zero));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("recovery");
	TCase *tc = tcase_create("recovery");

	tcase_add_test(tc, new_code_comes_back_from_its_text);
	tcase_add_test(tc, new_code_refuses_other_numbers);
	tcase_add_test(tc, new_codes_use_every_symbol);
	tcase_add_test(tc, format_is_the_documented_one);
	tcase_add_loop_test(
	    tc, parse_forgives_what_people_type, 0, CHECK_COUNT(same));
	tcase_add_loop_test(tc, parse_refuses_the_rest, 0, CHECK_COUNT(bad));
	tcase_add_test(tc, parse_refuses_a_nul);
	tcase_add_test(tc, digest_is_argon2id_of_number_and_symbols);
	tcase_add_test(tc, digest_differs_with_each_input);
	tcase_add_test(tc, digest_refuses_an_absurd_cost);
	suite_add_tcase(s, tc);
	return check_main(s);
}
