/* SPDX-License-Identifier: ISC */
/* Tests of pam/answer.c: what somebody has typed. */
#include <string.h>

#include "check_main.h"
#include "lib/codes/recovery.h"
#include "pam/answer.h"

#define DUMMY "\b\n\r\177INCORRECT"

START_TEST(knows_the_answer_of_sshd_at_every_length)
{
	char text[4 * sizeof(DUMMY)];
	size_t n = sizeof(DUMMY) - 1;

	for (size_t len = 1; len < sizeof(text); len++) {
		for (size_t i = 0; i < len; i++)
			text[i] = DUMMY[i % n];
		text[len] = '\0';
		ck_assert_msg(answer_is_dummy(text), "%zu bytes", len);
		text[len - 1] ^= 1;
		ck_assert_msg(!answer_is_dummy(text), "%zu bytes", len);
	}
}
END_TEST

START_TEST(takes_nothing_else_for_it)
{
	static const char *const texts[] = {"", "123456", "INCORRECT",
	    "\n\r\177INCORRECT", "1" DUMMY, DUMMY "1", "\b\b"};

	ck_assert(!answer_is_dummy(texts[_i]));
}
END_TEST

START_TEST(tells_codes_from_recovery_codes)
{
	struct og_recovery_code made;
	char text[OG_RECOVERY_SIZE];
	struct og_attempt a;

	memset(&a, 0xff, sizeof(a));
	ck_assert(answer_read("123456", WANT_EITHER, &a));
	ck_assert_str_eq(a.code, "123456");
	ck_assert(!a.recovery_given);
	/* pasted, or typed on a keyboard of another script */
	ck_assert(answer_read("\302\240"
			      "123\342\200\211"
			      "456\r",
	    WANT_CODE, &a));
	ck_assert_str_eq(a.code, "123456");
	ck_assert(answer_read("\331\241\331\242\331\243"
			      "456",
	    WANT_CODE, &a));
	ck_assert_str_eq(a.code, "123456");
	ck_assert(answer_read("123456", WANT_CODE, &a));
	ck_assert(!answer_read("123456", WANT_RECOVERY, &a));
	ck_assert_str_eq(a.code, "");

	ck_assert_ok(og_recovery_new(7, &made));
	og_recovery_format(&made, text);
	ck_assert(answer_read(text, WANT_EITHER, &a));
	ck_assert(a.recovery_given);
	ck_assert_str_eq(a.code, "");
	ck_assert(answer_read(text, WANT_RECOVERY, &a));
	ck_assert(!answer_read(text, WANT_CODE, &a));
	ck_assert(!a.recovery_given);
}
END_TEST

/* None of these may leave anything of an answer before behind. */
START_TEST(reads_nothing_into_nonsense)
{
	static const char *const texts[] = {"", "12345", "123456789", "12345a",
	    "123456\n123456", "12345\n", "\n12345", "-12345", "+123456",
	    "0x1234", "\357\274\221\357\274\222\357\274\223", "secret123456",
	    "1e5", "99-00000-00000-000-00000000"};
	struct og_attempt a;

	memset(&a, 0, sizeof(a));
	ck_assert(answer_read("654321", WANT_EITHER, &a));
	if (answer_read(texts[_i], WANT_EITHER, &a))
		ck_assert_str_eq(texts[_i], "a code");
	ck_assert_str_eq(a.code, "");
	ck_assert(!a.recovery_given);
}
END_TEST

START_TEST(splits_a_code_off_the_end)
{
	size_t len = 99;

	ck_assert(answer_split("secret123456", 6, &len));
	ck_assert_uint_eq(len, 6);
	ck_assert(answer_split("12345678", 8, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert(answer_split("p4ss1234567890", 6, &len));
	ck_assert_uint_eq(len, 8);

	ck_assert(!answer_split("", 6, &len));
	ck_assert_uint_eq(len, 0);
	ck_assert(!answer_split("12345", 6, &len));
	ck_assert(!answer_split("secret12345", 6, &len));
	ck_assert(!answer_split("123456secret", 6, &len));
	ck_assert(!answer_split("secret123456 ", 6, &len));
	ck_assert_uint_eq(len, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("answer");
	Suite *s = suite_create("pam_answer");

	tcase_add_test(tc, knows_the_answer_of_sshd_at_every_length);
	tcase_add_loop_test(tc, takes_nothing_else_for_it, 0, 7);
	tcase_add_test(tc, tells_codes_from_recovery_codes);
	tcase_add_loop_test(tc, reads_nothing_into_nonsense, 0, 14);
	tcase_add_test(tc, splits_a_code_off_the_end);
	suite_add_tcase(s, tc);
	return check_main(s);
}
