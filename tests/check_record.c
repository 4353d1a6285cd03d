/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/wire/record.c: only a whole and well-formed head is let
 * through. */
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/wire/record.h"

enum {
	BEGIN = 1,
	ABORT = 2,
	END = 3,
	PARAMS = 4,
	STDIN = 5,
	DATA = 8,
	GET_VALUES = 9
};

/* The bytes of a connection. */
static uint8_t wire[2 * RECORD_PEEK_MAX];
static size_t wire_len;
/* The stream that goes into PARAMS records. */
static uint8_t stream[2 * RECORD_PARAMS_MAX];
static size_t stream_len;
static struct record_info info;

static void
setup(void)
{
	wire_len = 0;
	stream_len = 0;
}

static void
put_record(
    unsigned type, unsigned id, const void *content, size_t len, size_t padding)
{
	const uint8_t header[8] = {1, (uint8_t)type, (uint8_t)(id >> 8),
	    (uint8_t)id, (uint8_t)(len >> 8), (uint8_t)len, (uint8_t)padding,
	    0};

	ck_assert_uint_le(wire_len + 8 + len + padding, sizeof(wire));
	memcpy(wire + wire_len, header, 8);
	if (len > 0)
		memcpy(wire + wire_len + 8, content, len);
	memset(wire + wire_len + 8 + len, 0xee, padding);
	wire_len += 8 + len + padding;
}

static void
put_begin(unsigned id, unsigned role, unsigned flags)
{
	const uint8_t body[8] = {
	    (uint8_t)(role >> 8), (uint8_t)role, (uint8_t)flags};

	put_record(BEGIN, id, body, 8, 0);
}

static void
add_length(size_t n, bool wide)
{
	if (wide) {
		stream[stream_len++] = (uint8_t)(n >> 24 | 0x80);
		stream[stream_len++] = (uint8_t)(n >> 16);
		stream[stream_len++] = (uint8_t)(n >> 8);
	}
	stream[stream_len++] = (uint8_t)n;
}

static void
add_pair(size_t name, size_t value)
{
	add_length(name, name > 127);
	add_length(value, value > 127);
	memset(stream + stream_len, 'n', name);
	memset(stream + stream_len + name, 'v', value);
	stream_len += name + value;
}

/* Puts the stream in records of "piece" bytes each, and its end. */
static void
put_stream(unsigned id, size_t piece, size_t padding)
{
	size_t n;

	for (size_t at = 0; at < stream_len; at += n) {
		n = stream_len - at < piece ? stream_len - at : piece;
		put_record(PARAMS, id, stream + at, n, padding);
	}
	put_record(PARAMS, id, NULL, 0, padding);
}

/* Scans a copy of its own size, so that sanitizers see a byte too far. */
static enum record_state
scan(size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);
	enum record_state state;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, wire, len);
	memset(&info, 0xa5, sizeof(info));
	state = record_scan(copy, len, &info);
	free(copy);
	if (state != RECORD_READY) {
		ck_assert_uint_eq(info.head, 0);
		ck_assert_uint_eq(info.params, 0);
		ck_assert_uint_eq(info.count, 0);
		ck_assert(!info.keep_conn);
	}
	return state;
}

static void
assert_state(enum record_state expected)
{
	ck_assert_int_eq(scan(wire_len), expected);
}

static void
put_request(void)
{
	put_begin(1, 1, 0);
	add_pair(14, 3);
	add_pair(5, 300);
	add_pair(200, 0);
	put_stream(1, 65535, 5);
}

START_TEST(accepts_a_request_with_its_params)
{
	put_request();
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.head, wire_len);
	ck_assert_uint_eq(info.params, stream_len);
	ck_assert_uint_eq(info.count, 3);
	ck_assert(!info.keep_conn);
}
END_TEST

START_TEST(waits_for_every_byte_of_it)
{
	put_request();
	for (size_t len = 0; len < wire_len; len++)
		ck_assert_msg(scan(len) == RECORD_MORE, "at %zu", len);
	assert_state(RECORD_READY);
}
END_TEST

START_TEST(accepts_a_request_without_params)
{
	put_begin(7, 1, 1);
	put_record(PARAMS, 7, NULL, 0, 0);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.params, 0);
	ck_assert_uint_eq(info.count, 0);
	ck_assert(info.keep_conn);
}
END_TEST

