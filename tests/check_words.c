/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/words/ and html_words: tables that can be shown, forms that
 * fit their number, and nothing from outside that becomes a tag. */
#include <string.h>

#include "check_main.h"
#include "fcgi/web/html.h"

#define ROW(id, text) #id,
#define COUNTED(id, ...) #id,
static const char *const names[WORD_COUNT] = {
    "NONE",
#include "fcgi/words/en.h"
};
#undef ROW
#undef COUNTED

/* A language with other forms, and with its places in another order. */
static const struct words_row polish_rows[WORD_COUNT] = {
    [WORD_WAIT_SECONDS] = {.one = "{count} sekunda",
	.few = "{count} sekundy",
	.many = "{count} sekund",
	.other = "{count} s"},
    [WORD_WAIT_HOURS] = {.one = "jedna", .other = "{count}"},
    [WORD_FOREIGN_ASK] = {.other = "{count}<{site}>{user}"},
    [WORD_LOGIN_CODE] = {.other = "{", .one = "unused"},
    [WORD_LOGIN_TITLE] = {.other = "{code} {} }{user"},
    [WORD_LOGIN_USER] = {.other = "Zo\xc3\xab & \"Max\" <b>"},
    [WORD_LOGIN_PASSWORD] = {.other = "\xff\xc3"},
};

static enum words_form
polish_form(uint64_t n)
{
	if (n == 1)
		return WORDS_ONE;
	if (n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14))
		return WORDS_FEW;
	return WORDS_MANY;
}

static const struct words polish = {
    .code = "pl", .form = polish_form, .rows = polish_rows};

