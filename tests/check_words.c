/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/words/ and html_words: tables that can be shown, forms that
 * fit their number, and nothing from outside that becomes a tag. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/html.h"
#include "lib/base/text.h"
#include "lib/conf/settings.h"

#define ROW(id, text) #id,
#define COUNTED(id, ...) #id,
static const char *const names[WORD_COUNT] = {
    "NONE",
#include "fcgi/words/en.h"
};
#undef ROW
#undef COUNTED

/* A language with other forms, and with its places in another order. */
#define ALONE(text)                                                            \
	{                                                                      \
		.form[WORDS_OTHER] = text                                      \
	}
static const struct words_row polish_rows[WORD_COUNT] = {
    [WORD_WAIT_SECONDS] = {.form = {[WORDS_ONE] = "{count} sekunda",
			       [WORDS_FEW] = "{count} sekundy",
			       [WORDS_MANY] = "{count} sekund",
			       [WORDS_OTHER] = "{count} s"}},
    [WORD_WAIT_HOURS] =
	{.form = {[WORDS_ONE] = "jedna", [WORDS_OTHER] = "{count}"}},
    [WORD_FOREIGN_ASK] = ALONE("{count}<{site}>{user}"),
    [WORD_LOGIN_CODE] = {.form = {[WORDS_ONE] = "unused", [WORDS_OTHER] = "{"}},
    [WORD_LOGIN_TITLE] = ALONE("{code} {} }{user"),
    [WORD_LOGIN_USER] = ALONE("Zo\xc3\xab & \"Max\" <b>"),
    [WORD_LOGIN_PASSWORD] = ALONE("\xff\xc3"),
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

/* A text that can be shown as it is: no blanks at its ends, no tag, and the
 * places of English; "alone": it is said of one number and may leave it out. */
static void
check_text(const char *text, unsigned wanted, bool alone, const char *name)
{
	const unsigned number = 1u << WORDS_NUMBER;
	unsigned found = places_of(text, name);
	uint32_t cp;
	size_t n;

	if (*text == '\0' || *text == ' ' || text[strlen(text) - 1] == ' ' ||
	    strstr(text, "  ") != NULL || strpbrk(text, "<>&\n\t") != NULL)
		ck_abort_msg("%s: \"%s\"", name, text);
	for (const char *s = text; *s != '\0'; s += n) {
		n = og_text_decode(s, strlen(s), &cp);
		if (n == 0)
			ck_abort_msg("%s: not UTF-8", name);
	}
	if (found != wanted && !(alone && (found | number) == wanted))
		ck_abort_msg("%s: other places in \"%s\"", name, text);
}

/* The forms that a language makes of numbers, as bits; in *many those that it
 * makes of more than one number. */
static unsigned
forms_of(const struct words *language, unsigned *many)
{
	unsigned forms = 0, bit;

	*many = 0;
	for (uint64_t n = 0; n <= 2000000; n++) {
		bit = 1u << language->form(n);
		*many |= forms & bit;
		forms |= bit;
	}
	return forms;
}

/* What every language must keep of a row. */
static void
check_row(const struct words *language, int word, unsigned forms, unsigned many)
{
	const struct words_row *row = &language->rows[word];
	const struct words_row *english = &words_en.rows[word];
	unsigned wanted = places_of(english->form[WORDS_OTHER], names[word]);
	bool counted = english->form[WORDS_ONE] != NULL;
	char name[80];

	(void)snprintf(
	    name, sizeof(name), "%s: %s", language->code, names[word]);
	/* a number that is shown has its forms, and nothing else has any */
	if (counted != ((wanted & (1u << WORDS_NUMBER)) != 0))
		ck_abort_msg(
		    "%s: COUNTED without a number, or the contrary", name);
	if (!counted)
		forms = 1u << WORDS_OTHER;
	for (unsigned i = 0; i < WORDS_FORMS; i++) {
		if ((row->form[i] != NULL) != ((forms & (1u << i)) != 0))
			ck_abort_msg("%s: form %u", name, i);
		if (row->form[i] != NULL)
			check_text(row->form[i], wanted,
			    counted && (many & (1u << i)) == 0, name);
	}
}

START_TEST(each_row_of_each_language_can_be_shown)
{
	const struct words *language;
	unsigned forms, many;
	size_t n = 0;

	for (; words_languages[n] != NULL; n++) {
		language = words_languages[n];
		ck_assert_uint_ge(strlen(language->name), 2);
		forms = forms_of(language, &many);
		ck_assert((forms & (1u << WORDS_OTHER)) != 0);
		for (int word = WORD_NONE + 1; word < WORD_COUNT; word++)
			check_row(language, word, forms, many);
	}
	ck_assert_uint_eq(n, OG_LANGUAGES);
}
END_TEST

START_TEST(the_settings_know_the_same_languages)
{
	size_t n = 0;

	for (; og_languages[n] != NULL; n++)
		ck_assert_str_eq(words_languages[n]->code, og_languages[n]);
	ck_assert_ptr_null(words_languages[n]);
	ck_assert_ptr_eq(words_languages[0], &words_en);
}
END_TEST

START_TEST(each_language_has_words_of_its_own)
{
	const struct words *language;
	const char *own;

	for (size_t n = 1; words_languages[n] != NULL; n++) {
		language = words_languages[n];
		for (int i = WORD_NONE + 1; i < WORD_COUNT; i++) {
			own = words_text(language, (enum word)i, 5);
			if (strcmp(own,
				words_text(&words_en, (enum word)i, 5)) == 0)
				ck_abort_msg("%s: %s is English",
				    language->code, names[i]);
		}
		ck_assert(language->rtl == (language == &words_ar));
	}
}
END_TEST

/* CLDR's rules for whole numbers, by its own samples. */
START_TEST(each_language_has_its_plurals)
{
	static const struct {
		const struct words *language;
		enum words_form form;
		uint64_t numbers[12]; /* ended by a 0 behind the first */
	} rows[] = {
	    {&words_en, WORDS_ONE, {1}},
	    {&words_en, WORDS_OTHER, {0, 2, 11, 21, 100, 101, 1000000}},
	    {&words_de, WORDS_ONE, {1}},
	    {&words_de, WORDS_OTHER, {0, 2, 11, 21, 100, 101, 1000000}},
	    {&words_fr, WORDS_ONE, {0, 1}},
	    {&words_fr, WORDS_MANY, {1000000, 2000000, 5000000000}},
	    {&words_fr, WORDS_OTHER, {2, 17, 100, 101, 1000001, 1500000}},
	    {&words_es, WORDS_ONE, {1}},
	    {&words_es, WORDS_MANY, {1000000, 2000000, 5000000000}},
	    {&words_es, WORDS_OTHER, {0, 2, 16, 100, 101, 1000001}},
	    {&words_ja, WORDS_OTHER, {0, 1, 2, 15, 100, 1000000}},
	    {&words_ar, WORDS_ZERO, {0}},
	    {&words_ar, WORDS_ONE, {1}},
	    {&words_ar, WORDS_TWO, {2}},
	    {&words_ar, WORDS_FEW, {3, 10, 103, 110, 1003}},
	    {&words_ar, WORDS_MANY, {11, 26, 99, 111, 1011}},
	    {&words_ar, WORDS_OTHER, {100, 101, 102, 200, 1000, 1000000}},
	};
	const struct words *language;
	uint64_t n;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		language = rows[i].language;
		for (size_t k = 0; k == 0 || rows[i].numbers[k] != 0; k++) {
			n = rows[i].numbers[k];
			ck_assert_msg(language->form(n) == rows[i].form,
			    "%s: %llu", language->code, (unsigned long long)n);
		}
	}
}
END_TEST

