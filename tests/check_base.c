/* SPDX-License-Identifier: ISC */
/*
 * Tests of what everything stands on: errors, wiping, buffers, numbers, clock,
 * checksum, random bytes, rests in long work.
 */
#include <sys/resource.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "check_main.h"
#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/base/err.h"
#include "lib/base/num.h"
#include "lib/base/pacer.h"
#include "lib/base/wipe.h"
#include "lib/crypto/crc.h"
#include "lib/crypto/random.h"

/* --- err --- */

START_TEST(every_error_has_its_own_text)
{
	int a, b;

	for (a = OG_ERR_UNKNOWN; a <= OG_OK; a++) {
		ck_assert_str_ne(og_strerror((enum og_err)a), "unknown error");
		for (b = OG_ERR_UNKNOWN; b < a; b++)
			ck_assert_str_ne(og_strerror((enum og_err)a),
			    og_strerror((enum og_err)b));
	}
}
END_TEST

START_TEST(strange_error_has_a_text_too)
{
	ck_assert_str_eq(og_strerror((enum og_err) - 99), "unknown error");
}
END_TEST

START_TEST(why_is_set_and_error_handed_through)
{
	struct og_why why;

	ck_assert_err(
	    og_why_set(&why, OG_ERR_IO, "%s: %d", "file", 5), OG_ERR_IO);
	ck_assert_str_eq(why.text, "file: 5");
	ck_assert_err(og_why_set(NULL, OG_ERR_KEY, "%d", 1), OG_ERR_KEY);
}
END_TEST

START_TEST(why_is_cut_at_its_size)
{
	struct og_why why;
	char text[2 * sizeof(why.text)];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ck_assert_err(og_why_set(&why, OG_ERR_ARG, "%s", text), OG_ERR_ARG);
	ck_assert_uint_eq(strlen(why.text), sizeof(why.text) - 1);
}
END_TEST

START_TEST(errno_becomes_error)
{
	ck_assert_err(og_err_from_errno(ENOMEM), OG_ERR_NOMEM);
	ck_assert_err(og_err_from_errno(ENOENT), OG_ERR_NOTFOUND);
	ck_assert_err(og_err_from_errno(ENOTDIR), OG_ERR_NOTFOUND);
	ck_assert_err(og_err_from_errno(EEXIST), OG_ERR_EXISTS);
	ck_assert_err(og_err_from_errno(ENOSPC), OG_ERR_NOSPACE);
	ck_assert_err(og_err_from_errno(EDQUOT), OG_ERR_NOSPACE);
	ck_assert_err(og_err_from_errno(EAGAIN), OG_ERR_BUSY);
	ck_assert_err(og_err_from_errno(ELOOP), OG_ERR_UNSAFE);
	ck_assert_err(og_err_from_errno(EACCES), OG_ERR_IO);
}
END_TEST

START_TEST(errno_never_becomes_success)
{
	ck_assert_err(og_err_from_errno(0), OG_ERR_IO);
}
END_TEST

/* --- wipe --- */

START_TEST(wipe_clears_all_and_nothing_else)
{
	uint8_t a[8];

	memset(a, 7, sizeof(a));
	og_wipe(a + 1, 6);
	ck_assert_mem_eq(a, "\7\0\0\0\0\0\0\7", 8);
	OG_WIPE_ARRAY(a);
	ck_assert_mem_eq(a, "\0\0\0\0\0\0\0\0", 8);
	og_wipe(NULL, 8);
}
END_TEST

START_TEST(wipe_object_takes_the_size_of_the_object)
{
	uint64_t numbers[2] = {UINT64_MAX, UINT64_MAX};

	OG_WIPE_OBJECT(&numbers[0]);
	ck_assert_uint_eq(numbers[0], 0);
	ck_assert_uint_eq(numbers[1], UINT64_MAX);
}
END_TEST

START_TEST(equal_bytes_are_equal)
{
	ck_assert(og_equal_ct("abc", "abc", 3));
	ck_assert(og_equal_ct("abc", "abd", 2));
	ck_assert(og_equal_ct("a", "b", 0));
}
END_TEST

START_TEST(different_bytes_are_not_equal)
{
	ck_assert(!og_equal_ct("abc", "abd", 3));
	ck_assert(!og_equal_ct("abc", "Abc", 3));
	ck_assert(!og_equal_ct("a\0c", "a\0d", 3));
}
END_TEST