static void
assert_says(const struct words *language, enum word word,
    const struct words_args *args, const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, 4096);
	html_words(&b, language, word, args);
	ck_assert_int_eq(og_buf_err(&b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

/* Which places a text has, as bits.  Braces that open none are a slip. */
static unsigned
places_of(const char *text, const char *name)
{
	struct words_piece piece;
	unsigned found = 0;

	while (words_next(&text, &piece)) {
		if (piece.place != WORDS_RUN)
			found |= 1u << piece.place;
		else if (memchr(piece.text, '{', piece.len) != NULL ||
			 memchr(piece.text, '}', piece.len) != NULL)
			ck_abort_msg("%s: an unknown place", name);
	}
	return found;
}

/* What every language must keep of a row: the places of English. */
static void
check_row(const struct words *language, int word)
{
	const unsigned number = 1u << WORDS_NUMBER;
	const struct words_row *row = &language->rows[word];
	const char *forms[] = {row->one, row->few, row->many, row->other};
	unsigned wanted = places_of(words_en.rows[word].other, names[word]);
	const char *text;
	unsigned found;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		text = forms[i];
		if (text == NULL)
			continue;
		if (*text == '\0' || *text == ' ' ||
		    text[strlen(text) - 1] == ' ' || strstr(text, "  ") != NULL)
			ck_abort_msg("%s: \"%s\"", names[word], text);
		found = places_of(text, names[word]);
		/* "one" may do without its number */
		if ((found | number) != (wanted | number) ||
		    (forms[i] == row->other && found != wanted))
			ck_abort_msg("%s: other places", names[word]);
	}
	/* a number that is shown has a form for 1 */
	if ((wanted & number) != 0 && row->one == NULL)
		ck_abort_msg("%s: not COUNTED", names[word]);
}

START_TEST(each_row_of_each_language_can_be_shown)
{
	const struct words *language;

	for (size_t i = 0; words_languages[i] != NULL; i++) {
		language = words_languages[i];
		ck_assert_uint_ge(strlen(language->code), 2);
		for (int word = WORD_NONE + 1; word < WORD_COUNT; word++) {
			ck_assert_ptr_nonnull(language->rows[word].other);
			check_row(language, word);
		}
	}
	ck_assert_ptr_eq(words_languages[0], &words_en);
}
END_TEST

START_TEST(nothing_is_said_by_no_word)
{
	assert_says(&words_en, WORD_NONE, NULL, "");
	assert_says(&polish, WORD_NONE, NULL, "");
	assert_says(&polish, WORD_LOGOUT_TITLE, NULL, "");
}
END_TEST

START_TEST(a_number_chooses_its_form)
{
	static const struct {
		uint64_t n;
		const char *english, *polish;
	} rows[] = {
	    {0, "Please try again in 0 seconds.", "0 sekund"},
	    {1, "Please try again in 1 second.", "1 sekunda"},
	    {2, "Please try again in 2 seconds.", "2 sekundy"},
	    {5, "Please try again in 5 seconds.", "5 sekund"},
	    {11, "Please try again in 11 seconds.", "11 sekund"},
	    {13, "Please try again in 13 seconds.", "13 sekund"},
	    {21, "Please try again in 21 seconds.", "21 sekund"},
	    {22, "Please try again in 22 seconds.", "22 sekundy"},
	    {UINT64_MAX, "Please try again in 18446744073709551615 seconds.",
		"18446744073709551615 sekund"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct words_args args = {.count = rows[i].n};

		assert_says(
		    &words_en, WORD_WAIT_SECONDS, &args, rows[i].english);
		assert_says(&polish, WORD_WAIT_SECONDS, &args, rows[i].polish);
	}
	/* a form that is not there is like the last */
	assert_says(&polish, WORD_WAIT_HOURS, &(struct words_args){.count = 1},
	    "jedna");
	assert_says(
	    &polish, WORD_WAIT_HOURS, &(struct words_args){.count = 3}, "3");
	/* what has no number has one form */
	assert_says(
	    &words_en, WORD_LOG_IN, &(struct words_args){.count = 1}, "Log in");
}
END_TEST

START_TEST(places_are_filled_in_any_order)
{
	const struct words_args args = {
	    .user = "alice", .site = "https://idp.test", .count = 3};

	assert_says(&words_en, WORD_LOGGED_IN_AS, &args,
	    "You are logged in as <strong>alice</strong>.");
	assert_says(&polish, WORD_FOREIGN_ASK, &args,
	    "3&lt;https://idp.test&gt;<strong>alice</strong>");
	/* what is not given is not there */
	assert_says(
	    &polish, WORD_FOREIGN_ASK, NULL, "0&lt;&gt;<strong></strong>");
}
END_TEST

START_TEST(a_brace_that_opens_no_place_is_shown)
{
	assert_says(&polish, WORD_LOGIN_CODE, NULL, "{");
	assert_says(&polish, WORD_LOGIN_TITLE, NULL, "{code} {} }{user");
}
END_TEST

START_TEST(nothing_becomes_a_tag)
{
	const struct words_args args = {
	    .user = "<b>&\xff", .site = "{user}<i>"};

	assert_says(&words_en, WORD_LOGGED_IN_AS, &args,
	    "You are logged in as "
	    "<strong>&lt;b&gt;&amp;\xef\xbf\xbd</strong>.");
	/* and what is filled in has no places */
	assert_says(&polish, WORD_FOREIGN_ASK, &args,
	    "0&lt;{user}&lt;i&gt;&gt;<strong>&lt;b&gt;&amp;\xef\xbf\xbd"
	    "</strong>");
	assert_says(&polish, WORD_LOGIN_USER, NULL,
	    "Zo\xc3\xab &amp; \"Max\" &lt;b&gt;");
	assert_says(
	    &polish, WORD_LOGIN_PASSWORD, NULL, "\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(a_wait_is_never_said_to_be_shorter)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
	    {INT64_MIN, "Please try again in 1 second."},
	    {0, "Please try again in 1 second."},
	    {1, "Please try again in 1 second."},
	    {40, "Please try again in 40 seconds."},
	    {90, "Please try again in 90 seconds."},
	    {91, "Please try again in about 2 minutes."},
	    {120, "Please try again in about 2 minutes."},
	    {121, "Please try again in about 3 minutes."},
	    {5400, "Please try again in about 90 minutes."},
	    {5401, "Please try again in about 2 hours."},
	    {7201, "Please try again in about 3 hours."},
	    {INT64_MAX, "Please try again in about 2562047788015216 hours."},
	};
	struct sentence s;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = words_wait(rows[i].seconds);
		assert_says(&words_en, s.word, &s.args, rows[i].text);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("words");
	Suite *s = suite_create("words");

	tcase_add_test(tc, each_row_of_each_language_can_be_shown);
	tcase_add_test(tc, nothing_is_said_by_no_word);
	tcase_add_test(tc, a_number_chooses_its_form);
	tcase_add_test(tc, places_are_filled_in_any_order);
	tcase_add_test(tc, a_brace_that_opens_no_place_is_shown);
	tcase_add_test(tc, nothing_becomes_a_tag);
	tcase_add_test(tc, a_wait_is_never_said_to_be_shorter);
	suite_add_tcase(s, tc);
	return check_main(s);
}
