/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/redirect.c: the hostile targets, and the honest ones. */
#include <stdlib.h>
#include <string.h>

#include "../fcgi/form.h"
#include "../fcgi/redirect.h"
#include "check_main.h"

#define H "app.example.test"

static const char hosts[][OG_HOST_MAX + 1] = {H, "login.example.test"};

/* Judges a copy without a NUL, so that sanitizers see a byte too far. */
static bool
judge(const char *rd, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);
	bool safe;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, rd, len);
	safe = redirect_is_safe(copy, len, hosts, 2);
	free(copy);
	return safe;
}

static const char *const honest[] = {
    "/",
    "/a",
    "/a/b/c.html",
    "/a?b=c&d=e",
    "/a#top",
    "/a?b#c",
    "/?",
    "/#",
    "/?x",
    "/a/",
    "/a//b",
    "/a///b/",
    "/a/./b",
    "/a/../b",
    "/./a",
    "/../a",
    "/../../a",
    "/..",
    "/.",
    "/...",
    "/..a//b",
    "/.well-known/x",
    "/~alice/",
    "/a;b=c",
    "/a:80",
    "/:443",
    "/a@b",
    "/@",
    "/a!$&'()*+,;=",
    "/http://evil.test/",
    "/https://evil.test/",
    "/a?u=https://evil.test/",
    "/a?u=//evil.test",
    "/?//evil.test",
    "/#//evil.test",
    "/a/../b//c",
    "/a?x=/..//b",
    "/caf%C3%A9",
    "/caf%c3%a9?q=%E2%82%AC",
    "/a%20b",
    "/a%2fb",
    "/a%2f%2fb",
    "/a%25",
    "/a%255c",
    "/a%2500",
    "/%252f%252fx",
    "/a%3fb",
    "/a%23b",
    "/%41",
    "/a?b=%2f%2f",
    "/a?b=%20",
    "/a%80%ff",
    "/\"<>^`{|}",
    "/a?b=[1]",
    "/%2e/a",
    "/%2e%2e/a",
    "/a/%2e%2e/b",
    "https://" H,
    "https://" H "/",
    "https://" H "/a?b=c#d",
    "https://" H ":443",
    "https://" H ":443/",
    "https://" H ":443/a",
    "https://APP.example.TEST/",
    "https://login.example.test/x",
    "https://" H "/a/../b",
    "https://" H "/@evil.test",
    "https://" H "/a?u=https://evil.test/",
};

