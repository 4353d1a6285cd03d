/* SPDX-License-Identifier: ISC */
/* Tests of the params of a check: record_walk of fcgi/wire/record.c and
 * request_read of fcgi/wire/request.c. */
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/wire/request.h"

static uint8_t stream[8192], wire[65536];
static size_t stream_len, wire_len;
static struct record_info info;
static struct request rq;

static void
setup(void)
{
	stream_len = wire_len = 0;
}

static void
add_length(size_t n)
{
	if (n > 127) {
		stream[stream_len++] = (uint8_t)(n >> 24 | 0x80);
		stream[stream_len++] = (uint8_t)(n >> 16);
		stream[stream_len++] = (uint8_t)(n >> 8);
	}
	stream[stream_len++] = (uint8_t)n;
}

static void
add(const char *name, const char *value, size_t len)
{
	add_length(strlen(name));
	add_length(len);
	memcpy(stream + stream_len, name, strlen(name));
	stream_len += strlen(name);
	memcpy(stream + stream_len, value, len);
	stream_len += len;
}

static void
put(unsigned type, const void *content, size_t len, size_t padding)
{
	const uint8_t header[8] = {1, (uint8_t)type, 0, 7, (uint8_t)(len >> 8),
	    (uint8_t)len, (uint8_t)padding, 0};

	memcpy(wire + wire_len, header, 8);
	if (len > 0)
		memcpy(wire + wire_len + 8, content, len);
	memset(wire + wire_len + 8 + len, 0xee, padding);
	wire_len += 8 + len + padding;
}

/* A head with the stream in records of "piece" bytes. */
static void
put_head(size_t piece, size_t padding)
{
	static const uint8_t begin[8] = {0, 1};
	size_t n;

	put(1, begin, 8, 0);
	for (size_t at = 0; at < stream_len; at += n) {
		n = stream_len - at < piece ? stream_len - at : piece;
		put(4, stream + at, n, padding);
	}
	put(4, NULL, 0, padding);
}

/* Reads a copy of its own size, so that sanitizers see a byte too far.  The
 * caller frees it; the values live there. */
static uint8_t *
take(void)
{
	uint8_t *copy = malloc(wire_len);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, wire, wire_len);
	ck_assert_int_eq(record_scan(copy, wire_len, &info), RECORD_READY);
	request_read(&rq, copy, &info);
	return copy;
}

static void
add_all(char *longest, size_t size)
{
	memset(longest, 'c', size - 1);
	longest[size - 1] = '\0';
	add("OTPGATE_COOKIE", longest, size - 1);
	add("OTPGATE_HOST", "", 0);
	add("HTTP_HOST", "evil", 4);
	add("OTPGATE_METHOD", "GET", 3);
	add("", "nameless", 8);
	add("OTPGATE_POLICY", "/otp/check", 10);
}

START_TEST(reads_params_however_they_are_cut_into_records)
{
	static const size_t sizes[] = {2, 128, 129, 4000};
	char longest[4000];
	uint8_t *head;

	for (size_t i = 0; i < CHECK_COUNT(sizes); i++) {
		setup();
		add_all(longest, sizes[i]);
		put_head((size_t)_i, (size_t)_i % 5);
		head = take();
		ck_assert(!rq.ambiguous);
		ck_assert_uint_eq(info.id, 7);
		ck_assert_str_eq(request_get(&rq, PARAM_COOKIE), longest);
		ck_assert(request_has(&rq, PARAM_HOST));
		ck_assert_str_eq(request_get(&rq, PARAM_HOST), "");
		ck_assert_str_eq(request_get(&rq, PARAM_METHOD), "GET");
		ck_assert_str_eq(request_get(&rq, PARAM_POLICY), "/otp/check");
		ck_assert(!request_has(&rq, PARAM_ADDR));
		free(head);
	}
}
END_TEST

START_TEST(reads_a_head_without_params)
{
	uint8_t *head;

	put_head(100, 0);
	head = take();
	for (int i = 0; i < PARAMS; i++)
		ck_assert(!request_has(&rq, (enum param)i));
	ck_assert(!rq.ambiguous);
	free(head);
}
END_TEST

START_TEST(notices_a_name_that_stands_there_twice)
{
	uint8_t *head;

	add("OTPGATE_HOST", "a", 1);
	add("OTPGATE_HOSTS", "b", 1);
	add("OTPGATE_HOS", "c", 1);
	put_head(1000, 0);
	head = take();
	ck_assert(!rq.ambiguous);
	free(head);
	setup();
	add("OTPGATE_HOST", "a", 1);
	add("OTPGATE_HOST", "a", 1);
	put_head(1000, 0);
	head = take();
	ck_assert(rq.ambiguous);
	free(head);
}
END_TEST

START_TEST(notices_a_name_that_goes_on_as_a_value)
{
	uint8_t *head;

	add("OTPGATE_HOST=evil", "", 0);
	put_head(1000, 0);
	head = take();
	ck_assert(rq.ambiguous);
	ck_assert(!request_has(&rq, PARAM_HOST));
	free(head);
}
END_TEST

START_TEST(notices_a_nul)
{
	uint8_t *head;

	add("OTPGATE_HOST", "a\0b", 3);
	put_head(1000, 0);
	head = take();
	ck_assert(rq.ambiguous);
	free(head);
}
END_TEST

START_TEST(knows_a_request_that_is_all_here)
{
	add("OTPGATE_HOST", "a", 1);
	put_head(1000, 3);
	free(take());
	ck_assert(!info.whole); /* the body has not begun */
	put(5, NULL, 0, 4);
	wire_len--;
	free(take());
	ck_assert(!info.whole);
	wire_len++;
	free(take());
	ck_assert(info.whole);
	put(5, NULL, 0, 0);
	free(take());
	ck_assert(!info.whole); /* something else follows */
}
END_TEST

START_TEST(a_body_is_not_all)
{
	add("OTPGATE_HOST", "a", 1);
	put_head(1000, 0);
	put(5, "body", 4, 0);
	free(take());
	ck_assert(!info.whole);
	put(5, NULL, 0, 0);
	free(take());
	ck_assert(!info.whole);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("request");
	Suite *s = suite_create("request");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(
	    tc, reads_params_however_they_are_cut_into_records, 1, 40);
	tcase_add_test(tc, reads_a_head_without_params);
	tcase_add_test(tc, notices_a_name_that_stands_there_twice);
	tcase_add_test(tc, notices_a_name_that_goes_on_as_a_value);
	tcase_add_test(tc, notices_a_nul);
	tcase_add_test(tc, knows_a_request_that_is_all_here);
	tcase_add_test(tc, a_body_is_not_all);
	suite_add_tcase(s, tc);
	return check_main(s);
}
