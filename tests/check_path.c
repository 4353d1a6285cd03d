/* SPDX-License-Identifier: ISC */
/* Tests of lib/base/path.c, the folded reading; the strict one is tested
 * through tokens, in check_bearer.c. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "lib/base/err.h"
#include "lib/base/path.h"

static char text[32768];
static struct og_path p;

/* Walks to the end. */
static const char *
fold(const char *uri)
{
	static char out[sizeof(text) + 1];

	og_path_begin(&p, uri, text, sizeof(text));
	while (og_path_next(&p))
		;
	memcpy(out, text, p.done);
	out[p.done] = '\0';
	return p.done > 0 ? out : "/";
}

/* --- honest spellings --- */

START_TEST(folds_what_servers_fold)
{
	static const struct {
		const char *uri, *folded;
	} list[] = {
	    {"/", "/"},
	    {"/admin", "/admin"},
	    {"/admin/", "/admin"},
	    {"/Admin/USERS", "/admin/users"},
	    {"/admin?x=/../..;y", "/admin"},
	    {"//admin", "/admin"},
	    {"/admin//", "/admin"},
	    {"/./admin/.", "/admin"},
	    {"/x/../admin", "/admin"},
	    {"/x/..", "/"},
	    {"/../../admin", "/admin"},
	    {"/x/y/../../admin", "/admin"},
	    {"/%61dmin", "/admin"},
	    {"/%41DMIN", "/admin"},
	    {"/%2561dmin", "/admin"},
	    {"/%25%36%31dmin", "/admin"},
	    {"/%252525252561dmin", "/admin"},
	    {"/%%361dmin", "/admin"},
	    {"/admin;x", "/admin"},
	    {"/admin;x=1/y;z", "/admin/y"},
	    {"/admin%3bx", "/admin"},
	    {"/admin%253bx", "/admin"},
	    {"/;/admin", "/admin"},
	    {"/;a=b/admin", "/admin"},
	    {"/admin.", "/admin"},
	    {"/admin../x", "/admin/x"},
	    {"/admin%20", "/admin"},
	    {"/admin%20.%20", "/admin"},
	    {"/admin+", "/admin"},
	    {"/%20admin", "/admin"},
	    {"/admin%c2%a0", "/admin"},
	    {"/admin%e3%80%80/x", "/admin/x"},
	    {"/admin::$DATA", "/admin"},
	    {"/admin:$I30:$INDEX_ALLOCATION/x", "/admin/x"},
	    {"/admin%3a%3a$data", "/admin"},
	    {"/admin:", "/admin"},
	    {"/admin%3f/x", "/admin/x"},
	    {"/index.php/admin", "/admin"},
	    {"/Index.PHP;x/admin", "/admin"},
	    {"/shop/index%2ephp/admin/x", "/shop/admin/x"},
	    {"/a.cgi/b.pl/admin", "/admin"},
	    {"/index.php", "/index.php"},
	    {"/a.php?/b", "/a.php"},
	    {"/.php/admin", "/.php/admin"},
	    {"/a.phpx/admin", "/a.phpx/admin"},
	    {"/admin#x", "/admin"},
	    {"/admin%23x", "/admin"},
	    {"/\xef\xbd\x81\xef\xbc\xa4min", "/admin"},
	    {"/%ef%bd%81dmin", "/admin"},
	    {"/%EF%BC%8561dmin", "/admin"},
	    {"/\xe2\x84\xaa\xc5\xbf\xc4\xb0\xc4\xb1", "/ksii"},
	    {"/.git", "/.git"},
	    {"/c/project/+/1", "/c/project/+/1"},
	    {"/a.b", "/a.b"},
	    {"/Talk:Page", "/talk:page"},
	    {"/100%", "/100%"},
	    {"/100%25", "/100%"},
	    {"/gr\xc3\xb6\xc3\x9f"
	     "e",
		"/gr\xc3\xb6\xc3\x9f"
		"e"},
	};

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		const char *folded = fold(list[i].uri);

		ck_assert_msg(strcmp(folded, list[i].folded) == 0,
		    "%s is %s and not %s", list[i].uri, folded, list[i].folded);
		ck_assert_msg(p.odd == 0, "%s is odd: %u", list[i].uri, p.odd);
	}
}
END_TEST

START_TEST(knows_what_is_another_path)
{
	ck_assert_str_ne(fold("/administrator"), "/admin");
	ck_assert_str_ne(fold("/admin.php"), "/admin");
	ck_assert_str_ne(fold("/x/admin"), "/admin");
	ck_assert_str_ne(fold("/ad/min"), "/admin");
	ck_assert_str_ne(fold("/?/admin"), "/admin");
}
END_TEST

/* --- what is read in two ways --- */

