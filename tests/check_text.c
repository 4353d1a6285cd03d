/* SPDX-License-Identifier: ISC */
/* Tests of names and of foreign text made harmless. */
#include <string.h>

#include "check_main.h"
#include "lib/base/name.h"
#include "lib/base/text.h"

/* --- name --- */

#define NAME_64                                                                \
	"abcdefghijklmnopqrstuvwxyz0123456789._@-"                             \
	"abcdefghijklmnopqrstuvwx"

START_TEST(name_takes_its_alphabet)
{
	ck_assert_uint_eq(strlen(NAME_64), OG_NAME_MAX);
	ck_assert(og_name_is_valid(NAME_64));
	ck_assert(og_name_is_valid("a"));
	ck_assert(og_name_is_valid("0"));
	ck_assert(og_name_is_valid("alice@example.org"));
	ck_assert(og_name_is_valid("a-b"));
}
END_TEST

START_TEST(name_refuses_the_rest)
{
	static const char *const bad[] = {"", "-a", "A", "a b", "a/b", "a\n",
	    "a=b", "a,b", "a:b", "a\"", "\xc3\xa4", "a\x7f", NAME_64 "a"};
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		ck_assert_msg(!og_name_is_valid(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(fold_makes_lower_case)
{
	char out[OG_NAME_SIZE];

	ck_assert_ok(og_name_fold("Alice@EXAMPLE.orgX", 17, out));
	ck_assert_str_eq(out, "alice@example.org");
	ck_assert_ok(og_name_fold(NAME_64, OG_NAME_MAX, out));
	ck_assert_str_eq(out, NAME_64);
}
END_TEST

START_TEST(fold_refuses_what_is_no_name)
{
	char out[OG_NAME_SIZE] = "x";

	ck_assert_err(og_name_fold("a b", 3, out), OG_ERR_FORMAT);
	ck_assert_str_eq(out, "");
	ck_assert_err(og_name_fold("", 0, out), OG_ERR_FORMAT);
	ck_assert_err(og_name_fold("-A", 2, out), OG_ERR_FORMAT);
	ck_assert_err(og_name_fold("root\0x", 6, out), OG_ERR_FORMAT);
	ck_assert_err(og_name_fold("root\0", 5, out), OG_ERR_FORMAT);
	ck_assert_err(og_name_fold("\xc3\x84", 2, out), OG_ERR_FORMAT);
	ck_assert_err(og_name_fold(NAME_64 "a", 65, out), OG_ERR_FORMAT);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(read_leaves_blanks_off_and_nothing_else)
{
	static const char *const good[] = {"alice", " alice", "alice ",
	    "\talice\r\n",
	    "\xc2\xa0"
	    "alice\xe2\x80\x89",
	    "\xef\xbb\xbf"
	    "Alice",
	    "\xe3\x80\x80\xe2\x80\x8b"
	    "ALICE "};
	static const char *const bad[] = {"al ice", "alice-\xc2", "-alice", " ",
	    "", "\xc2",
	    "\xc3\xa4"
	    "alice",
	    "alice\xe2\x80\x93",
	    "al\xc2\xa0"
	    "ice",
	    "alice\xe2\x80\xae",
	    "\xe2\x80\x8f"
	    "alice",
	    "\xef\xbd\x81"
	    "lice"};
	char out[OG_NAME_SIZE];

	for (size_t i = 0; i < CHECK_COUNT(good); i++) {
		ck_assert_ok(og_name_read(good[i], strlen(good[i]), out));
		ck_assert_str_eq(out, "alice");
	}
	for (size_t i = 0; i < CHECK_COUNT(bad); i++) {
		ck_assert_err(
		    og_name_read(bad[i], strlen(bad[i]), out), OG_ERR_FORMAT);
		ck_assert_str_eq(out, "");
	}
	ck_assert_err(og_name_read("root\0", 5, out), OG_ERR_FORMAT);
	/* a name that somebody vouches for is another one */
	ck_assert_err(og_name_fold(" alice", 6, out), OG_ERR_FORMAT);
}
END_TEST

START_TEST(group_takes_its_alphabet)
{
	ck_assert(og_group_is_valid("admins", 6));
	ck_assert(og_group_is_valid("a.b_c-9,", 7));
	ck_assert(og_group_is_valid("abcdefghijklmnopqrstuvwxyz012345", 32));
}
END_TEST

START_TEST(group_refuses_the_rest)
{
	ck_assert(!og_group_is_valid("", 0));
	ck_assert(!og_group_is_valid("-a", 2));
	ck_assert(!og_group_is_valid("A", 1));
	ck_assert(!og_group_is_valid("a@b", 3));
	ck_assert(!og_group_is_valid("a+b", 3));
	ck_assert(!og_group_is_valid("a\0b", 3));
	ck_assert(!og_group_is_valid("abcdefghijklmnopqrstuvwxyz0123456", 33));
}
END_TEST

/* --- text --- */

/* Texts that stay as they are, and texts that must not. */
static const char *const harmless[] = {"", "plain text", "\xc3\xa4\xc3\xb6",
    "\xe2\x82\xac", "\xf0\x9f\x94\x91", "\xc2\xa0", "\xed\x9f\xbf",
    "\xee\x80\x80", "\xf4\x8f\xbf\xbf", "~!@#$%^&*()"};

static const struct {
	const char *in;
	const char *out;
} harmful[] = {
    {"a\nb", "a\\x0ab"}, {"\r\t\x1b[2J", "\\x0d\\x09\\x1b[2J"},
    {"\x7f", "\\x7f"}, {"\xc2\x80", "\\xc2\\x80"}, /* C1 */
    {"\xc2\x9b", "\\xc2\\x9b"},			   /* C1: CSI */
    {"\xff", "\\xff"},				   /* never in UTF-8 */
    {"\x80z", "\\x80z"},			   /* tail without a head */
    {"\xc3", "\\xc3"},				   /* cut off */
    {"\xe2\x82", "\\xe2\\x82"},			   /* cut off */
    {"\xe2\x82z", "\\xe2\\x82z"},		   /* head without its tail */
    {"\xc0\xaf", "\\xc0\\xaf"},			   /* overlong "/" */
    {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},	   /* overlong */
    {"\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},  /* overlong */
    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},	   /* surrogate */
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  /* above U+10FFFF */
    {"\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"},
    {"\xd8\x9c", "\\xd8\\x9c"},		 /* U+061C */
    {"\xe2\x80\x8e", "\\xe2\\x80\\x8e"}, /* U+200E */
    {"\xe2\x80\x8f", "\\xe2\\x80\\x8f"}, /* U+200F */
    {"\xe2\x80\xa8", "\\xe2\\x80\\xa8"}, /* U+2028 */
    {"\xe2\x80\xa9", "\\xe2\\x80\\xa9"}, /* U+2029 */
    {"\xe2\x80\xae", "\\xe2\\x80\\xae"}, /* U+202E */
    {"\xe2\x81\xa6", "\\xe2\\x81\\xa6"}, /* U+2066 */
    {"\xe2\x81\xa9", "\\xe2\\x81\\xa9"}, /* U+2069 */
};

START_TEST(harmless_text_stays)
{
	const char *s = harmless[_i];
	struct og_buf b;

	og_buf_init(&b, 100);
	og_text_escape(&b, s, strlen(s), 100);
	ck_assert_str_eq(og_buf_str(&b), s);
	ck_assert(og_text_is_clean(s, strlen(s)));
	og_buf_clear(&b);
}
END_TEST

START_TEST(harmful_text_is_escaped)
{
	const char *s = harmful[_i].in;
	struct og_buf b;

	og_buf_init(&b, 100);
	og_text_escape(&b, s, strlen(s), 100);
	ck_assert_str_eq(og_buf_str(&b), harmful[_i].out);
	ck_assert(!og_text_is_clean(s, strlen(s)));
	og_buf_clear(&b);
}
END_TEST

START_TEST(escape_takes_quote_and_backslash_too)
{
	struct og_buf b;

	og_buf_init(&b, 100);
	og_text_escape(&b, "a\"b\\c", 5, 100);
	ck_assert_str_eq(og_buf_str(&b), "a\\x22b\\x5cc");
	ck_assert(og_text_is_clean("a\"b\\c", 5));
	og_buf_clear(&b);
}
END_TEST

START_TEST(escape_sees_a_nul)
{
	struct og_buf b;

	og_buf_init(&b, 100);
	og_text_escape(&b, "a\0b", 3, 100);
	ck_assert_str_eq(og_buf_str(&b), "a\\x00b");
	ck_assert(!og_text_is_clean("a\0b", 3));
	og_buf_clear(&b);
}
END_TEST

START_TEST(escape_stops_at_its_cap)
{
	struct og_buf b;

	og_buf_init(&b, 100);
	og_text_escape(&b, "abcdef", 6, 6);
	ck_assert_str_eq(og_buf_str(&b), "abcdef");
	og_buf_reset(&b);
	og_text_escape(&b, "abcdef", 6, 5);
	ck_assert_str_eq(og_buf_str(&b), "abcde...");
	og_buf_reset(&b);
	og_text_escape(&b, "abc\xe2\x82\xac", 6, 5);
	ck_assert_str_eq(og_buf_str(&b), "abc...");
	og_buf_reset(&b);
	og_text_escape(&b, "a", 1, 0);
	ck_assert_str_eq(og_buf_str(&b), "...");
	og_buf_clear(&b);
}
END_TEST

/* --- for JSON --- */

static void
is_json(const char *text, size_t len, size_t cap, const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, 1024);
	og_text_json(&b, text, len, cap);
	ck_assert_ok(og_buf_err(&b));
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

START_TEST(json_is_ascii_whatever_comes_in)
{
	is_json("a b/<&>'", 8, 99, "a b/<&>'");
	is_json("\"\\\n\x7f\0", 5, 99, "\\\"\\\\\\u000a\\u007f\\u0000");
	is_json("\xc3\xbc\xe2\x82\xac", 5, 99, "\\u00fc\\u20ac");
	is_json("\xf0\x9f\x98\x80", 4, 99, "\\ud83d\\ude00");
	is_json("\xff\xc0\x80\xed\xa0\x80", 6, 99,
	    "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd");
	is_json("\xf0\x9f\x98", 3, 99, "\\ufffd\\ufffd\\ufffd");
}
END_TEST

START_TEST(a_json_string_has_its_quotes)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"", "\"\""},
	    {"a/b \xc3\xab", "\"a/b \\u00eb\""},
	    {"\"\\", "\"\\\"\\\\\""},
	    {"\xf0\x9f\"", "\"\\ufffd\\ufffd\\\"\""},
	};
	struct og_buf b;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		og_buf_init(&b, 4096);
		og_text_json_string(&b, cases[i].text, strlen(cases[i].text));
		ck_assert_int_eq(og_buf_err(&b), OG_OK);
		ck_assert_str_eq(og_buf_str(&b), cases[i].expected);
		og_buf_clear(&b);
	}
}
END_TEST

