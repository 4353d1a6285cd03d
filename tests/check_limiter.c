/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/limiter.c: who has to wait, and that floods cost nothing. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../fcgi/limiter.h"
#include "check_main.h"

#define BURST 5
#define INTERVAL 6
#define NOW ((int64_t)1000000)

static struct limiter *l;

static void
setup(void)
{
	l = limiter_new();
	ck_assert_ptr_nonnull(l);
}

static void
teardown(void)
{
	limiter_free(l);
}

static unsigned
wait_of(const char *address, int64_t now)
{
	return limiter_address_wait(l, address, BURST, INTERVAL, now);
}

static void
charge(const char *address, int n, int64_t now)
{
	while (n-- > 0)
		limiter_address_charge(l, address, BURST, INTERVAL, now);
}

START_TEST(lets_a_burst_through_and_then_one_each_interval)
{
	int64_t now = NOW;

	for (int i = 0; i < BURST; i++) {
		ck_assert_uint_eq(wait_of("192.0.2.1", now), 0);
		charge("192.0.2.1", 1, now);
	}
	ck_assert_uint_eq(wait_of("192.0.2.1", now), INTERVAL);
	ck_assert_uint_eq(wait_of("192.0.2.1", now + 1), INTERVAL);
	ck_assert_uint_eq(wait_of("192.0.2.1", now + 1000), INTERVAL - 1);
	ck_assert_uint_eq(wait_of("192.0.2.1", now + 5999), 1);
	for (int i = 0; i < 20; i++) {
		now += INTERVAL * 1000;
		ck_assert_uint_eq(wait_of("192.0.2.1", now), 0);
		charge("192.0.2.1", 1, now);
		ck_assert_uint_eq(wait_of("192.0.2.1", now), INTERVAL);
	}
}
END_TEST

START_TEST(forgives_all_after_a_quiet_time)
{
	charge("192.0.2.1", BURST, NOW);
	for (int i = 0; i < BURST; i++) {
		ck_assert_uint_eq(wait_of("192.0.2.1", NOW + 30000), 0);
		charge("192.0.2.1", 1, NOW + 30000);
	}
	ck_assert_uint_gt(wait_of("192.0.2.1", NOW + 30000), 0);
}
END_TEST

START_TEST(counts_failures_that_came_at_once_but_not_without_end)
{
	charge("192.0.2.1", BURST + 3, NOW);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), 4 * INTERVAL);
	charge("192.0.2.1", 100000, NOW);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), BURST * INTERVAL);
	ck_assert_uint_eq(
	    wait_of("192.0.2.1", NOW + BURST * INTERVAL * 1000), 0);
}
END_TEST

START_TEST(knows_no_limit_when_the_burst_is_0)
{
	for (int i = 0; i < 1000; i++)
		limiter_address_charge(l, "192.0.2.1", 0, INTERVAL, NOW);
	ck_assert_uint_eq(
	    limiter_address_wait(l, "192.0.2.1", 0, INTERVAL, NOW), 0);
	/* and has counted nothing */
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), 0);
}
END_TEST

START_TEST(waits_end_when_the_settings_become_milder)
{
	for (int i = 0; i < 5000; i++)
		limiter_address_charge(l, "192.0.2.1", 1000, 3600, NOW);
	ck_assert_uint_gt(
	    limiter_address_wait(l, "192.0.2.1", 1000, 3600, NOW), 3600);
	ck_assert_uint_eq(limiter_address_wait(l, "192.0.2.1", 1, 1, NOW), 1);
}
END_TEST