START_TEST(steps_over_padding_but_not_that_of_the_begin)
{
	put_record(BEGIN, 1, "\0\1\0\0\0\0\0", 8, 0);
	put_record(PARAMS, 1, NULL, 0, 9);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.head, 8 + 8 + 8 + 9);
	wire_len = 0;
	put_record(BEGIN, 1, "\0\1\0\0\0\0\0", 8, 1);
	put_record(PARAMS, 1, NULL, 0, 9);
	assert_state(RECORD_BAD);
}
END_TEST

/* What libfcgi would take for the params, while we look at others. */
START_TEST(refuses_params_in_the_padding_of_the_begin)
{
	static const uint8_t end[8] = {1, PARAMS, 0, 1};

	put_record(BEGIN, 1, "\0\1\0\0\0\0\0", 8, sizeof(end));
	memcpy(wire + wire_len - sizeof(end), end, sizeof(end));
	add_pair(14, 3);
	put_stream(1, 65535, 0);
	assert_state(RECORD_BAD);
	ck_assert_int_eq(scan(8), RECORD_BAD);
}
END_TEST

START_TEST(does_not_look_behind_the_params)
{
	size_t head;

	put_request();
	head = wire_len;
	put_record(STDIN, 1, "abc", 3, 0);
	memset(wire + wire_len, 0xff, 20);
	wire_len += 20;
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.head, head);
}
END_TEST

START_TEST(accepts_pairs_that_span_records)
{
	put_begin(0xfffe, 1, 0);
	add_pair(3, 300);
	add_pair(130, 2);
	add_pair(0, 0);
	put_stream(0xfffe, (size_t)_i, 255);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.params, stream_len);
	ck_assert_uint_eq(info.count, 3);
	for (size_t len = 0; len < wire_len; len += 37)
		ck_assert_int_eq(scan(len), RECORD_MORE);
}
END_TEST

START_TEST(refuses_another_version)
{
	put_request();
	wire[0] = 0;
	ck_assert_int_eq(scan(1), RECORD_BAD);
	wire[0] = 2;
	assert_state(RECORD_BAD);
	wire[0] = 1;
	wire[16] = 2;
	ck_assert_int_eq(scan(16), RECORD_MORE);
	ck_assert_int_eq(scan(17), RECORD_BAD);
}
END_TEST

START_TEST(refuses_any_other_first_record)
{
	for (unsigned type = 0; type < 256; type++) {
		setup();
		put_record(type, 1, "\0\1\0\0\0\0\0", 8, 0);
		ck_assert_int_eq(
		    scan(2), type == BEGIN ? RECORD_MORE : RECORD_BAD);
		put_record(PARAMS, 1, NULL, 0, 0);
		assert_state(type == BEGIN ? RECORD_READY : RECORD_BAD);
	}
}
END_TEST

START_TEST(refuses_management_records)
{
	put_record(GET_VALUES, 0, "\17\0FCGI_MAX_CONNS\0", 17, 0);
	assert_state(RECORD_BAD);
	setup();
	put_begin(1, 1, 0);
	put_record(GET_VALUES, 0, NULL, 0, 0);
	assert_state(RECORD_BAD);
	setup();
	put_begin(0, 1, 0);
	put_record(PARAMS, 0, NULL, 0, 0);
	assert_state(RECORD_BAD);
}
END_TEST

START_TEST(refuses_any_other_record_before_the_params_end)
{
	for (unsigned type = 0; type < 256; type++) {
		setup();
		put_begin(1, 1, 0);
		add_pair(1, 1);
		put_record(PARAMS, 1, stream, stream_len, 0);
		put_record(type, 1, NULL, 0, 0);
		assert_state(type == PARAMS ? RECORD_READY : RECORD_BAD);
	}
}
END_TEST

START_TEST(refuses_another_request_id)
{
	put_begin(1, 1, 0);
	put_record(PARAMS, 2, NULL, 0, 0);
	assert_state(RECORD_BAD);
	setup();
	put_begin(1, 1, 0);
	add_pair(1, 1);
	put_record(PARAMS, 1, stream, stream_len, 0);
	put_record(PARAMS, 0x101, NULL, 0, 0);
	assert_state(RECORD_BAD);
	setup();
	put_begin(1, 1, 0);
	put_record(PARAMS, 0, NULL, 0, 0);
	assert_state(RECORD_BAD);
}
END_TEST

