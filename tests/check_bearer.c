/* SPDX-License-Identifier: ISC */
/* Bearer tokens: their text, their place in a record, and above all which
 * requests they are good for. */
#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "lib/record/bearer.h"
#include "lib/rules/restore.h"

static const struct og_bearer_token sample = {
    .user = 0x0123456789abcdef,
    .secret = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255},
};

static enum og_err
parse(const char *header, struct og_bearer_token *t)
{
	return og_bearer_parse(header, strlen(header), t);
}

/* --- the text --- */

START_TEST(what_was_written_is_read)
{
	char text[OG_BEARER_SIZE], header[OG_BEARER_SIZE + 16];
	struct og_bearer_token t;

	og_bearer_format(&sample, text);
	ck_assert_str_eq(text, "otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__");
	snprintf(header, sizeof(header), "Bearer %s", text);
	ck_assert_int_eq(parse(header, &t), OG_OK);
	ck_assert(t.user == sample.user);
	ck_assert_mem_eq(t.secret, sample.secret, OG_SECRET_LEN);
	snprintf(header, sizeof(header), "bEARER   %s", text);
	ck_assert_int_eq(parse(header, &t), OG_OK);
}
END_TEST

static const char *const others[] = {"", "Bearer", "Bearer ",
    "Basic b3RwZ2F0ZV86eA==", "Bearer abc",
    "Bearer otpgate-ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    "Bearer OTPGATE_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    "Bearer\totpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    " Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    "Bearerotpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    "otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__",
    "Basic x, Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__"};

START_TEST(other_schemes_and_other_tokens_are_not_ours)
{
	struct og_bearer_token t = sample, zero = {0};

	ck_assert_int_eq(parse(others[_i], &t), OG_ERR_NOTFOUND);
	ck_assert_mem_eq(&t, &zero, sizeof(t));
}
END_TEST

