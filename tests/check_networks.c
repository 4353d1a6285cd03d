/* SPDX-License-Identifier: ISC */
/*
 * Tests of fcgi/gate/limiter.c and fcgi/gate/seats.c for attackers who have
 * whole networks: what they get, and that their neighbours get in.  At the size
 * of the settings as shipped, in simulated time.
 */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/gate/seats.h"

#define BURST 100
#define INTERVAL 6
#define NOW ((int64_t)1000000)
#define SECOND 1000
#define HOUR ((int64_t)3600 * SECOND)
#define FORGIVEN ((int64_t)BURST * INTERVAL * SECOND)

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

/* True when "address" may try, which it then does, and fails. */
static bool
fails(const char *address, int64_t now)
{
	struct limiter_debt debt;
	struct limiter_who who;

	limiter_address(l, address, &who);
	return limiter_take(l, &who, BURST, INTERVAL, now, &debt) == 0;
}

static bool
may(const char *address, int64_t now)
{
	struct limiter_debt debt;
	struct limiter_who who;
	bool ok;

	limiter_address(l, address, &who);
	ok = limiter_take(l, &who, BURST, INTERVAL, now, &debt) == 0;
	limiter_give_back(l, &debt);
	return ok;
}

/* All /64 of 2001:db8:NET::/48 from "first" on, "n" of them, each until it is
 * refused. */
static unsigned
storm(unsigned net, unsigned first, unsigned n, int64_t now)
{
	unsigned through = 0;
	char text[64];

	for (unsigned i = first; i < first + n; i++) {
		(void)snprintf(
		    text, sizeof(text), "2001:db8:%x:%x::1", net, i & 0xffff);
		while (fails(text, now))
			through++;
	}
	return through;
}

START_TEST(a_home_has_four_times_as_many_as_one_network)
{
	unsigned n = storm(1, 0x1200, 256, NOW);

	/* its share, and one for each /64 that had not tried yet */
	ck_assert_uint_ge(n, 4 * BURST);
	ck_assert_uint_le(n, 4 * BURST + 256);
	ck_assert_uint_eq(storm(1, 0x1200, 256, NOW), 0);
}
END_TEST

START_TEST(a_rented_network_has_sixteen_times_as_many)
{
	unsigned n = storm(1, 0, 25600, NOW);

	ck_assert_uint_ge(n, 16 * BURST);
	ck_assert_uint_le(n, 16 * BURST + 256);
	/* all others that it has are used up as well, but one try for each /56
	 * that has owed nothing */
	n += storm(1, 25600, 65536 - 25600, NOW);
	ck_assert_uint_le(n, 16 * BURST + 256);
	ck_assert_uint_eq(storm(1, 0, 65536, NOW), 0);
}
END_TEST

START_TEST(nor_is_it_many_in_an_hour)
{
	unsigned n = storm(1, 0, 65536, NOW);

	/* one after the other, as fast as they are let */
	for (int64_t now = NOW; now < NOW + HOUR; now += SECOND)
		n += storm(1, (unsigned)(now / SECOND * 257), 300, now);
	printf("a /48 in an hour: %u\n", n);
	ck_assert_uint_ge(n, 16 * BURST + 16 * 3600 / INTERVAL * 9 / 10);
	ck_assert_uint_le(
	    n, 16 * BURST + 16 * 3600 / INTERVAL + 256 * (1 + 6 * 1) + 1);
}
END_TEST

START_TEST(one_network_does_not_use_up_what_its_neighbours_have)
{
	(void)storm(1, 0x1234, 1, NOW);
	ck_assert(!may("2001:db8:1:1234::2", NOW));
	for (int i = 0; i < BURST; i++)
		ck_assert(fails("2001:db8:1:1235::1", NOW));
	/* nor a home what the others in the street have */
	(void)storm(1, 0x1200, 256, NOW);
	for (int i = 0; i < BURST; i++)
		ck_assert(fails("2001:db8:1:1300::1", NOW));
}
END_TEST

