/* SPDX-License-Identifier: ISC */
/* Tests of which new passwords are good enough. */
#include <stdbool.h>
#include <string.h>

#include "check_main.h"
#include "lib/crypto/guess.h"
#include "lib/rules/newpassword.h"

static struct og_opaque prepared;
static struct og_words words;

/* Somebody at a site of this name. */
static void
setup(void)
{
	words.n = 0;
	og_words_add(&words, "alice.liddell");
	og_words_add(&words, "Zo\u00eb Kro\u0308ger"); /* as a Mac stores it */
	og_words_add(&words, "\u0418\u0412\u0410\u041d\u041e\u0412\u0410");
	og_words_add(&words, "");
	og_words_add(&words, "Wonder Gate");
	og_words_add(&words, "gate.example.org");
}

static enum og_newpassword
judge(const char *text, bool alone)
{
	memset(&prepared, 'x', sizeof(prepared));
	return og_newpassword_judge(
	    text, strlen(text), &words, alone, &prepared);
}

static void
assert_refused(const char *text, bool alone, enum og_newpassword wanted)
{
	static const struct og_opaque empty;

	ck_assert_int_eq(judge(text, alone), wanted);
	ck_assert_mem_eq(&prepared, &empty, sizeof(prepared));
}

static void
assert_good(const char *text, bool alone)
{
	ck_assert_int_eq(judge(text, alone), OG_NEWPASSWORD_GOOD);
	ck_assert_uint_gt(prepared.len, 0);
}

START_TEST(eight_characters_are_enough_beside_a_code)
{
	assert_refused("kX9#mQ2", false, OG_NEWPASSWORD_SHORT);
	assert_good("kX9#mQ2v", false);
	/* characters, not bytes */
	assert_refused("\u00fc\u00f6\u00e4\u03b1\u0436\u5bc6\u7801", false,
	    OG_NEWPASSWORD_SHORT);
	assert_good("\u00fc\u00f6\u00e4\u03b1\u0436\u5bc6\u7801\u00e5", false);
	/* and as many as there are in the end */
	assert_refused("kX9#mQe\u0301", false, OG_NEWPASSWORD_SHORT);
	assert_refused("", false, OG_NEWPASSWORD_SHORT);
}
END_TEST

START_TEST(fifteen_are_needed_alone)
{
	assert_refused("kX9#mQ2vLp4!wZ", true, OG_NEWPASSWORD_SHORT);
	assert_good("kX9#mQ2vLp4!wZ7", true);
}
END_TEST

START_TEST(no_classes_are_demanded)
{
	assert_good("correct horse battery staple", true);
	assert_good("lorvumpikzaf", false);
	assert_good("8302759164470358", false);
	assert_good("\u5bc6\u8a9e\u5f9e\u4e0d\u91cd\u8907\u4f7f\u7528", false);
}
END_TEST

START_TEST(what_has_no_form_is_refused)
{
	char longest[OG_PASSWORD_MAX + 2];

	assert_refused("kX9#mQ2vL\xff", false, OG_NEWPASSWORD_NOT_UTF8);
	assert_refused("kX9#mQ2v\tL", false, OG_NEWPASSWORD_FORBIDDEN);
	assert_refused("kX9#mQ2v\u200bL", false, OG_NEWPASSWORD_FORBIDDEN);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_refused(longest, false, OG_NEWPASSWORD_LONG);
}
END_TEST

START_TEST(what_is_hashed_has_one_form)
{
	assert_good("cafe\u0301\u3000Kx7 mQ", false);
	ck_assert_str_eq(prepared.text, "caf\u00e9 Kx7 mQ");
}
END_TEST

static const char *const own[] = {
    "alice.liddell",
    "Alice.Liddell",
    "aLiCe2026!?",
    "liddell-alice-9",
    "wonder gate",
    "WonderGate#7kQ",
    "gate.example.org",
    "alicealicealicealice",
    "Kr\u00f6ger!Kr\u00f6ger!Zo\u00eb",
    "xq7,alice;p4",
    /* as others would write it */
    "KR\u00d6GERzo\u00eb7",
    "kroger12345",
    "\uff21\uff2c\uff29\uff23\uff25\uff12\uff10\uff12\uff16",
    "\u0418\u0432\u0430\u043d\u043e\u0432\u0430!12",
};

START_TEST(names_are_no_password)
{
	assert_refused(own[_i], false, OG_NEWPASSWORD_OWN);
}
END_TEST

START_TEST(a_name_may_stand_in_a_password)
{
	assert_good("alice kX9#mQ2v", false);
	/* unless too little of it is left for one that stands alone */
	assert_refused("alice kX9#mQ2vLp", true, OG_NEWPASSWORD_OWN);
}
END_TEST

