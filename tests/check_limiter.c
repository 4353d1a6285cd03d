/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/gate/limiter.c: who has to wait, and that floods cost nothing.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/gate/limiter.h"

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
take(const char *address, int64_t now, struct limiter_debt *debt)
{
	struct limiter_who who;

	limiter_address(l, address, &who);
	return limiter_take(l, &who, BURST, INTERVAL, now, debt);
}

/* What "address" would have to wait, without a charge. */
static unsigned
wait_of(const char *address, int64_t now)
{
	struct limiter_debt debt;
	unsigned seconds = take(address, now, &debt);

	limiter_give_back(l, &debt);
	return seconds;
}

/* How many of "n" failures are let through. */
static int
charge(const char *address, int n, int64_t now)
{
	struct limiter_debt debt;
	int through = 0;

	while (n-- > 0)
		through += take(address, now, &debt) == 0;
	return through;
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

START_TEST(no_more_are_under_way_than_may_fail)
{
	ck_assert_int_eq(charge("192.0.2.1", BURST + 3, NOW), BURST);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), INTERVAL);
	ck_assert_int_eq(charge("192.0.2.1", 100000, NOW), 0);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), INTERVAL);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW + INTERVAL * 1000), 0);
}
END_TEST

START_TEST(what_is_given_back_was_no_failure)
{
	struct limiter_debt debt;

	for (int i = 0; i < 100; i++) {
		ck_assert_uint_eq(take("192.0.2.1", NOW, &debt), 0);
		limiter_give_back(l, &debt);
	}
	/* and only once */
	ck_assert_int_eq(charge("192.0.2.1", BURST, NOW), BURST);
	limiter_give_back(l, &debt);
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), INTERVAL);
}
END_TEST

START_TEST(knows_no_limit_when_the_burst_is_0)
{
	struct limiter_debt debt;
	struct limiter_who who;

	limiter_address(l, "192.0.2.1", &who);
	for (int i = 0; i < 1000; i++)
		ck_assert_uint_eq(
		    limiter_take(l, &who, 0, INTERVAL, NOW, &debt), 0);
	/* and has counted nothing */
	ck_assert_int_eq(charge("192.0.2.1", 9, NOW), BURST);
}
END_TEST

START_TEST(waits_end_when_the_settings_become_milder)
{
	struct limiter_debt debt;
	struct limiter_who who;

	limiter_address(l, "192.0.2.1", &who);
	for (int i = 0; i < 5000; i++)
		(void)limiter_take(l, &who, 1000, 3600, NOW, &debt);
	ck_assert_uint_eq(limiter_take(l, &who, 1000, 3600, NOW, &debt), 3600);
	ck_assert_uint_eq(limiter_take(l, &who, 1, 1, NOW, &debt), 1);
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
    {"device 1", "device 2", false},
    /* IPv4 that was translated, and the 65536 networks of one 6to4 host */
    {"192.0.2.1", "64:ff9b::192.0.2.1", true},
    {"192.0.2.1", "64:ff9b::192.0.2.2", false},
    {"192.0.2.1", "2002:c000:201::1", true},
    {"2002:c000:201:1::1", "2002:c000:201:2::1", true},
    {"2002:c000:201::1", "2002:c000:202::1", false},
    {"64:ff9b:1::1", "192.0.2.1", false},
    /* links, of which only this host knows the names */
    {"fe80::1%eth0", "fe80::2%eth1", true},
    {"fe80::1%eth0", "fe80::1", true},
    {"192.0.2.1", "192.0.2.1%eth0", true},
    {"192.0.2.1", "", false},
    {"%", "", false},
    {"192.0.2.1", "192.0.2.1, 198.51.100.1", false},
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

START_TEST(a_flood_of_addresses_pushes_nobody_out_who_has_used_up_his)
{
	char text[64];

	ck_assert_int_eq(charge("192.0.2.1", BURST, NOW), BURST);
	for (unsigned i = 0; i < 200000; i++) {
		(void)snprintf(text, sizeof(text), "10.%u.%u.%u", i & 255,
		    i >> 16, i >> 8 & 255);
		(void)charge(text, 1, NOW);
	}
	ck_assert_uint_eq(wait_of("192.0.2.1", NOW), INTERVAL);
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

START_TEST(browsers_sessions_and_addresses_are_apart)
{
	uint8_t id[OG_DIGEST_LEN] = {7};
	struct limiter_debt debt;
	struct limiter_who who[4];

	limiter_browser(l, 7, &who[0]);
	limiter_browser(l, 8, &who[1]);
	limiter_session(l, id, &who[2]);
	limiter_address(l, "7", &who[3]);
	for (size_t i = 0; i < CHECK_COUNT(who); i++) {
		for (int n = 0; n < BURST; n++)
			ck_assert_uint_eq(limiter_take(l, &who[i], BURST,
					      INTERVAL, NOW, &debt),
			    0);
		ck_assert_uint_eq(
		    limiter_take(l, &who[i], BURST, INTERVAL, NOW, &debt),
		    INTERVAL);
	}
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
		(void)charge(arg, 1, NOW);
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
	tcase_add_test(tc, no_more_are_under_way_than_may_fail);
	tcase_add_test(tc, what_is_given_back_was_no_failure);
	tcase_add_test(tc, browsers_sessions_and_addresses_are_apart);
	tcase_add_test(tc, knows_no_limit_when_the_burst_is_0);
	tcase_add_test(tc, waits_end_when_the_settings_become_milder);
	tcase_add_loop_test(tc, tells_clients_apart_as_networks_are_given_out,
	    0, CHECK_COUNT(pairs));
	tcase_add_test(tc, a_long_text_is_no_trouble);
	tcase_add_test(
	    tc, a_flood_of_addresses_pushes_nobody_out_who_has_used_up_his);
	tcase_add_test(tc, counts_names_and_tells_when);
	tcase_add_test(tc, names_may_be_any_bytes_of_any_length);
	tcase_add_test(tc, an_address_is_no_name);
	tcase_add_test(tc, keys_are_of_this_process);
	tcase_add_test(tc, threads_lose_no_count);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
