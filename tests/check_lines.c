/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/lines.c: how many lines of a kind get through. */
#include "check_main.h"
#include "fcgi/gate/lines.h"

#define NOW ((int64_t)1000000)

static struct lines *l;

static void
setup(void)
{
	l = lines_new();
	ck_assert_ptr_nonnull(l);
}

static void
teardown(void)
{
	lines_free(l);
}

static unsigned
flood(enum lines_kind kind, unsigned n, int64_t now)
{
	unsigned through = 0;

	while (n-- > 0)
		through += lines_may(l, kind, now);
	return through;
}

START_TEST(so_many_of_a_kind_in_a_span)
{
	ck_assert_uint_eq(flood(LINES_LOGIN, 5000, NOW), LINES_MAX);
	ck_assert_uint_eq(flood(LINES_LOGIN, 9, NOW + LINES_SPAN_MS - 1), 0);
	/* the other kind has its own */
	ck_assert_uint_eq(flood(LINES_FAULT, 9, NOW), 9);
	ck_assert_uint_eq(flood(LINES_FORM, 5000, NOW), LINES_MAX);
	ck_assert_uint_eq(
	    flood(LINES_LOGIN, 5000, NOW + LINES_SPAN_MS), LINES_MAX);
}
END_TEST

START_TEST(what_is_left_out_is_counted_and_told_once_in_a_span)
{
	const int64_t later = NOW + LINES_SPAN_MS;

	(void)flood(LINES_LOGIN, LINES_MAX, NOW);
	ck_assert_uint_eq(lines_left_out(l, LINES_LOGIN, later, false), 0);
	(void)flood(LINES_LOGIN, LINES_MAX + 7, later);
	ck_assert_uint_eq(lines_left_out(l, LINES_LOGIN, later, false), 0);
	ck_assert_uint_eq(lines_left_out(l, LINES_FAULT, later, true), 0);
	ck_assert_uint_eq(
	    lines_left_out(l, LINES_LOGIN, later + LINES_SPAN_MS, false), 7);
	ck_assert_uint_eq(
	    lines_left_out(l, LINES_LOGIN, later + LINES_SPAN_MS, false), 0);
}
END_TEST

START_TEST(a_flood_that_never_ends_is_told_of)
{
	unsigned through = 0, told = 0, times = 0, n;

	for (int64_t t = 0; t < 10 * LINES_SPAN_MS; t += 100) {
		through += flood(LINES_LOGIN, 10, NOW + t);
		n = lines_left_out(l, LINES_LOGIN, NOW + t, false);
		told += n;
		times += n > 0;
	}
	told += lines_left_out(l, LINES_LOGIN, NOW, true);
	ck_assert_uint_eq(through, 10 * LINES_MAX);
	ck_assert_uint_eq(through + told, 60000);
	ck_assert_uint_ge(times, 8);
	ck_assert_uint_le(times, 10);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("lines");
	Suite *suite = suite_create("lines");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, so_many_of_a_kind_in_a_span);
	tcase_add_test(tc, what_is_left_out_is_counted_and_told_once_in_a_span);
	tcase_add_test(tc, a_flood_that_never_ends_is_told_of);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
