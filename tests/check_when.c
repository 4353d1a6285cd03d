/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/when.c: dates as each language writes them. */
#include <stdio.h>
#include <stdlib.h>

#include "check_main.h"
#include "fcgi/web/html.h"
#include "fcgi/web/when.h"

#define NOON 1795867260 /* 2026-11-28T12:01:00Z */

static void
assert_said(
    const struct words *language, const struct tm *tm, const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, 4096);
	when_say(&b, language, tm);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

START_TEST(each_language_writes_it_in_its_way)
{
	static const struct tm day = {
	    .tm_year = 126, .tm_mon = 10, .tm_mday = 9, .tm_hour = 7};
	static const struct tm first = {.tm_year = 127,
	    .tm_mday = 1,
	    .tm_hour = 23,
	    .tm_min = 59,
	    .tm_gmtoff = 3600};
	static const struct {
		const struct words *language;
		const char *day, *first;
	} rows[] = {
	    {&words_en, "9 November 2026, 07:00 (UTC)",
		"1 January 2027, 23:59 (UTC+1)"},
	    {&words_de, "9. November 2026 um 07:00 Uhr (UTC)",
		"1. Januar 2027 um 23:59 Uhr (UTC+1)"},
	    {&words_fr, "9 novembre 2026 à 07:00 (UTC)",
		"1er janvier 2027 à 23:59 (UTC+1)"},
	    {&words_es, "9 de noviembre de 2026 a las 07:00 (UTC)",
		"1 de enero de 2027 a las 23:59 (UTC+1)"},
	    {&words_ja, "2026年11月9日 07:00（UTC）",
		"2027年1月1日 23:59（UTC+1）"},
	    {&words_ar, "9 نوفمبر 2026، 07:00 (UTC)",
		"1 يناير 2027، 23:59 (UTC+1)"},
	};

	for (size_t i = 0; i < CHECK_COUNT(rows); i++) {
		assert_said(rows[i].language, &day, rows[i].day);
		assert_said(rows[i].language, &first, rows[i].first);
	}
	for (size_t i = 0; words_languages[i] != NULL; i++)
		ck_assert_uint_lt(i, CHECK_COUNT(rows));
}
END_TEST

START_TEST(each_language_has_twelve_months)
{
	const char *text;
	unsigned bars;

	for (size_t i = 0; words_languages[i] != NULL; i++) {
		text = words_text(words_languages[i], WORD_MONTHS, 0);
		bars = 0;
		ck_assert(*text != '|' && text[strlen(text) - 1] != '|');
		ck_assert_ptr_null(strstr(text, "||"));
		for (; *text != '\0'; text++)
			bars += *text == '|';
		ck_assert_uint_eq(bars, 11);
	}
}
END_TEST

START_TEST(the_zone_is_said)
{
	static const struct {
		long offset;
		const char *text;
	} rows[] = {
	    {0, "UTC"},
	    {7200, "UTC+2"},
	    {-12600, "UTC-3:30"},
	    {20700, "UTC+5:45"},
	    {-36000, "UTC-10"},
	};
	struct tm tm = {.tm_year = 126, .tm_mon = 11, .tm_mday = 31};
	char expected[60];

	for (size_t i = 0; i < CHECK_COUNT(rows); i++) {
		tm.tm_gmtoff = rows[i].offset;
		(void)snprintf(expected, sizeof(expected),
		    "31 December 2026, 00:00 (%s)", rows[i].text);
		assert_said(&words_en, &tm, expected);
	}
}
END_TEST

static void
assert_put(int64_t t, const char *expected)
{
	const struct words_args args = {.when = t, .browser = "<b> & Firefox"};
	struct og_buf b;

	og_buf_init(&b, 4096);
	html_words(&b, &words_en, WORD_NEWS_LAST_IN, &args);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

START_TEST(programs_read_it_in_utc)
{
	ck_assert_int_eq(setenv("TZ", "XXX-5:30", 1), 0);
	tzset();
	assert_put(NOON,
	    "Your last login was on <time datetime=\"2026-11-28T12:01:00Z\">"
	    "28 November 2026, 17:31 (UTC+5:30)</time>, with "
	    "<bdi>&lt;b&gt; &amp; Firefox</bdi>.");
	assert_put(-1, "Your last login was on , with "
		       "<bdi>&lt;b&gt; &amp; Firefox</bdi>.");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("when");
	Suite *s = suite_create("when");

	tcase_add_test(tc, each_language_writes_it_in_its_way);
	tcase_add_test(tc, each_language_has_twelve_months);
	tcase_add_test(tc, the_zone_is_said);
	tcase_add_test(tc, programs_read_it_in_utc);
	suite_add_tcase(s, tc);
	return check_main(s);
}