/* --- buf --- */

START_TEST(buffer_appends_every_kind)
{
	struct og_buf b;

	og_buf_init(&b, 1000);
	ck_assert_ptr_null(b.data);
	ck_assert_str_eq(og_buf_str(&b), "");
	og_buf_put(&b, "abc", 2);
	og_buf_puts(&b, "cd");
	og_buf_putc(&b, 'e');
	og_buf_printf(&b, "%03d%s", 7, "");
	og_buf_printf(&b, "%s", "");
	og_buf_put(&b, NULL, 0);
	ck_assert_ok(og_buf_err(&b));
	ck_assert_str_eq(og_buf_str(&b), "abcde007");
	ck_assert_uint_eq(b.len, 8);
	og_buf_clear(&b);
	ck_assert_ptr_null(b.data);
	ck_assert_uint_eq(b.max, 1000);
}
END_TEST

START_TEST(buffer_takes_exactly_its_maximum)
{
	struct og_buf b;

	og_buf_init(&b, 5);
	og_buf_puts(&b, "12345");
	ck_assert_ok(og_buf_err(&b));
	ck_assert_str_eq(og_buf_str(&b), "12345");
	og_buf_clear(&b);
}
END_TEST

START_TEST(buffer_refuses_more_than_its_maximum)
{
	struct og_buf b;

	og_buf_init(&b, 5);
	og_buf_puts(&b, "123");
	og_buf_puts(&b, "456");
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	ck_assert_str_eq(og_buf_str(&b), "123");
	og_buf_clear(&b);
	og_buf_printf(&b, "%d", 123456);
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	og_buf_clear(&b);
	ck_assert_ok(og_buf_err(&b));
}
END_TEST

START_TEST(buffer_refuses_absurd_lengths)
{
	struct og_buf b;

	og_buf_init(&b, SIZE_MAX);
	og_buf_puts(&b, "x");
	og_buf_put(&b, "", SIZE_MAX);
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	og_buf_clear(&b);
	og_buf_put(&b, "", SIZE_MAX);
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	og_buf_clear(&b);
}
END_TEST

START_TEST(buffer_stays_failed_until_reset)
{
	struct og_buf b;

	og_buf_init(&b, 5);
	og_buf_puts(&b, "123456");
	og_buf_puts(&b, "1");
	og_buf_printf(&b, "%d", 1);
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	ck_assert_uint_eq(b.len, 0);
	og_buf_reset(&b);
	ck_assert_ok(og_buf_err(&b));
	og_buf_puts(&b, "1");
	ck_assert_str_eq(og_buf_str(&b), "1");
	og_buf_clear(&b);
}
END_TEST

START_TEST(buffer_reset_wipes_and_keeps_memory)
{
	struct og_buf b;
	char *data;

	og_buf_init(&b, 100);
	og_buf_puts(&b, "secret");
	data = b.data;
	og_buf_reset(&b);
	ck_assert_ptr_eq(b.data, data);
	ck_assert_mem_eq(data, "\0\0\0\0\0\0", 6);
	ck_assert_str_eq(og_buf_str(&b), "");
	og_buf_clear(&b);
}
END_TEST

START_TEST(buffer_grows_many_times)
{
	struct og_buf b;
	size_t i;

	og_buf_init(&b, 100000);
	for (i = 0; i < 100000; i++)
		og_buf_putc(&b, (char)('a' + i % 26));
	ck_assert_ok(og_buf_err(&b));
	for (i = 0; i < 100000; i++)
		ck_assert_int_eq(b.data[i], (char)('a' + i % 26));
	og_buf_putc(&b, 'x');
	ck_assert_err(og_buf_err(&b), OG_ERR_RANGE);
	og_buf_clear(&b);
}
END_TEST

/* --- num --- */

static enum og_err
num(const char *s, uint64_t min, uint64_t max, uint64_t *out)
{
	return og_num_parse(s, strlen(s), min, max, out);
}

static enum og_err
num_signed(const char *s, int64_t min, int64_t max, int64_t *out)
{
	return og_num_parse_signed(s, strlen(s), min, max, out);
}

static enum og_err
span(const char *s, uint64_t max, uint64_t *out)
{
	return og_num_parse_span(s, strlen(s), max, out);
}

