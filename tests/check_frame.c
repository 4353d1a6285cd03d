/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/frame.c: what the settings put into every page, and that
 * all of its colours can be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/frame.h"
#include "fcgi/web/script.h"

static struct og_settings s;
static struct og_look look;
static struct gate_frame frame;

static void
setup(void)
{
	og_settings_init(&s);
	s.n_hosts = 1;
	strcpy(s.hosts[0], "app.example");
	strcpy(s.issuer, "app.example");
	og_buf_init(&look.logo, OG_LOGO_MAX);
	og_buf_init(&look.css, 8192);
}

static void
teardown(void)
{
	og_look_clear(&look);
	free(frame.csp);
	free(frame.style);
	free(frame.script);
	free(frame.script_address);
	free(frame.brand);
	free(frame.support);
	memset(&frame, 0, sizeof(frame));
}

/* --- colours --- */

/* The value of "name" in the rules of one theme: the last that is set. */
static struct og_colour
value(const char *name, bool dark)
{
	static const char media[] = "@media(prefers-color-scheme:";
	const char *at = frame.style, *found = NULL;
	struct og_colour c;
	char text[8], *end;
	bool in_dark;

	for (; (at = strstr(at, name)) != NULL; at++) {
		const char *rule = at;

		while (*rule != '{')
			rule--;
		while (*rule != '}' && *rule != '>' && *rule != '@')
			rule--;
		in_dark = *rule == '@';
		if (in_dark && strncmp(rule, media, strlen(media)) != 0)
			continue; /* on paper */
		if (at[strlen(name)] == '#' && (dark || !in_dark))
			found = at + strlen(name);
	}
	ck_assert_msg(found != NULL, "%s", name);
	(void)snprintf(text, sizeof(text), "%s", found);
	end = text + 1 + strspn(text + 1, "0123456789abcdef");
	*end = '\0';
	if (strlen(text) == 4) {
		const char s3[4] = {text[1], text[2], text[3], '\0'};

		(void)snprintf(text, sizeof(text), "#%c%c%c%c%c%c", s3[0],
		    s3[0], s3[1], s3[1], s3[2], s3[2]);
	}
	ck_assert_msg(og_colour_parse(text, &c) == OG_OK, "%s%s", name, text);
	return c;
}

static void
can_be_read(const char *text, const char *ground, double least)
{
	double ratio;

	for (int dark = 0; dark < 2; dark++) {
		ratio =
		    og_colour_contrast(value(text, dark), value(ground, dark));
		ck_assert_msg(ratio >= least, "%s on %s, dark %d: %.2f", text,
		    ground, dark, ratio);
	}
}

static void
all_can_be_read(void)
{
	can_be_read("--text:", "--bg:", 4.5);
	can_be_read("--text:", "--card:", 4.5);
	can_be_read("--dim:", "--bg:", 4.5);
	can_be_read("--dim:", "--card:", 4.5);
	can_be_read("--bad:", "--badbg:", 4.5);
	can_be_read("--main:", "--bg:", 4.5);
	can_be_read("--main:", "--card:", 4.5);
	can_be_read("--line:", "--card:", 3); /* the edge of a field */
	can_be_read("--bad:", "--card:", 3);
}

START_TEST(every_colour_can_be_read_in_both_themes)
{
	ck_assert(frame_make(&s, &look, &frame));
	all_can_be_read();
	can_be_read("--on:", "--main:", 4.5);
}
END_TEST

START_TEST(whatever_the_accent_every_colour_can_be_read)
{
	static const char *const accents[] = {"#000000", "#ffffff", "#ffcc00",
	    "#0b1d3a", "#808080", "#777777", "#e4002b", "#00ff00", "#0000ff",
	    "#fefefe", "#101010"};

	s.look.has_accent = true;
	ck_assert_ok(og_colour_parse(accents[_i], &s.look.accent));
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_ptr_nonnull(strstr(frame.style, accents[_i]));
	all_can_be_read();
	can_be_read("--on:", "--fill:", 4.5);
}
END_TEST