START_TEST(json_stops_at_its_cap)
{
	is_json("abcd", 4, 4, "abcd");
	is_json("abcde", 5, 4, "abcd...");
	is_json("abc\xc3\xbc", 5, 4, "abc...");
}
END_TEST

START_TEST(length_counts_code_points)
{
	ck_assert_int_eq(og_text_length("", 0), 0);
	ck_assert_int_eq(og_text_length("abc", 3), 3);
	ck_assert_int_eq(og_text_length("\xc3\xa4\xe2\x82\xac", 5), 2);
	ck_assert_int_eq(og_text_length("\xf0\x9f\x94\x91\n", 5), 2);
}
END_TEST

START_TEST(length_refuses_what_is_not_utf8)
{
	ck_assert_int_eq(og_text_length("\xff", 1), -1);
	ck_assert_int_eq(og_text_length("abc\xc3", 4), -1);
	ck_assert_int_eq(og_text_length("\xc0\xaf", 2), -1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("text");
	TCase *name = tcase_create("name");
	TCase *text = tcase_create("text");

	tcase_add_test(name, name_takes_its_alphabet);
	tcase_add_test(name, name_refuses_the_rest);
	tcase_add_test(name, fold_makes_lower_case);
	tcase_add_test(name, fold_refuses_what_is_no_name);
	tcase_add_test(name, read_leaves_blanks_off_and_nothing_else);
	tcase_add_test(name, group_takes_its_alphabet);
	tcase_add_test(name, group_refuses_the_rest);
	suite_add_tcase(s, name);

	tcase_add_loop_test(
	    text, harmless_text_stays, 0, CHECK_COUNT(harmless));
	tcase_add_loop_test(
	    text, harmful_text_is_escaped, 0, CHECK_COUNT(harmful));
	tcase_add_test(text, escape_takes_quote_and_backslash_too);
	tcase_add_test(text, escape_sees_a_nul);
	tcase_add_test(text, escape_stops_at_its_cap);
	tcase_add_test(text, json_is_ascii_whatever_comes_in);
	tcase_add_test(text, a_json_string_has_its_quotes);
	tcase_add_test(text, json_stops_at_its_cap);
	tcase_add_test(text, length_counts_code_points);
	tcase_add_test(text, length_refuses_what_is_not_utf8);
	suite_add_tcase(s, text);
	return check_main(s);
}