START_TEST(tells_what_is_odd)
{
	static const struct {
		const char *uri;
		unsigned odd;
	} list[] = {
	    {"/x%2fadmin", OG_PATH_ODD_SLASH},
	    {"/x%2Fadmin", OG_PATH_ODD_SLASH},
	    {"/x%252fadmin", OG_PATH_ODD_SLASH},
	    {"/x%25252fadmin", OG_PATH_ODD_SLASH},
	    {"/x\\admin", OG_PATH_ODD_SLASH},
	    {"/x%5cadmin", OG_PATH_ODD_SLASH},
	    {"/x%255cadmin", OG_PATH_ODD_SLASH},
	    {"/x\xef\xbc\x8f"
	     "admin",
		OG_PATH_ODD_SLASH},
	    {"/x%ef%bc%bcadmin", OG_PATH_ODD_SLASH},
	    {"/admin%00", OG_PATH_ODD_FORM},
	    {"/admin%2500.html", OG_PATH_ODD_FORM},
	    {"/admin%0a", OG_PATH_ODD_BYTES},
	    {"/ad%09min", OG_PATH_ODD_BYTES},
	    {"/admin\t", OG_PATH_ODD_BYTES},
	    {"/admin%7f", OG_PATH_ODD_BYTES},
	    {"/%c0%afadmin", OG_PATH_ODD_BYTES},
	    {"/%c0%ae%c0%ae/admin", OG_PATH_ODD_BYTES},
	    {"/%e0%80%aeadmin", OG_PATH_ODD_BYTES},
	    {"/admin%ff", OG_PATH_ODD_BYTES},
	    {"/%u0061dmin", OG_PATH_ODD_BYTES},
	    {"/%25u0061dmin", OG_PATH_ODD_BYTES},
	    {"/%U002e%u002e/admin", OG_PATH_ODD_BYTES},
	    {"/x/%2e%2e/admin", OG_PATH_ODD_DOTS},
	    {"/x/%2e./admin", OG_PATH_ODD_DOTS},
	    {"/x/.%2e/admin", OG_PATH_ODD_DOTS},
	    {"/x/%252e%252e/admin", OG_PATH_ODD_DOTS},
	    {"/%2e/admin", OG_PATH_ODD_DOTS},
	    {"/x/..;/admin", OG_PATH_ODD_DOTS},
	    {"/x/..;a=b/admin", OG_PATH_ODD_DOTS},
	    {"/.;/admin", OG_PATH_ODD_DOTS},
	    {"/x/.../admin", OG_PATH_ODD_DOTS},
	    {"/x/..%20/admin", OG_PATH_ODD_DOTS},
	    {"/x/.. /admin", OG_PATH_ODD_DOTS},
	    {"/x/..+/admin", OG_PATH_ODD_DOTS},
	    {"/x/%20/admin", OG_PATH_ODD_DOTS},
	    {"/x/..::$DATA/admin", OG_PATH_ODD_DOTS},
	    {"/x/..%3f/admin", OG_PATH_ODD_DOTS},
	    {"/x/\xe2\x80\xa5/admin", OG_PATH_ODD_DOTS},
	    {"/(S(x))/admin", OG_PATH_ODD_DOTS},
	    {"/ad/(s(x))min", OG_PATH_ODD_DOTS},
	    {"/x/%28F%28x))/admin", OG_PATH_ODD_DOTS},
	    {"/x/a.php/../admin", OG_PATH_ODD_DOTS},
	    /* what ".." leaves depends on whether these are segments */
	    {"/x//../admin", OG_PATH_ODD_DOTS},
	    {"/x/;/../admin", OG_PATH_ODD_DOTS},
	    {"/x;y/../admin", OG_PATH_ODD_DOTS},
	    {"//./admin", OG_PATH_ODD_DOTS},
	    {"", OG_PATH_ODD_FORM},
	    {"?x", OG_PATH_ODD_FORM},
	    {"*", OG_PATH_ODD_FORM},
	    {"admin", OG_PATH_ODD_FORM},
	    {"http://host/admin", OG_PATH_ODD_FORM},
	};

	for (int i = 0; i < CHECK_COUNT(list); i++) {
		(void)fold(list[i].uri);
		ck_assert_msg((p.odd & list[i].odd) != 0, "%s: %u, not %u",
		    list[i].uri, p.odd, list[i].odd);
	}
}
END_TEST

START_TEST(no_longer_than_the_room_for_it)
{
	static char uri[sizeof(text) + 2];

	memset(uri, 'a', sizeof(uri) - 1);
	uri[0] = '/';
	(void)fold(uri);
	ck_assert_uint_eq(p.odd, OG_PATH_ODD_FORM);
	uri[sizeof(text)] = '\0';
	(void)fold(uri);
	ck_assert_uint_eq(p.odd, 0);
	ck_assert_uint_eq(p.done, sizeof(text));
}
END_TEST

/* --- the walk --- */

