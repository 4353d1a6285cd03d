/* SPDX-License-Identifier: ISC */
/* Tests of the one form of passwords: what becomes what, and what has none. */
#include <stdbool.h>
#include <string.h>

#include "check_main.h"
#include "lib/crypto/opaque.h"

static struct og_opaque form;

static const struct {
	const char *typed, *form;
	size_t length;
} vectors[] = {
    /* ASCII, and what is composed already */
    {"correct horse", "correct horse", 13},
    {"~ !\"\\^`", "~ !\"\\^`", 7},
    {"\u00e9", "\u00e9", 1},
    /* composed and decomposed, and singletons */
    {"e\u0301", "\u00e9", 1},
    {"\u212b", "\u00c5", 1},
    {"A\u030a", "\u00c5", 1},
    {"\u2126", "\u03a9", 1},
    /* marks in another order; a letter with two marks */
    {"q\u0307\u0323", "q\u0323\u0307", 3},
    {"s\u0307\u0323", "\u1e69", 1},
    /* what NFC does not compose (composition exclusions) */
    {"\u0958", "\u0915\u093c", 2},
    /* one code point of two bytes that decomposes into three */
    {"\u0390", "\u0390", 1},
    /* RFC 8265: no mapping of width or case, and no compatibility */
    {"\uff21\uff42", "\uff21\uff42", 2},
    {"\ufb01", "\ufb01", 1},
    {"\u03c0\u00df\u00e5", "\u03c0\u00df\u00e5", 3},
    {"Jack of \u2666s", "Jack of \u2666s", 10},
    /* spaces that are not ASCII; two stay two */
    {"a\u3000b", "a b", 3},
    {"a\u00a0\u1680\u2003b", "a   b", 5},
    {"foo\u1680bar", "foo bar", 7},
    {" x ", " x ", 3},
    /* Arabic: alef with madda; Hangul of jamo; an emoji beyond the BMP */
    {"\u0627\u0653", "\u0622", 1},
    {"\u0633\u0644\u0627\u0645", "\u0633\u0644\u0627\u0645", 4},
    {"\u1112\u1161\u11ab\u1100\u1173\u11af", "\ud55c\uae00", 2},
    {"\U0001f600", "\U0001f600", 1},
    /* Persian needs the one joiner, some emoji the other */
    {"\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e", 4},
    {"a\u200db", "a\u200db", 3},
};

START_TEST(has_one_form)
{
	const char *typed = vectors[_i].typed;
	struct og_opaque again;

	ck_assert_int_eq(
	    og_opaque_prepare(typed, strlen(typed), &form), OG_OPAQUE_OK);
	ck_assert_str_eq(form.text, vectors[_i].form);
	ck_assert_uint_eq(form.len, strlen(form.text));
	ck_assert_uint_eq(form.length, vectors[_i].length);
	/* and keeps it */
	ck_assert_int_eq(
	    og_opaque_prepare(form.text, form.len, &again), OG_OPAQUE_OK);
	ck_assert_mem_eq(&again, &form, sizeof(form));
}
END_TEST

static const struct {
	const char *typed;
	enum og_opaque_result result;
} refused[] = {
    {"", OG_OPAQUE_EMPTY},
    {"a\xff", OG_OPAQUE_NOT_UTF8},
    {"a\xc3", OG_OPAQUE_NOT_UTF8},
    {"\xc0\xa0", OG_OPAQUE_NOT_UTF8},	  /* an overlong blank */
    {"\xed\xa0\x80", OG_OPAQUE_NOT_UTF8}, /* a surrogate */
    {"\xf4\x90\x80\x80", OG_OPAQUE_NOT_UTF8},
    {"a\tb", OG_OPAQUE_FORBIDDEN},
    {"a\x7f", OG_OPAQUE_FORBIDDEN},
    {"a\xc2\x85"
     "b",
	OG_OPAQUE_FORBIDDEN},
    {"a\u2028b", OG_OPAQUE_FORBIDDEN},
    {"a\u00adb", OG_OPAQUE_FORBIDDEN}, /* soft hyphen */
    {"a\u200bb", OG_OPAQUE_FORBIDDEN}, /* zero width space */
    {"a\u202eb", OG_OPAQUE_FORBIDDEN}, /* turns the text around */
    {"\u2764\ufe0f", OG_OPAQUE_FORBIDDEN},
    {"\ufeff"
     "a",
	OG_OPAQUE_FORBIDDEN},
    {"\u115f", OG_OPAQUE_FORBIDDEN}, /* Hangul filler */
    {"a\u1100", OG_OPAQUE_FORBIDDEN},
    {"\ue000", OG_OPAQUE_FORBIDDEN},
    {"\U000e0041", OG_OPAQUE_FORBIDDEN},
    {"\u0378", OG_OPAQUE_FORBIDDEN},
    {"\ufdd0", OG_OPAQUE_FORBIDDEN},
};

