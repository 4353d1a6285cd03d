/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/place.c: which places a request touches, and what it has
 * to meet then. */
#include <string.h>

#include "check_main.h"
#include "lib/rules/place.h"

#define ALL UINT32_MAX

static char text[OG_PLACE_TEXT_MAX];
static struct og_places places;
static struct og_requirement location;
static struct og_demand d;

static void
setup(void)
{
	memset(&places, 0, sizeof(places));
	memset(&location, 0, sizeof(location));
}

static void
place(const char *path, uint32_t hosts, const char *words)
{
	struct og_place *p = &places.place[places.n++];

	memcpy(p->path, path, strlen(path) + 1);
	p->hosts = hosts;
	ck_assert_ok(og_requirement_parse_words(words, &p->need));
}

static enum og_err
meet(size_t host, const char *uri)
{
	return og_places_meet(&places, host, uri, &location, text, &d);
}

START_TEST(without_places_a_location_demands_what_it_did)
{
	ck_assert_ok(meet(0, "/x/..%2fadmin"));
	ck_assert(og_requirement_is_empty(&d.need) && !d.unclear);
	ck_assert_ok(
	    og_requirement_parse_words("max-age=60/groups=a", &location));
	ck_assert_ok(meet(0, "/admin"));
	ck_assert_int_eq(d.need.max_age, 60);
	ck_assert_uint_eq(d.need.n_groups, 1);
	ck_assert(d.n_also == 0 && !d.unclear);
}
END_TEST

START_TEST(a_place_adds_to_its_location)
{
	place("/admin", ALL, "max-age=300/groups=ops/factor=totp+hotp");
	ck_assert_ok(meet(0, "/Admin;x/y"));
	ck_assert_int_eq(d.need.max_age, 300);
	ck_assert_uint_eq(d.need.factors, OG_FACTOR_TOTP | OG_FACTOR_HOTP);
	ck_assert_uint_eq(d.n_also, 1);
	ck_assert_str_eq(d.also[0]->groups[0], "ops");
	ck_assert_ok(meet(0, "/administrator"));
	ck_assert(og_requirement_is_empty(&d.need) && d.n_also == 0);
}
END_TEST

START_TEST(nothing_is_taken_away)
{
	ck_assert_ok(og_requirement_parse_words(
	    "max-age=60/groups=a/factor=totp", &location));
	place("/admin", ALL, "max-age=300/groups=b");
	ck_assert_ok(meet(0, "/admin"));
	ck_assert_int_eq(d.need.max_age, 60);
	ck_assert_uint_eq(d.need.factors, OG_FACTOR_TOTP);
	ck_assert_str_eq(d.need.groups[0], "a");
	ck_assert_uint_eq(d.n_also, 1);
}
END_TEST

START_TEST(all_places_on_the_way_count)
{
	place("/", ALL, "groups=all");
	place("/a", ALL, "max-age=300");
	place("/a/b", ALL, "max-age=60/factor=totp+hotp");
	place("/a/b/c", ALL, "factor=hotp+recovery");
	place("/other", ALL, "max-age=10");
	ck_assert_ok(meet(0, "/A/x/../b/C/d"));
	ck_assert_int_eq(d.need.max_age, 60);
	ck_assert_uint_eq(d.need.factors, OG_FACTOR_HOTP);
	ck_assert_uint_eq(d.n_also, 1);
	ck_assert_ok(meet(0, "/"));
	ck_assert(d.n_also == 1 && d.need.max_age == 0);
	ck_assert_ok(meet(0, "/a/b/../../other"));
	ck_assert_int_eq(d.need.max_age, 10);
	ck_assert_uint_ne(d.need.factors, 0);
}
END_TEST

START_TEST(factors_that_exclude_each_other_are_an_error)
{
	ck_assert_ok(og_requirement_parse_words("factor=totp", &location));
	place("/admin", ALL, "factor=recovery");
	ck_assert_err(meet(0, "/admin"), OG_ERR_RANGE);
	ck_assert_ok(meet(0, "/"));
}
END_TEST