START_TEST(number_reads_its_range)
{
	uint64_t n;

	ck_assert_ok(num("0", 0, 0, &n));
	ck_assert_uint_eq(n, 0);
	ck_assert_ok(num("10", 10, 20, &n));
	ck_assert_uint_eq(n, 10);
	ck_assert_ok(num("20", 10, 20, &n));
	ck_assert_uint_eq(n, 20);
	ck_assert_ok(num("18446744073709551615", 0, UINT64_MAX, &n));
	ck_assert_uint_eq(n, UINT64_MAX);
	ck_assert_ok(og_num_parse("123x", 3, 0, 999, &n));
	ck_assert_uint_eq(n, 123);
}
END_TEST

START_TEST(number_refuses_what_is_out_of_range)
{
	uint64_t n = 77;

	ck_assert_err(num("9", 10, 20, &n), OG_ERR_RANGE);
	ck_assert_err(num("21", 10, 20, &n), OG_ERR_RANGE);
	ck_assert_err(
	    num("18446744073709551616", 0, UINT64_MAX, &n), OG_ERR_RANGE);
	ck_assert_err(
	    num("99999999999999999999999", 0, UINT64_MAX, &n), OG_ERR_RANGE);
	ck_assert_uint_eq(n, 77);
}
END_TEST

START_TEST(number_refuses_other_spellings)
{
	static const char *const bad[] = {"", " 1", "1 ", "+1", "-1", "01",
	    "00", "0x1", "1.0", "1e3", "1_0", "a", "1a", "\xd9\xa1",
	    "99999999999999999999999x"};
	uint64_t n = 77;
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		ck_assert_err(num(bad[i], 0, UINT64_MAX, &n), OG_ERR_FORMAT);
	ck_assert_err(og_num_parse("1\0", 2, 0, 99, &n), OG_ERR_FORMAT);
	ck_assert_uint_eq(n, 77);
}
END_TEST

START_TEST(signed_number_reads_both_ends)
{
	int64_t n;

	ck_assert_ok(num_signed("-5", -5, 5, &n));
	ck_assert_int_eq(n, -5);
	ck_assert_ok(num_signed("5", -5, 5, &n));
	ck_assert_int_eq(n, 5);
	ck_assert_ok(num_signed("0", -5, 5, &n));
	ck_assert_int_eq(n, 0);
	ck_assert_ok(
	    num_signed("-9223372036854775808", INT64_MIN, INT64_MAX, &n));
	ck_assert_int_eq(n, INT64_MIN);
	ck_assert_ok(
	    num_signed("9223372036854775807", INT64_MIN, INT64_MAX, &n));
	ck_assert_int_eq(n, INT64_MAX);
}
END_TEST

START_TEST(signed_number_refuses_what_is_beyond)
{
	int64_t n = 77;

	ck_assert_err(num_signed("-6", -5, 5, &n), OG_ERR_RANGE);
	ck_assert_err(num_signed("6", -5, 5, &n), OG_ERR_RANGE);
	ck_assert_err(
	    num_signed("-9223372036854775809", INT64_MIN, INT64_MAX, &n),
	    OG_ERR_RANGE);
	ck_assert_err(
	    num_signed("9223372036854775808", INT64_MIN, INT64_MAX, &n),
	    OG_ERR_RANGE);
	ck_assert_err(num_signed("", -5, 5, &n), OG_ERR_FORMAT);
	ck_assert_err(num_signed("-", -5, 5, &n), OG_ERR_FORMAT);
	ck_assert_err(num_signed("-0", -5, 5, &n), OG_ERR_FORMAT);
	ck_assert_err(num_signed("--1", -5, 5, &n), OG_ERR_FORMAT);
	ck_assert_err(num_signed("-01", -5, 5, &n), OG_ERR_FORMAT);
	ck_assert_int_eq(n, 77);
}
END_TEST

START_TEST(span_knows_its_units)
{
	uint64_t n;

	ck_assert_ok(span("90", 1000, &n));
	ck_assert_uint_eq(n, 90);
	ck_assert_ok(span("90s", 1000, &n));
	ck_assert_uint_eq(n, 90);
	ck_assert_ok(span("15m", 1000, &n));
	ck_assert_uint_eq(n, 900);
	ck_assert_ok(span("12h", 100000, &n));
	ck_assert_uint_eq(n, 43200);
	ck_assert_ok(span("2d", 172800, &n));
	ck_assert_uint_eq(n, 172800);
}
END_TEST

