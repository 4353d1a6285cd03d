/* SPDX-License-Identifier: ISC */
/* Invitations: what a link is good for, when it ends, and what it shows. */
#include "check_main.h"
#include "check_people.h"
#include "lib/record/session.h"
#include "lib/rules/invite.h"
#include "lib/rules/restore.h"

static struct og_keyring ring;
static struct og_user u;
static struct og_invite_token t;

static void
setup(void)
{
	people_ring(&ring, 2);
	people_user(&u);
	t = (struct og_invite_token){.secret = {1, 2, 3, 250}};
	ck_assert_ok(og_invite_add(
	    &u, &ring, &t, PEOPLE_NOW, OG_INVITE_LIFE_DEFAULT, false));
}

/* The code that the link shows at "now". */
static void
code_at(int64_t now, char code[OG_CODE_SIZE])
{
	struct og_otpauth p;
	uint32_t value;

	ck_assert_ok(og_invite_otpauth(&u, &t, &ring, "Example", &p));
	ck_assert_ok(og_hotp(p.hash, p.seed, p.seed_len,
	    og_totp_step(now, p.period), p.digits, &value));
	og_code_format(value, p.digits, code);
	og_otpauth_clear(&p);
}

static enum og_invite_result
confirm(const char *code, int64_t now)
{
	enum og_invite_result result;
	enum og_err err;
	uint32_t id;

	result = og_invite_confirm(&u, &t, &ring, code, 1, now, &id, &err);
	ck_assert_ok(err);
	ck_assert_int_eq(id != 0, result == OG_INVITE_DONE);
	return result;
}

/* --- the text --- */

START_TEST(a_token_that_was_written_is_read)
{
	struct og_invite_token back;
	char text[OG_INVITE_SIZE];

	og_invite_format(&t, text);
	ck_assert_uint_eq(strlen(text), OG_INVITE_SIZE - 1);
	ck_assert_ok(og_invite_parse(text, strlen(text), &back));
	ck_assert(back.user == u.id);
	ck_assert_mem_eq(back.secret, t.secret, OG_SECRET_LEN);
}
END_TEST

