/* SPDX-License-Identifier: ISC */
/* Tests of lib/conf/settings_place.c: places in the settings file.  One that
 * lost a demand would let people in. */
#include <string.h>

#include "check_settings.h"

#define TWO "hosts = {'a.example', 'b.example'}\n"

START_TEST(reads_places)
{
	const struct og_place *p = s.places.place;

	accepts(TWO "place '/admin' {\n"
		    "\thosts = {'B.example'}\n"
		    "\tgroups = {'admins', 'ops'} # both\n"
		    "\t# a comment\n"
		    "\tmax_age = '5m'\n"
		    "\tfactor = {'totp', 'hotp'}\n"
		    "}\n"
		    "place '/' { groups = {'all'} }\n"
		    "workers = 4\n");
	ck_assert_uint_eq(s.places.n, 2);
	ck_assert_str_eq(p[0].path, "/admin");
	ck_assert_uint_eq(p[0].hosts, 2);
	ck_assert_uint_eq(p[0].need.n_groups, 2);
	ck_assert_str_eq(p[0].need.groups[1], "ops");
	ck_assert_int_eq(p[0].need.max_age, 300);
	ck_assert_uint_eq(p[0].need.factors, OG_FACTOR_TOTP | OG_FACTOR_HOTP);
	ck_assert_str_eq(p[1].path, "/");
	ck_assert_uint_eq(p[1].hosts, UINT32_MAX);
	ck_assert_uint_eq(s.workers, 4);
}
END_TEST

START_TEST(the_hosts_may_come_later)
{
	accepts("place '/x' { hosts = {'b.example', 'a.example'}\n"
		"max_age = 10 }\n"
		"place '/y' { hosts = 'b.example' groups = 'g' }\n" TWO);
	ck_assert_uint_eq(s.places.place[0].hosts, 3);
	ck_assert_uint_eq(s.places.place[1].hosts, 2);
}
END_TEST

/* The parser would forget the first one. */
START_TEST(the_same_path_twice_is_two_places)
{
	accepts(TWO "place '/x' { groups = {'a'} }\n"
		    "place '/x' { max_age = '10s' }\n"
		    "place '/x' { groups = {'b'} hosts = {'a.example'} }\n");
	ck_assert_uint_eq(s.places.n, 3);
	ck_assert_str_eq(s.places.place[0].need.groups[0], "a");
	ck_assert_int_eq(s.places.place[1].need.max_age, 10);
	ck_assert_uint_eq(s.places.place[1].need.n_groups, 0);
	ck_assert_uint_eq(s.places.place[2].hosts, 1);
}
END_TEST

START_TEST(wants_the_spelling_that_is_compared)
{
	refuses(HOSTS "place '/Admin/' {\ngroups = {'a'} }\n", 2, "'/admin'");
	refuses(HOSTS "place '/a//b;c' {\ngroups = {'a'} }\n", 2, "'/a/b'");
	refuses(
	    HOSTS "place 'admin' {\ngroups = {'a'} }\n", 2, "begins with /");
	refuses(HOSTS "place '' {\ngroups = {'a'} }\n", 2, "begins with /");
	refuses(
	    HOSTS "place '/otp/login' {\ngroups = {'a'} }\n", 2, "own pages");
	refuses(HOSTS "place '/a%2fb' {\ngroups = {'a'} }\n", 2, "slash");
	refuses(HOSTS "place '/\xff' {\ngroups = {'a'} }\n", 2, "UTF-8");
	/* in its own line, and not in that of a setting */
	refuses(TWO "place '/a' {\ngroups = {'a'}\n}\n\nplace\n'/B'\n{\n\n"
		    "groups = {'a'}\nhosts = {\n'a.example'\n}\n}\n",
	    8, "'/b'");
}
END_TEST