/* Each pair is one client, or two. */
static const struct {
	const char *one, *other;
	bool same;
} pairs[] = {
    {"192.0.2.1", "192.0.2.1", true},
    {"192.0.2.1", "192.0.2.2", false},
    {"192.0.2.1", "::ffff:192.0.2.1", true},
    {"192.0.2.1", "::ffff:192.0.2.2", false},
    {"::ffff:192.0.2.1", "::ffff:198.51.100.7", false},
    {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
    {"2001:db8:1:2::1", "2001:DB8:0001:2::9", true},
    {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
    {"::1", "::2", true},
    {"", "unix:", false},
    {"unix:", "unix:", true},
    {"192.0.2.1", "192.0.2.1 ", false},
    {"192.0.2.1", "device 1", false},
    {"device 1", "device 2", false},
};

START_TEST(tells_clients_apart_as_networks_are_given_out)
{
	charge(pairs[_i].one, BURST, NOW);
	ck_assert_uint_eq(wait_of(pairs[_i].one, NOW), INTERVAL);
	ck_assert_uint_eq(
	    wait_of(pairs[_i].other, NOW), pairs[_i].same ? INTERVAL : 0);
}
END_TEST

START_TEST(a_long_text_is_no_trouble)
{
	char text[4096];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	charge(text, BURST, NOW);
	ck_assert_uint_eq(wait_of(text, NOW), INTERVAL);
}
END_TEST

START_TEST(a_flood_of_addresses_finds_room_and_the_newest_stay)
{
	char text[64];

	for (unsigned i = 0; i < 200000; i++) {
		(void)snprintf(text, sizeof(text), "10.%u.%u.%u", i >> 16,
		    i >> 8 & 255, i & 255);
		charge(text, 1, NOW + i);
	}
	/* who fails on and on is not pushed out by those who fail once */
	for (int n = 0; n < BURST; n++)
		charge("192.0.2.1", 1, NOW + 200000);
	ck_assert_uint_gt(wait_of("192.0.2.1", NOW + 200000), 0);
}
END_TEST

START_TEST(counts_names_and_tells_when)
{
	uint32_t n = 9;
	int64_t at = 9;

	limiter_name_get(l, "nobody", 6, &n, &at);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(at, 0);
	limiter_name_charge(l, "nobody", 6, 1000);
	limiter_name_charge(l, "nobody", 6, 1007);
	limiter_name_get(l, "nobody", 6, &n, &at);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(at, 1007);
	limiter_name_get(l, "nobodx", 6, &n, &at);
	ck_assert_uint_eq(n, 0);
	limiter_name_get(l, "nobody", 5, &n, &at);
	ck_assert_uint_eq(n, 0);
	limiter_name_get(l, "", 0, &n, &at);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(names_may_be_any_bytes_of_any_length)
{
	static char name[100000];
	uint32_t n;
	int64_t at;

	memset(name, 0xff, sizeof(name));
	limiter_name_charge(l, name, sizeof(name), 5);
	limiter_name_get(l, name, sizeof(name), &n, &at);
	ck_assert_uint_eq(n, 1);
	limiter_name_charge(l, "a\0b", 3, 5);
	limiter_name_get(l, "a\0c", 3, &n, &at);
	ck_assert_uint_eq(n, 0);
	limiter_name_get(l, "a\0b", 3, &n, &at);
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(an_address_is_no_name)
{
	uint32_t n;
	int64_t at;

	charge("unix:", BURST, NOW);
	limiter_name_get(l, "unix:", 5, &n, &at);
	ck_assert_uint_eq(n, 0);
	limiter_name_charge(l, "192.0.2.9", 9, 1);
	ck_assert_uint_eq(wait_of("192.0.2.9", NOW), 0);
}
END_TEST

START_TEST(keys_are_of_this_process)
{
	/* nobody can compute who shares a set with whom: two tables do not
	 * forget the same names */
	struct limiter *other = limiter_new();
	unsigned both = 0, one = 0;
	uint32_t n, m;
	int64_t at;
	char name[32];

	ck_assert_ptr_nonnull(other);
	for (unsigned i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		limiter_name_charge(l, name, strlen(name), i);
		limiter_name_charge(other, name, strlen(name), i);
	}
	for (unsigned i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		limiter_name_get(l, name, strlen(name), &n, &at);
		limiter_name_get(other, name, strlen(name), &m, &at);
		both += n != 0 && m != 0;
		one += (n != 0) != (m != 0);
	}
	ck_assert_uint_gt(both, 0);
	ck_assert_uint_gt(one, 1000);
	limiter_free(other);
}
END_TEST

static void *
hammer(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		limiter_name_charge(l, "nobody", 6, 1);
		charge(arg, 1, NOW);
	}
	return NULL;
}

START_TEST(threads_lose_no_count)
{
	char address[] = "192.0.2.1";
	pthread_t threads[4];
	uint32_t n;
	int64_t at;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, hammer, address), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	limiter_name_get(l, "nobody", 6, &n, &at);
	ck_assert_uint_eq(n, 4000);
	ck_assert_uint_gt(wait_of(address, NOW), 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("limiter");
	Suite *suite = suite_create("limiter");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, lets_a_burst_through_and_then_one_each_interval);
	tcase_add_test(tc, forgives_all_after_a_quiet_time);
	tcase_add_test(
	    tc, counts_failures_that_came_at_once_but_not_without_end);
	tcase_add_test(tc, knows_no_limit_when_the_burst_is_0);
	tcase_add_test(tc, waits_end_when_the_settings_become_milder);
	tcase_add_loop_test(tc, tells_clients_apart_as_networks_are_given_out,
	    0, CHECK_COUNT(pairs));
	tcase_add_test(tc, a_long_text_is_no_trouble);
	tcase_add_test(tc, a_flood_of_addresses_finds_room_and_the_newest_stay);
	tcase_add_test(tc, counts_names_and_tells_when);
	tcase_add_test(tc, names_may_be_any_bytes_of_any_length);
	tcase_add_test(tc, an_address_is_no_name);
	tcase_add_test(tc, keys_are_of_this_process);
	tcase_add_test(tc, threads_lose_no_count);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
