/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/accept_language.c and fcgi/web/language.c: who reads which
 * language, and that a stranger's words choose one and do nothing else. */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "fcgi/web/accept_language.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/language.h"

#define HOST "app.example"

static struct gate gate;
static struct gate_conf conf;
static struct exchange x;

/* The part of the gate that nothing here may need: no line is written. */
bool
gate_may_tell(struct gate *g, enum lines_kind kind)
{
	(void)g;
	(void)kind;
	return false;
}

static void
setup(void)
{
	og_settings_init(&conf.settings);
	memcpy(conf.settings.hosts[0], HOST, sizeof(HOST));
	conf.settings.n_hosts = 1;
	memset(&x, 0, sizeof(x));
	x.gate = &gate;
	x.conf = &conf;
	x.request.value[PARAM_HOST] = HOST;
	x.request.value[PARAM_URI] = "/otp/login";
	response_init(&x.response);
}

static void
teardown(void)
{
	response_clear(&x.response);
}

/* --- the header --- */

static const char *
wanted(const char *header)
{
	const struct words *found =
	    accept_language(header, words_languages, OG_LANGUAGES);

	return found != NULL ? found->code : "none";
}

START_TEST(a_header_chooses_by_quality_and_order)
{
	static const struct {
		const char *header, *code;
	} rows[] = {
	    {"de", "de"},
	    {"DE", "de"},
	    {"de-CH-1996", "de"},
	    {"en-GB,en;q=0.9", "en"},
	    {"it,fr;q=0.5,es;q=0.8", "es"},
	    {"fr;q=0.8,ja;q=0.8", "fr"},
	    {"ja;q=0.8,fr;q=0.8", "ja"},
	    {"de;q=0.7, ar", "ar"},
	    {"de;q=0.700,fr;q=0.70,es;q=0.701", "es"},
	    {"zh-Hant-TW, zh;q=0.9, ja;q=0.1", "ja"},
	    {"pt-BR,pt;q=0.9,*;q=0.5", "en"},
	    {"*", "en"},
	    {"en;q=0,*", "de"},
	    {"en;q=0, *;q=0.1, ar;q=0.05", "de"},
	    {"en-US;q=0,en;q=0.5", "en"},
	    {" ,, de ;\tq=0.5 ,", "de"},
	    {"de; Q=1.000", "de"},
	    {"de;q=1.", "de"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(strcmp(wanted(rows[i].header), rows[i].code) == 0,
		    "%s: %s", rows[i].header, wanted(rows[i].header));
}
END_TEST

START_TEST(a_header_may_want_none)
{
	static const char *const headers[] = {"", " ", ",", "it", "zh-Hans",
	    "de;q=0", "de;q=0.000,fr;q=0.0", "*;q=0", "deu", "d", "i-klingon",
	    "en;q=0,de;q=0,fr;q=0,es;q=0,ja;q=0,ar;q=0,*"};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		ck_assert_msg(
		    strcmp(wanted(headers[i]), "none") == 0, "%s", headers[i]);
}
END_TEST

START_TEST(what_is_not_spelled_well_says_nothing)
{
	static const char *const headers[] = {"de;", "de;q", "de;q=", "de;q=2",
	    "de;q=1.001", "de;q=0.1234", "de;q=.5", "de;q=-1", "de;q=0,5",
	    "de;q=01", "de;q= 1", "de;q =1", "de;x=1", "de;q=1;q=1", "de fr",
	    "de_DE", "de-", "-de", "de--CH", "de,fr;q=x", "de,\xff", "de\x01",
	    "de,abcdefghi", "de-abcdefghi", "de,1a", "*-CH", "**", "de\n",
	    "de;q=99999999999999999999", "de,<b>", "de/fr", "de\xc3\xa9"};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		ck_assert_msg(
		    strcmp(wanted(headers[i]), "none") == 0, "%s", headers[i]);
}
END_TEST

START_TEST(a_header_has_a_longest_length)
{
	char header[ACCEPT_LANGUAGE_MAX + 2];

	memset(header, ',', sizeof(header));
	memcpy(header + ACCEPT_LANGUAGE_MAX - 2, "ja", 3);
	ck_assert_str_eq(wanted(header), "ja");
	memset(header, ',', sizeof(header));
	memcpy(header + ACCEPT_LANGUAGE_MAX - 1, "ja", 3);
	ck_assert_str_eq(wanted(header), "none");
}
END_TEST

START_TEST(only_what_is_offered_is_chosen)
{
	static const struct words *const offered[] = {&words_ar, &words_fr};

	ck_assert_ptr_eq(accept_language("de,fr", offered, 2), &words_fr);
	ck_assert_ptr_eq(accept_language("de,*;q=0.1", offered, 2), &words_ar);
	ck_assert_ptr_null(accept_language("de,en", offered, 2));
	ck_assert_ptr_null(accept_language("fr", offered, 1));
	ck_assert_ptr_null(accept_language("ar", offered, 0));
}
END_TEST

/* --- a request --- */

static const char *
answered(const char *cookie, const char *header)
{
	x.language = NULL;
	x.request.value[PARAM_COOKIE] = cookie;
	x.request.value[PARAM_LANGUAGE] = header;
	return language_of(&x)->code;
}

START_TEST(a_cookie_goes_before_the_header)
{
	ck_assert_str_eq(answered("__Host-otpgate-lang=ja", "de"), "ja");
	ck_assert_str_eq(answered("a=1; __Host-otpgate-lang=ar; b", ""), "ar");
	ck_assert_str_eq(answered("otpgate-lang=ja", "de"), "de");
	ck_assert_str_eq(answered(NULL, "de"), "de");
	ck_assert_str_eq(answered(NULL, NULL), "en");
}
END_TEST

START_TEST(a_cookie_that_is_no_code_says_nothing)
{
	static const char *const cookies[] = {"__Host-otpgate-lang=",
	    "__Host-otpgate-lang=DE", "__Host-otpgate-lang=\"ja\"",
	    "__Host-otpgate-lang=j", "__Host-otpgate-lang=jaa",
	    "__Host-otpgate-lang=../ja", "__Host-otpgate-lang=<b>",
	    "__Host-otpgate-lang=ja; __Host-otpgate-lang=ja"};

	for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++)
		ck_assert_str_eq(answered(cookies[i], "fr"), "fr");
}
END_TEST

START_TEST(the_setting_has_the_last_word)
{
	conf.settings.n_languages = 2;
	conf.settings.languages[0] = 3;
	conf.settings.languages[1] = 1;
	ck_assert_str_eq(answered("__Host-otpgate-lang=ja", "ja"), "es");
	ck_assert_str_eq(answered("__Host-otpgate-lang=de", ""), "de");
	ck_assert_str_eq(answered(NULL, "fr,de;q=0.1"), "de");
	conf.settings.n_languages = 0;
	ck_assert_str_eq(answered(NULL, "de"), "en");
}
END_TEST

/* The cookie that a page sets when its address is "uri"; "" for none. */
static const char *
taken(const char *uri, const char *site)
{
	static char cookie[200];
	const char *found;

	teardown();
	response_init(&x.response);
	x.language = NULL;
	x.request.value[PARAM_URI] = uri;
	x.request.value[PARAM_FETCH_SITE] = site;
	language_take(&x);
	found = strstr(og_buf_str(&x.response.head), "Set-Cookie: ");
	cookie[0] = '\0';
	if (found != NULL)
		(void)snprintf(cookie, sizeof(cookie), "%.*s",
		    (int)strcspn(found, "\r\n"), found);
	return cookie;
}

#define COOKIE(code)                                                           \
	"Set-Cookie: __Host-otpgate-lang=" code                                \
	"; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"

START_TEST(a_link_chooses_and_is_kept)
{
	ck_assert_str_eq(
	    taken("/otp/login?lang=de", "same-origin"), COOKIE("de"));
	ck_assert_str_eq(language_of(&x)->code, "de");
	ck_assert_str_eq(
	    taken("/otp/login?rd=%2Fx&lang=a%72", "none"), COOKIE("ar"));
	ck_assert_str_eq(taken("/otp/logout?lang=ja", NULL), COOKIE("ja"));
}
END_TEST

START_TEST(a_link_of_another_site_is_not_kept)
{
	ck_assert_str_eq(taken("/otp/login?lang=de", "cross-site"), "");
	ck_assert_str_eq(language_of(&x)->code, "de");
	ck_assert_str_eq(taken("/otp/login?lang=de", "same-site"), "");
	x.request.value[PARAM_ORIGIN] = "https://evil.example";
	ck_assert_str_eq(taken("/otp/login?lang=de", NULL), "");
}
END_TEST

START_TEST(a_link_sets_nothing_but_a_code)
{
	static const char *const links[] = {"/otp/login", "/otp/login?",
	    "/otp/login?lang", "/otp/login?lang=", "/otp/login?lang=xx",
	    "/otp/login?lang=DE", "/otp/login?lang=de%00",
	    "/otp/login?lang=de+", "/otp/login?lang=de&lang=de",
	    "/otp/login?lang=de%3B+Domain=x",
	    "/otp/login?lang=de%0D%0ASet-Cookie:a=b", "/otp/login?lang=%zz",
	    "/otp/login?language=de", "/otp/login#?lan=de",
	    "/otp/login?lang=dededededededededededededededede"};

	x.request.value[PARAM_LANGUAGE] = "es";
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		ck_assert_str_eq(taken(links[i], "same-origin"), "");
		ck_assert_str_eq(language_of(&x)->code, "es");
	}
	/* nor one that is not offered */
	conf.settings.n_languages = 1;
	ck_assert_str_eq(taken("/otp/login?lang=de", "same-origin"), "");
	ck_assert_str_eq(language_of(&x)->code, "en");
}
END_TEST

int
main(void)
{
	TCase *header = tcase_create("header");
	TCase *request = tcase_create("request");
	Suite *s = suite_create("language");

	tcase_add_test(header, a_header_chooses_by_quality_and_order);
	tcase_add_test(header, a_header_may_want_none);
	tcase_add_test(header, what_is_not_spelled_well_says_nothing);
	tcase_add_test(header, a_header_has_a_longest_length);
	tcase_add_test(header, only_what_is_offered_is_chosen);
	suite_add_tcase(s, header);
	tcase_add_checked_fixture(request, setup, teardown);
	tcase_add_test(request, a_cookie_goes_before_the_header);
	tcase_add_test(request, a_cookie_that_is_no_code_says_nothing);
	tcase_add_test(request, the_setting_has_the_last_word);
	tcase_add_test(request, a_link_chooses_and_is_kept);
	tcase_add_test(request, a_link_of_another_site_is_not_kept);
	tcase_add_test(request, a_link_sets_nothing_but_a_code);
	suite_add_tcase(s, request);
	return check_main(s);
}
