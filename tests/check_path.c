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

static const struct {
	const char *uri, *folded;
} folds[] = {
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
    /* every blank of Unicode */
    {"/%e1%9a%80admin%e2%80%80/x", "/admin/x"},
    {"/%e2%80%81admin%e2%80%82", "/admin"},
    {"/%e2%80%83admin%e2%80%84", "/admin"},
    {"/%e2%80%85admin%e2%80%86", "/admin"},
    {"/%e2%80%87admin%e2%80%88", "/admin"},
    {"/%e2%80%89admin%e2%80%8a.", "/admin"},
    {"/%e2%80%afadmin%e2%81%9f", "/admin"},
    {"/%25e2%2580%2583admin", "/admin"},
    /* what has no width, anywhere */
    {"/ad%e2%80%8bmin", "/admin"},
    {"/%e2%80%8cadmin%e2%80%8d", "/admin"},
    {"/adm%c2%adin%e2%81%a0", "/admin"},
    {"/%ef%bb%bfadmin%ef%b8%8f", "/admin"},
    {"/ad%cd%8fmin%e1%a0%8e", "/admin"},
    {"/adm%f3%a0%81%a1in", "/admin"},
    {"/%4%e2%80%8b1dmin", "/admin"},
    {"/admin::$DATA", "/admin"},
    {"/admin:$I30:$INDEX_ALLOCATION/x", "/admin/x"},
    {"/admin%3a%3a$data", "/admin"},
    {"/admin:x:$DATA", "/admin"},
    {"/admin:x::$DATA/y", "/admin/y"},
    {"/admin:x%23y:$DATA", "/admin"},
    {"/admin:", "/admin"},
    {"/admin%3f/x", "/admin/x"},
    {"/index.php/admin", "/admin"},
    {"/Index.PHP;x/admin", "/admin"},
    {"/shop/index%2ephp/admin/x", "/shop/admin/x"},
    {"/a.cgi/b.pl/admin", "/admin"},
    {"/index.php", "/index.php"},
    {"/a.php?/b", "/a.php"},
    {"/.php/admin", "/admin"},
    {"/a.php5/admin", "/admin"},
    {"/index.php7/admin", "/admin"},
    {"/index.php7.4/admin", "/admin"},
    {"/a.py3/b.shtml/c.ashx/admin", "/admin"},
    {"/v1.5/admin", "/v1.5/admin"},
    {"/a.phpx/admin", "/a.phpx/admin"},
    {"/admin#x", "/admin"},
    {"/admin%23x", "/admin"},
    {"/\xef\xbd\x81\xef\xbc\xa4min", "/admin"},
    {"/%ef%bd%81dmin", "/admin"},
    {"/%EF%BC%8561dmin", "/admin"},
    {"/\xe2\x84\xaa\xc5\xbf\xc4\xb0\xc4\xb1", "/ksii"},
    /* as other characters are written in full (NFKC, upper case) */
    {"/o%ef%ac%83ce", "/office"},
    {"/pa%c3%9fword", "/password"},
    {"/PA%e1%ba%9eWORD", "/password"},
    {"/%ef%ac%86ore", "/store"},
    {"/%f0%9d%90%9ADM%e2%85%b0n", "/admin"},
    {"/%e2%93%90%e2%92%b9min", "/admin"},
    {"/%f0%9d%9f%96%c2%b2", "/82"},
    {"/admin%cd%bex", "/admin"},
    {"/admin%ef%b9%94x", "/admin"},
    {"/%ef%b9%aa61dmin", "/admin"},
    {"/.git", "/.git"},
    {"/c/project/+/1", "/c/project/+/1"},
    {"/a.b", "/a.b"},
    {"/Talk:Page", "/talk:page"},
    {"/100%", "/100%"},
    {"/100%25", "/100%"},
    {"/gr\xc3\xb6\xc3\x9f"
     "e",
	"/grosse"},
    /* without accents, composed or not */
    {"/%c3%a1dm%C3%8DN", "/admin"},
    {"/a%cc%81dmi%cc%87n", "/admin"},
    {"/%e1%ba%a1dm%c4%ab%c5%84", "/admin"},
    {"/%c3%a6%c3%98%c5%81", "/aeol"},
    {"/%c6%a1%c6%af%e2%84%ab", "/oua"},
    /* letters that are others to all */
    {"/%ce%a9%d0%96%e6%bc%a2", "/\xce\xa9\xd0\x96\xe6\xbc\xa2"},
};