static const char *const hostile[] = {
    /* another host by a second slash or what browsers take for one */
    "//",
    "//evil.test",
    "//evil.test/",
    "//" H,
    "//" H "/a",
    "///",
    "///evil.test",
    "////evil.test",
    "//evil.test/..",
    "//..",
    "//.",
    "//evil.test/../..",
    "//a/../..",
    "//evil.test:443/",
    "//@evil.test",
    "//:@evil.test",
    "//%65vil.test",
    "//[::1]/",
    "//0x7f.1/",
    "//?",
    "//#",
    "//evil.test?" H,
    "//evil.test#" H,
    "//\t/evil.test",
    /* backslashes */
    "\\",
    "\\\\",
    "\\\\evil.test",
    "/\\",
    "/\\evil.test",
    "/\\/evil.test",
    "\\/evil.test",
    "\\/\\/evil.test",
    "/a\\b",
    "/a/..\\..\\//evil.test",
    "/./\\evil.test",
    "/a?b=\\",
    "/a#\\",
    "https:\\\\" H,
    "https:/\\" H,
    "https://" H "\\@evil.test",
    "https://" H "\\.evil.test",
    "https://evil.test\\@" H,
    "https://" H "/\\",
    /* the same, escaped once more */
    "/%5c",
    "/%5Cevil.test",
    "/%5c/evil.test",
    "/a%5cb",
    "/a?b=%5c",
    "/a#%5C",
    "/%5c%5cevil.test",
    "/%2f%5cevil.test",
    "https://" H "/%5c",
    "https://" H "/a?b=%5C",
    "/%2f",
    "/%2F",
    "/%2fevil.test",
    "/%2f%2fevil.test",
    "/%2fevil.test/%2e%2e",
    "/%2F/evil.test",
    /* what is left when the dot segments have gone */
    "/.//evil.test",
    "/./%2fevil.test",
    "/..//evil.test",
    "/../..//evil.test",
    "/a/..//evil.test",
    "/a/../..//evil.test",
    "/a/b/../..//evil.test",
    "/a/.././/evil.test",
    "/%2e//evil.test",
    "/%2e/%2fevil.test",
    "/%2e%2e//evil.test",
    "/a/%2e%2e//evil.test",
    "/a/%2E%2e%2f%2fevil.test",
    "/a%2f..%2f%2fevil.test",
    "/a/.%2e//evil.test",
    "/././/evil.test",
    "/a/..//",
    "/..//",
    "/./.././/evil.test",
    "/a/b/../../..//evil.test?x",
    "/.//#x",
    "/.//?x",
    "/a/..//evil.test?a/b",
    "https://" H "/.//evil.test",
    "https://" H "//evil.test",
    "https://" H "/a/..//evil.test",
    "https://" H "/%2fevil.test",
    "https://" H ":443//evil.test",
    /* bytes that parsers drop or stop at */
    " ",
    " /a",
    "/a ",
    "/ /evil.test",
    "\t//evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r/evil.test",
    "/a\r\nSet-Cookie: x=1",
    "/a\n",
    "/a\x01",
    "/a\x1f",
    "/a\x7f",
    "\x0b/evil.test",
    "/\x0c/evil.test",
    "https://" H "\t/",
    "https://" H " /",
    "https://" H "\n",
    "https://\t" H,
    " https://" H,
    "ht\ntps://" H,
    "https\n://" H,
    "/\xe2\x80\xae",
    "/caf\xc3\xa9",
    "/a\x80",
    "/\xff",
    "\xef\xbb\xbf/a",
    "/\xef\xbc\x8f"
    "evil.test",
    "https://" H "\xe3\x80\x82"
    "evil.test",
    "https://" H "\xc2\xad/",
    "\xc2\xa0//evil.test",
    /* the same, escaped */
    "/%00",
    "/a%00b",
    "/%09",
    "/%09/evil.test",
    "/%0a/evil.test",
    "/%0d%0aSet-Cookie:x=1",
    "/a%0D%0ALocation:%20//evil.test",
    "/a?b=%0d%0a",
    "/a#%0a",
    "/%1f",
    "/%7f",
    "/%7F",
    "/a?b=%00",
    "/a?b=%1b",
    "https://" H "/%0a",
    "https://" H "/?%0d",
    /* escapes that are none */
    "/%",
    "/%2",
    "/%g0",
    "/%0g",
    "/a%",
    "/a%2",
    "/%%",
    "/%%2f",
    "/%+1",
    "/%-1",
    "/% 1",
    "/%u002f",
    "/%0x",
    "/a?%",
    "/a?b=%2",
    "/a#%zz",
    "https://" H "/%",
    "https://" H "/%4",
    /* no absolute path */
    "",
    "a",
    "a/b",
    ".",
    "..",
    "./a",
    "../a",
    "?a",
    "#a",
    ";/a",
    "@evil",
    "%2fa",
    "%2f%2fevil.test",
    "*",
    "~",
    ":443/a",
    "evil.test",
    H,
    H "/a",
    /* other schemes and half ones */
    "http://" H,
    "http://" H "/",
    "HTTPS://" H "/",
    "Https://" H "/",
    "https:",
    "https:/",
    "https://",
    "https:///",
    "https:" H,
    "https:/" H,
    "https:///" H,
    "https:////" H,
    "https://?" H,
    "https://#" H,
    "https:" H "/a",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://" H "/%0aalert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://" H "/",
    "file:///etc/passwd",
    "blob:https://" H "/",
    "view-source:https://" H,
    "wss://" H "/",
    "x:https://" H,
    "https%3a//" H,
    "https%3A%2F%2F" H,
    /* another host that looks like ours */
    "https://evil.test",
    "https://evil.test/",
    "https://evil.test/" H,
    "https://evil.test?" H,
    "https://evil.test#" H,
    "https://" H ".evil.test",
    "https://" H ".evil.test/",
    "https://evil" H "/",
    "https://x." H "/",
    "https://-" H "/",
    "https://example.test/",
    "https://.example.test/",
    "https://test/",
    "https://app.example.tes/",
    "https://app.example.testx/",
    "https://app-example.test/",
    "https://appXexample.test/",
    "https://" H "./",
    "https://" H ".",
    "https://" H "../",
    "https://" H "%2e/",
    "https://" H "%2f",
    "https://" H "%00/",
    "https://" H "%2eevil.test/",
    "https://app%2eexample.test/",
    "https://%61pp.example.test/",
    "https://*/",
    "https://localhost/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://2130706433/",
    /* what else may stand in an authority */
    "https://" H "@evil.test",
    "https://" H "@evil.test/",
    "https://" H ":443@evil.test/",
    "https://" H ":x@evil.test/",
    "https://evil.test@" H "/",
    "https://user@" H "/",
    "https://user:pass@" H "/",
    "https://@" H "/",
    "https://:@" H "/",
    "https://" H "@" H "/",
    "https://evil.test;" H "/",
    "https://evil.test," H "/",
    "https://evil.test&" H "/",
    "https://" H "?a",
    "https://" H "#a",
    "https://" H ":443?a",
    "https://" H ":443#a",
    "https://" H ";a",
    "https://" H "&a",
    "https://" H ",evil.test",
    "https://" H "%40evil.test/",
    /* ports */
    "https://" H ":",
    "https://" H ":/",
    "https://" H ":80/",
    "https://" H ":8443/",
    "https://" H ":0443/",
    "https://" H ":4430/",
    "https://" H ":44/",
    "https://" H ":443:443/",
    "https://" H ":443x/",
    "https://" H ":443.evil.test/",
    "https://" H ":-443/",
    "https://" H ":+443/",
    "https://" H "::443/",
    "https://" H ":443 /",
    "https://" H ":443:80/",
    "https://" H ":https/",
};