START_TEST(a_place_is_on_its_hosts)
{
	place("/admin", 2, "groups=ops");
	ck_assert(!og_places_are_on(&places, 0));
	ck_assert(og_places_are_on(&places, 1));
	ck_assert(!og_places_are_on(&places, 32));
	ck_assert_ok(meet(0, "/admin"));
	ck_assert_uint_eq(d.n_also, 0);
	ck_assert_ok(meet(1, "/admin"));
	ck_assert_uint_eq(d.n_also, 1);
	/* where no place is, nobody minds how a path is written */
	ck_assert_ok(meet(0, "/x%2fy"));
	ck_assert(!d.unclear);
	ck_assert_ok(meet(1, "/x%2fy"));
	ck_assert(d.unclear);
}
END_TEST

START_TEST(what_is_odd_is_unclear_where_something_is_demanded)
{
	ck_assert_ok(og_requirement_parse_words("max-age=60", &location));
	ck_assert_ok(meet(0, "/x%2fy"));
	ck_assert(d.unclear);
	ck_assert_ok(meet(0, "/x/y"));
	ck_assert(!d.unclear);
	ck_assert_ok(meet(0, "http://host/x"));
	ck_assert(d.unclear);
}
END_TEST

START_TEST(what_is_raw_hides_neither_dots_nor_places)
{
	static const char *const dots[] = {"/api/v4/..%09/..%09/admin",
	    "/api/v4/%c0%ae%c0%ae/%c0%ae%c0%ae/admin", "/api/v4/..%0a/x",
	    "/api/v4/%e0%80%ae./x", "/api/v4/%u002e%u002e/x",
	    "/api/v4/%25u002e./x", "/api/v4/%uff0e./x", "/api/v4/.%e2%80%8e./x",
	    "/api/v4/..%e2%80%a8/x", "/api/v4/..%c2%85/x",
	    "/api/v4/..%c0%af..%c0%afadmin", "/api/v4/..%7f/x"};
	static const char *const below[] = {"/api/v4/admin%09",
	    "/api/v4/%0aadmin/x", "/api/v4/admin%e2%80%a8",
	    "/api/v4/ad%e2%80%8emin", "/api/v4/admin%c2%85",
	    "/api/v4/%c1%a1dmin", "/api/v4/%u0061dmin", "/api/v4/%uFF41dmin",
	    "/api/v4%c0%afadmin/x", "/api/v4/x/%c0%af/../admin"};

	place("/api/v4/admin", ALL, "groups=root");
	memcpy(places.raw[places.n_raw++], "/api/v4", 8);
	for (int i = 0; i < CHECK_COUNT(dots); i++) {
		ck_assert_ok(meet(0, dots[i]));
		ck_assert_msg(d.unclear, "%s", dots[i]);
	}
	for (int i = 0; i < CHECK_COUNT(below); i++) {
		ck_assert_ok(meet(0, below[i]));
		ck_assert_msg(d.unclear || d.n_also == 1, "%s", below[i]);
	}
	ck_assert_ok(meet(0, "/api/v4/x%ff%c0/%09y"));
	ck_assert(!d.unclear && d.n_also == 0);
}
END_TEST

START_TEST(some_paths_may_be_raw)
{
	place("/admin", ALL, "groups=ops");
	place("/api/v4/admin", ALL, "groups=root");
	memcpy(places.raw[places.n_raw++], "/api/v4", 8);
	ck_assert_ok(meet(0, "/api/v4/projects/a%2fb?x"));
	ck_assert(!d.unclear);
	ck_assert_ok(meet(0, "/api/v4/x%ff"));
	ck_assert(!d.unclear);
	/* the places below it count, and what leads out of it does not */
	ck_assert_ok(meet(0, "/api/v4/%2fadmin"));
	ck_assert_uint_eq(d.n_also, 1);
	ck_assert_ok(meet(0, "/api/v4/..%2f..%2fadmin"));
	ck_assert(d.unclear);
	ck_assert_ok(meet(0, "/api/v4/a%2fb/../x"));
	ck_assert(!d.unclear);
	ck_assert_ok(meet(0, "/api/v4/a%00"));
	ck_assert(d.unclear);
	ck_assert_ok(meet(0, "/api/v4%2fx"));
	ck_assert(d.unclear);
	ck_assert_ok(meet(0, "/api/v40/a%2fb"));
	ck_assert(d.unclear);
	ck_assert_ok(meet(0, "/x/../api/v4/a%2fb"));
	ck_assert(d.unclear);
}
END_TEST