START_TEST(span_refuses_the_rest)
{
	static const char *const bad[] = {
	    "", "m", "1w", "1M", "1 m", "m1", "1mm", "1.5h", "-1m", "01m"};
	uint64_t n = 77;
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		ck_assert_err(span(bad[i], 1000, &n), OG_ERR_FORMAT);
	ck_assert_err(span("2d", 172799, &n), OG_ERR_RANGE);
	ck_assert_err(
	    span("18446744073709551615d", UINT64_MAX, &n), OG_ERR_RANGE);
	ck_assert_err(span("213503982334602d", UINT64_MAX, &n), OG_ERR_RANGE);
	ck_assert_uint_eq(n, 77);
}
END_TEST

/* --- host: clock, checksum, random bytes --- */

START_TEST(time_is_written_in_utc)
{
	char out[OG_TIME_SIZE];

	og_clock_format(0, out);
	ck_assert_str_eq(out, "1970-01-01T00:00:00Z");
	og_clock_format(1795424400, out);
	ck_assert_str_eq(out, "2026-11-23T09:00:00Z");
	og_clock_format(253402300799, out);
	ck_assert_str_eq(out, "9999-12-31T23:59:59Z");
}
END_TEST

START_TEST(time_out_of_range_is_a_dash)
{
	char out[OG_TIME_SIZE];

	og_clock_format(-1, out);
	ck_assert_str_eq(out, "-");
	og_clock_format(253402300800, out);
	ck_assert_str_eq(out, "-");
	og_clock_format(INT64_MAX, out);
	ck_assert_str_eq(out, "-");
	og_clock_format(INT64_MIN, out);
	ck_assert_str_eq(out, "-");
}
END_TEST

/* Asserts the time that "text" is. */
static void
is_time(const char *text, int64_t expected)
{
	int64_t got = -1;

	ck_assert_msg(
	    og_clock_parse(text, strlen(text), &got) == OG_OK, "%s", text);
	ck_assert_int_eq(got, expected);
}

START_TEST(clock_reads_what_it_writes)
{
	char out[OG_TIME_SIZE];

	is_time("1970-01-01T00:00:00Z", 0);
	is_time("2026-11-23T09:00:00Z", 1795424400);
	is_time("9999-12-31T23:59:59Z", 253402300799);
	for (int64_t when = 0; when < 253402300800; when += 86399 * 31) {
		og_clock_format(when, out);
		is_time(out, when);
	}
}
END_TEST

START_TEST(clock_reads_dates_and_zones)
{
	is_time("1970-01-01", 0);
	is_time("1972-02-29", 68169600);
	is_time("2000-02-29", 951782400);
	is_time("2026-11-23", 1795392000);
	is_time("2026-11-23T10:00:00+01:00", 1795424400);
	is_time("2026-11-23T03:30:00-05:30", 1795424400);
}
END_TEST

START_TEST(clock_refuses_other_times)
{
	static const char *const bad[] = {"", "2026", "2026-11", "2026-11-2",
	    "2026-1-23", "2026-11-31", "2026-02-29", "2100-02-29", "2026-00-01",
	    "2026-13-01", "2026-11-00", "1969-12-31", "2026/11/23",
	    "2026-11-23T", "2026-11-23T09:00:00", "2026-11-23 09:00:00Z",
	    "2026-11-23T09:00Z", "2026-11-23T24:00:00Z", "2026-11-23T09:60:00Z",
	    "2026-11-23T09:00:60Z", "2026-11-23T09:00:00.5Z",
	    "2026-11-23T09:00:00z", "2026-11-23T09:00:00ZZ",
	    "2026-11-23T09:00:00+1:00", "2026-11-23T09:00:00+24:00",
	    "2026-11-23T09:00:00+01:60", "2026-11-23T09:00:00+0100",
	    "+026-11-23", "2026-11-+3", " 2026-11-23"};
	int64_t out = 7;

	for (size_t i = 0; i < (size_t)CHECK_COUNT(bad); i++)
		ck_assert_msg(og_clock_parse(bad[i], strlen(bad[i]), &out) ==
				  OG_ERR_FORMAT,
		    "%s", bad[i]);
	ck_assert_int_eq(out, 7);
}
END_TEST

START_TEST(clocks_run)
{
	int64_t before = og_clock_ms();

	ck_assert_int_gt(og_clock_wall(), 1700000000);
	ck_assert_int_gt(before, 0);
	ck_assert_int_ge(og_clock_ms(), before);
	ck_assert_int_ge(og_clock_ns() / 1000000, before);
}
END_TEST