static const char *const misspelt[] = {"Bearer otpgate_",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg_",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg___",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg//",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg==",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__ ",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__,",
    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__, Bearer x"};

START_TEST(ours_has_one_spelling)
{
	struct og_bearer_token t = sample, zero = {0};

	ck_assert_int_eq(parse(misspelt[_i], &t), OG_ERR_FORMAT);
	ck_assert_mem_eq(&t, &zero, sizeof(t));
}
END_TEST

START_TEST(a_nul_byte_does_not_end_a_token)
{
	static const char header[] =
	    "Bearer otpgate_ASNFZ4mrze8BAgMEBQYHCAkKCwwNDg__\0x";
	struct og_bearer_token t;

	ck_assert_int_eq(
	    og_bearer_parse(header, sizeof(header) - 1, &t), OG_ERR_FORMAT);
}
END_TEST

/* --- in the record --- */

START_TEST(a_digest_is_not_that_of_a_session)
{
	uint8_t mine[OG_DIGEST_LEN], plain[OG_MAC_LEN];

	ck_assert_int_eq(og_bearer_digest(sample.secret, mine), OG_OK);
	ck_assert_int_eq(og_sha256(sample.secret, OG_SECRET_LEN, plain), OG_OK);
	ck_assert_mem_ne(mine, plain, OG_DIGEST_LEN);
}
END_TEST

/* Three tokens: 1, 2, 3, with digests of nothing but their number. */
static void
three(struct og_user *u)
{
	people_user(u);
	for (uint32_t i = 0; i < 3; i++) {
		struct og_bearer *b = &u->bearers[u->n_bearers++];

		memset(b, 0, sizeof(*b));
		b->id = u->next_id++;
		memset(b->digest, (int)i + 1, sizeof(b->digest));
	}
}

START_TEST(finds_by_the_whole_digest_and_by_id)
{
	static struct og_user u;
	uint8_t digest[OG_DIGEST_LEN];

	three(&u);
	memset(digest, 2, sizeof(digest));
	ck_assert_ptr_eq(og_bearer_find(&u, digest), &u.bearers[1]);
	digest[OG_DIGEST_LEN - 1] ^= 1;
	ck_assert_ptr_null(og_bearer_find(&u, digest));
	ck_assert_ptr_eq(og_bearer_get(&u, u.bearers[2].id), &u.bearers[2]);
	ck_assert_ptr_null(og_bearer_get(&u, 0));
	ck_assert_ptr_null(og_bearer_get(&u, 99));
}
END_TEST

START_TEST(drops_one_and_keeps_the_others)
{
	static struct og_user u;
	uint32_t first, middle, last;

	three(&u);
	first = u.bearers[0].id;
	middle = u.bearers[1].id;
	last = u.bearers[2].id;
	ck_assert(!og_bearer_drop(&u, 99));
	ck_assert(og_bearer_drop(&u, middle));
	ck_assert(!og_bearer_drop(&u, middle));
	ck_assert_uint_eq(u.n_bearers, 2);
	ck_assert_ptr_nonnull(og_bearer_get(&u, first));
	ck_assert_ptr_nonnull(og_bearer_get(&u, last));
	ck_assert(og_bearer_drop(&u, last));
	ck_assert(og_bearer_drop(&u, first));
	ck_assert_uint_eq(u.n_bearers, 0);
}
END_TEST

START_TEST(a_record_from_the_past_brings_no_token_back)
{
	static const struct og_restore how = {.now = PEOPLE_NOW};
	static struct og_user u;

	three(&u);
	og_restore_user(&u, &how);
	ck_assert_uint_eq(u.n_bearers, 0);
}
END_TEST

/* --- prefixes --- */

static const char *const prefixes[] = {"/", "/api", "/api/v1", "/a.b/c-d",
    "/a..b", "/~joe/.well-known", "/x=1,2", "/otpx", "/api/otp"};

START_TEST(a_canonical_path_can_be_a_prefix)
{

	ck_assert(og_bearer_prefix_is_valid(prefixes[_i]));
}
END_TEST

static const char *const no_prefixes[] = {"", "api", "//", "/api/", "//api",
    "/api//x", "/.", "/..", "/api/..", "/api/./x", "/...", "/a%20b", "/api%2fx",
    "/api?x", "/api#x", "/a\\b", "/a b", "/a;b", "/a\x01", "/a\x7f",
    "/a\xc3\xa4", "/a\"b", "/a<b", "/otp", "/otp/login", "https://app.test/api",
    "*"};

START_TEST(anything_else_cannot)
{

	ck_assert(!og_bearer_prefix_is_valid(no_prefixes[_i]));
}
END_TEST

START_TEST(a_prefix_has_room_for_so_much)
{
	char s[OG_PREFIX_MAX + 2] = "/";

	memset(s + 1, 'a', OG_PREFIX_MAX - 1);
	ck_assert(og_bearer_prefix_is_valid(s));
	s[OG_PREFIX_MAX] = 'a';
	ck_assert(!og_bearer_prefix_is_valid(s));
}
END_TEST

/* --- targets --- */

#define GOOD_UNTIL (PEOPLE_NOW + 100)

/* Is a token for "prefix" good for "uri"? */
static bool
opens(const char *prefix, const char *uri)
{
	struct og_bearer b = {.expires = GOOD_UNTIL};

	ck_assert_uint_lt(strlen(prefix), sizeof(b.prefix));
	memcpy(b.prefix, prefix, strlen(prefix) + 1);
	return og_bearer_is_good(&b, uri, "192.0.2.1", PEOPLE_NOW);
}

static const char *const below[] = {"/api", "/api/", "/api?x=1",
    "/api/?x=/../admin", "/api/v1/items/7", "/api/a..b/.hidden/..x",
    "/api/caf%C3%A9", "/api/a%20b", "/api/@me:x", "/api/a%2Eb",
    "/api/x?next=//evil&back=..%2f..%2f", "/api/x?", "/api/%61%62",
    "/api/x?a=b;c|{}\"\\"};

START_TEST(a_prefix_covers_itself_and_what_is_below)
{

	ck_assert(opens("/api", below[_i]));
	ck_assert(opens("/", below[_i]));
	ck_assert(!opens("/admin", below[_i]));
}
END_TEST

static const char *const beside[] = {"/", "/ap", "/apis", "/api-admin",
    "/api.html", "/admin", "/admin/api", "/admin?/api", "/API", "/Api/x",
    "/%61pi/x", "/ap%69"};

START_TEST(a_prefix_covers_nothing_beside_it)
{

	ck_assert(!opens("/api", beside[_i]));
}
END_TEST

/* What two readers could take for two things. */
static const char *const ambiguous[] = {
    /* dot segments, plain and escaped */
    "/api/../admin", "/api/..", "/api/.", "/api/./x", "/api/%2e%2e/admin",
    "/api/%2E%2e/admin", "/api/.%2e/admin", "/api/%2e./admin", "/api/%2e",
    "/api/%2e/x", "/api/.../admin", "/api/..%20/admin", "/api/%20../admin",
    "/api/..+/admin", "/api/%20/x", "/api/..%2e/x",
    /* empty segments */
    "/api//admin", "/api//", "//api/x", "//", "///", "/api///x",
    "/api/..//admin",
    /* escaped separators, escapes of escapes */
    "/api/..%2fadmin", "/api/..%2Fadmin", "/api/x%2f..%2f..%2fadmin",
    "/api%2f..%2fadmin", "/api/%2f", "/api/..%5cadmin", "/api/..%5Cadmin",
    "/api/%252e%252e/admin", "/api/%252e%252e%252fadmin", "/api/%25",
    "/api/%2525", "/api/x%25zz",
    /* backslashes */
    "/api/..\\admin", "/api\\..\\admin", "\\api\\x", "/api/\\",
    /* path parameters */
    "/api/..;/admin", "/api/..;a=b/admin", "/api;/../admin", "/api/;/x",
    "/api/..%3b/admin", "/api/..%3B/admin", "/api/x;jsessionid=1",
    /* ends for some */
    "/api/..%00/admin", "/api/%00", "/api/x%00.html", "/api#", "/api/#/x",
    "/api/x#/../../admin", "/api/x?a#b", "/api/%23/x", "/api/%3f/../x",
    "/api/%3F", "/api/x%0a", "/api/x%0d%0ax", "/api/x%09", "/api/x%7f",
    "/api/x%1f", "/api/\x01", "/api/\t", "/api/ x", "/api/x y", "/api/x\x7f",
    /* broken escapes */
    "/api/%", "/api/%2", "/api/%g0", "/api/%u002e%u002e/admin", "/api/%%2e",
    "/api/%2%65", "/api/x%",
    /* other bytes */
    "/api/%c0%ae%c0%ae/admin", "/api/..%c0%afadmin", "/api/%e0%80%af",
    "/api/%ff", "/api/%c3", "/api/%c3%28", "/api/\xc3\xa9", "/api/\xff",
    "/api/%c2%85", "/api/%e2%80%ae", "/api/%f8%80%80%80%af",
    /* characters that some take for dots, slashes, blanks or nothing */
    "/api/%e2%80%a5/admin", "/api/%ef%bc%8e%ef%bc%8e/admin",
    "/api/.%e2%80%8b./admin", "/api/..%e2%80%8b/admin",
    "/api/..%e2%80%83/admin", "/api/%e2%80%83/x", "/api/%ef%bb%bf/x",
    "/api/..%cd%be/admin", "/api/x%ef%bc%8fadmin", "/api/x%e2%81%84admin",
    "/api/x%ef%bc%bcadmin", "/api/(S(x))/admin", "/api/..::$DATA/admin",
    "/api/x%ef%bc%852fadmin",
    /* characters that have no place there */
    "/api/<x>", "/api/\"x\"", "/api/{x}", "/api/a|b", "/api/a^b", "/api/`x`",
    "/api/[x]",
    /* not a path */
    "", "api", "api/x", "*", "http://app.test/api/x", "https://app.test/api",
    "?x", "#", "/otp", "/otp/", "/otp/login", "/otp/check", "/otp?x",
    "app.test:443", "/api/x?\xc3\xa9", "/api/x?a b", "/api/x?a\x7f"};

START_TEST(what_could_be_read_in_two_ways_is_refused)
{
	ck_assert_msg(!opens("/api", ambiguous[_i]), "%s", ambiguous[_i]);
	ck_assert_msg(!opens("/", ambiguous[_i]), "%s", ambiguous[_i]);
}
END_TEST

/* Front controllers show what stands behind a script, wherever that is. */
static const char *const scripts[] = {"/api/index.php/admin",
    "/api/x/a.cgi/admin", "/api/a.php5/admin", "/api/A.PHP/admin",
    "/api/a%2ephp/admin", "/api/a.ph%ef%bd%90/admin", "/api/.php/admin",
    "/api/index.phpadmin", "/api/index.php/", "/api/x.aspx/x/y"};

START_TEST(what_a_script_below_the_prefix_shows_is_refused)
{
	ck_assert_msg(!opens("/api", scripts[_i]), "%s", scripts[_i]);
	ck_assert_msg(opens("/", scripts[_i]), "%s", scripts[_i]);
}
END_TEST

START_TEST(a_script_that_is_in_the_prefix_was_meant)
{
	ck_assert(opens("/dav.php", "/dav.php/files/x"));
	ck_assert(opens("/cloud/dav.php", "/cloud/dav.php/files"));
	ck_assert(opens("/dav.php/files", "/dav.php/files/x"));
	ck_assert(!opens("/dav.php", "/dav.php/x.php/y"));
	ck_assert(opens("/api", "/api/index.php"));
	ck_assert(opens("/api", "/api/index.php?x=/admin"));
	ck_assert(opens("/api", "/api/v1.5/x.txt/y"));
}
END_TEST

START_TEST(the_gates_own_pages_want_a_person)
{
	ck_assert(opens("/", "/otpx"));
	ck_assert(!opens("/", "/otp"));
	ck_assert(!opens("/", "/otp/account"));
	/* such a prefix cannot come out of a record, but were it there: */
	ck_assert(!opens("/otp", "/otp/account"));
	ck_assert(!opens("", "/api"));
	ck_assert(!opens("/api/", "/api/x"));
}
END_TEST

START_TEST(a_segment_longer_than_any_name_is_refused)
{
	char uri[600] = "/api/";

	memset(uri + 5, 'a', 256);
	ck_assert(opens("/api", uri));
	uri[5 + 256] = 'a';
	ck_assert(!opens("/api", uri));
	uri[5 + 256] = '/';
	ck_assert(opens("/api", uri));
}
END_TEST

START_TEST(a_token_ends_when_it_expires)
{
	struct og_bearer b = {.expires = GOOD_UNTIL, .prefix = "/api"};

	ck_assert(og_bearer_is_good(&b, "/api", "::1", GOOD_UNTIL - 1));
	ck_assert(!og_bearer_is_good(&b, "/api", "::1", GOOD_UNTIL));
	b.expires = 0;
	ck_assert(!og_bearer_is_good(&b, "/api", "::1", PEOPLE_NOW));
}
END_TEST

/* --- networks --- */

static const char *const spellings[][2] = {
    {"192.0.2.0/24", "192.0.2.0/24"},
    {"192.0.2.7", "192.0.2.7/32"},
    {"0.0.0.0/0", "0.0.0.0/0"},
    {"2001:DB8:0::/32", "2001:db8::/32"},
    {"::1", "::1/128"},
    {"::/0", "::/0"},
    {"::ffff:192.0.2.0/120", "192.0.2.0/24"},
    {"::ffff:c000:207", "192.0.2.7/32"},
    {"::ffff:0:0/96", "0.0.0.0/0"},
};

START_TEST(networks_have_one_spelling)
{
	char out[OG_NETWORK_MAX + 1], again[OG_NETWORK_MAX + 1];

	ck_assert_int_eq(og_bearer_network_parse(spellings[_i][0], out), OG_OK);
	ck_assert_str_eq(out, spellings[_i][1]);
	ck_assert_int_eq(og_bearer_network_parse(out, again), OG_OK);
	ck_assert_str_eq(out, again);
}
END_TEST

static const char *const no_networks[] = {"", "/", "/24", "192.0.2",
    "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/08",
    "192.0.2.0/ 8", "192.0.2.0/24/8", "192.0.2.0 /24", " 192.0.2.0",
    "192.0.2.00", "192.0.2.256", "0x7f.0.0.1", "::/129", "::g", "fe80::1%eth0",
    "[::1]", "localhost", "any", "10.0.0.0-10.0.0.9",
    "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111/1"};

START_TEST(what_is_no_network_is_refused)
{
	char out[OG_NETWORK_MAX + 1];

	ck_assert_int_eq(
	    og_bearer_network_parse(no_networks[_i], out), OG_ERR_FORMAT);
	ck_assert_str_eq(out, "");
}
END_TEST

static const char *const overlong[] = {"192.0.2.1/24", "0.0.0.1/0",
    "192.0.2.128/24", "192.0.2.1/31", "2001:db8::1/32", "8000::/0",
    "::ffff:192.0.2.1/120"};

START_TEST(bits_behind_the_mask_are_a_mistake)
{
	char out[OG_NETWORK_MAX + 1];

	ck_assert_int_eq(
	    og_bearer_network_parse(overlong[_i], out), OG_ERR_RANGE);
	ck_assert_str_eq(out, "");
}
END_TEST

static bool
comes_from(const char *network, const char *address)
{
	struct og_bearer b = {.expires = GOOD_UNTIL, .prefix = "/"};

	ck_assert_uint_lt(strlen(network), sizeof(b.network));
	memcpy(b.network, network, strlen(network) + 1);
	return og_bearer_is_good(&b, "/", address, PEOPLE_NOW);
}

static const struct {
	const char *network, *in, *out;
} members[] = {
    {"192.0.2.0/24", "192.0.2.0", "192.0.3.0"},
    {"192.0.2.0/24", "192.0.2.255", "192.0.1.255"},
    {"192.0.2.128/25", "192.0.2.129", "192.0.2.127"},
    {"192.0.2.8/29", "192.0.2.15", "192.0.2.16"},
    {"192.0.2.7/32", "192.0.2.7", "192.0.2.6"},
    {"192.0.2.7/32", "::ffff:192.0.2.7", "::192.0.2.7"},
    {"0.0.0.0/0", "203.0.113.9", "2001:db8::1"},
    {"::/0", "2001:db8::1", "192.0.2.1"},
    {"::/0", "::1", "::ffff:192.0.2.1"},
    {"2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"},
    {"2001:db8::7/128", "2001:db8:0:0::7", "2001:db8::8"},
};

START_TEST(a_network_holds_its_addresses_only)
{

	ck_assert(comes_from(members[_i].network, members[_i].in));
	ck_assert(!comes_from(members[_i].network, members[_i].out));
	ck_assert(comes_from("", members[_i].out));
}
END_TEST

static const char *const no_addresses[] = {"", "unix:", "192.0.2.1/24", "x",
    "192.0.2.1 ", "192.0.2.1,192.0.2.2", "fe80::1%eth0"};

START_TEST(an_address_that_is_none_is_in_no_network)
{

	ck_assert(!comes_from("0.0.0.0/0", no_addresses[_i]));
	ck_assert(!comes_from("::/0", no_addresses[_i]));
	ck_assert(comes_from("", no_addresses[_i]));
}
END_TEST

static void
add_text(Suite *s)
{
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, what_was_written_is_read);
	tcase_add_loop_test(tc, other_schemes_and_other_tokens_are_not_ours, 0,
	    CHECK_COUNT(others));
	tcase_add_loop_test(
	    tc, ours_has_one_spelling, 0, CHECK_COUNT(misspelt));
	tcase_add_test(tc, a_nul_byte_does_not_end_a_token);
	tcase_add_test(tc, a_digest_is_not_that_of_a_session);
	tcase_add_test(tc, finds_by_the_whole_digest_and_by_id);
	tcase_add_test(tc, drops_one_and_keeps_the_others);
	tcase_add_test(tc, a_record_from_the_past_brings_no_token_back);
	suite_add_tcase(s, tc);
}