static void
assert_none(const char *s, size_t len, enum og_opaque_result wanted)
{
	static const struct og_opaque empty;

	memset(&form, 'x', sizeof(form));
	ck_assert_int_eq(og_opaque_prepare(s, len, &form), wanted);
	ck_assert_mem_eq(&form, &empty, sizeof(form));
}

START_TEST(has_no_form)
{
	const char *typed = refused[_i].typed;

	assert_none(typed, strlen(typed), refused[_i].result);
}
END_TEST

START_TEST(a_nul_is_a_control_character)
{
	assert_none("a\0b", 3, OG_OPAQUE_FORBIDDEN);
	assert_none(NULL, 0, OG_OPAQUE_EMPTY);
}
END_TEST

/* "unit" as often as it fits into "len" bytes. */
static size_t
fill(char *s, size_t len, const char *unit)
{
	size_t n = 0;

	for (; n + strlen(unit) <= len; n += strlen(unit))
		memcpy(s + n, unit, strlen(unit));
	return n;
}

START_TEST(lengths_are_bounded_before_and_after)
{
	char s[OG_PASSWORD_MAX + 1];
	size_t n;

	n = fill(s, OG_PASSWORD_MAX, "x");
	ck_assert_int_eq(og_opaque_prepare(s, n, &form), OG_OPAQUE_OK);
	ck_assert_uint_eq(form.length, OG_PASSWORD_MAX);
	n = fill(s, sizeof(s), "x");
	assert_none(s, n, OG_OPAQUE_TOO_LONG);
	/* these grow: to twice their bytes, and to the most code points */
	n = fill(s, OG_PASSWORD_MAX, "\u0958");
	assert_none(s, n, OG_OPAQUE_TOO_LONG);
	n = fill(s, OG_PASSWORD_MAX, "\u0390");
	ck_assert_int_eq(og_opaque_prepare(s, n, &form), OG_OPAQUE_OK);
	ck_assert_uint_eq(form.len, n);
	n = fill(s, OG_PASSWORD_MAX, "\U0001d160");
	assert_none(s, n, OG_OPAQUE_TOO_LONG);
	og_opaque_clear(&form);
	ck_assert_uint_eq(form.len, 0);
	ck_assert_int_eq(form.text[0], '\0');
}
END_TEST

/* To put them in order takes the square of their number. */
START_TEST(marks_in_a_row_are_bounded)
{
	char s[OG_PASSWORD_MAX];
	size_t n;

	s[0] = 'q';
	n = 1 + fill(s + 1, 60, "\u0301\u0323");
	ck_assert_uint_eq(n, 61);
	ck_assert_int_eq(og_opaque_prepare(s, n, &form), OG_OPAQUE_OK);
	ck_assert_uint_eq(form.length, 31);
	n = 1 + fill(s + 1, 62, "\u0301");
	assert_none(s, n, OG_OPAQUE_FORBIDDEN);
	n = fill(s, sizeof(s), "q\u0301\u0323");
	ck_assert_int_eq(og_opaque_prepare(s, n, &form), OG_OPAQUE_OK);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("precis");
	TCase *t = tcase_create("opaque string");

	tcase_add_loop_test(t, has_one_form, 0, CHECK_COUNT(vectors));
	tcase_add_loop_test(t, has_no_form, 0, CHECK_COUNT(refused));
	tcase_add_test(t, a_nul_is_a_control_character);
	tcase_add_test(t, lengths_are_bounded_before_and_after);
	tcase_add_test(t, marks_in_a_row_are_bounded);
	suite_add_tcase(s, t);
	return check_main(s);
}
