/* SPDX-License-Identifier: ISC */
/* Tests of lib/conf/settings_look.c: what pages show of the site. */
#include "check_settings.h"

START_TEST(reads_how_pages_look)
{
	accepts(HOSTS);
	ck_assert_str_eq(s.look.site_name, "");
	ck_assert_str_eq(s.look.logo, "");
	ck_assert_str_eq(s.look.extra_css, "");
	ck_assert(!s.look.has_accent);
	ck_assert_uint_eq(s.look.n_support, 0);
	accepts(HOSTS "site_name = 'Zo\xc3\xab & Co'\nlogo = '/l'\n"
		      "accent_color = '#0B5cad'\nextra_css = '/c'\n"
		      "support_text = {'Ask Kim.', '', 'Or Max.'}\n");
	ck_assert_str_eq(s.look.site_name, "Zo\xc3\xab & Co");
	ck_assert_str_eq(s.look.logo, "/l");
	ck_assert_str_eq(s.look.extra_css, "/c");
	ck_assert(s.look.has_accent);
	ck_assert_mem_eq(&s.look.accent, "\x0b\x5c\xad", 3);
	ck_assert_uint_eq(s.look.n_support, 2);
	ck_assert_str_eq(s.look.support[1], "Or Max.");
	accepts(with("support_text", "'One line.'"));
	ck_assert_uint_eq(s.look.n_support, 1);
	accepts(with("accent_color", "''"));
	ck_assert(!s.look.has_accent);
	accepts(with("logo", "''"));
}
END_TEST

START_TEST(holds_the_look_to_its_bounds)
{
	char text[400];

	refuses(with("logo", "'logo.svg'"), 2, "logo must be an absolute");
	refuses(with("extra_css", "'c'"), 2, "extra_css must be an absolute");
	refuses(with("accent_color", "'blue'"), 2, "'#0b5cad'");
	refuses(with("accent_color", "'#fff'"), 2, "six hexadecimal digits");
	refuses(with("site_name", "' x'"), 2, "a blank");
	refuses(with("site_name", "'\xe2\x80\xae'"), 2, "control byte");
	refuses(with("support_text", "{'a', 'b '}"), 2, "a blank");
	refuses(with("support_text", "'\xff'"), 2, "not UTF-8");
	refuses_as(with("support_text", "{'a', 'b', 'c', 'd', 'e'}"),
	    OG_ERR_RANGE, 2, "4 are allowed");
	(void)snprintf(text, sizeof(text), "'%0*d'", OG_SITE_NAME_MAX, 0);
	accepts(with("site_name", text));
	(void)snprintf(text, sizeof(text), "'%0*d'", OG_SITE_NAME_MAX + 1, 0);
	refuses_as(with("site_name", text), OG_ERR_RANGE, 2, "64 bytes");
	(void)snprintf(text, sizeof(text), "'%0*d'", OG_SUPPORT_LINE_MAX, 0);
	accepts(with("support_text", text));
	(void)snprintf(
	    text, sizeof(text), "'%0*d'", OG_SUPPORT_LINE_MAX + 1, 0);
	refuses_as(with("support_text", text), OG_ERR_RANGE, 2, "240 bytes");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("settings_look");
	TCase *tc = tcase_create("look");

	folder_use(tc);
	tcase_add_test(tc, reads_how_pages_look);
	tcase_add_test(tc, holds_the_look_to_its_bounds);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
