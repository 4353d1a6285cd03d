/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/html.c: text that cannot become anything but text. */
#include <string.h>

#include "check_main.h"
#include "fcgi/web/html.h"

#define LOST "\xef\xbf\xbd"

typedef void escape(struct og_buf *, const char *);

static void
assert_escaped(escape *f, const char *s, const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, 4096);
	f(&b, s);
	ck_assert_int_eq(og_buf_err(&b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

START_TEST(leaves_harmless_text_alone)
{
	static const char s[] = "Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x94\x91 "
				"a/b?c=d;(1) #%{}[]`~^|!";

	assert_escaped(html_text, s, s);
	assert_escaped(html_attr, s, s);
	assert_escaped(html_text, "", "");
	assert_escaped(html_attr, "", "");
}
END_TEST

START_TEST(escapes_markup_in_text)
{
	assert_escaped(html_text, "<script>alert(1)</script>",
	    "&lt;script&gt;alert(1)&lt;/script&gt;");
	assert_escaped(html_text, "&lt; & &amp;", "&amp;lt; &amp; &amp;amp;");
	assert_escaped(html_text, "\"it's\"", "\"it's\"");
}
END_TEST

START_TEST(escapes_quotes_in_attributes)
{
	assert_escaped(html_attr, "\" onfocus='x' autofocus=\"",
	    "&quot; onfocus=&#39;x&#39; autofocus=&quot;");
	assert_escaped(html_attr, "<a>&", "&lt;a&gt;&amp;");
}
END_TEST

START_TEST(keeps_line_ends_that_can_be_shown)
{
	assert_escaped(html_text, "a\tb\nc", "a\tb\nc");
	assert_escaped(html_attr, "a\tb\nc\rd", "a&#9;b&#10;c&#13;d");
	assert_escaped(html_text, "a\rb", "a" LOST "b");
}
END_TEST

START_TEST(replaces_control_characters)
{
	assert_escaped(
	    html_text, "\x01\x1f\x1b[0m\x7f", LOST LOST LOST "[0m" LOST);
	assert_escaped(
	    html_attr, "\x01\x1f\x1b[0m\x7f", LOST LOST LOST "[0m" LOST);
}
END_TEST

static const char *const broken[] = {
    "\x80",
    "\xbf",
    "\xc0\x80",
    "\xc1\xbf",
    "\xc2\x7f",
    "\xc2\xc0",
    "\xe1\x80\xc0",
    "\xc3",
    "\xe0\x80\x80",
    "\xe0\x9f\xbf",
    "\xe2\x82",
    "\xed\xa0\x80",
    "\xf0\x8f\xbf\xbf",
    "\xf0\x9f\x94",
    "\xf4\x90\x80\x80",
    "\xf5\x80\x80\x80",
    "\xff",
};

START_TEST(replaces_what_is_not_utf8)
{
	static escape *const all[] = {html_text, html_attr};
	struct og_buf b;
	char s[16];

	for (size_t i = 0; i < 2; i++) {
		og_buf_init(&b, 4096);
		strcpy(s, broken[_i]);
		strcat(s, "<\"");
		all[i](&b, s);
		ck_assert_int_eq(og_buf_err(&b), OG_OK);
		ck_assert_ptr_nonnull(strstr(og_buf_str(&b), LOST));
		ck_assert_ptr_null(strchr(og_buf_str(&b), '<'));
		for (const char *p = og_buf_str(&b); *p != '\0'; p++)
			ck_assert(!(*p & 0x80) || strchr(LOST, *p) != NULL);
		og_buf_clear(&b);
	}
}
END_TEST

START_TEST(does_not_swallow_what_follows_a_broken_sequence)
{
	assert_escaped(html_attr, "\xc3\"", LOST "&quot;");
	assert_escaped(html_text, "\xe2\x82<", LOST LOST "&lt;");
}
END_TEST

START_TEST(keeps_the_edges_of_utf8)
{
	static const char *const whole[] = {"\xc2\x80", "\xdf\xbf",
	    "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
	    "\xf0\x90\x80\x80", "\xf3\xbf\xbf\xbf", "\xf4\x8f\xbf\xbf"};

	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		assert_escaped(html_text, whole[i], whole[i]);
		assert_escaped(html_attr, whole[i], whole[i]);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("html");
	Suite *s = suite_create("html");

	tcase_add_test(tc, leaves_harmless_text_alone);
	tcase_add_test(tc, escapes_markup_in_text);
	tcase_add_test(tc, escapes_quotes_in_attributes);
	tcase_add_test(tc, keeps_line_ends_that_can_be_shown);
	tcase_add_test(tc, replaces_control_characters);
	tcase_add_loop_test(
	    tc, replaces_what_is_not_utf8, 0, CHECK_COUNT(broken));
	tcase_add_test(tc, does_not_swallow_what_follows_a_broken_sequence);
	tcase_add_test(tc, keeps_the_edges_of_utf8);
	suite_add_tcase(s, tc);
	return check_main(s);
}