START_TEST(numbers_are_said_by_the_rule_of_the_language)
{
	static const struct {
		const struct words *language;
		uint64_t n;
		const char *text;
	} rows[] = {
	    {&words_de, 1,
		"Seit Ihrer letzten Anmeldung gab es 1 fehlgeschlagenen "
		"Versuch."},
	    {&words_de, 2,
		"Seit Ihrer letzten Anmeldung gab es 2 fehlgeschlagene "
		"Versuche."},
	    {&words_fr, 0,
		"Il y a eu 0 tentative échouée depuis votre dernière "
		"connexion."},
	    {&words_fr, 2,
		"Il y a eu 2 tentatives échouées depuis votre dernière "
		"connexion."},
	    {&words_fr, 1000000,
		"Il y a eu 1000000 de tentatives échouées depuis votre "
		"dernière connexion."},
	    {&words_es, 1,
		"Ha habido 1 intento fallido desde su último inicio de "
		"sesión."},
	    {&words_ja, 1,
		"前回のログインのあと、ログインが 1 回失敗しました。"},
	    {&words_ar, 2, "فشلت محاولتان منذ آخر تسجيل دخول لك."},
	    {&words_ar, 7, "فشلت 7 محاولات منذ آخر تسجيل دخول لك."},
	    {&words_ar, 12, "فشلت 12 محاولة منذ آخر تسجيل دخول لك."},
	};
	struct words_args args = {.count = 0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		args.count = rows[i].n;
		assert_says(
		    rows[i].language, WORD_NEWS_OWN, &args, rows[i].text);
	}
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
	tcase_add_test(tc, the_settings_know_the_same_languages);
	tcase_add_test(tc, each_language_has_words_of_its_own);
	tcase_add_test(tc, each_language_has_its_plurals);
	tcase_add_test(tc, numbers_are_said_by_the_rule_of_the_language);
	tcase_add_test(tc, nothing_is_said_by_no_word);
	tcase_add_test(tc, a_number_chooses_its_form);
	tcase_add_test(tc, places_are_filled_in_any_order);
	tcase_add_test(tc, a_brace_that_opens_no_place_is_shown);
	tcase_add_test(tc, nothing_becomes_a_tag);
	tcase_add_test(tc, a_wait_is_never_said_to_be_shorter);
	suite_add_tcase(s, tc);
	return check_main(s);
}