START_TEST(a_neighbour_gets_in_when_all_is_used_up)
{
	/* all of the street but one home */
	(void)storm(1, 0, 0x8000, NOW);
	ck_assert(may("2001:db8:1:ff00::1", NOW));
	ck_assert(may("2001:db8:1:ff00::1", NOW)); /* who succeeds, again */
	ck_assert(fails("2001:db8:1:ff00::1", NOW));
	/* one mistake; the next one when that is forgotten, or when there is
	 * something left for all */
	ck_assert(!may("2001:db8:1:ff00::1", NOW));
	(void)storm(1, 0, 0x8000, NOW + FORGIVEN - 1);
	ck_assert(!may("2001:db8:1:ff00::1", NOW + FORGIVEN - 1));
	ck_assert(may("2001:db8:1:ff00::1", NOW + FORGIVEN));
	/* its twin, who has taken part in it, gets nothing */
	ck_assert(!may("2001:db8:1:1::1", NOW + FORGIVEN - 1));
	/* and whoever lives elsewhere notices nothing */
	for (int i = 0; i < BURST; i++)
		ck_assert(fails("2001:db8:2:1::1", NOW));
}
END_TEST

START_TEST(a_neighbour_within_the_home_gets_in_too)
{
	(void)storm(1, 0x1200, 0x80, NOW);
	ck_assert(fails("2001:db8:1:12ff::1", NOW));
	ck_assert(!may("2001:db8:1:12ff::1", NOW));
}
END_TEST

START_TEST(all_is_forgotten_after_a_quiet_time)
{
	(void)storm(1, 0, 65536, NOW);
	ck_assert_uint_ge(storm(1, 0, 65536, NOW + FORGIVEN), 16 * BURST);
}
END_TEST

START_TEST(ipv4_is_counted_by_256_as_well)
{
	unsigned n = 0;
	char text[64];

	for (unsigned i = 0; i < 256; i++) {
		(void)snprintf(text, sizeof(text), "192.0.2.%u", i);
		while (fails(text, NOW))
			n++;
	}
	ck_assert_uint_ge(n, 16 * BURST);
	ck_assert_uint_le(n, 16 * BURST + 256);
	/* under no other name either */
	ck_assert(!may("64:ff9b::192.0.2.77", NOW));
	ck_assert(!may("2002:c000:24d:1::1", NOW));
	ck_assert(!may("::ffff:192.0.2.77", NOW));
	ck_assert(may("192.0.3.1", NOW));
}
END_TEST

START_TEST(texts_that_are_no_addresses_have_one_share)
{
	unsigned n = 0;
	char text[64];

	for (unsigned i = 0; i < 10000; i++) {
		(void)snprintf(text, sizeof(text), "192.0.2.1, 10.0.0.%u", i);
		while (fails(text, NOW))
			n++;
	}
	/* made up without end, each may try once */
	ck_assert_uint_le(n, 16 * BURST + 10000);
	ck_assert(!may(text, NOW));
}
END_TEST

START_TEST(a_whole_network_pushes_nobody_out_of_the_table)
{
	char text[64];
	unsigned kept = 0;

	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(text, sizeof(text), "10.%u.0.1", i);
		while (fails(text, NOW))
			;
	}
	(void)storm(1, 0, 65536, NOW);
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(text, sizeof(text), "10.%u.0.1", i);
		kept += !may(text, NOW);
	}
	ck_assert_uint_eq(kept, 200);
}
END_TEST

/* --- places --- */

enum net { ADDRESS, CLASS_C, NET_64, NET_56, NET_48, WORLD };

/* The "i"th address of the "which"th such network. */
static void
name(char text[64], enum net net, unsigned which, unsigned i)
{
	static const unsigned step[] = {
	    [NET_64] = 0, [NET_56] = 1, [NET_48] = 256, [WORLD] = 0};

	if (net <= CLASS_C)
		(void)snprintf(
		    text, 64, "192.0.%u.%u", which, net == ADDRESS ? 1 : i);
	else
		(void)snprintf(text, 64, "2001:db8:%x:%x::%x",
		    net == WORLD ? i : which, 0x1200 + step[net] * i, i);
}

static unsigned
fill(struct seats *p, enum net net, unsigned which, struct seat out[100])
{
	struct limiter_who who;
	unsigned got = 0;
	char text[64];

	for (unsigned i = 0; i < 100; i++) {
		name(text, net, which, i);
		limiter_address(l, text, &who);
		got += seats_take(p, &who, false, &out[got]);
	}
	return got;
}

/* How many of 18 places they take. */
static const struct {
	enum net net;
	unsigned least, most;
} takers[] = {
    {ADDRESS, 6, 7},
    {CLASS_C, 9, 9},
    {NET_64, 6, 7},
    {NET_56, 8, 8},
    {NET_48, 9, 9},
    {WORLD, 18, 18},
};

