/* SPDX-License-Identifier: ISC */
/* QR codes: their modules, and what is drawn as SVG. */
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "lib/render/qr.h"

#define SVG_MAX 65536

START_TEST(a_code_has_its_corners_and_a_light_border)
{
	struct og_qr q;
	size_t side;

	ck_assert_ok(og_qr_make(&q, "otpauth://totp/x?secret=AAAA"));
	side = og_qr_side(&q);
	ck_assert_uint_eq(side, q.width + 2 * OG_QR_QUIET);
	/* the outer ring of each finder pattern is dark, what is around light
	 */
	ck_assert(og_qr_is_dark(&q, OG_QR_QUIET, OG_QR_QUIET));
	ck_assert(og_qr_is_dark(&q, side - OG_QR_QUIET - 1, OG_QR_QUIET));
	ck_assert(og_qr_is_dark(&q, OG_QR_QUIET, side - OG_QR_QUIET - 1));
	for (size_t i = 0; i < side; i++) {
		ck_assert(!og_qr_is_dark(&q, i, OG_QR_QUIET - 1));
		ck_assert(!og_qr_is_dark(&q, side - OG_QR_QUIET, i));
	}
	ck_assert(!og_qr_is_dark(&q, side, side));
	og_qr_clear(&q);
	ck_assert_ptr_null(q.modules);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	char *text = malloc(5001);
	struct og_qr q;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', 5000);
	text[5000] = '\0';
	ck_assert_err(og_qr_make(&q, text), OG_ERR_RANGE);
	ck_assert_ptr_null(q.modules);
	free(text);
}
END_TEST

/* How often "what" is in "text". */
static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

START_TEST(an_svg_file_is_a_document_and_a_page_gets_an_element)
{
	struct og_buf file, page;
	struct og_qr q;

	ck_assert_ok(og_qr_make(&q, "x"));
	og_buf_init(&file, SVG_MAX);
	og_buf_init(&page, SVG_MAX);
	og_qr_svg(&q, &file);
	og_qr_svg_inline(&q, "class=\"qr\"", &page);
	ck_assert_ok(og_buf_err(&file));
	ck_assert_ok(og_buf_err(&page));
	ck_assert_ptr_eq(
	    strstr(og_buf_str(&file), "<?xml "), og_buf_str(&file));
	ck_assert_ptr_eq(
	    strstr(og_buf_str(&page), "<svg class=\"qr\" "), og_buf_str(&page));
	ck_assert_ptr_null(strstr(og_buf_str(&page), "xmlns"));
	ck_assert_uint_eq(count(og_buf_str(&page), "<path "), 1);
	/* the modules are the same */
	ck_assert_str_eq(strstr(og_buf_str(&page), "<path "),
	    strstr(og_buf_str(&file), "<path "));
	og_buf_clear(&file);
	og_buf_clear(&page);
	og_qr_clear(&q);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("qr");
	Suite *s = suite_create("qr");

	tcase_add_test(tc, a_code_has_its_corners_and_a_light_border);
	tcase_add_test(tc, what_does_not_fit_is_refused);
	tcase_add_test(
	    tc, an_svg_file_is_a_document_and_a_page_gets_an_element);
	suite_add_tcase(s, tc);
	return check_main(s);
}