/* --- style and policy --- */

START_TEST(the_policy_has_no_more_than_is_needed)
{
	const char *hash;

	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_ptr_null(strstr(frame.csp, "img-src"));
	/* of the style and of the script, and no more */
	hash = strstr(frame.csp, "default-src 'none'; style-src 'sha256-");
	ck_assert_ptr_eq(hash, frame.csp);
	hash = strstr(frame.csp, "'; script-src 'sha256-");
	ck_assert_ptr_nonnull(hash);
	hash = strstr(hash, "'sha256-");
	ck_assert_ptr_null(strstr(hash + 1, "'sha256-"));
	ck_assert_ptr_nonnull(
	    strstr(frame.csp, "; form-action 'self' https://app.example:*;"));
	ck_assert_str_eq(frame.brand, "");
	ck_assert_str_eq(frame.support, "");
}
END_TEST

START_TEST(the_script_has_one_hash_everywhere)
{
	char hash[64], element[256];
	const char *at;

	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_uint_lt(strlen(script_text), 4096);
	at = strstr(frame.csp, "script-src 'sha256-");
	ck_assert_ptr_nonnull(at);
	(void)snprintf(hash, sizeof(hash), "%.44s", strstr(at, "sha256-") + 7);
	(void)snprintf(element, sizeof(element),
	    "<script src=\"%s\" integrity=\"sha256-%s\" defer></script>\n",
	    frame.script_address, hash);
	ck_assert_str_eq(frame.script, element);
	ck_assert_ptr_eq(strstr(frame.script_address, "/otp/page.js?v="),
	    frame.script_address);
}
END_TEST

START_TEST(a_style_of_ones_own_has_its_hash)
{
	og_buf_puts(&look.css, "a{}\r\nb{}\rc{}\r");
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_ptr_nonnull(
	    strstr(frame.style, "</style>\n<style>a{}\nb{}\nc{}\n</style>\n"));
	/* printf 'a{}\nb{}\nc{}\n' | openssl dgst -sha256 -binary | base64 */
	ck_assert_ptr_nonnull(strstr(frame.csp,
	    " 'sha256-J630wpjcfECE8H0nNITebJRE0aJaDAJkGxrHJisRFdY=';"));
}
END_TEST

START_TEST(the_mark_of_an_editor_is_no_part_of_the_first_rule)
{
	og_buf_puts(&look.css, "\xef\xbb\xbf"
			       "a{}");
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_ptr_nonnull(
	    strstr(frame.style, "</style>\n<style>a{}</style>\n"));
}
END_TEST

/* --- logo and name --- */

START_TEST(the_name_is_text)
{
	strcpy(s.look.site_name, "A & <b>\"Co\"");
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_str_eq(frame.brand,
	    "<p class=\"site\"><bdi>A &amp; &lt;b&gt;\"Co\"</bdi></p>\n");
}
END_TEST

START_TEST(the_logo_is_an_inlined_picture)
{
	og_buf_puts(&look.logo, "<svg/>");
	look.logo_type = "image/svg+xml";
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_str_eq(frame.brand,
	    "<p class=\"site\"><img src=\"data:image/svg+xml;base64,"
	    "PHN2Zy8+\" alt=\"app.example\"></p>\n");
	ck_assert_ptr_nonnull(strstr(frame.csp, "; img-src data:;"));
	teardown();
	setup();
	strcpy(s.look.site_name, "\"><script>");
	og_buf_puts(&look.logo, "<svg/>");
	look.logo_type = "image/svg+xml";
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_ptr_nonnull(
	    strstr(frame.brand, " alt=\"&quot;&gt;&lt;script&gt;\">"));
}
END_TEST

/* --- support text --- */