static void
add_paths(Suite *s)
{
	TCase *tc = tcase_create("paths");

	tcase_add_loop_test(
	    tc, a_canonical_path_can_be_a_prefix, 0, CHECK_COUNT(prefixes));
	tcase_add_loop_test(
	    tc, anything_else_cannot, 0, CHECK_COUNT(no_prefixes));
	tcase_add_test(tc, a_prefix_has_room_for_so_much);
	tcase_add_loop_test(tc, a_prefix_covers_itself_and_what_is_below, 0,
	    CHECK_COUNT(below));
	tcase_add_loop_test(
	    tc, a_prefix_covers_nothing_beside_it, 0, CHECK_COUNT(beside));
	tcase_add_loop_test(tc, what_could_be_read_in_two_ways_is_refused, 0,
	    CHECK_COUNT(ambiguous));
	tcase_add_loop_test(tc, what_a_script_below_the_prefix_shows_is_refused,
	    0, CHECK_COUNT(scripts));
	tcase_add_test(tc, a_script_that_is_in_the_prefix_was_meant);
	tcase_add_test(tc, the_gates_own_pages_want_a_person);
	tcase_add_test(tc, a_segment_longer_than_any_name_is_refused);
	tcase_add_test(tc, a_token_ends_when_it_expires);
	suite_add_tcase(s, tc);
}

static void
add_networks(Suite *s)
{
	TCase *tc = tcase_create("networks");

	tcase_add_loop_test(
	    tc, networks_have_one_spelling, 0, CHECK_COUNT(spellings));
	tcase_add_loop_test(
	    tc, what_is_no_network_is_refused, 0, CHECK_COUNT(no_networks));
	tcase_add_loop_test(
	    tc, bits_behind_the_mask_are_a_mistake, 0, CHECK_COUNT(overlong));
	tcase_add_loop_test(
	    tc, a_network_holds_its_addresses_only, 0, CHECK_COUNT(members));
	tcase_add_loop_test(tc, an_address_that_is_none_is_in_no_network, 0,
	    CHECK_COUNT(no_addresses));
	suite_add_tcase(s, tc);
}

int
main(void)
{
	Suite *s = suite_create("bearer");

	add_text(s);
	add_paths(s);
	add_networks(s);
	return check_main(s);
}