START_TEST(networks_take_their_part_and_leave_the_rest)
{
	struct seats *p = seats_new(18, 4);
	struct seat held[100], other;
	struct limiter_who who;
	unsigned n;

	ck_assert_ptr_nonnull(p);
	n = fill(p, takers[_i].net, 1, held);
	ck_assert_uint_ge(n, takers[_i].least);
	ck_assert_uint_le(n, takers[_i].most);
	ck_assert_uint_eq(seats_taken(p), n);
	/* whoever comes from elsewhere finds one, while there is any */
	limiter_address(l, "198.51.100.7", &who);
	ck_assert(seats_take(p, &who, false, &other) == (n < 18));
	seats_leave(&other);
	/* a known browser in any case, but not without end */
	limiter_browser(l, 5, &who);
	ck_assert(seats_take(p, &who, true, &other));
	seats_leave(&other);
	for (unsigned i = 0; i < n; i++)
		seats_leave(&held[i]);
	ck_assert_uint_eq(seats_taken(p), 0);
	/* and all is as before */
	ck_assert_uint_eq(fill(p, takers[_i].net, 1, held), n);
	seats_free(p);
}
END_TEST

START_TEST(many_networks_leave_a_place_too)
{
	struct seats *p = seats_new(18, 4);
	struct limiter_who who[6];
	struct seat held[6][18], mine;
	unsigned n[6] = {0};
	char text[64];

	for (unsigned net = 0; net < 6; net++) {
		name(text, net < 3 ? CLASS_C : NET_48, net, 7);
		limiter_address(l, text, &who[net]);
	}
	/* all of them come again and again, as others are done */
	for (unsigned i = 0; i < 6000; i++) {
		unsigned net = i * 7 % 6;

		if (i % 5 == 4 && n[net] > 0)
			seats_leave(&held[net][--n[net]]);
		else
			n[net] +=
			    seats_take(p, &who[net], false, &held[net][n[net]]);
	}
	limiter_address(l, "192.168.5.5", &who[0]);
	ck_assert(seats_take(p, &who[0], false, &mine));
	seats_free(p);
}
END_TEST

START_TEST(one_known_browser_does_not_take_those_of_the_others)
{
	struct seats *p = seats_new(16, 4);
	struct seat held[200];
	struct limiter_who who;
	unsigned n = 0;

	limiter_browser(l, 5, &who);
	for (int i = 0; i < 32; i++)
		n += seats_take(p, &who, true, &held[n]);
	ck_assert_uint_eq(n, 7);
	ck_assert_uint_eq(fill(p, WORLD, 1, held + n), 9);
	limiter_browser(l, 6, &who);
	ck_assert(seats_take(p, &who, true, &held[150]));
	seats_free(p);
}
END_TEST

START_TEST(one_place_is_for_anybody)
{
	struct seats *p = seats_new(1, 1);
	struct seat one, two;
	struct limiter_who who;

	limiter_address(l, "192.0.2.1", &who);
	ck_assert(seats_take(p, &who, false, &one));
	ck_assert(!seats_take(p, &who, false, &two));
	seats_leave(&two); /* holds nothing */
	ck_assert_uint_eq(seats_taken(p), 1);
	seats_leave(&one);
	seats_leave(&one);
	ck_assert_uint_eq(seats_taken(p), 0);
	seats_free(p);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("networks");
	Suite *suite = suite_create("networks");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_home_has_four_times_as_many_as_one_network);
	tcase_add_test(tc, a_rented_network_has_sixteen_times_as_many);
	if (!CHECK_SANITIZED)
		tcase_add_test(tc, nor_is_it_many_in_an_hour);
	tcase_add_test(
	    tc, one_network_does_not_use_up_what_its_neighbours_have);
	tcase_add_test(tc, a_neighbour_gets_in_when_all_is_used_up);
	tcase_add_test(tc, a_neighbour_within_the_home_gets_in_too);
	tcase_add_test(tc, all_is_forgotten_after_a_quiet_time);
	tcase_add_test(tc, ipv4_is_counted_by_256_as_well);
	tcase_add_test(tc, texts_that_are_no_addresses_have_one_share);
	tcase_add_test(tc, a_whole_network_pushes_nobody_out_of_the_table);
	tcase_add_loop_test(tc, networks_take_their_part_and_leave_the_rest, 0,
	    CHECK_COUNT(takers));
	tcase_add_test(tc, many_networks_leave_a_place_too);
	tcase_add_test(tc, one_known_browser_does_not_take_those_of_the_others);
	tcase_add_test(tc, one_place_is_for_anybody);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
