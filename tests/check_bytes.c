/* SPDX-License-Identifier: ISC */
/* Tests of numbers as bytes, and of percent escapes. */
#include <string.h>

#include "check_main.h"
#include "lib/base/be.h"
#include "lib/base/percent.h"

START_TEST(big_endian_numbers_keep_their_bytes)
{
	uint8_t b[9] = {0};

	ck_assert_ptr_eq(og_put_be(b, 0x0102030405060708, 8), b + 8);
	ck_assert_mem_eq(b, "\1\2\3\4\5\6\7\10\0", 9);
	ck_assert_uint_eq(og_get_be(b, 8), 0x0102030405060708);
	ck_assert_uint_eq(og_get_be(b + 6, 2), 0x0708);
	/* what has no room is left out, the highest first */
	ck_assert_ptr_eq(og_put_be(b, 0x11223344, 2), b + 2);
	ck_assert_mem_eq(b, "\x33\x44\3", 3);
	ck_assert_uint_eq(og_get_be(b, 0), 0);
}
END_TEST

START_TEST(an_escape_is_a_percent_sign_and_two_digits)
{
	static const char *const no[] = {
	    "%", "%4", "4141", "%4g", "%g4", "%-1", "% 1", "%%4"};

	ck_assert_int_eq(og_percent_byte("%41", 3), 'A');
	ck_assert_int_eq(og_percent_byte("%fF more", 8), 0xff);
	ck_assert_int_eq(og_percent_byte("%00", 3), 0);
	ck_assert_int_eq(og_percent_byte("%41", 2), -1);
	for (int i = 0; i < CHECK_COUNT(no); i++)
		ck_assert_int_eq(og_percent_byte(no[i], strlen(no[i])), -1);
	for (int c = -128; c < 128; c++)
		ck_assert_int_eq(og_hex_digit((char)c) >= 0,
		    c > 0 && strchr("0123456789abcdefABCDEF", c) != NULL);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("bytes");
	Suite *s = suite_create("bytes");

	tcase_add_test(tc, big_endian_numbers_keep_their_bytes);
	tcase_add_test(tc, an_escape_is_a_percent_sign_and_two_digits);
	suite_add_tcase(s, tc);
	return check_main(s);
}
