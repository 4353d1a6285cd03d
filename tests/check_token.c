/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/token.c: what is authentic, and everything that is not. */
#include "check_main.h"
#include "check_people.h"
#include "lib/crypto/base64url.h"
#include "lib/rules/token.h"

#define HOST "app.example.org"
#define COOKIE_LEN 82

static const struct og_session_token alice = {0x0123456789abcdef,
    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

static void
session_new(const struct og_keyring *ring, char out[OG_TOKEN_SIZE])
{
	ck_assert_int_eq(og_token_session_new(ring, HOST, &alice, out), OG_OK);
}

/* Asserts that the text does not open, and that nothing is left of it. */
static void
assert_closed(const struct og_keyring *ring, const char *host, const char *text,
    size_t len, enum og_err expected)
{
	static const struct og_session_token zero;
	struct og_session_token t = alice;

	ck_assert_int_eq(
	    og_token_session_open(ring, host, text, len, &t), expected);
	ck_assert_mem_eq(&t, &zero, sizeof(t));
}

START_TEST(opens_its_own_session_cookie)
{
	struct og_keyring ring;
	struct og_session_token t;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	session_new(&ring, text);
	ck_assert_uint_eq(strlen(text), COOKIE_LEN);
	ck_assert_int_eq(
	    og_token_session_open(&ring, HOST, text, COOKIE_LEN, &t), OG_OK);
	ck_assert_uint_eq(t.user, alice.user);
	ck_assert_mem_eq(t.secret, alice.secret, sizeof(t.secret));
}
END_TEST

START_TEST(keeps_the_layout_of_the_cookie)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	uint8_t raw[61];
	size_t len;

	people_ring(&ring, 3);
	session_new(&ring, text);
	ck_assert_int_eq(
	    og_base64url_decode(text, strlen(text), raw, sizeof(raw), &len),
	    OG_OK);
	ck_assert_uint_eq(len, 61);
	ck_assert_mem_eq(
	    raw, "\x01\0\0\0\x03\x01\x23\x45\x67\x89\xab\xcd\xef", 13);
	ck_assert_mem_eq(raw + 13, alice.secret, 16);
}
END_TEST

START_TEST(refuses_every_changed_character)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	struct og_session_token t;
	size_t i;

	people_ring(&ring, 1);
	session_new(&ring, text);
	for (i = 0; i < COOKIE_LEN; i++) {
		char good = text[i];

		text[i] = good == 'A' ? 'B' : 'A';
		ck_assert_int_ne(
		    og_token_session_open(&ring, HOST, text, COOKIE_LEN, &t),
		    OG_OK);
		text[i] = '=';
		assert_closed(&ring, HOST, text, COOKIE_LEN, OG_ERR_FORMAT);
		text[i] = good;
	}
	ck_assert_int_eq(
	    og_token_session_open(&ring, HOST, text, COOKIE_LEN, &t), OG_OK);
}
END_TEST

START_TEST(refuses_a_second_spelling_of_the_same_bytes)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	long last;

	people_ring(&ring, 1);
	session_new(&ring, text);
	/* 61 bytes are 488 bits: the last symbol has 4 that mean nothing */
	last = strchr(alphabet, text[COOKIE_LEN - 1]) - alphabet;
	ck_assert_int_eq(last & 15, 0);
	text[COOKIE_LEN - 1] = alphabet[last + 1];
	assert_closed(&ring, HOST, text, COOKIE_LEN, OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_every_other_length)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE + 1];
	size_t len;

	people_ring(&ring, 1);
	session_new(&ring, text);
	memset(text + COOKIE_LEN, 'A', sizeof(text) - COOKIE_LEN);
	for (len = 0; len <= OG_TOKEN_SIZE; len++)
		if (len != COOKIE_LEN)
			assert_closed(&ring, HOST, text, len, OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_zeros)
{
	struct og_keyring ring;
	char text[COOKIE_LEN];

	people_ring(&ring, 1);
	memset(text, 'A', sizeof(text));
	assert_closed(&ring, HOST, text, sizeof(text), OG_ERR_FORMAT);
	memset(text, '\0', sizeof(text));
	assert_closed(&ring, HOST, text, sizeof(text), OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_another_host)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	session_new(&ring, text);
	assert_closed(&ring, "app.example.or", text, COOKIE_LEN, OG_ERR_CRYPTO);
	assert_closed(&ring, "", text, COOKIE_LEN, OG_ERR_CRYPTO);
}
END_TEST

