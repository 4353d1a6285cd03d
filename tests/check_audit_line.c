/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/line.c: what is written can be read, and nothing else. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "lib/audit/line.h"

#define WHEN 1795424400 /* 2026-11-23T09:00:00Z */
#define AT "2026-11-23T09:00:00Z"
#define JAT "{\"time\":\"" AT "\""
#define NULLS                                                                  \
	",\"verdict\":null,\"reason\":null,\"factor\":null,\"addr\":null,"     \
	"\"detail\":null,\"user\":null}"

static const struct og_event full = {.when = WHEN,
    .event = "login",
    .verdict = "deny",
    .reason = "code",
    .factor = "totp",
    .address = "2001:db8::1",
    .detail = "lane open",
    .user = "alice"};

/* Asserts the line of "e". */
static void
writes(
    const struct og_event *e, enum og_audit_format format, const char *expected)
{
	struct og_buf b;

	og_buf_init(&b, OG_AUDIT_LINE_MAX);
	og_audit_line_event(&b, e, format, true);
	ck_assert_str_eq(og_buf_str(&b), expected);
	og_buf_clear(&b);
}

static void
same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		ck_assert_ptr_eq(a, b);
	else
		ck_assert_str_eq(a, b);
}

/* Asserts that the line of "e" is read as "e" in both formats. */
static void
comes_back(const struct og_event *e)
{
	static struct og_audit_line l;
	struct og_buf b;

	for (int i = 0; i < 2; i++) {
		og_buf_init(&b, OG_AUDIT_LINE_MAX);
		og_audit_line_event(&b, e, (enum og_audit_format)i, true);
		ck_assert_msg(og_audit_line_parse(b.data, b.len, &l) == OG_OK,
		    "%s", b.data);
		ck_assert(!l.note);
		ck_assert_int_eq(l.event.when, e->when);
		same(l.event.event, e->event);
		same(l.event.verdict, e->verdict);
		same(l.event.reason, e->reason);
		same(l.event.factor, e->factor);
		same(l.event.address, e->address);
		same(l.event.detail, e->detail);
		same(l.event.user, e->user);
		og_buf_clear(&b);
	}
}

static void
refuses_bytes(const char *line, size_t len)
{
	static struct og_audit_line l;

	ck_assert_msg(
	    og_audit_line_parse(line, len, &l) == OG_ERR_FORMAT, "%s", line);
}

static void
refuses(const char *line)
{
	refuses_bytes(line, strlen(line));
}

START_TEST(writes_json_in_the_same_order)
{
	writes(&full, OG_AUDIT_JSON,
	    JAT ",\"event\":\"login\",\"verdict\":\"deny\",\"reason\":\"code\","
		"\"factor\":\"totp\",\"addr\":\"2001:db8::1\","
		"\"detail\":\"lane open\",\"user\":\"alice\"}");
}
END_TEST

START_TEST(writes_null_for_what_is_missing)
{
	struct og_event e = {.when = -1, .event = "x", .reason = ""};

	writes(&e, OG_AUDIT_JSON, "{\"time\":null,\"event\":\"x\"" NULLS);
}
END_TEST

START_TEST(nobody_breaks_out_of_a_json_string)
{
	struct og_event e = {.when = WHEN,
	    .event = "login",
	    .address = "1.2.3.4\",\"user\":\"root",
	    .detail = "a\r\nb\\\"}\n{\x01\x7f",
	    .user = "\",\"verdict\":\"allow\xff\xe2\x80\xa8\xf0\x9f\x98\x80"};

	writes(&e, OG_AUDIT_JSON,
	    JAT ",\"event\":\"login\",\"verdict\":null,\"reason\":null,"
		"\"factor\":null,"
		"\"addr\":\"1.2.3.4\\\",\\\"user\\\":\\\"root\","
		"\"detail\":\"a\\u000d\\u000ab\\\\\\\"}\\u000a{"
		"\\u0001\\u007f\","
		"\"user\":\"\\\",\\\"verdict\\\":\\\"allow\\ufffd"
		"\\u2028\\ud83d\\ude00\"}");
}
END_TEST

