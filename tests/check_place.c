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
	tcase_add_test(tc, a_place_is_spelled_as_it_is_compared);
	suite_add_tcase(s, tc);
	return check_main(s);
}