static const char *const hostile[] = {"", "A",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"};

START_TEST(what_is_no_token_is_refused)
{
	struct og_invite_token back = t, zero = {0};

	ck_assert_err(og_invite_parse(hostile[_i], strlen(hostile[_i]), &back),
	    OG_ERR_FORMAT);
	ck_assert_mem_eq(&back, &zero, sizeof(back));
}
END_TEST

/* --- whose it is, and for how long --- */

START_TEST(a_link_is_good_until_it_expires)
{
	const int64_t end = PEOPLE_NOW + OG_INVITE_LIFE_DEFAULT;

	ck_assert(og_invite_is_for(&u, &t, PEOPLE_NOW));
	ck_assert(og_invite_is_for(&u, &t, end - 1));
	ck_assert(!og_invite_is_for(&u, &t, end));
}
END_TEST

START_TEST(another_secret_or_user_opens_nothing)
{
	struct og_invite_token other = t;
	struct og_user bob;

	other.secret[15] ^= 1;
	ck_assert(!og_invite_is_for(&u, &other, PEOPLE_NOW));
	other = t;
	other.user++;
	ck_assert(!og_invite_is_for(&u, &other, PEOPLE_NOW));
	ck_assert_ok(og_user_init(&bob, "bob", PEOPLE_NOW));
	ck_assert(!og_invite_is_for(&bob, &t, PEOPLE_NOW));
	bob.invite = u.invite; /* as if the line had been copied */
	ck_assert(!og_invite_is_for(&bob, &t, PEOPLE_NOW));
}
END_TEST

START_TEST(a_record_without_one_has_no_token_that_fits)
{
	/* not even that of a digest of zeros */
	ck_assert(og_invite_drop(&u));
	ck_assert(!og_invite_is_open(&u, 0));
	ck_assert(!og_invite_is_for(&u, &t, PEOPLE_NOW));
	ck_assert(!og_invite_drop(&u));
}
END_TEST

START_TEST(a_disabled_user_cannot_use_it)
{
	u.disabled = true;
	ck_assert(!og_invite_is_for(&u, &t, PEOPLE_NOW));
}
END_TEST

START_TEST(a_second_invitation_ends_the_first)
{
	struct og_invite_token second = {.secret = {9}};

	ck_assert_ok(og_invite_add(&u, &ring, &second, PEOPLE_NOW, 3600, true));
	ck_assert(!og_invite_is_for(&u, &t, PEOPLE_NOW));
	ck_assert(og_invite_is_for(&u, &second, PEOPLE_NOW));
}
END_TEST

START_TEST(a_life_has_bounds)
{
	const struct og_invite before = u.invite;

	ck_assert_err(
	    og_invite_add(&u, &ring, &t, PEOPLE_NOW, 59, false), OG_ERR_RANGE);
	ck_assert_err(og_invite_add(&u, &ring, &t, PEOPLE_NOW,
			  OG_INVITE_LIFE_MAX + 1, false),
	    OG_ERR_RANGE);
	ck_assert_mem_eq(&before, &u.invite, sizeof(before));
}
END_TEST

START_TEST(the_record_has_no_part_of_the_link)
{
	char text[OG_INVITE_SIZE];
	struct og_otpauth p;
	struct og_buf line;

	t = (struct og_invite_token){.secret = "0123456789abcde"};
	ck_assert_ok(og_invite_add(&u, &ring, &t, PEOPLE_NOW, 3600, false));
	og_invite_format(&t, text);
	og_buf_init(&line, OG_RECORD_MAX);
	ck_assert_ok(og_user_format(&u, &line));
	ck_assert_ptr_null(strstr(og_buf_str(&line), "MDEyMzQ1Njc4OWFiY2Rl"));
	ck_assert_ptr_null(strstr(og_buf_str(&line), text + 12));
	og_buf_clear(&line);
	/* nor has it the seed, which another link would not show */
	ck_assert_ok(og_invite_otpauth(&u, &t, &ring, "", &p));
	ck_assert_mem_ne(p.seed, u.invite.digest, OG_DIGEST_LEN);
	ck_assert_mem_ne(p.seed, u.invite.salt, OG_SALT_LEN);
	og_otpauth_clear(&p);
}
END_TEST

START_TEST(a_restored_record_has_none)
{
	const struct og_restore how = {.now = PEOPLE_NOW, .window = 1};

	og_restore_user(&u, &how);
	ck_assert(!og_invite_is_for(&u, &t, PEOPLE_NOW));
}
END_TEST

/* --- what it shows --- */

START_TEST(it_always_shows_the_same_secret)
{
	struct og_otpauth p, again;
	struct og_user copy;

	ck_assert_ok(og_invite_otpauth(&u, &t, &ring, "Example", &p));
	ck_assert_str_eq(p.account, "alice");
	ck_assert_str_eq(p.issuer, "Example");
	ck_assert_uint_eq(p.seed_len, OG_SEED_NEW);
	/* from another copy of the record, with a newer key in the ring */
	og_user_reset(&copy);
	og_user_copy(&copy, &u);
	people_ring(&ring, 3);
	ck_assert_ok(og_invite_otpauth(&copy, &t, &ring, "Example", &again));
	ck_assert_mem_eq(p.seed, again.seed, OG_SEED_NEW);
	og_otpauth_clear(&p);
	og_otpauth_clear(&again);
}
END_TEST

START_TEST(without_its_key_it_shows_nothing)
{
	struct og_otpauth p, zero = {0};
	enum og_err err;
	uint32_t id;

	people_ring(&ring, 1);
	ck_assert_err(
	    og_invite_otpauth(&u, &t, &ring, "Example", &p), OG_ERR_KEY);
	ck_assert_mem_eq(p.seed, zero.seed, sizeof(p.seed));
	ck_assert_int_eq(og_invite_confirm(
			     &u, &t, &ring, "123456", 1, PEOPLE_NOW, &id, &err),
	    OG_INVITE_FAILED);
	ck_assert_err(err, OG_ERR_KEY);
	ck_assert_uint_eq(u.invite.failures, 0);
}
END_TEST

START_TEST(another_link_shows_another_secret)
{
	struct og_otpauth p, again;

	ck_assert_ok(og_invite_otpauth(&u, &t, &ring, "", &p));
	/* the same secret in the link, another salt */
	ck_assert_ok(og_invite_add(&u, &ring, &t, PEOPLE_NOW, 3600, false));
	ck_assert_ok(og_invite_otpauth(&u, &t, &ring, "", &again));
	ck_assert_mem_ne(p.seed, again.seed, OG_SEED_NEW);
	og_otpauth_clear(&p);
	og_otpauth_clear(&again);
}
END_TEST

/* --- the proof --- */

START_TEST(a_right_code_makes_the_authenticator_and_ends_the_link)
{
	char code[OG_CODE_SIZE];

	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_DONE);
	ck_assert_uint_eq(u.n_authenticators, 1);
	ck_assert_int_eq(u.authenticators[0].state, OG_AUTH_ACTIVE);
	/* the code is spent */
	ck_assert_uint_eq(u.authenticators[0].moving_factor, PEOPLE_STEP);
	ck_assert(!og_invite_is_open(&u, PEOPLE_NOW));
	/* another who had the link open comes too late */
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_OVER);
	ck_assert_uint_eq(u.n_authenticators, 1);
}
END_TEST

START_TEST(a_wrong_code_is_charged_and_changes_nothing_else)
{
	char code[OG_CODE_SIZE];

	code_at(PEOPLE_NOW + 10 * 30, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_WRONG);
	ck_assert_int_eq(confirm("12345678", PEOPLE_NOW), OG_INVITE_WRONG);
	ck_assert_int_eq(confirm("", PEOPLE_NOW), OG_INVITE_WRONG);
	ck_assert_uint_eq(u.invite.failures, 3);
	ck_assert_uint_eq(u.n_authenticators, 0);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_DONE);
}
END_TEST

