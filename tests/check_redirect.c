/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/redirect.c; the hostile and the honest targets are a list
 * of their own, tests/redirects.txt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/form.h"
#include "fcgi/web/redirect.h"
#include "lib/base/percent.h"

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

/* --- tests/redirects.txt --- */

#define LINE_SIZE 4096
#define TARGETS_MAX 1000

struct target {
	bool safe;
	int line;
	size_t len;
	char rd[256];
};

static struct target targets[TARGETS_MAX];
static size_t n_targets;

/* Undoes "\xNN" and "\\"; false for anything else behind a backslash. */
static bool
unescape(const char *s, size_t len, struct target *t)
{
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c == '\\' && len - i >= 4 && s[i + 1] == 'x' &&
		    og_hex_digit(s[i + 2]) >= 0 &&
		    og_hex_digit(s[i + 3]) >= 0) {
			c = (char)(og_hex_digit(s[i + 2]) * 16 +
				   og_hex_digit(s[i + 3]));
			i += 3;
		} else if (c == '\\') {
			if (i + 1 >= len || s[++i] != '\\')
				return false;
		}
		if (t->len == sizeof(t->rd))
			return false;
		t->rd[t->len++] = c;
	}
	return true;
}

static void
read_target(const char *line, int number)
{
	struct target *t = &targets[n_targets++];
	const char *target = strchr(line, '\t'), *reason;

	ck_assert_uint_lt(n_targets, TARGETS_MAX);
	ck_assert_msg(target != NULL, "line %d: no tab", number);
	reason = strchr(++target, '\t');
	ck_assert_msg(
	    reason != NULL && reason[1] > ' ', "line %d: no reason", number);
	t->safe = strncmp(line, "allow\t", 6) == 0;
	t->line = number;
	ck_assert_msg(t->safe || strncmp(line, "refuse\t", 7) == 0,
	    "line %d: no verdict", number);
	ck_assert_msg(unescape(target, (size_t)(reason - target), t),
	    "line %d: bad escape", number);
}

static void
read_targets(void)
{
	const char *srcdir = getenv("srcdir");
	char line[LINE_SIZE];
	int number = 0;
	FILE *f;

	(void)snprintf(line, sizeof(line), "%s/tests/redirects.txt",
	    srcdir != NULL ? srcdir : ".");
	f = fopen(line, "r");
	ck_assert_msg(f != NULL, "%s cannot be read", line);
	while (fgets(line, sizeof(line), f) != NULL) {
		number++;
		if (line[0] != '#')
			read_target(line, number);
	}
	ck_assert_int_eq(ferror(f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(judges_every_target_of_the_list)
{
	size_t hostile = 0, wrong = 0;

	read_targets();
	for (size_t i = 0; i < n_targets; i++) {
		const struct target *t = &targets[i];

		hostile += !t->safe;
		if (judge(t->rd, t->len) == t->safe)
			continue;
		wrong++;
		fprintf(stderr, "redirects.txt:%d: not %s\n", t->line,
		    t->safe ? "allowed" : "refused");
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_ge(hostile, 300);
	ck_assert_uint_ge(n_targets - hostile, 60);
}
END_TEST

START_TEST(tells_host_and_path_of_an_accepted_address)
{
	static const struct {
		const char *rd;
		size_t host;
		const char *path;
	} cases[] = {
	    {"https://" H, 0, ""},
	    {"https://" H "/a?b#c", 0, "/a?b#c"},
	    {"https://LOGIN.example.test:443/x", 1, "/x"},
	    {"https://login.example.test:443", 1, ""},
	    {"/a", 2, NULL},
	    {"", 2, NULL},
	    {"https://" H ".evil.test/", 2, NULL},
	    {"https://" H "//evil.test", 2, NULL},
	    {"https://" H "/ ", 2, NULL},
	    {"https://evil.test/", 2, NULL},
	};
	const char *path;

	for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
		ck_assert_uint_eq(redirect_host(cases[i].rd,
				      strlen(cases[i].rd), hosts, 2, &path),
		    cases[i].host);
		if (cases[i].path == NULL)
			ck_assert_ptr_null(path);
		else
			ck_assert_str_eq(path, cases[i].path);
	}
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
	char path[] = "/ax", query[] = "/a?x", url[] = "https://" H "/x";
	bool visible, wanted;

	for (int c = 0; c < 256; c++) {
		visible = c >= 0x21 && c <= 0x7e;
		wanted = visible && c != '\\' && c != '%';
		path[2] = (char)c;
		ck_assert_msg(judge(path, 3) == wanted, "byte %d", c);
		/* a query is the application's */
		query[3] = (char)c;
		ck_assert_msg(judge(query, 4) == visible, "byte %d", c);
		url[sizeof(url) - 2] = (char)c;
		/* A second slash there starts "//". */
		ck_assert_msg(
		    judge(url, sizeof(url) - 1) == (wanted && c != '/'),
		    "byte %d", c);
	}
}
END_TEST

START_TEST(refuses_escapes_of_control_bytes_in_the_path_only)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	char path[] = "/ab=%..c", query[] = "/a?b=%..c";
	long value;

	for (const char *h = digits; *h != '\0'; h++)
		for (const char *l = digits; *l != '\0'; l++) {
			path[5] = query[6] = *h;
			path[6] = query[7] = *l;
			value = strtol((char[]){*h, *l, '\0'}, NULL, 16);
			ck_assert_msg(
			    judge(path, 8) == (value >= 0x20 && value != 0x7f &&
						  value != '\\'),
			    "%s", path);
			ck_assert_msg(judge(query, 9), "%s", query);
		}
}
END_TEST

START_TEST(accepts_8192_bytes_and_refuses_8193)
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

	tcase_add_test(tc, judges_every_target_of_the_list);
	tcase_add_test(tc, tells_host_and_path_of_an_accepted_address);
	tcase_add_test(tc, refuses_a_nul_byte);
	tcase_add_test(tc, refuses_every_byte_outside_visible_ascii);
	tcase_add_test(tc, refuses_escapes_of_control_bytes_in_the_path_only);
	tcase_add_test(tc, accepts_8192_bytes_and_refuses_8193);
	tcase_add_test(tc, accepts_paths_only_without_hosts);
	tcase_add_test(tc, takes_the_longer_of_two_hosts);
	tcase_add_test(tc, encodes_what_one_decoding_gives_back);
	tcase_add_test(tc, encodes_nothing_that_needs_no_escape);
	suite_add_tcase(s, tc);
	return check_main(s);
}