START_TEST(refuses_what_would_demand_less)
{
	refuses(HOSTS "place '/x' {\n}\n", 3, "demands nothing");
	refuses(HOSTS "place '/x' {\nhosts = {'www.example.org'}\n}\n", 4,
	    "demands nothing");
	refuses(HOSTS "place '/x' {\ngroups = {}\n}\n", 3, "empty list");
	refuses(HOSTS "place '/x' {\ngroups = {''}\n}\n", 3, "groups");
	refuses(HOSTS "place '/x' {\ngroups = {'a b'}\n}\n", 3, "groups");
	refuses(HOSTS "place '/x' {\ngroups = {'a', 'a'}\n}\n", 3, "twice");
	refuses(HOSTS "place '/x' {\ngroup = {'a'}\n}\n", 3, "group");
	refuses(HOSTS "place '/x' {\ngroups = {'a'}\ngroups = {'b'}\n}\n", 4,
	    "again");
	refuses(
	    HOSTS "place '/x' {\nmax_age = 10\nmax_age = 20\n}\n", 4, "again");
	refuses(HOSTS "place '/x' {\ngroups += {'a'}\n}\n", 3, "added to");
	refuses_as(
	    HOSTS "place '/x' {\nmax_age = 9\n}\n", OG_ERR_RANGE, 3, "10s");
	refuses_as(
	    HOSTS "place '/x' {\nmax_age = 0\n}\n", OG_ERR_RANGE, 3, "10s");
	refuses(HOSTS "place '/x' {\nfactor = {'phone'}\n}\n", 3, "factor");
	refuses(HOSTS "place '/x' {\nworkers = 4\n}\n", 3, "workers");
	refuses(HOSTS "place {\ngroups = {'a'}\n}\n", 2, "");
	refuses(HOSTS "place '/x'\n", 2, "");
	refuses(HOSTS "place '/x' {\ngroups = {'a'}\n", 2, "");
	refuses(HOSTS "place = '/x'\n", 2, "");
	refuses(HOSTS "groups = {'a'}\n", 2, "groups");
}
END_TEST

START_TEST(refuses_hosts_that_are_none)
{
	refuses(HOSTS
	    "place '/x' {\ngroups = {'a'}\nhosts = {'b.example'}\n}\n",
	    4, "b.example, which is not one of the hosts");
	refuses(
	    HOSTS "place '/x' {\nhosts = {'https://b'}\n}\n", 3, "host names");
	refuses(TWO "place '/x' {\nhosts = {'a.example', 'A.example'}\n}\n", 3,
	    "twice");
}
END_TEST

START_TEST(refuses_factors_that_exclude_each_other)
{
	refuses(HOSTS "place '/a/b' { factor = {'totp'} }\n"
		      "place '/a' { factor = {'recovery', 'hotp'} }\n",
	    3, "exclude each other");
	accepts(HOSTS "place '/a/b' { factor = {'totp'} }\n"
		      "place '/ab' { factor = {'recovery'} }\n");
	accepts(TWO "place '/a' { factor = {'totp'} hosts = 'a.example' }\n"
		    "place '/a' { factor = {'hotp'} hosts = 'b.example' }\n");
}
END_TEST

START_TEST(takes_32_places)
{
	static char text[4096];
	size_t len = 0;
	int i;

	len += (size_t)snprintf(text, sizeof(text), HOSTS);
	for (i = 0; i < OG_PLACES_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "place '/p%d' { groups = {'g'} }\n", i);
	accepts(text);
	ck_assert_uint_eq(s.places.n, OG_PLACES_MAX);
	(void)snprintf(
	    text + len, sizeof(text) - len, "place '/p' { groups = {'g'} }\n");
	refuses_as(text, OG_ERR_RANGE, OG_PLACES_MAX + 2, "more than 32");
}
END_TEST

START_TEST(reads_raw_paths)
{
	accepts(with("raw_paths", "{'/api/v4', '/X/y'}"));
	ck_assert_uint_eq(s.places.n_raw, 2);
	ck_assert_str_eq(s.places.raw[1], "/X/y");
	refuses(with("raw_paths", "{'api'}"), 2, "raw_paths");
	refuses(with("raw_paths", "{'/api/'}"), 2, "raw_paths");
	refuses(with("raw_paths", "{'/a%62c'}"), 2, "raw_paths");
	refuses(with("raw_paths", "{'/a/../b'}"), 2, "raw_paths");
	refuses(with("raw_paths", "{'/a;b'}"), 2, "raw_paths");
	refuses(with("raw_paths", "{''}"), 2, "raw_paths");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("place");
	Suite *suite = suite_create("settings_place");

	folder_use(tc);
	tcase_add_test(tc, reads_places);
	tcase_add_test(tc, the_hosts_may_come_later);
	tcase_add_test(tc, the_same_path_twice_is_two_places);
	tcase_add_test(tc, wants_the_spelling_that_is_compared);
	tcase_add_test(tc, refuses_what_would_demand_less);
	tcase_add_test(tc, refuses_hosts_that_are_none);
	tcase_add_test(tc, refuses_factors_that_exclude_each_other);
	tcase_add_test(tc, takes_32_places);
	tcase_add_test(tc, reads_raw_paths);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