/* --- paths that are taken for addresses, or given to scripts --- */

/* "/vault" and "/a/vault" are places: how many of them does "uri" touch? */
static size_t
touched(const char *uri)
{
	setup();
	place("/vault", ALL, "groups=ops");
	place("/a/vault", ALL, "groups=root");
	ck_assert_ok(meet(0, uri));
	return d.n_also;
}

START_TEST(behind_two_slashes_a_host_may_stand)
{
	static const char *const list[] = {"//host/vault/x", "//host/Vault",
	    "///h/vault", "//u@h:80/vault", "//u:p@h//vault/", "//[x]/vault",
	    "//h/;/vault", "//h;x/vault", "/;/h/vault", "/;x//h/vault",
	    "/%3bx/h/vault", "//h//h/vault", "//h.test/index.php/vault",
	    "/index.php//h/vault", "/x/a.cgi//h/vault", "//+/vault",
	    "//h.php/vault", "/a//h/vault", "/a/;/h/%76ault"};

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		ck_assert_msg(touched(list[i]) == 1, "%s", list[i]);
		ck_assert_msg(!d.unclear, "%s", list[i]);
	}
	/* the slashes may mean nothing, too */
	ck_assert_uint_eq(touched("//vault"), 1);
	ck_assert_uint_eq(touched("//a/vault"), 2);
	ck_assert_uint_eq(touched("//a//vault"), 2);
	ck_assert(!d.unclear);
}
END_TEST

START_TEST(behind_a_script_a_page_of_the_root_may_stand)
{
	static const char *const list[] = {"/public/index.php/vault",
	    "/x/a.cgi/vault", "/a.php5/vault", "/index.php7/vault/x",
	    "/x/y/z.php/vault", "/x/y.php/z.php/vault", "/x/y.php;z/Vault",
	    "/.php/vault", "/x/.php/vault",
	    /* the name of the script is taken off, and a slash put there */
	    "/index.phpvault", "/x/index.phpvault/y", "/index.php%20vault",
	    "/index.php.phpVAULT", "/x.php/index.phpvault",
	    /* something is cut off, or not */
	    "/x/y;z.php/vault", "/x/;z.php/vault", "/x/y.php;z/vault",
	    "/x/y;a.php;b/vault", "/x/;.phpvault#z", "/x/y.phpvault;z",
	    "/x/:$y.phpVault::$DATA", "//%2b.phpvault", "/+/vault",
	    "//+/h/vault"};

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		ck_assert_msg(touched(list[i]) == 1, "%s", list[i]);
		ck_assert_msg(!d.unclear, "%s", list[i]);
	}
	ck_assert_uint_eq(touched("/a/index.php/vault"), 2);
	ck_assert_uint_eq(touched("/a/b/index.php/vault"), 2);
	ck_assert_uint_eq(touched("/a/index.phpvault"), 2);
}
END_TEST

START_TEST(other_pages_are_in_no_place_for_that)
{
	static const char *const list[] = {"/x/vault", "/x//y/vault",
	    "//h/x/vault", "//h/i/j/vault", "//h/vaults", "//h", "//",
	    "/x/index.php", "/x/index.php/", "/x/index.php/y/vault",
	    "/index.phpx/vault", "/index.phpvaults", "/x/a.txt/vault",
	    "/v1.5/vault", "/vault.php", "/b/x//vault"};

	for (int i = 0; i < CHECK_COUNT(list); i++)
		ck_assert_msg(touched(list[i]) == 0, "%s", list[i]);
}
END_TEST