START_TEST(accepts_an_honest_target)
{
	ck_assert_msg(
	    judge(honest[_i], strlen(honest[_i])), "refused: %s", honest[_i]);
}
END_TEST

START_TEST(refuses_a_hostile_target)
{
	ck_assert_msg(!judge(hostile[_i], strlen(hostile[_i])), "accepted: %s",
	    hostile[_i]);
}
END_TEST

START_TEST(refuses_a_nul_byte)
{
	ck_assert(!judge("/a\0b", 4));
	ck_assert(!judge("/\0", 2));
	ck_assert(!judge("\0/", 2));
	ck_assert(!judge("https://" H "\0/", 8 + strlen(H) + 2));
}
END_TEST

START_TEST(refuses_every_byte_outside_visible_ascii)
{
	char rd[] = "/a?x", url[] = "https://" H "/x";
	bool wanted;

	for (int c = 0; c < 256; c++) {
		wanted = c >= 0x21 && c <= 0x7e && c != '\\' && c != '%';
		rd[3] = (char)c;
		ck_assert_msg(judge(rd, 4) == wanted, "byte %d", c);
		url[sizeof(url) - 2] = (char)c;
		/* A second slash there starts "//". */
		ck_assert_msg(
		    judge(url, sizeof(url) - 1) == (wanted && c != '/'),
		    "byte %d", c);
	}
}
END_TEST

START_TEST(refuses_escapes_of_control_bytes_only)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	char rd[] = "/a?b=%..c";
	long value;

	for (const char *h = digits; *h != '\0'; h++)
		for (const char *l = digits; *l != '\0'; l++) {
			rd[6] = *h;
			rd[7] = *l;
			value = strtol((char[]){*h, *l, '\0'}, NULL, 16);
			ck_assert_msg(
			    judge(rd, 9) == (value >= 0x20 && value != 0x7f &&
						value != '\\'),
			    "%s", rd);
		}
}
END_TEST