START_TEST(short_words_are_in_everything)
{
	og_words_add(&words, "kX");
	assert_good("kX9#mQ2v", false);
	/* a part of a word has four letters at least */
	og_words_add(&words, "9#m.dot");
	assert_good("kX9#mQ2v", false);
	og_words_add(&words, "kX9");
	assert_refused("kX9#mQ2v", false, OG_NEWPASSWORD_OWN);
}
END_TEST

START_TEST(words_have_bounds)
{
	char text[2 * OG_WORD_SIZE + 1], digits[] = "aaaa";
	size_t n = words.n;

	/* the same word counts once */
	og_words_add(&words, "ALICE.liddell");
	ck_assert_uint_eq(words.n, n);
	/* a long one counts by its beginning, also within a code point */
	memset(text, 'q', sizeof(text));
	memcpy(text + OG_WORD_SIZE - 2, "\u00e9", 2);
	text[sizeof(text) - 1] = '\0';
	og_words_add(&words, text);
	ck_assert_uint_eq(words.n, n + 1);
	ck_assert_uint_eq(strlen(words.word[n]), OG_WORD_SIZE - 1);
	text[OG_WORD_SIZE] = '\0';
	assert_refused(text, false, OG_NEWPASSWORD_OWN);
	/* what has no room is left out */
	for (int i = 0; i < 26 * 26; i++) {
		digits[0] = (char)('a' + i / 26);
		digits[1] = (char)('a' + i % 26);
		og_words_add(&words, digits);
	}
	ck_assert_uint_eq(words.n, OG_WORDS_MAX);
	assert_good("lorvumpikzaf", false);
}
END_TEST

static const char *const easy[] = {
    "PassWord1",
    "p4$$w0rd!",
    "qwertyuiop",
    "zzzzzzzzzz",
    "abcdefgh1",
    "drowssap1",
    "12345678",
    "19840423",
    "Sommer2026!",
    "letmein123",
    /* beyond ASCII */
    "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
    "p\u00e4ssw\u00f6rd",
    ("\U0001f600\U0001f600\U0001f600\U0001f600"
     "\U0001f600\U0001f600\U0001f600\U0001f600"),
    "\u304b\u304b\u304b\u304b\u304b\u304b\u304b\u304b",
};

START_TEST(what_is_tried_first_is_refused)
{
	assert_refused(easy[_i], false, OG_NEWPASSWORD_EASY);
}
END_TEST

START_TEST(alone_a_password_must_be_better)
{
	assert_good("a far longer password", true);
	assert_good("another long password", false);
	assert_refused("another long password", true, OG_NEWPASSWORD_EASY);
}
END_TEST

/* A word of the site costs next to nothing to try, whatever is around it. */
START_TEST(words_are_tried_first)
{
	og_words_add(&words, "lorvumpikzaf");
	assert_refused("lorvumpikzaf12345678", false, OG_NEWPASSWORD_EASY);
}
END_TEST

START_TEST(only_the_beginning_is_measured)
{
	char text[OG_PASSWORD_MAX + 1];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text + OG_GUESS_CUT, "kX9#mQ2v", 8);
	assert_refused(text, false, OG_NEWPASSWORD_EASY);
	memcpy(text, "kX9#mQ2v", 8);
	assert_good(text, false);
}
END_TEST

START_TEST(without_zxcvbn_everything_is_hard)
{
	const char *const none[] = {NULL};

	ck_assert(og_guess_bits("password", 8, none) > 1000);
	assert_good("password", false);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("newpassword");
	TCase *t = tcase_create("rules");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, eight_characters_are_enough_beside_a_code);
	tcase_add_test(t, fifteen_are_needed_alone);
	tcase_add_test(t, no_classes_are_demanded);
	tcase_add_test(t, what_has_no_form_is_refused);
	tcase_add_test(t, what_is_hashed_has_one_form);
	tcase_add_loop_test(t, names_are_no_password, 0, CHECK_COUNT(own));
	tcase_add_test(t, a_name_may_stand_in_a_password);
	tcase_add_test(t, short_words_are_in_everything);
	tcase_add_test(t, words_have_bounds);
	if (og_guess_is_known()) {
		tcase_add_loop_test(
		    t, what_is_tried_first_is_refused, 0, CHECK_COUNT(easy));
		tcase_add_test(t, alone_a_password_must_be_better);
		tcase_add_test(t, words_are_tried_first);
		tcase_add_test(t, only_the_beginning_is_measured);
	} else {
		tcase_add_test(t, without_zxcvbn_everything_is_hard);
	}
	suite_add_tcase(s, t);
	return check_main(s);
}