/* True when the walk along "uri" comes past "place". */
static bool
passes(const char *uri, const char *place)
{
	bool found = false;

	og_path_begin(&p, uri, text, sizeof(text));
	do
		found = found || (p.done == strlen(place) &&
				     memcmp(text, place, p.done) == 0);
	while (og_path_next(&p));
	return found;
}

START_TEST(a_walk_comes_past_all_that_anybody_may_see)
{
	ck_assert(passes("/admin/x/y", "/admin"));
	ck_assert(passes("/admin/../public", "/admin"));
	ck_assert(passes("/admin/../public", "/public"));
	ck_assert(passes("/admin;/x/../y", "/admin"));
	ck_assert(passes("/admin.php/x", "/admin.php"));
	ck_assert(passes("/index.php/admin", "/admin"));
	ck_assert(passes("/a/index.php/admin/x", "/a/admin"));
	ck_assert(!passes("/administrator/x", "/admin"));
	ck_assert(!passes("/public", "/admin"));
	ck_assert(!passes("/x/admin", "/admin"));
}
END_TEST

/* --- properties, over random paths --- */

static const char *const parts[] = {"/", "/", "/", "a", "B", "admin", "ADMIN",
    ".", "..", "%2e", "%25", "%", "2", "5", "f", "%61", "%2561", ";", "%3b",
    "+", "%20", " ", ":", "::$", "(S(", ".php", "%3f", "#", "\xc3\xb6",
    "\xef\xbc\x85", "\xef\xbc\xa1", "\xc5\xbf", "\xe2\x84\xaa", "%e2%84%aa",
    "%5c", "%2f", "u"};

/* The same numbers every time. */
static uint32_t seed;

static int
below(int n)
{
	seed = seed * 1664525 + 1013904223;
	return (int)((seed >> 8) % (uint32_t)n);
}

static char spelled[4096];
static size_t spelled_len;

static void OG_PRINTF(1, 2) add(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	spelled_len += (size_t)vsnprintf(
	    spelled + spelled_len, sizeof(spelled) - spelled_len, fmt, ap);
	va_end(ap);
	ck_assert(spelled_len < sizeof(spelled));
}

static const char *
random_path(void)
{
	int n = below(16);

	spelled_len = 0;
	add("/");
	while (n-- > 0)
		add("%s", parts[below(CHECK_COUNT(parts))]);
	return spelled;
}

START_TEST(folding_twice_is_folding_once)
{
	char once[4096];

	seed = 1;
	for (int i = 0; i < 50000; i++) {
		const char *uri = random_path();

		(void)snprintf(once, sizeof(once), "%s", fold(uri));
		if (p.odd != 0)
			continue;
		ck_assert_msg(strcmp(fold(once), once) == 0, "%s: %s, %s", uri,
		    once, fold(once));
		ck_assert_msg(p.odd == 0, "%s", once);
	}
}
END_TEST

/* Spells "path" anew: each byte perhaps escaped, escaped again, or in the other
 * case; slashes perhaps doubled; something perhaps added to segments. */
static const char *
spell(const char *path)
{
	static const char *const tails[] = {
	    "", "", "", ";x=1", ".", "%20", "+", "::$DATA", ";", "%3by"};

	for (spelled_len = 0; *path != '\0'; path++) {
		if (*path == '/')
			add(below(4) == 0 ? "//" : "/");
		else if (below(4) == 0)
			add("%%%02X", (unsigned char)*path);
		else if (below(4) == 0)
			add("%%25%02x", (unsigned char)*path);
		else if (below(4) == 0 && *path >= 'a' && *path <= 'z')
			add("%c", *path - 'a' + 'A');
		else
			add("%c", *path);
		if (*path != '/' && (path[1] == '/' || path[1] == '\0'))
			add("%s", tails[below(CHECK_COUNT(tails))]);
	}
	return spelled;
}

START_TEST(every_spelling_folds_to_the_plain_one)
{
	static const char *const places[] = {
	    "/admin", "/pay/send", "/a", "/x-y/z_1/t.html", "/.well/known"};
	seed = 2;
	for (int i = 0; i < 50000; i++) {
		const char *place = places[i % CHECK_COUNT(places)];
		const char *uri = spell(place);

		ck_assert_msg(
		    strcmp(fold(uri), place) == 0, "%s is %s", uri, fold(uri));
		ck_assert_msg(p.odd == 0, "%s is odd: %u", uri, p.odd);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("path");
	TCase *tc = tcase_create("path");

	tcase_add_test(tc, folds_what_servers_fold);
	tcase_add_test(tc, knows_what_is_another_path);
	tcase_add_test(tc, tells_what_is_odd);
	tcase_add_test(tc, no_longer_than_the_room_for_it);
	tcase_add_test(tc, a_walk_comes_past_all_that_anybody_may_see);
	tcase_add_test(tc, folding_twice_is_folding_once);
	tcase_add_test(tc, every_spelling_folds_to_the_plain_one);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