START_TEST(accepts_2048_bytes_and_refuses_2049)
{
	char rd[REDIRECT_MAX + 1];

	memset(rd, 'a', sizeof(rd));
	rd[0] = '/';
	ck_assert(judge(rd, REDIRECT_MAX));
	ck_assert(!judge(rd, REDIRECT_MAX + 1));
	memset(rd, '/', sizeof(rd));
	ck_assert(!judge(rd, REDIRECT_MAX));
	for (size_t i = 1; i < REDIRECT_MAX; i += 3)
		memcpy(rd + i, "../", i + 3 > REDIRECT_MAX ? 1 : 3);
	ck_assert(judge(rd, REDIRECT_MAX));
}
END_TEST

START_TEST(accepts_paths_only_without_hosts)
{
	static const char url[] = "https://" H "/", empty[] = "https://";
	static const char nameless[1][OG_HOST_MAX + 1] = {""};

	ck_assert(!redirect_is_safe(url, sizeof(url) - 1, hosts, 0));
	ck_assert(redirect_is_safe("/a", 2, hosts, 0));
	ck_assert(!redirect_is_safe(empty, sizeof(empty) - 1, nameless, 1));
	ck_assert(!redirect_is_safe("https:///a", 10, nameless, 1));
}
END_TEST

START_TEST(takes_the_longer_of_two_hosts)
{
	static const char two[][OG_HOST_MAX + 1] = {
	    "a.test", "a.test.example", "a.tes"};
	static const char rd[] = "https://a.test.example/";

	ck_assert(redirect_is_safe(rd, sizeof(rd) - 1, two, 2));
	ck_assert(!redirect_is_safe(rd, sizeof(rd) - 1, two, 1));
}
END_TEST

START_TEST(encodes_what_one_decoding_gives_back)
{
	static const char uri[] = "/a b?c=d&rd=https://evil/+%41#\"<\x01\xff";
	struct og_buf b;
	char out[128];
	size_t len;

	og_buf_init(&b, 1024);
	og_buf_puts(&b, "x=1&rd=");
	redirect_encode(&b, uri);
	ck_assert_int_eq(og_buf_err(&b), OG_OK);
	ck_assert_str_eq(og_buf_str(&b),
	    "x=1&rd=/a%20b%3Fc%3Dd%26rd%3Dhttps%3A//evil/%2B%2541%23%22%3C"
	    "%01%FF");
	ck_assert_int_eq(form_query_find(og_buf_str(&b), b.len, "rd", out,
			     sizeof(out), &len),
	    OG_OK);
	ck_assert_str_eq(out, uri);
	og_buf_clear(&b);
}
END_TEST

START_TEST(encodes_nothing_that_needs_no_escape)
{
	static const char uri[] = "/azAZ09-._~/";
	struct og_buf b;

	og_buf_init(&b, 1024);
	redirect_encode(&b, "");
	ck_assert_str_eq(og_buf_str(&b), "");
	redirect_encode(&b, uri);
	ck_assert_str_eq(og_buf_str(&b), uri);
	og_buf_clear(&b);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("redirect");
	Suite *s = suite_create("redirect");

	tcase_add_loop_test(
	    tc, accepts_an_honest_target, 0, CHECK_COUNT(honest));
	tcase_add_loop_test(
	    tc, refuses_a_hostile_target, 0, CHECK_COUNT(hostile));
	tcase_add_test(tc, refuses_a_nul_byte);
	tcase_add_test(tc, refuses_every_byte_outside_visible_ascii);
	tcase_add_test(tc, refuses_escapes_of_control_bytes_only);
	tcase_add_test(tc, accepts_2048_bytes_and_refuses_2049);
	tcase_add_test(tc, accepts_paths_only_without_hosts);
	tcase_add_test(tc, takes_the_longer_of_two_hosts);
	tcase_add_test(tc, encodes_what_one_decoding_gives_back);
	tcase_add_test(tc, encodes_nothing_that_needs_no_escape);
	suite_add_tcase(s, tc);
	return check_main(s);
}