START_TEST(cuts_in_both_formats)
{
	struct og_event e = {.when = WHEN, .event = "login"};
	char longer[1000], expected[1000];
	struct og_buf b;

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	e.address = e.user = longer;
	(void)snprintf(expected, sizeof(expected),
	    JAT ",\"event\":\"login\",\"verdict\":null,\"reason\":null,"
		"\"factor\":null,\"addr\":\"%.64s...\",\"detail\":null,"
		"\"user\":\"%.128s...\"}",
	    longer, longer);
	writes(&e, OG_AUDIT_JSON, expected);
	og_buf_init(&b, OG_AUDIT_LINE_MAX);
	og_audit_line_event(&b, &e, OG_AUDIT_TEXT, false);
	ck_assert_uint_gt(b.len, 2 * (sizeof(longer) - 1));
	og_buf_clear(&b);
}
END_TEST

START_TEST(any_event_fits_into_a_line)
{
	struct og_event e = {.when = WHEN};
	struct og_buf b;
	char all[1000];

	memset(all, '\n', sizeof(all) - 1);
	all[sizeof(all) - 1] = '\0';
	e.event = e.verdict = e.reason = e.factor = e.address = e.detail =
	    e.user = all;
	for (int i = 0; i < 2; i++) {
		og_buf_init(&b, OG_AUDIT_LINE_MAX);
		og_audit_line_event(&b, &e, (enum og_audit_format)i, true);
		ck_assert_ok(og_buf_err(&b));
		og_buf_clear(&b);
		og_buf_init(&b, OG_AUDIT_LINE_MAX);
		all[639] = '\0'; /* what og_audit_note holds */
		og_audit_line_note(
		    &b, WHEN, "error", all, (enum og_audit_format)i);
		ck_assert_ok(og_buf_err(&b));
		og_buf_clear(&b);
		all[639] = '\n';
	}
}
END_TEST

START_TEST(reads_what_it_wrote)
{
	struct og_event e = {.when = 0, .event = "logout"};

	comes_back(&full);
	comes_back(&e);
	e.user = "-";
	e.detail =
	    "=\"\\x41\\u0041 user=\"root\"\r\n\t\x7f\xc3\xbc\xe2\x82\xac";
	e.address = "a b=c\"\\-";
	e.reason = "\x01\x1f";
	comes_back(&e);
	e.when = -1;
	e.user = "\xf0\x9f\x98\x80\xe2\x80\xae";
	comes_back(&e);
}
END_TEST

START_TEST(reads_notes_in_both_formats)
{
	static struct og_audit_line l;
	const char *text = AT " event=error detail=\"a \\x22b\\x22\"";
	const char *json = JAT ",\"event\":\"start\",\"detail\":null}";

	ck_assert_ok(og_audit_line_parse(text, strlen(text), &l));
	ck_assert(l.note);
	ck_assert_int_eq(l.event.when, WHEN);
	ck_assert_str_eq(l.event.event, "error");
	ck_assert_str_eq(l.event.detail, "a \"b\"");
	ck_assert_ok(og_audit_line_parse(json, strlen(json), &l));
	ck_assert(l.note);
	ck_assert_str_eq(l.event.event, "start");
	ck_assert_ptr_null(l.event.detail);
	text = "- event=lost detail=-";
	ck_assert_ok(og_audit_line_parse(text, strlen(text), &l));
	ck_assert_int_eq(l.event.when, -1);
}
END_TEST

#define WORDS " verdict=- reason=- factor=- addr=- detail=-"