START_TEST(opens_what_an_older_key_signed)
{
	struct og_keyring old, ring;
	struct og_session_token t;
	char text[OG_TOKEN_SIZE];

	people_ring(&old, 1);
	people_ring(&ring, 2);
	session_new(&old, text);
	ck_assert_int_eq(
	    og_token_session_open(&ring, HOST, text, COOKIE_LEN, &t), OG_OK);
}
END_TEST

START_TEST(refuses_a_key_that_is_not_in_the_ring)
{
	struct og_keyring old, ring;
	char text[OG_TOKEN_SIZE];

	people_ring(&old, 1);
	people_ring(&ring, 2);
	session_new(&ring, text);
	assert_closed(&old, HOST, text, COOKIE_LEN, OG_ERR_KEY);
}
END_TEST

START_TEST(refuses_another_key_of_the_same_id)
{
	struct og_keyring ring, other;
	uint8_t master[OG_KEY_LEN] = {9, 8, 7};
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	og_keyring_init(&other);
	ck_assert_int_eq(og_keyring_add(&other, 1, 0, master), OG_OK);
	session_new(&other, text);
	assert_closed(&ring, HOST, text, COOKIE_LEN, OG_ERR_CRYPTO);
}
END_TEST

START_TEST(makes_nothing_with_an_empty_ring)
{
	struct og_keyring ring;
	struct og_pre pre;
	char text[OG_TOKEN_SIZE] = "x";

	og_keyring_init(&ring);
	ck_assert_int_eq(
	    og_token_session_new(&ring, HOST, &alice, text), OG_ERR_KEY);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_ERR_KEY);
	ck_assert_int_eq(
	    og_token_form_new(&ring, "login", "x", 1, text), OG_ERR_KEY);
}
END_TEST

START_TEST(opens_a_fresh_pre_session)
{
	struct og_keyring ring;
	struct og_pre pre, back;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(og_token_pre_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW + OG_PRE_LIFETIME, &back),
	    OG_OK);
	ck_assert_int_eq(back.issued, PEOPLE_NOW);
	ck_assert_int_eq(og_token_pre_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW, &back),
	    OG_OK);
	ck_assert_mem_eq(back.random, pre.random, sizeof(pre.random));
}
END_TEST

START_TEST(refuses_an_old_or_future_pre_session)
{
	struct og_keyring ring;
	struct og_pre pre;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(og_token_pre_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW + OG_PRE_LIFETIME + 1, &pre),
	    OG_ERR_RANGE);
	ck_assert_int_eq(pre.issued, 0);
	ck_assert_int_eq(og_token_pre_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW - 1, &pre),
	    OG_ERR_RANGE);
	ck_assert_int_eq(og_token_pre_open(&ring, "b.example.org", text,
			     strlen(text), PEOPLE_NOW, &pre),
	    OG_ERR_CRYPTO);
}
END_TEST

START_TEST(makes_pre_sessions_that_differ)
{
	struct og_keyring ring;
	struct og_pre a, b;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &a, text), OG_OK);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &b, text), OG_OK);
	ck_assert_mem_ne(a.random, b.random, sizeof(a.random));
}
END_TEST

START_TEST(takes_no_kind_for_another)
{
	struct og_keyring ring;
	struct og_pre pre;
	char session[OG_TOKEN_SIZE], text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	session_new(&ring, session);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	assert_closed(&ring, HOST, text, strlen(text), OG_ERR_FORMAT);
	ck_assert_int_eq(og_token_pre_open(&ring, HOST, session, COOKIE_LEN,
			     PEOPLE_NOW, &pre),
	    OG_ERR_FORMAT);
}
END_TEST

START_TEST(takes_no_kind_for_another_with_its_version_changed)
{
	struct og_keyring ring;
	struct og_pre pre;
	char text[OG_TOKEN_SIZE];
	uint8_t raw[61];
	size_t len;

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(
	    og_base64url_decode(text, strlen(text), raw, sizeof(raw), &len),
	    OG_OK);
	ck_assert_uint_eq(raw[0], 2);
	raw[0] = 1;
	og_base64url_encode(raw, len, text);
	assert_closed(&ring, HOST, text, strlen(text), OG_ERR_CRYPTO);
}
END_TEST

/* --- known browsers --- */

static const struct og_device_token laptop = {
    0x0123456789abcdef, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};

static enum og_err
device_open(const struct og_keyring *ring, const char *host, const char *text,
    struct og_device_token *t, bool *authentic)
{
	*authentic = true;
	*t = laptop;
	return og_token_device_open(
	    ring, host, text, strlen(text), t, authentic);
}

