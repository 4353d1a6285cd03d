/* SPDX-License-Identifier: ISC */
/* Tests of pam/words.c: a whole sentence for each number. */
#include <limits.h>
#include <string.h>

#include "check_main.h"
#include "pam/words.h"

static const struct {
	enum pam_word word;
	unsigned count;
	const char *text;
} rows[] = {
    {PAM_WORD_RECOVERY_LEFT, 0,
	"That recovery code is used up. You have 0 recovery codes left."},
    {PAM_WORD_RECOVERY_LEFT, 1,
	"That recovery code is used up. You have 1 recovery code left."},
    {PAM_WORD_RECOVERY_LEFT, 9,
	"That recovery code is used up. You have 9 recovery codes left."},
    {PAM_WORD_FAILURES, 1,
	"There has been 1 failed attempt since your last login."},
    {PAM_WORD_FAILURES, 2,
	"There have been 2 failed attempts since your last login."},
    {PAM_WORD_FAILURES, 21,
	"There have been 21 failed attempts since your last login."},
    {PAM_WORD_FAILURES, UINT_MAX,
	"There have been 4294967295 failed attempts since your last login."},
};

START_TEST(says_a_whole_sentence)
{
	char text[PAM_WORDS_SIZE];

	pam_words(rows[_i].word, rows[_i].count, text);
	ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

/* With the longest number, and nothing is left of its place. */
START_TEST(each_sentence_fits)
{
#define ROW(id, one, other) PAM_WORD_##id,
	static const enum pam_word words[] = {PAM_WORDS(ROW)};
#undef ROW
	char text[PAM_WORDS_SIZE];

	pam_words(words[_i], UINT_MAX, text);
	ck_assert_uint_lt(strlen(text), sizeof(text) - 1);
	ck_assert_ptr_null(strchr(text, '{'));
	pam_words(words[_i], 1, text);
	ck_assert_ptr_null(strchr(text, '{'));
	ck_assert_int_eq(text[strlen(text) - 1], '.');
}
END_TEST

int
main(void)
{
#define ROW(id, one, other) +1
	const int all = 0 PAM_WORDS(ROW);
#undef ROW
	TCase *tc = tcase_create("words");
	Suite *s = suite_create("pam_words");

	tcase_add_loop_test(tc, says_a_whole_sentence, 0, CHECK_COUNT(rows));
	tcase_add_loop_test(tc, each_sentence_fits, 0, all);
	suite_add_tcase(s, tc);
	return check_main(s);
}