START_TEST(refuses_other_text)
{
	static const char *const bad[] = {"", " ", "garbage", "-", AT,
	    AT " event=login", AT "  event=login" WORDS " user=-",
	    AT " event=login" WORDS, AT " event=login" WORDS " user=",
	    AT " event=login" WORDS " user=alice",
	    AT " event=login" WORDS " user=\"alice",
	    AT " event=login" WORDS " user=\"\"",
	    AT " event=login" WORDS " user=\"alice\" ",
	    AT " event=login" WORDS " user=\"alice\" user=\"root\"",
	    AT " event=login" WORDS " user=\"a\"b\"",
	    AT " event=login" WORDS " user=\"a\\x4\"",
	    AT " event=login" WORDS " user=\"a\\x4G\"",
	    AT " event=login" WORDS " user=\"a\\x0A\"",
	    AT " event=login" WORDS " user=\"a\\x00\"",
	    AT " event=login" WORDS " user=\"a\\n\"",
	    AT " event=login" WORDS " user=\"a\tb\"",
	    AT " event=lo=in" WORDS " user=-", AT " event=" WORDS " user=-",
	    AT " verdict=- event=login reason=-",
	    "2026-11-23 09:00:00 event=start detail=-",
	    "2026-11-23T09:00:00+01:00 event=start detail=-",
	    "2026-02-30T09:00:00Z event=start detail=-",
	    "Nov 23 09:00:00 host otpgate[1]: " AT " event=start detail=-"};

	for (size_t i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		refuses(bad[i]);
	refuses_bytes(AT " event=st\0rt detail=-", 39);
}
END_TEST

START_TEST(refuses_other_json)
{
	static const char *const bad[] = {"{}", "{", "[]",
	    "{\"time\":", JAT "}", JAT ",\"event\":\"a\"}",
	    JAT ",\"event\":\"a\",\"detail\":null",
	    JAT ",\"event\":\"a\",\"detail\":null} ",
	    JAT ",\"event\":\"a\",\"detail\":\"\"}",
	    JAT ",\"event\":\"a\",\"detail\":1}",
	    JAT ", \"event\":\"a\",\"detail\":null}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\n\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\u0000\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\u12\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\uABCD\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\ud800\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\ud800\\u0041\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\\udc00\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"\xc3\xbc\"}",
	    JAT ",\"event\":\"a\",\"detail\":\"a\nb\"}",
	    "{\"time\":\"2026-11-23\",\"event\":\"a\",\"detail\":null}",
	    "{\"event\":\"a\",\"time\":\"" AT "\",\"detail\":null}"};

	for (size_t i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		refuses(bad[i]);
}
END_TEST

START_TEST(refuses_every_part_of_a_line)
{
	static struct og_audit_line l;
	struct og_buf b;

	for (int i = 0; i < 2; i++) {
		og_buf_init(&b, OG_AUDIT_LINE_MAX);
		og_audit_line_event(&b, &full, (enum og_audit_format)i, true);
		for (size_t n = 0; n < b.len; n++)
			refuses_bytes(b.data, n);
		for (size_t n = 1; n < b.len; n++)
			refuses_bytes(b.data + n, b.len - n);
		ck_assert_ok(og_audit_line_parse(b.data, b.len, &l));
		og_buf_clear(&b);
	}
}
END_TEST

START_TEST(refuses_a_line_that_is_too_long)
{
	static char line[2 * OG_AUDIT_LINE_MAX];
	static struct og_audit_line l;
	size_t n;

	n = (size_t)snprintf(
	    line, sizeof(line), AT " event=start detail=\"%08000d\"", 1);
	ck_assert_ok(og_audit_line_parse(line, n, &l));
	n = (size_t)snprintf(
	    line, sizeof(line), AT " event=start detail=\"%09000d\"", 1);
	refuses_bytes(line, n);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("line");
	Suite *s = suite_create("audit_line");

	tcase_add_test(tc, writes_json_in_the_same_order);
	tcase_add_test(tc, writes_null_for_what_is_missing);
	tcase_add_test(tc, nobody_breaks_out_of_a_json_string);
	tcase_add_test(tc, cuts_in_both_formats);
	tcase_add_test(tc, any_event_fits_into_a_line);
	tcase_add_test(tc, reads_what_it_wrote);
	tcase_add_test(tc, reads_notes_in_both_formats);
	tcase_add_test(tc, refuses_other_text);
	tcase_add_test(tc, refuses_other_json);
	tcase_add_test(tc, refuses_every_part_of_a_line);
	tcase_add_test(tc, refuses_a_line_that_is_too_long);
	suite_add_tcase(s, tc);
	return check_main(s);
}