START_TEST(opens_its_own_device_cookie)
{
	struct og_device_token t;
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	bool authentic;

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_device_new(&ring, HOST, &laptop, text), OG_OK);
	ck_assert_int_eq(device_open(&ring, HOST, text, &t, &authentic), OG_OK);
	ck_assert(authentic);
	ck_assert_uint_eq(t.user, laptop.user);
	ck_assert_mem_eq(t.secret, laptop.secret, sizeof(t.secret));
}
END_TEST

START_TEST(refuses_a_device_cookie_that_was_touched)
{
	static const struct og_device_token zero;
	struct og_device_token t;
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	bool authentic;

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_device_new(&ring, HOST, &laptop, text), OG_OK);
	ck_assert_int_eq(
	    device_open(&ring, "other", text, &t, &authentic), OG_ERR_CRYPTO);
	ck_assert(!authentic);
	ck_assert_mem_eq(&t, &zero, sizeof(t));
	text[40] = text[40] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(
	    device_open(&ring, HOST, text, &t, &authentic), OG_ERR_CRYPTO);
	ck_assert(!authentic);
}
END_TEST

/* Then the digest in the record decides; no more can be said here. */
START_TEST(opens_a_device_cookie_whose_key_is_gone)
{
	struct og_keyring old, ring;
	struct og_device_token t;
	char text[OG_TOKEN_SIZE];
	uint8_t other[OG_KEY_LEN] = {1, 2, 3};
	bool authentic;

	people_ring(&old, 1);
	ck_assert_int_eq(og_token_device_new(&old, HOST, &laptop, text), OG_OK);
	og_keyring_init(&ring);
	ck_assert_int_eq(og_keyring_add(&ring, 9, PEOPLE_NOW, other), OG_OK);
	ck_assert_int_eq(device_open(&ring, HOST, text, &t, &authentic), OG_OK);
	ck_assert(!authentic);
	ck_assert_mem_eq(t.secret, laptop.secret, sizeof(t.secret));
}
END_TEST

START_TEST(refuses_a_session_that_a_retired_key_signed)
{
	struct og_keyring ring;
	struct og_device_token device;
	char text[OG_TOKEN_SIZE], known[OG_TOKEN_SIZE];
	bool authentic;

	people_ring(&ring, 1);
	session_new(&ring, text);
	ck_assert_int_eq(
	    og_token_device_new(&ring, HOST, &laptop, known), OG_OK);
	people_ring(&ring, 2);
	ck_assert_uint_eq(og_keyring_retire(&ring, PEOPLE_NOW + 101, 100), 1);
	assert_closed(&ring, HOST, text, COOKIE_LEN, OG_ERR_KEY);
	ck_assert_int_eq(
	    device_open(&ring, HOST, known, &device, &authentic), OG_OK);
	ck_assert(authentic);
	ck_assert_uint_eq(og_keyring_retire(&ring, PEOPLE_NOW + 100, 100), 0);
	ck_assert_int_eq(og_token_session_open(&ring, HOST, text, COOKIE_LEN,
			     &(struct og_session_token){0}),
	    OG_OK);
}
END_TEST

/* What the reader says of "text" is what is said without one. */
static void
assert_read_alike(const struct og_keyring *ring, struct og_token_reader *r,
    const char *host, const char *text, enum og_err expected)
{
	struct og_session_token a, b;
	size_t len = strlen(text);

	ck_assert_int_eq(
	    og_token_session_open(ring, host, text, len, &a), expected);
	ck_assert_int_eq(
	    og_token_session_read(ring, r, host, text, len, &b), expected);
	ck_assert_mem_eq(&a, &b, sizeof(a));
}