START_TEST(refuses_another_role)
{
	static const unsigned roles[] = {0, 2, 3, 0x100, 0x101, 0xffff};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		setup();
		put_begin(1, roles[i], 0);
		assert_state(RECORD_BAD);
	}
	setup();
	put_begin(1, 1, 0);
	assert_state(RECORD_MORE);
}
END_TEST

START_TEST(refuses_unknown_flags)
{
	for (unsigned flags = 2; flags < 256; flags++) {
		setup();
		put_begin(1, 1, flags);
		assert_state(RECORD_BAD);
	}
}
END_TEST

START_TEST(refuses_a_begin_body_of_another_length)
{
	static const uint8_t body[16] = {0, 1};

	for (size_t len = 0; len <= 16; len++) {
		setup();
		put_record(BEGIN, 1, body, len, 0);
		ck_assert_int_eq(scan(8), len == 8 ? RECORD_MORE : RECORD_BAD);
		put_record(PARAMS, 1, NULL, 0, 0);
		assert_state(len == 8 ? RECORD_READY : RECORD_BAD);
	}
}
END_TEST

START_TEST(refuses_a_pair_that_overruns_the_stream)
{
	put_begin(1, 1, 0);
	add_pair(4, 4);
	for (size_t len = 1; len < stream_len; len++) {
		wire_len = 16;
		put_record(PARAMS, 1, stream, len, 0);
		assert_state(RECORD_MORE);
		put_record(PARAMS, 1, NULL, 0, 0);
		ck_assert_msg(scan(wire_len) == RECORD_BAD, "at %zu", len);
	}
	wire_len = 16;
	put_stream(1, 65535, 0);
	assert_state(RECORD_READY);
}
END_TEST

START_TEST(refuses_a_stream_that_ends_in_a_length)
{
	put_begin(1, 1, 0);
	add_length(130, true);
	add_length(130, true);
	for (size_t len = 1; len <= stream_len; len++) {
		wire_len = 16;
		put_record(PARAMS, 1, stream, len, 0);
		put_record(PARAMS, 1, NULL, 0, 0);
		assert_state(RECORD_BAD);
	}
}
END_TEST

/* CVE-2025-23016: lengths whose sum wraps to a small allocation. */
START_TEST(refuses_lengths_that_wrap)
{
	static const size_t huge[] = {0x7fffffff, 0x7ffffffe, 0x40000000,
	    0x01000001, 0x10000, RECORD_PARAMS_MAX + 1};

	for (size_t i = 0; i < sizeof(huge) / sizeof(*huge); i++) {
		setup();
		put_begin(1, 1, 0);
		add_length(huge[i], true);
		add_length(huge[i], true);
		put_record(PARAMS, 1, stream, stream_len, 0);
		assert_state(RECORD_BAD);
	}
}
END_TEST

START_TEST(accepts_long_lengths_of_short_texts)
{
	put_begin(1, 1, 0);
	add_length(1, true);
	add_length(2, true);
	memcpy(stream + stream_len, "abc", 3);
	stream_len += 3;
	put_stream(1, 65535, 0);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.count, 1);
}
END_TEST

START_TEST(accepts_65536_bytes_of_params_and_refuses_more)
{
	put_begin(1, 1, 0);
	add_pair(1, RECORD_PARAMS_MAX - 6);
	ck_assert_uint_eq(stream_len, RECORD_PARAMS_MAX);
	put_stream(1, 65535, 0);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.params, RECORD_PARAMS_MAX);
	wire_len = 16;
	add_pair(0, 0);
	put_stream(1, 65535, 0);
	assert_state(RECORD_BAD);
}
END_TEST

START_TEST(counts_no_record_twice_while_the_next_is_on_its_way)
{
	put_begin(1, 1, 0);
	add_pair(1, RECORD_PARAMS_MAX - 6);
	put_stream(1, 40000, 0);
	for (size_t n = wire_len - 16; n < wire_len; n++)
		ck_assert_int_eq(scan(n), RECORD_MORE);
	for (size_t n = 0; n < 8; n++)
		ck_assert_int_eq(scan(16 + 8 + 40000 + n), RECORD_MORE);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.params, RECORD_PARAMS_MAX);
}
END_TEST