static const struct {
	const char *line, *html;
} lines[] = {
    {"Call 4711, or ask <Kim> & Co.", "Call 4711, or ask &lt;Kim&gt; &amp; "
				      "Co."},
    {"See https://help.example/a?b=c&d=e.",
	"See <a rel=\"noreferrer\" href=\"https://help.example/a?b=c&amp;d=e\">"
	"https://help.example/a?b=c&amp;d=e</a>."},
    {"http://x.example",
	"<a rel=\"noreferrer\" href=\"http://x.example\">http://x.example</a>"},
    {"(mailto:help@x.example)",
	"(<a rel=\"noreferrer\" href=\"mailto:help@x.example\">help@x.example"
	"</a>)"},
    {"https://a.example https://b.example!",
	"<a rel=\"noreferrer\" href=\"https://a.example\">https://a.example</a>"
	" <a rel=\"noreferrer\" href=\"https://b.example\">https://b.example"
	"</a>!"},
    {"javascript:alert(1)", "javascript:alert(1)"},
    {"data:text/html,x ftp://x file:///x", "data:text/html,x ftp://x "
					   "file:///x"},
    {"HTTPS://x.example help@x.example", "HTTPS://x.example help@x.example"},
    {"xhttps://x.example", "xhttps://x.example"},
    {"https:// mailto: https://", "https:// mailto: https://"},
    {"https://x\" onclick=\"y", "<a rel=\"noreferrer\" href=\"https://x\">"
				"https://x</a>\" onclick=\"y"},
    {"https://x'><b>", "<a rel=\"noreferrer\" href=\"https://x\">https://x</a>"
		       "'&gt;&lt;b&gt;"},
};

START_TEST(addresses_become_links_and_nothing_else_does)
{
	char expected[512];

	s.look.n_support = 1;
	strcpy(s.look.support[0], lines[_i].line);
	ck_assert(frame_make(&s, &look, &frame));
	(void)snprintf(expected, sizeof(expected),
	    "<footer>\n<p dir=\"auto\">%s</p>\n</footer>\n", lines[_i].html);
	ck_assert_str_eq(frame.support, expected);
}
END_TEST

START_TEST(the_longest_of_everything_fits)
{
	s.look.n_support = OG_SUPPORT_LINES_MAX;
	for (size_t i = 0; i < s.look.n_support; i++) {
		memset(s.look.support[i], '"', OG_SUPPORT_LINE_MAX);
		memcpy(s.look.support[i], "https://", 8);
		memset(s.look.support[i] + 8, '&', OG_SUPPORT_LINE_MAX - 8);
	}
	memset(s.look.site_name, '"', OG_SITE_NAME_MAX);
	for (size_t i = 0; i < OG_LOGO_MAX; i++)
		og_buf_putc(&look.logo, 'x');
	look.logo_type = "image/svg+xml";
	for (size_t i = 0; i < 8192; i++)
		og_buf_putc(&look.css, 'x');
	s.look.has_accent = true;
	s.n_hosts = OG_HOSTS_MAX;
	for (size_t i = 0; i < OG_HOSTS_MAX; i++)
		memset(s.hosts[i], 'x', OG_HOST_MAX);
	ck_assert(frame_make(&s, &look, &frame));
	ck_assert_uint_gt(strlen(frame.brand), OG_LOGO_MAX * 4 / 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("frame");
	TCase *tc = tcase_create("frame");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_colour_can_be_read_in_both_themes);
	tcase_add_loop_test(
	    tc, whatever_the_accent_every_colour_can_be_read, 0, 11);
	tcase_add_test(tc, the_policy_has_no_more_than_is_needed);
	tcase_add_test(tc, the_script_has_one_hash_everywhere);
	tcase_add_test(tc, a_style_of_ones_own_has_its_hash);
	tcase_add_test(tc, the_mark_of_an_editor_is_no_part_of_the_first_rule);
	tcase_add_test(tc, the_name_is_text);
	tcase_add_test(tc, the_logo_is_an_inlined_picture);
	tcase_add_loop_test(tc, addresses_become_links_and_nothing_else_does, 0,
	    CHECK_COUNT(lines));
	tcase_add_test(tc, the_longest_of_everything_fits);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