START_TEST(folds_what_servers_fold)
{
	for (int i = 0; i < CHECK_COUNT(folds); i++) {
		const char *folded = fold(folds[i].uri);

		ck_assert_msg(strcmp(folded, folds[i].folded) == 0,
		    "%s is %s and not %s", folds[i].uri, folded,
		    folds[i].folded);
		ck_assert_msg(p.odd == 0, "%s is odd: %u", folds[i].uri, p.odd);
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

static const struct {
	const char *uri;
	unsigned odd;
} odds[] = {
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
    {"/x/.%e2%80%8b./admin", OG_PATH_ODD_DOTS},
    {"/x/..%e2%80%8b/admin", OG_PATH_ODD_DOTS},
    {"/x/%e2%80%83/admin", OG_PATH_ODD_DOTS},
    {"/x/..%cd%be/admin", OG_PATH_ODD_DOTS},
    {"/x/../a.phpadmin", OG_PATH_ODD_DOTS},
    {"//host/../admin", OG_PATH_ODD_DOTS},
    {"//../admin", OG_PATH_ODD_DOTS},
    {"/x%e2%81%84admin", OG_PATH_ODD_SLASH},
    {"/x%e2%88%95admin", OG_PATH_ODD_SLASH},
    {"/x%e2%88%96admin", OG_PATH_ODD_SLASH},
    {"/x%ef%b9%a8admin", OG_PATH_ODD_SLASH},
    {"/(X(1))/admin", OG_PATH_ODD_DOTS},
    {"/(X(1)S(x))/admin", OG_PATH_ODD_DOTS},
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

START_TEST(tells_what_is_odd)
{
	for (int i = 0; i < CHECK_COUNT(odds); i++) {
		(void)fold(odds[i].uri);
		ck_assert_msg((p.odd & odds[i].odd) != 0, "%s: %u, not %u",
		    odds[i].uri, p.odd, odds[i].odd);
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

START_TEST(more_ways_than_anybody_can_follow_are_odd)
{
	static const char *const parts_of[] = {
	    "//a", "/;/a", "/x.php", ".phpx", "/+"};
	char uri[1024];

	for (int i = 0; i < CHECK_COUNT(parts_of); i++) {
		const char *part = parts_of[i];
		size_t n;

		uri[0] = '\0';
		if (*part != '/')
			memcpy(uri, "/a", 3);
		for (n = 0; n < OG_PATH_FORKS_MAX; n++)
			strncat(uri, part, sizeof(uri) - strlen(uri) - 1);
		(void)fold(uri);
		ck_assert_msg(p.odd == 0, "%s", uri);
		strncat(uri, part, sizeof(uri) - strlen(uri) - 1);
		strncat(uri, part, sizeof(uri) - strlen(uri) - 1);
		(void)fold(uri);
		ck_assert_msg(p.odd == OG_PATH_ODD_FORM, "%s", uri);
	}
	memset(uri, '/', sizeof(uri) - 1);
	uri[sizeof(uri) - 1] = '\0';
	(void)fold(uri);
	ck_assert_uint_eq(p.odd, 0);
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
    "%5c", "%2f", "u", "\xe2\x80\x8b", "%e2%80%83", "\xef\xac\x80", "%c3%9",
    "\xc3", "\x9f", ".php", "\xf0\x9d\x90\x9a", "(", "x"};

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
	tcase_add_test(tc, more_ways_than_anybody_can_follow_are_odd);
	tcase_add_test(tc, a_walk_comes_past_all_that_anybody_may_see);
	tcase_add_test(tc, folding_twice_is_folding_once);
	tcase_add_test(tc, every_spelling_folds_to_the_plain_one);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