START_TEST(too_many_wrong_codes_end_it)
{
	char code[OG_CODE_SIZE];

	for (int i = 0; i < OG_INVITE_TRIES; i++)
		ck_assert_int_eq(confirm("", PEOPLE_NOW), OG_INVITE_WRONG);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_OVER);
	ck_assert_uint_eq(u.invite.failures, OG_INVITE_TRIES);
}
END_TEST

START_TEST(a_phone_beside_the_time_is_known_to_be)
{
	char code[OG_CODE_SIZE];

	code_at(PEOPLE_NOW + 30, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_DONE);
	ck_assert_int_eq(u.authenticators[0].drift, 1);
	ck_assert_uint_eq(u.authenticators[0].moving_factor, PEOPLE_STEP + 1);
}
END_TEST

START_TEST(the_old_authenticator_stays_beside_the_new_one)
{
	uint32_t old = people_active(&u, &ring, OG_FACTOR_TOTP);
	char code[OG_CODE_SIZE];

	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_DONE);
	ck_assert_ptr_nonnull(og_user_authenticator(&u, old));
	ck_assert_uint_eq(u.n_authenticators, 2);
}
END_TEST

START_TEST(with_replace_the_old_ones_live_until_the_new_one_is_proven)
{
	const struct og_proof other = {OG_FACTOR_RECOVERY, 9, PEOPLE_NOW};
	uint8_t kept[OG_DIGEST_LEN] = {2}, ended[OG_DIGEST_LEN] = {1};
	struct og_proof proof = {OG_FACTOR_TOTP, 0, PEOPLE_NOW};
	char code[OG_CODE_SIZE];

	while (u.n_authenticators < OG_AUTHENTICATORS_MAX)
		proof.authenticator = people_active(&u, &ring, OG_FACTOR_TOTP);
	og_session_add(&u, ended, &proof, "192.0.2.1", "x", PEOPLE_NOW);
	og_session_add(&u, kept, &other, "192.0.2.1", "x", PEOPLE_NOW);
	/* no room for one more: but with this there will be */
	ck_assert_err(og_invite_add(&u, &ring, &t, PEOPLE_NOW, 3600, false),
	    OG_ERR_RANGE);
	ck_assert_ok(og_invite_add(&u, &ring, &t, PEOPLE_NOW, 3600, true));
	ck_assert_int_eq(confirm("000", PEOPLE_NOW), OG_INVITE_WRONG);
	ck_assert_uint_eq(u.n_authenticators, OG_AUTHENTICATORS_MAX);
	ck_assert_uint_eq(u.n_sessions, 2);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_DONE);
	ck_assert_uint_eq(u.n_authenticators, 1);
	ck_assert_ptr_null(og_session_find(&u, ended));
	ck_assert_ptr_nonnull(og_session_find(&u, kept));
}
END_TEST

START_TEST(one_too_many_is_refused_and_nothing_is_charged)
{
	char code[OG_CODE_SIZE];

	while (u.n_authenticators < OG_AUTHENTICATORS_MAX)
		(void)people_active(&u, &ring, OG_FACTOR_TOTP);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(confirm(code, PEOPLE_NOW), OG_INVITE_FULL);
	ck_assert_uint_eq(u.invite.failures, 0);
}
END_TEST

static void
add_life(Suite *s)
{
	TCase *tc = tcase_create("life");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_token_that_was_written_is_read);
	tcase_add_loop_test(
	    tc, what_is_no_token_is_refused, 0, CHECK_COUNT(hostile));
	tcase_add_test(tc, a_link_is_good_until_it_expires);
	tcase_add_test(tc, another_secret_or_user_opens_nothing);
	tcase_add_test(tc, a_record_without_one_has_no_token_that_fits);
	tcase_add_test(tc, a_disabled_user_cannot_use_it);
	tcase_add_test(tc, a_second_invitation_ends_the_first);
	tcase_add_test(tc, a_life_has_bounds);
	tcase_add_test(tc, the_record_has_no_part_of_the_link);
	tcase_add_test(tc, a_restored_record_has_none);
	tcase_add_test(tc, it_always_shows_the_same_secret);
	tcase_add_test(tc, without_its_key_it_shows_nothing);
	tcase_add_test(tc, another_link_shows_another_secret);
	suite_add_tcase(s, tc);
}

int
main(void)
{
	TCase *tc = tcase_create("proof");
	Suite *s = suite_create("invite");

	add_life(s);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(
	    tc, a_right_code_makes_the_authenticator_and_ends_the_link);
	tcase_add_test(tc, a_wrong_code_is_charged_and_changes_nothing_else);
	tcase_add_test(tc, too_many_wrong_codes_end_it);
	tcase_add_test(tc, a_phone_beside_the_time_is_known_to_be);
	tcase_add_test(tc, the_old_authenticator_stays_beside_the_new_one);
	tcase_add_test(
	    tc, with_replace_the_old_ones_live_until_the_new_one_is_proven);
	tcase_add_test(tc, one_too_many_is_refused_and_nothing_is_charged);
	suite_add_tcase(s, tc);
	return check_main(s);
}
