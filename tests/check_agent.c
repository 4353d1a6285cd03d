/* SPDX-License-Identifier: ISC */
/* User-Agent headers in words. */
#include <string.h>

#include "check_main.h"
#include "lib/base/agent.h"

#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) "

static const struct {
	const char *agent, *words;
} rows[] = {
    {"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
	"Firefox on Linux"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
     "Chrome/119.0.0.0 Safari/537.36",
	"Chrome on Windows"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
     "Chrome/119.0.0.0 Safari/537.36 Edg/119.0.2151.58",
	"Edge on Windows"},
    {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " WEBKIT
     "Chrome/119.0.0.0 Safari/537.36",
	"Chrome on ChromeOS"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
     "(KHTML, like Gecko) Version/17.1 Safari/605.1.15",
	"Safari on macOS"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) "
     "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 "
     "Safari/604.1",
	"Safari on iPhone"},
    /* the same after 128 characters */
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) "
     "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E",
	"Safari on iPhone"},
    {"Mozilla/5.0 (iPad; CPU OS 17_1 like Mac OS X) AppleWebKit/605.1.15 "
     "(KHTML, like Gecko) CriOS/119.0.6045.109 Mobile/15E148 Safari/604.1",
	"Chrome on iPad"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) "
     "AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/119.0 Mobile/15E148",
	"Firefox on iPhone"},
    {"Mozilla/5.0 (Linux; Android 13; SM-S908B) " WEBKIT
     "SamsungBrowser/22.0 Chrome/111.0.5563.116 Mobile Safari/537.36",
	"Samsung Internet on Android"},
    {"Mozilla/5.0 (Android 14; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0",
	"Firefox on Android"},
    {"Mozilla/5.0 (X11; Linux x86_64) " WEBKIT
     "HeadlessChrome/119.0.0.0 Safari/537.36",
	"Chrome on Linux"},
    {"Mozilla/5.0 (X11; OpenBSD amd64; rv:109.0) Gecko/20100101 Firefox/119.0",
	"Firefox on OpenBSD"},
    {"Mozilla/5.0 (X11; Linux x86_64) " WEBKIT
     "Chrome/118.0.0.0 Safari/537.36 OPR/104.0.0.0",
	"Opera on Linux"},
    {"Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
	"Internet Explorer on Windows"},
    {"Mozilla/5.0 (Strange) Gecko/1 Firefox/1.0", "Firefox"},
    {"curl/8.4.0", "curl"},
    {"python-requests/2.31.0", "python-requests"},
    {"Wget/1.21.3 (linux-gnu)", "Wget"},
    {"", "unknown"},
    {NULL, "unknown"},
    {"a program of ours", "a program of ours"},
    {"my tool/1.0", "my tool/1.0"},
    {"/1.0", "/1.0"},
    {"Mozilla/5.0 (compatible; Robot/2.1)",
	"Mozilla/5.0 (compatible; Robot/2.1)"},
    {"Mozilla/", "Mozilla/"},
    {"\x1b[31mred\xc3\xa4\x7f", "?[31mred???"},
    {"na\nme/1", "na?me/1"},
};

START_TEST(says_it_in_words)
{
	char out[OG_AGENT_WORDS_SIZE];

	og_agent_describe(rows[_i].agent, out);
	ck_assert_str_eq(out, rows[_i].words);
}
END_TEST

START_TEST(says_it_in_no_language)
{
	char out[OG_AGENT_WORDS_SIZE];

	og_agent_plain("Samsung Internet on Android", out);
	ck_assert_str_eq(out, "Samsung Internet (Android)");
	og_agent_plain("Firefox", out);
	ck_assert_str_eq(out, "Firefox");
	og_agent_plain("a cat on mats", out);
	ck_assert_str_eq(out, "a cat on mats");
	og_agent_plain("", out);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(cuts_what_is_too_long)
{
	char agent[1000], out[OG_AGENT_WORDS_SIZE];

	memset(agent, 'a', sizeof(agent));
	agent[sizeof(agent) - 1] = '\0';
	og_agent_describe(agent, out);
	ck_assert_uint_eq(strlen(out), OG_AGENT_WORDS_SIZE - 1);
	agent[OG_AGENT_WORDS_SIZE] = '/';
	og_agent_describe(agent, out);
	ck_assert_uint_eq(strlen(out), OG_AGENT_WORDS_SIZE - 1);
	agent[OG_AGENT_WORDS_SIZE - 1] = '/';
	og_agent_describe(agent, out);
	ck_assert_uint_eq(strlen(out), OG_AGENT_WORDS_SIZE - 1);
	memcpy(agent, "Mozilla/", 8);
	og_agent_describe(agent, out);
	ck_assert_uint_eq(strlen(out), OG_AGENT_WORDS_SIZE - 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("agent");
	Suite *s = suite_create("agent");

	tcase_add_loop_test(tc, says_it_in_words, 0, CHECK_COUNT(rows));
	tcase_add_test(tc, cuts_what_is_too_long);
	tcase_add_test(tc, says_it_in_no_language);
	suite_add_tcase(s, tc);
	return check_main(s);
}