START_TEST(refuses_too_much_before_it_has_come)
{
	put_begin(1, 1, 0);
	add_pair(1, RECORD_PARAMS_MAX - 6);
	put_record(PARAMS, 1, stream, 65535, 0);
	put_record(PARAMS, 1, stream, 2, 0);
	ck_assert_int_eq(scan(wire_len - 2), RECORD_BAD);
}
END_TEST

START_TEST(accepts_200_params_and_refuses_201)
{
	put_begin(1, 1, 0);
	for (int i = 0; i < RECORD_COUNT_MAX; i++)
		add_pair(3, 3);
	put_stream(1, 65535, 0);
	assert_state(RECORD_READY);
	ck_assert_uint_eq(info.count, RECORD_COUNT_MAX);
	wire_len = 16;
	add_pair(0, 0);
	put_stream(1, 65535, 0);
	assert_state(RECORD_BAD);
}
END_TEST

START_TEST(refuses_a_head_that_padding_makes_endless)
{
	put_begin(1, 1, 0);
	add_pair(1, 4000);
	put_stream(1, 8, 255);
	ck_assert_uint_gt(wire_len, RECORD_PEEK_MAX);
	ck_assert_int_eq(scan(RECORD_PEEK_MAX - 1), RECORD_MORE);
	ck_assert_int_eq(scan(RECORD_PEEK_MAX), RECORD_BAD);
	assert_state(RECORD_BAD);
}
END_TEST

START_TEST(accepts_a_head_of_131072_bytes_and_refuses_more)
{
	put_begin(1, 1, 0);
	add_pair(1, 490);
	put_stream(1, 1, 255);
	wire_len -= 8 + 255;
	put_record(PARAMS, 1, NULL, 0, 104);
	ck_assert_uint_eq(wire_len, RECORD_PEEK_MAX);
	assert_state(RECORD_READY);
	wire_len -= 8 + 104;
	put_record(PARAMS, 1, NULL, 0, 105);
	assert_state(RECORD_BAD);
}
END_TEST

static void
add_limits(TCase *tc)
{
	tcase_add_test(tc, refuses_a_pair_that_overruns_the_stream);
	tcase_add_test(tc, refuses_a_stream_that_ends_in_a_length);
	tcase_add_test(tc, refuses_lengths_that_wrap);
	tcase_add_test(tc, accepts_long_lengths_of_short_texts);
	tcase_add_test(tc, accepts_65536_bytes_of_params_and_refuses_more);
	tcase_add_test(tc, counts_no_record_twice_while_the_next_is_on_its_way);
	tcase_add_test(tc, refuses_too_much_before_it_has_come);
	tcase_add_test(tc, accepts_200_params_and_refuses_201);
	tcase_add_test(tc, accepts_a_head_of_131072_bytes_and_refuses_more);
	tcase_add_test(tc, refuses_a_head_that_padding_makes_endless);
}

int
main(void)
{
	TCase *tc = tcase_create("record");
	Suite *s = suite_create("record");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, accepts_a_request_with_its_params);
	tcase_add_test(tc, waits_for_every_byte_of_it);
	tcase_add_test(tc, accepts_a_request_without_params);
	tcase_add_test(tc, steps_over_padding_but_not_that_of_the_begin);
	tcase_add_test(tc, refuses_params_in_the_padding_of_the_begin);
	tcase_add_test(tc, does_not_look_behind_the_params);
	tcase_add_loop_test(tc, accepts_pairs_that_span_records, 1, 12);
	tcase_add_test(tc, refuses_another_version);
	tcase_add_test(tc, refuses_any_other_first_record);
	tcase_add_test(tc, refuses_management_records);
	tcase_add_test(tc, refuses_any_other_record_before_the_params_end);
	tcase_add_test(tc, refuses_another_request_id);
	tcase_add_test(tc, refuses_another_role);
	tcase_add_test(tc, refuses_unknown_flags);
	tcase_add_test(tc, refuses_a_begin_body_of_another_length);
	add_limits(tc);
	suite_add_tcase(s, tc);
	return check_main(s);
}