START_TEST(crc_is_that_of_zlib)
{
	ck_assert_uint_eq(og_crc32("123456789", 9), 0xcbf43926);
	ck_assert_uint_eq(og_crc32("", 0), 0);
	ck_assert_uint_eq(og_crc32(NULL, 0), 0);
	ck_assert_uint_ne(og_crc32("123456788", 9), 0xcbf43926);
}
END_TEST

START_TEST(random_fills_all_and_nothing_else)
{
	static const uint8_t zero[1000];
	uint8_t a[1002], b[1000];

	memset(a, 0, sizeof(a));
	ck_assert_ok(og_random(a + 1, 1000));
	ck_assert_ok(og_random(b, 1000));
	ck_assert_int_eq(a[0], 0);
	ck_assert_int_eq(a[1001], 0);
	ck_assert_mem_ne(a + 1, b, 1000);
	ck_assert_mem_ne(a + 985, zero, 16);
	ck_assert_ok(og_random(b, 0));
}
END_TEST

/* How often this thread has left its processor of its own will. */
static long
rests(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_THREAD, &usage), 0);
	return usage.ru_nvcsw;
}

START_TEST(gentle_work_rests)
{
	const int64_t begun = og_clock_ms(), end = begun + 30000;
	const long before = rests();
	struct og_pacer g;

	og_pacer_begin(&g);
	while (rests() - before < 20 && og_clock_ms() < end)
		og_pacer_rest(&g);
	ck_assert_int_ge(rests() - before, 20);
	/* half a millisecond of work before each, and as much of rest */
	ck_assert_int_ge(og_clock_ms() - begun, 10);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("base");
	TCase *err = tcase_create("err");
	TCase *wipe = tcase_create("wipe");
	TCase *buf = tcase_create("buf");
	TCase *number = tcase_create("num");
	TCase *host = tcase_create("host");

	tcase_add_test(err, every_error_has_its_own_text);
	tcase_add_test(err, strange_error_has_a_text_too);
	tcase_add_test(err, why_is_set_and_error_handed_through);
	tcase_add_test(err, why_is_cut_at_its_size);
	tcase_add_test(err, errno_becomes_error);
	tcase_add_test(err, errno_never_becomes_success);
	suite_add_tcase(s, err);

	tcase_add_test(wipe, wipe_clears_all_and_nothing_else);
	tcase_add_test(wipe, wipe_object_takes_the_size_of_the_object);
	tcase_add_test(wipe, equal_bytes_are_equal);
	tcase_add_test(wipe, different_bytes_are_not_equal);
	suite_add_tcase(s, wipe);

	tcase_add_test(buf, buffer_appends_every_kind);
	tcase_add_test(buf, buffer_takes_exactly_its_maximum);
	tcase_add_test(buf, buffer_refuses_more_than_its_maximum);
	tcase_add_test(buf, buffer_refuses_absurd_lengths);
	tcase_add_test(buf, buffer_stays_failed_until_reset);
	tcase_add_test(buf, buffer_reset_wipes_and_keeps_memory);
	tcase_add_test(buf, buffer_grows_many_times);
	suite_add_tcase(s, buf);

	tcase_add_test(number, number_reads_its_range);
	tcase_add_test(number, number_refuses_what_is_out_of_range);
	tcase_add_test(number, number_refuses_other_spellings);
	tcase_add_test(number, signed_number_reads_both_ends);
	tcase_add_test(number, signed_number_refuses_what_is_beyond);
	tcase_add_test(number, span_knows_its_units);
	tcase_add_test(number, span_refuses_the_rest);
	suite_add_tcase(s, number);

	tcase_add_test(host, time_is_written_in_utc);
	tcase_add_test(host, time_out_of_range_is_a_dash);
	tcase_add_test(host, clock_reads_what_it_writes);
	tcase_add_test(host, clock_reads_dates_and_zones);
	tcase_add_test(host, clock_refuses_other_times);
	tcase_add_test(host, clocks_run);
	tcase_add_test(host, crc_is_that_of_zlib);
	tcase_add_test(host, random_fills_all_and_nothing_else);
	tcase_add_test(host, gentle_work_rests);
	suite_add_tcase(s, host);
	return check_main(s);
}