START_TEST(a_long_place_is_found_behind_a_host)
{
	char path[OG_PLACE_MAX + 1], uri[OG_PLACE_MAX + 8];

	for (size_t i = 0; i < OG_PLACE_MAX; i += 2)
		memcpy(path + i, "/a", 3);
	place(path, ALL, "groups=ops");
	memcpy(uri, "//h", 3);
	memcpy(uri + 3, path, sizeof(path));
	ck_assert_ok(meet(0, uri));
	ck_assert_uint_eq(d.n_also, 1);
	uri[strlen(uri) - 2] = '\0';
	ck_assert_ok(meet(0, uri));
	ck_assert_uint_eq(d.n_also, 0);
}
END_TEST

START_TEST(demands_found_by_another_reading_exclude_each_other_too)
{
	ck_assert_ok(og_requirement_parse_words("factor=totp", &location));
	place("/vault", ALL, "factor=recovery");
	ck_assert_err(meet(0, "//h/vault"), OG_ERR_RANGE);
	ck_assert_err(meet(0, "/x/a.php/vault"), OG_ERR_RANGE);
	ck_assert_ok(meet(0, "//h/x"));
}
END_TEST

START_TEST(a_place_is_spelled_as_it_is_compared)
{
	static const struct {
		const char *path, *folded;
		enum og_err err;
	} list[] = {
	    {"/", "/", OG_OK},
	    {"/admin", "/admin", OG_OK},
	    {"/admin/x-y.html", "/admin/x-y.html", OG_OK},
	    {"/otpx", "/otpx", OG_OK},
	    {"/Admin/", "/admin", OG_ERR_FORMAT},
	    {"/admin/../x", "/x", OG_ERR_FORMAT},
	    {"/%61;b", "/a", OG_ERR_FORMAT},
	    {"admin", "", OG_ERR_FORMAT},
	    {"", "", OG_ERR_FORMAT},
	    {"/a?b", "", OG_ERR_FORMAT},
	    {"/a%2fb", "", OG_ERR_FORMAT},
	    {"/a\\b", "", OG_ERR_FORMAT},
	    {"/otp", "", OG_ERR_FORMAT},
	    {"/otp/check", "", OG_ERR_FORMAT},
	    {"/OTP/login", "", OG_ERR_FORMAT},
	};
	char folded[OG_PLACE_MAX + 1];
	char longest[OG_PLACE_MAX + 2];

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		ck_assert_err(
		    og_place_check(list[i].path, folded), list[i].err);
		ck_assert_str_eq(folded, list[i].folded);
	}
	memset(longest, 'a', sizeof(longest));
	longest[0] = '/';
	longest[OG_PLACE_MAX] = '\0';
	ck_assert_ok(og_place_check(longest, folded));
	place(longest, ALL, "groups=ops");
	ck_assert_ok(meet(0, longest));
	ck_assert_uint_eq(d.n_also, 1);
	longest[OG_PLACE_MAX] = 'a';
	longest[OG_PLACE_MAX + 1] = '\0';
	ck_assert_err(og_place_check(longest, folded), OG_ERR_RANGE);
	ck_assert_ok(meet(0, longest));
	ck_assert_uint_eq(d.n_also, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("place");
	TCase *tc = tcase_create("place");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, without_places_a_location_demands_what_it_did);
	tcase_add_test(tc, a_place_adds_to_its_location);
	tcase_add_test(tc, nothing_is_taken_away);
	tcase_add_test(tc, all_places_on_the_way_count);
	tcase_add_test(tc, factors_that_exclude_each_other_are_an_error);
	tcase_add_test(tc, a_place_is_on_its_hosts);
	tcase_add_test(tc, what_is_odd_is_unclear_where_something_is_demanded);
	tcase_add_test(tc, some_paths_may_be_raw);
	tcase_add_test(tc, what_is_raw_hides_neither_dots_nor_places);
	tcase_add_test(tc, behind_two_slashes_a_host_may_stand);
	tcase_add_test(tc, behind_a_script_a_page_of_the_root_may_stand);
	tcase_add_test(tc, other_pages_are_in_no_place_for_that);
	tcase_add_test(tc, a_long_place_is_found_behind_a_host);
	tcase_add_test(
	    tc, demands_found_by_another_reading_exclude_each_other_too);
	tcase_add_test(tc, a_place_is_spelled_as_it_is_compared);
	suite_add_tcase(s, tc);
	return check_main(s);
}
