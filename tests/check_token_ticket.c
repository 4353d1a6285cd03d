/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/token_ticket.c and of hops: what opens, and what does not.
 */
#include "check_main.h"
#include "check_people.h"
#include "lib/crypto/base64url.h"
#include "lib/rules/token.h"

#define HOST "app.example.org"
#define OTHER "wiki.example.org"
#define TICKET_CHARS 98

static const struct og_ticket good = {
    {0x0123456789abcdef, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
    PEOPLE_NOW, 0xfedcba9876543210};

static struct og_keyring ring;
static char bind[OG_BIND_LEN + 1];
static char text[OG_TOKEN_SIZE];

/* A browser's bind, and a ticket for it. */
static void
setup(void)
{
	struct og_pre hop = {PEOPLE_NOW, {7}};

	people_ring(&ring, 1);
	ck_assert_int_eq(og_token_bind(&hop, bind), OG_OK);
	ck_assert_int_eq(
	    og_token_ticket_new(&ring, HOST, bind, &good, text), OG_OK);
}

static void
assert_closed(const char *host, const char *browser, const char *ticket,
    size_t len, int64_t now, enum og_err expected)
{
	static const struct og_ticket zero;
	struct og_ticket t = good;

	ck_assert_int_eq(
	    og_token_ticket_open(&ring, host, browser, ticket, len, now, &t),
	    expected);
	ck_assert_mem_eq(&t, &zero, sizeof(t));
}

START_TEST(opens_its_own_ticket)
{
	struct og_ticket t;

	ck_assert_uint_eq(strlen(text), TICKET_CHARS);
	ck_assert_int_eq(og_token_ticket_open(&ring, HOST, bind, text,
			     TICKET_CHARS, PEOPLE_NOW, &t),
	    OG_OK);
	ck_assert_uint_eq(t.session.user, good.session.user);
	ck_assert_mem_eq(
	    t.session.secret, good.session.secret, sizeof(t.session.secret));
	ck_assert_int_eq(t.issued, good.issued);
	ck_assert_uint_eq(t.serial, good.serial);
}
END_TEST

START_TEST(hides_what_is_inside)
{
	char again[OG_TOKEN_SIZE];
	uint8_t raw[128];
	size_t len;

	ck_assert_int_eq(
	    og_base64url_decode(text, TICKET_CHARS, raw, sizeof(raw), &len),
	    OG_OK);
	ck_assert_ptr_null(memmem(raw, len, good.session.secret, 8));
	ck_assert_int_eq(
	    og_token_ticket_new(&ring, HOST, bind, &good, again), OG_OK);
	ck_assert_str_ne(text, again);
}
END_TEST

START_TEST(lives_30_seconds)
{
	struct og_ticket t;

	ck_assert_int_eq(og_token_ticket_open(&ring, HOST, bind, text,
			     TICKET_CHARS, PEOPLE_NOW + 30, &t),
	    OG_OK);
	assert_closed(
	    HOST, bind, text, TICKET_CHARS, PEOPLE_NOW + 31, OG_ERR_RANGE);
	ck_assert_int_eq(og_token_ticket_open(&ring, HOST, bind, text,
			     TICKET_CHARS, PEOPLE_NOW - OG_TICKET_SLACK, &t),
	    OG_OK);
	assert_closed(HOST, bind, text, TICKET_CHARS,
	    PEOPLE_NOW - OG_TICKET_SLACK - 1, OG_ERR_RANGE);
}
END_TEST

START_TEST(refuses_another_host)
{
	assert_closed(
	    OTHER, bind, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_CRYPTO);
	assert_closed("", bind, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_CRYPTO);
}
END_TEST

START_TEST(refuses_another_browser)
{
	struct og_pre hop = {PEOPLE_NOW, {8}};
	char theirs[OG_BIND_LEN + 1];

	ck_assert_int_eq(og_token_bind(&hop, theirs), OG_OK);
	ck_assert_str_ne(theirs, bind);
	assert_closed(
	    HOST, theirs, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_CRYPTO);
	assert_closed(HOST, "", text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_every_changed_character)
{
	struct og_ticket t;

	for (size_t i = 0; i < TICKET_CHARS; i++) {
		char was = text[i];

		text[i] = was == 'A' ? 'B' : 'A';
		ck_assert_int_ne(og_token_ticket_open(&ring, HOST, bind, text,
				     TICKET_CHARS, PEOPLE_NOW, &t),
		    OG_OK);
		text[i] = '=';
		assert_closed(
		    HOST, bind, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_FORMAT);
		text[i] = was;
	}
}
END_TEST

START_TEST(refuses_every_other_length)
{
	char longer[OG_TOKEN_SIZE + 1];

	memset(longer, 'A', sizeof(longer));
	memcpy(longer, text, TICKET_CHARS);
	for (size_t len = 0; len <= OG_TOKEN_SIZE; len++)
		if (len != TICKET_CHARS)
			assert_closed(
			    HOST, bind, longer, len, PEOPLE_NOW, OG_ERR_FORMAT);
}
END_TEST

START_TEST(opens_under_an_older_key_until_it_retires)
{
	struct og_ticket t;

	people_ring(&ring, 2);
	ck_assert_int_eq(og_token_ticket_open(&ring, HOST, bind, text,
			     TICKET_CHARS, PEOPLE_NOW, &t),
	    OG_OK);
	ck_assert_uint_eq(og_keyring_retire(&ring, PEOPLE_NOW + 101, 100), 1);
	assert_closed(HOST, bind, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_KEY);
	og_keyring_init(&ring);
	assert_closed(HOST, bind, text, TICKET_CHARS, PEOPLE_NOW, OG_ERR_KEY);
}
END_TEST

START_TEST(makes_nothing_without_key_or_bind)
{
	char out[OG_TOKEN_SIZE] = "x";

	ck_assert_int_eq(og_token_ticket_new(&ring, HOST, "short", &good, out),
	    OG_ERR_FORMAT);
	ck_assert_str_eq(out, "");
	og_keyring_init(&ring);
	ck_assert_int_eq(
	    og_token_ticket_new(&ring, HOST, bind, &good, out), OG_ERR_KEY);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(knows_a_bind_by_its_form)
{
	char other[OG_BIND_LEN + 2];

	ck_assert_uint_eq(strlen(bind), OG_BIND_LEN);
	ck_assert(og_token_bind_is_valid(bind));
	ck_assert(!og_token_bind_is_valid(""));
	memcpy(other, bind, OG_BIND_LEN);
	other[OG_BIND_LEN - 1] = '\0';
	ck_assert(!og_token_bind_is_valid(other));
	memcpy(other, bind, OG_BIND_LEN);
	memcpy(other + OG_BIND_LEN, "A", 2);
	ck_assert(!og_token_bind_is_valid(other));
	memcpy(other, bind, OG_BIND_LEN + 1);
	other[5] = '+';
	ck_assert(!og_token_bind_is_valid(other));
	/* 32 bytes end with two bits that are 0 */
	memset(other, 'A', OG_BIND_LEN);
	ck_assert(og_token_bind_is_valid(other));
	other[OG_BIND_LEN - 1] = 'B';
	ck_assert(!og_token_bind_is_valid(other));
}
END_TEST

/* --- hops --- */

START_TEST(opens_and_renews_a_hop)
{
	struct og_pre hop, back;

	ck_assert_int_eq(
	    og_token_hop_new(&ring, HOST, PEOPLE_NOW, &hop, text), OG_OK);
	ck_assert_int_eq(og_token_hop_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW + OG_PRE_LIFETIME, &back),
	    OG_OK);
	ck_assert_mem_eq(back.random, hop.random, sizeof(hop.random));
	ck_assert_int_eq(og_token_hop_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW + OG_PRE_LIFETIME + 1, &back),
	    OG_ERR_RANGE);
	ck_assert_int_eq(
	    og_token_hop_renew(&ring, HOST, PEOPLE_NOW + 60, &hop, text),
	    OG_OK);
	ck_assert_int_eq(og_token_hop_open(&ring, HOST, text, strlen(text),
			     PEOPLE_NOW + OG_PRE_LIFETIME + 60, &back),
	    OG_OK);
	ck_assert_mem_eq(back.random, hop.random, sizeof(hop.random));
}
END_TEST

START_TEST(takes_no_hop_for_a_pre_session_nor_a_session)
{
	struct og_session_token session;
	struct og_pre pre;

	ck_assert_int_eq(
	    og_token_hop_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(og_token_pre_open(
			     &ring, HOST, text, strlen(text), PEOPLE_NOW, &pre),
	    OG_ERR_FORMAT);
	ck_assert_int_eq(
	    og_token_session_open(&ring, HOST, text, strlen(text), &session),
	    OG_ERR_FORMAT);
	ck_assert_int_eq(og_token_hop_open(&ring, OTHER, text, strlen(text),
			     PEOPLE_NOW, &pre),
	    OG_ERR_CRYPTO);
	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(og_token_hop_open(
			     &ring, HOST, text, strlen(text), PEOPLE_NOW, &pre),
	    OG_ERR_FORMAT);
}
END_TEST

/* Both are signed under the subkey of forms: the label must tell them apart
 * also when the version is forged. */
START_TEST(takes_no_pre_session_with_its_version_changed_for_a_hop)
{
	struct og_pre pre;
	uint8_t raw[61];
	size_t len;

	ck_assert_int_eq(
	    og_token_pre_new(&ring, HOST, PEOPLE_NOW, &pre, text), OG_OK);
	ck_assert_int_eq(
	    og_base64url_decode(text, strlen(text), raw, sizeof(raw), &len),
	    OG_OK);
	raw[0] = 4;
	og_base64url_encode(raw, len, text);
	ck_assert_int_eq(og_token_hop_open(
			     &ring, HOST, text, strlen(text), PEOPLE_NOW, &pre),
	    OG_ERR_CRYPTO);
}
END_TEST

int
main(void)
{
	TCase *ticket = tcase_create("ticket"), *hop = tcase_create("hop");
	Suite *s = suite_create("token_ticket");

	tcase_add_checked_fixture(ticket, setup, NULL);
	tcase_add_test(ticket, opens_its_own_ticket);
	tcase_add_test(ticket, hides_what_is_inside);
	tcase_add_test(ticket, lives_30_seconds);
	tcase_add_test(ticket, refuses_another_host);
	tcase_add_test(ticket, refuses_another_browser);
	tcase_add_test(ticket, refuses_every_changed_character);
	tcase_add_test(ticket, refuses_every_other_length);
	tcase_add_test(ticket, opens_under_an_older_key_until_it_retires);
	tcase_add_test(ticket, makes_nothing_without_key_or_bind);
	tcase_add_test(ticket, knows_a_bind_by_its_form);
	suite_add_tcase(s, ticket);
	tcase_add_checked_fixture(hop, setup, NULL);
	tcase_add_test(hop, opens_and_renews_a_hop);
	tcase_add_test(hop, takes_no_hop_for_a_pre_session_nor_a_session);
	tcase_add_test(
	    hop, takes_no_pre_session_with_its_version_changed_for_a_hop);
	suite_add_tcase(s, hop);
	return check_main(s);
}