START_TEST(reads_with_keys_that_it_holds_as_without)
{
	char old[OG_TOKEN_SIZE], new[OG_TOKEN_SIZE], bad[OG_TOKEN_SIZE];
	struct og_token_reader r, empty = {.session = {NULL}};
	struct og_keyring ring;

	people_ring(&ring, 1);
	session_new(&ring, old);
	people_ring(&ring, 2);
	session_new(&ring, new);
	memcpy(bad, new, sizeof(bad));
	bad[40] = bad[40] == 'A' ? 'B' : 'A';
	og_token_reader_init(&r, &ring);
	ck_assert_ptr_nonnull(r.session[1]);
	ck_assert_ptr_null(r.session[2]);
	/* again and again, whatever came before it */
	for (int i = 0; i < 3; i++) {
		assert_read_alike(&ring, &r, HOST, new, OG_OK);
		assert_read_alike(&ring, &r, HOST, bad, OG_ERR_CRYPTO);
		assert_read_alike(&ring, &r, HOST, old, OG_OK);
		assert_read_alike(&ring, &r, "b.example", old, OG_ERR_CRYPTO);
		assert_read_alike(&ring, &r, HOST, "short", OG_ERR_FORMAT);
		assert_read_alike(&ring, &empty, HOST, new, OG_OK);
		assert_read_alike(&ring, NULL, HOST, old, OG_OK);
	}
	og_token_reader_clear(&r);
	ck_assert_ptr_null(r.session[0]);
	assert_read_alike(&ring, &r, HOST, old, OG_OK);
	/* with other keys in the ring, another reader */
	people_ring(&ring, 1);
	og_token_reader_init(&r, &ring);
	assert_read_alike(&ring, &r, HOST, new, OG_ERR_KEY);
	og_token_reader_clear(&r);
}
END_TEST

START_TEST(accepts_the_form_token_that_it_made)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_form_new(&ring, "login", "secret", 6, text), OG_OK);
	ck_assert_uint_eq(strlen(text), 48);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "secret", 6, text, 48), OG_OK);
	people_ring(&ring, 2);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "secret", 6, text, 48), OG_OK);
}
END_TEST

START_TEST(refuses_a_form_token_of_another_form_or_browser)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_form_new(&ring, "login", "secret", 6, text), OG_OK);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "logout", "secret", 6, text, 48),
	    OG_ERR_CRYPTO);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "Secret", 6, text, 48),
	    OG_ERR_CRYPTO);
	/* the border between the two cannot be moved */
	ck_assert_int_eq(
	    og_token_form_check(&ring, "logins", "ecret", 5, text, 48),
	    OG_ERR_CRYPTO);
}
END_TEST

START_TEST(refuses_a_form_token_that_was_touched)
{
	struct og_keyring ring;
	char text[OG_TOKEN_SIZE];
	size_t i;

	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_token_form_new(&ring, "login", "secret", 6, text), OG_OK);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "secret", 6, text, 47),
	    OG_ERR_FORMAT);
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "secret", 6, "", 0),
	    OG_ERR_FORMAT);
	text[3]++;
	ck_assert_int_eq(
	    og_token_form_check(&ring, "login", "secret", 6, text, 48),
	    OG_ERR_KEY);
	text[3]--;
	for (i = 0; i < 48; i++) {
		char good = text[i];

		text[i] = good == 'A' ? 'B' : 'A';
		if (text[i] != good)
			ck_assert_int_ne(og_token_form_check(&ring, "login",
					     "secret", 6, text, 48),
			    OG_OK);
		text[i] = good;
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("token");
	Suite *s = suite_create("token");

	tcase_add_test(tc, opens_its_own_session_cookie);
	tcase_add_test(tc, keeps_the_layout_of_the_cookie);
	tcase_add_test(tc, refuses_every_changed_character);
	tcase_add_test(tc, refuses_a_second_spelling_of_the_same_bytes);
	tcase_add_test(tc, refuses_every_other_length);
	tcase_add_test(tc, refuses_zeros);
	tcase_add_test(tc, refuses_another_host);
	tcase_add_test(tc, opens_what_an_older_key_signed);
	tcase_add_test(tc, refuses_a_key_that_is_not_in_the_ring);
	tcase_add_test(tc, refuses_another_key_of_the_same_id);
	tcase_add_test(tc, makes_nothing_with_an_empty_ring);
	tcase_add_test(tc, opens_a_fresh_pre_session);
	tcase_add_test(tc, refuses_an_old_or_future_pre_session);
	tcase_add_test(tc, makes_pre_sessions_that_differ);
	tcase_add_test(tc, takes_no_kind_for_another);
	tcase_add_test(tc, takes_no_kind_for_another_with_its_version_changed);
	tcase_add_test(tc, opens_its_own_device_cookie);
	tcase_add_test(tc, refuses_a_device_cookie_that_was_touched);
	tcase_add_test(tc, opens_a_device_cookie_whose_key_is_gone);
	tcase_add_test(tc, refuses_a_session_that_a_retired_key_signed);
	tcase_add_test(tc, reads_with_keys_that_it_holds_as_without);
	tcase_add_test(tc, accepts_the_form_token_that_it_made);
	tcase_add_test(tc, refuses_a_form_token_of_another_form_or_browser);
	tcase_add_test(tc, refuses_a_form_token_that_was_touched);
	suite_add_tcase(s, tc);
	return check_main(s);
}
