/* SPDX-License-Identifier: ISC */
/* Tests of fcgi/web/kept_form.c: forms that come back as they were, or not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "check_people.h"
#include "fcgi/web/kept_form.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"

#define HOST "app.example.org"
#define BODY_MAX 32768

/* --- hidden inputs --- */

static struct og_buf html;
static size_t fields;

static void
setup(void)
{
	og_buf_init(&html, 262144);
	fields = 99;
}

static void
teardown(void)
{
	og_buf_clear(&html);
}

static enum og_err
inputs(const char *body)
{
	return kept_form_inputs(body, strlen(body), &html, &fields);
}

#define INPUT(name, value)                                                     \
	"<input type=\"hidden\" name=\"" name "\" value=\"" value "\">\n"

static const struct {
	const char *body;
	size_t fields;
	const char *html;
} good[] = {
    {"", 0, ""},
    {"a=b", 1, INPUT("a", "b")},
    {"a=", 1, INPUT("a", "")},
    {"a=b=c", 1, INPUT("a", "b=c")},
    {"b=2&a=1&b=3", 3, INPUT("b", "2") INPUT("a", "1") INPUT("b", "3")},
    {"a=1+2%203", 1, INPUT("a", "1 2 3")},
    {"a=%2B%26%3D%3B", 1, INPUT("a", "+&amp;=;")},
    {"a%5B%5D=1&a%5B%5D=2", 2, INPUT("a[]", "1") INPUT("a[]", "2")},
    {"t=%0D%0A%0D%0A", 1, INPUT("t", "&#13;&#10;&#13;&#10;")},
    {"t=+%09x+", 1, INPUT("t", " &#9;x ")},
    {"n=%C3%A4%E2%82%AC%F0%9F%94%91", 1,
	INPUT("n", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\x91")},
    {"q=%22%3E%3Cscript%3E%27", 1, INPUT("q", "&quot;&gt;&lt;script&gt;&#39;")},
    {"%22%3E%3Cb%3E=1", 1, INPUT("&quot;&gt;&lt;b&gt;", "1")},
    {"q=%26lt%3B%2526", 1, INPUT("q", "&amp;lt;%26")},
    {"_charset_=UTF-8", 1, INPUT("_charset_", "UTF-8")},
    {"a=1&isindex=2", 2, INPUT("a", "1") INPUT("isindex", "2")},
    {"q=%C2%80%EF%BF%BF", 1, INPUT("q", "\xc2\x80\xef\xbf\xbf")},
};

START_TEST(a_form_becomes_hidden_inputs)
{
	ck_assert_ok(inputs(good[_i].body));
	ck_assert_str_eq(og_buf_str(&html), good[_i].html);
	ck_assert_uint_eq(fields, good[_i].fields);
}
END_TEST

static const char *const bad[] = {
    "a",			       /* would come back as "a=" */
    "&", "a=1&", "&a=1", "a=1&&b=2",   /* without the empty piece */
    "=", "=1", "a=1&=2",	       /* without the nameless one */
    "a=%", "a=%4", "a=%zz", "a=1&%=2", /* no form at all */
    "a=%00", "%00=a",		       /* NUL */
    "a=%01", "a=%1B%5B2J", "a=%7F", "%08=1", "a=%0A", "a=%0D", "a=%0A%0D",
    "a=x%0D%0D%0A", "a=%0D%0A%0A", "n%0A=1",  /* line ends become CR LF */
    "a=%FF", "a=%C3", "a=%C3%28", "a=%C0%AF", /* no UTF-8 */
    "a=%ED%A0%80", "a=%F4%90%80%80", "a=%E4", "%E4=1", "a=\xc3\xa4", "a=b c",
    "a=\t", "a=x\r\ny", "a=\x7f", /* not encoded */
    "_charset_=", "_charset_=windows-1252", "_CHARSET_=utf-8",
    "a=1&_Charset_=x",		  /* filled in by the browser */
    "isindex=x", "IsIndex=x&a=1", /* once sent without its name */
};

START_TEST(what_would_change_is_refused)
{
	ck_assert_err(inputs(bad[_i]), OG_ERR_FORMAT);
	ck_assert_uint_eq(html.len, 0);
	ck_assert_uint_eq(fields, 0);
}
END_TEST

START_TEST(a_raw_nul_is_refused)
{
	ck_assert_err(
	    kept_form_inputs("a=b\0c", 5, &html, &fields), OG_ERR_FORMAT);
	ck_assert_err(
	    kept_form_inputs("a\0=b", 4, &html, &fields), OG_ERR_FORMAT);
	ck_assert_uint_eq(html.len, 0);
}
END_TEST

START_TEST(nothing_behind_the_end_is_read)
{
	ck_assert_ok(kept_form_inputs("a=b&c=d", 3, &html, &fields));
	ck_assert_str_eq(og_buf_str(&html), INPUT("a", "b"));
	og_buf_reset(&html);
	ck_assert_err(
	    kept_form_inputs("a=%41", 4, &html, &fields), OG_ERR_FORMAT);
	ck_assert_err(
	    kept_form_inputs("a=%0D%0A", 5, &html, &fields), OG_ERR_FORMAT);
}
END_TEST

START_TEST(a_thousand_fields_are_taken_and_no_more)
{
	char body[KEPT_FIELDS_MAX * 4 + 8] = "";
	size_t n = 0;

	for (int i = 0; i < KEPT_FIELDS_MAX; i++)
		n += (size_t)snprintf(
		    body + n, sizeof(body) - n, "%sa=1", i > 0 ? "&" : "");
	ck_assert_ok(inputs(body));
	ck_assert_uint_eq(fields, KEPT_FIELDS_MAX);
	og_buf_reset(&html);
	memcpy(body + n, "&a=1", 5);
	ck_assert_err(inputs(body), OG_ERR_RANGE);
	ck_assert_uint_eq(html.len, 0);
}
END_TEST

/* What no browser writes, raw quotes, could make a page too large. */
START_TEST(inputs_that_are_too_large_are_refused)
{
	static char body[BODY_MAX + 1];

	memset(body, '"', BODY_MAX);
	memcpy(body, "a=", 2);
	ck_assert_err(inputs(body), OG_ERR_RANGE);
	ck_assert_uint_eq(html.len, 0);
	body[KEPT_INPUTS_MAX / 6 - 100] = '\0';
	ck_assert_ok(inputs(body));
}
END_TEST

/* --- the seal --- */

static struct og_keyring ring;
static struct og_buf text;

static void
seal_setup(void)
{
	people_ring(&ring, 2);
	og_buf_init(&text, 65536);
}

static void
seal_teardown(void)
{
	og_keyring_clear(&ring);
	og_buf_clear(&text);
}

static const struct kept_form form = {.user = 0x0123456789abcdef,
    .when = 1700000000,
    .method = "POST",
    .target = "/pay?x=1",
    .body = "a=1&b=2",
    .len = 7};

static enum og_err
open_text(const char *host, const char *s, size_t len, struct kept_form *f)
{
	memset(f, 0xa5, sizeof(*f));
	return kept_form_open(&ring, host, s, len, BODY_MAX, f);
}

/* Asserts that nothing opens and nothing is left. */
static void
assert_closed(const char *host, const char *s, size_t len, enum og_err expected)
{
	static const struct kept_form zero;
	struct kept_form f;

	ck_assert_err(open_text(host, s, len, &f), expected);
	ck_assert_mem_eq(&f, &zero, sizeof(f));
}

static void
seal_form(void)
{
	og_buf_reset(&text);
	ck_assert_ok(kept_form_seal(&ring, HOST, &form, &text));
}

START_TEST(a_sealed_form_opens)
{
	struct kept_form f;

	seal_form();
	ck_assert_ok(open_text(HOST, text.data, text.len, &f));
	ck_assert_uint_eq(f.user, form.user);
	ck_assert_int_eq(f.when, form.when);
	ck_assert_str_eq(f.method, "POST");
	ck_assert_str_eq(f.target, "/pay?x=1");
	ck_assert_uint_eq(f.len, 7);
	ck_assert_mem_eq(f.body, "a=1&b=2", 7);
	kept_form_clear(&f);
	ck_assert_ptr_null(f.opened);
}
END_TEST

START_TEST(an_empty_form_opens)
{
	const struct kept_form empty = {.method = "POST", .target = "/"};
	struct kept_form f;

	ck_assert_ok(kept_form_seal(&ring, HOST, &empty, &text));
	ck_assert_ok(open_text(HOST, text.data, text.len, &f));
	ck_assert_uint_eq(f.len, 0);
	ck_assert_str_eq(f.target, "/");
	kept_form_clear(&f);
}
END_TEST

START_TEST(the_largest_form_opens_and_a_larger_one_does_not)
{
	struct kept_form big = form, f;
	char *body = calloc(1, BODY_MAX + 1);

	ck_assert_ptr_nonnull(body);
	memset(body, 'x', BODY_MAX + 1);
	memset(big.target, '/', REDIRECT_MAX);
	big.body = body;
	big.len = BODY_MAX;
	ck_assert_ok(kept_form_seal(&ring, HOST, &big, &text));
	ck_assert_ok(open_text(HOST, text.data, text.len, &f));
	ck_assert_uint_eq(f.len, BODY_MAX);
	ck_assert_mem_eq(f.body, body, BODY_MAX);
	ck_assert_str_eq(f.target, big.target);
	kept_form_clear(&f);

	og_buf_reset(&text);
	big.len++;
	big.target[1] = '\0'; /* short enough as a whole */
	ck_assert_ok(kept_form_seal(&ring, HOST, &big, &text));
	assert_closed(HOST, text.data, text.len, OG_ERR_RANGE);
	free(body);
}
END_TEST

START_TEST(a_text_without_room_is_not_made)
{
	struct og_buf small;

	og_buf_init(&small, 40);
	ck_assert_err(kept_form_seal(&ring, HOST, &form, &small), OG_ERR_RANGE);
	og_buf_clear(&small);
}
END_TEST

START_TEST(no_changed_byte_opens)
{
	uint8_t raw[256];
	char changed[400];
	size_t len;

	seal_form();
	ck_assert_ok(
	    og_base64url_decode(text.data, text.len, raw, sizeof(raw), &len));
	for (size_t i = 0; i < len; i++) {
		raw[i] ^= 0x04;
		og_base64url_encode(raw, len, changed);
		assert_closed(HOST, changed, strlen(changed),
		    i == 0   ? OG_ERR_FORMAT
		    : i <= 4 ? OG_ERR_KEY
			     : OG_ERR_CRYPTO);
		raw[i] ^= 0x04;
	}
}
END_TEST

START_TEST(no_shorter_or_longer_text_opens)
{
	struct kept_form f;
	char longer[512];

	seal_form();
	for (size_t len = 0; len < text.len; len++)
		ck_assert_int_ne(open_text(HOST, text.data, len, &f), OG_OK);
	(void)snprintf(longer, sizeof(longer), "%sAAAA", text.data);
	assert_closed(HOST, longer, strlen(longer), OG_ERR_CRYPTO);
	(void)snprintf(longer, sizeof(longer), "%s=", text.data);
	assert_closed(HOST, longer, strlen(longer), OG_ERR_FORMAT);
}
END_TEST

START_TEST(no_other_host_opens_it)
{
	char host[OG_HOST_MAX + 2];

	seal_form();
	assert_closed("other.example.org", text.data, text.len, OG_ERR_CRYPTO);
	assert_closed("", text.data, text.len, OG_ERR_CRYPTO);
	assert_closed("app.example.or", text.data, text.len, OG_ERR_CRYPTO);
	memset(host, 'a', sizeof(host));
	host[sizeof(host) - 1] = '\0';
	assert_closed(host, text.data, text.len, OG_ERR_CRYPTO);
	og_buf_reset(&text);
	ck_assert_err(kept_form_seal(&ring, host, &form, &text), OG_ERR_RANGE);
}
END_TEST

START_TEST(the_newest_key_seals_and_a_retired_one_does_not_open)
{
	struct kept_form f;
	uint8_t raw[256];
	size_t len;

	seal_form();
	ck_assert_ok(
	    og_base64url_decode(text.data, text.len, raw, sizeof(raw), &len));
	ck_assert_uint_eq(raw[4], og_keyring_newest(&ring)->id);
	ring.keys[0].retired = true;
	ck_assert_ok(open_text(HOST, text.data, text.len, &f));
	kept_form_clear(&f);
	ring.keys[1].retired = true;
	assert_closed(HOST, text.data, text.len, OG_ERR_KEY);
	ring.n = 1;
	assert_closed(HOST, text.data, text.len, OG_ERR_KEY);
	ring.n = 0;
	ck_assert_err(kept_form_seal(&ring, HOST, &form, &text), OG_ERR_KEY);
}
END_TEST

/* Each purpose has a key of its own: no other seal of ours is a form. */
START_TEST(no_seal_of_another_purpose_opens)
{
	struct og_key *key = &ring.keys[1];

	OG_WIPE_ARRAY(key->sub[OG_PURPOSE_SEAL]);
	seal_form();
	memcpy(key->sub[OG_PURPOSE_KEPT], key->sub[OG_PURPOSE_FORM],
	    sizeof(key->sub[OG_PURPOSE_KEPT]));
	assert_closed(HOST, text.data, text.len, OG_ERR_CRYPTO);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("kept");
	TCase *tc = tcase_create("inputs");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(
	    tc, a_form_becomes_hidden_inputs, 0, CHECK_COUNT(good));
	tcase_add_loop_test(
	    tc, what_would_change_is_refused, 0, CHECK_COUNT(bad));
	tcase_add_test(tc, a_raw_nul_is_refused);
	tcase_add_test(tc, nothing_behind_the_end_is_read);
	tcase_add_test(tc, a_thousand_fields_are_taken_and_no_more);
	tcase_add_test(tc, inputs_that_are_too_large_are_refused);
	suite_add_tcase(s, tc);

	tc = tcase_create("seal");
	tcase_add_checked_fixture(tc, seal_setup, seal_teardown);
	tcase_add_test(tc, a_sealed_form_opens);
	tcase_add_test(tc, an_empty_form_opens);
	tcase_add_test(tc, the_largest_form_opens_and_a_larger_one_does_not);
	tcase_add_test(tc, a_text_without_room_is_not_made);
	tcase_add_test(tc, no_changed_byte_opens);
	tcase_add_test(tc, no_shorter_or_longer_text_opens);
	tcase_add_test(tc, no_other_host_opens_it);
	tcase_add_test(
	    tc, the_newest_key_seals_and_a_retired_one_does_not_open);
	tcase_add_test(tc, no_seal_of_another_purpose_opens);
	suite_add_tcase(s, tc);
	return check_main(s);
}
