/* SPDX-License-Identifier: ISC */
/* Authenticators that users add, name and remove themselves. */
#include <stdio.h>

#include "check_main.h"
#include "check_people.h"
#include "lib/base/text.h"
#include "lib/record/session.h"
#include "lib/rules/restore.h"
#include "lib/rules/ways.h"

static const uint8_t here[OG_DIGEST_LEN] = {1}, there[OG_DIGEST_LEN] = {2};
static struct og_keyring ring;
static struct og_user u;
static uint32_t first;
static size_t ended;

static void
log_in(const uint8_t id[OG_DIGEST_LEN], uint32_t authenticator)
{
	const struct og_proof proof = {
	    OG_FACTOR_TOTP, authenticator, PEOPLE_NOW};

	og_session_add(&u, id, &proof, "192.0.2.1", "x", PEOPLE_NOW);
}

/* Alice with one authenticator, logged in by it here and there. */
static void
setup(void)
{
	people_ring(&ring, 2);
	people_user(&u);
	first = people_active(&u, &ring, OG_FACTOR_TOTP);
	log_in(here, first);
	log_in(there, first);
}

static void
begin(bool replace, int64_t now)
{
	ck_assert_ok(og_ways_begin(&u, here, &ring, replace, now));
}

static void
seed_of(uint8_t seed[OG_SEED_NEW])
{
	struct og_otpauth p;

	ck_assert_ok(og_ways_otpauth(&u, &ring, "Example", &p));
	ck_assert_uint_eq(p.seed_len, OG_SEED_NEW);
	memcpy(seed, p.seed, OG_SEED_NEW);
	og_otpauth_clear(&p);
}

/* The code that the new one shows at "now". */
static void
code_at(int64_t now, char code[OG_CODE_SIZE])
{
	uint8_t seed[OG_SEED_NEW];
	uint32_t value;

	seed_of(seed);
	ck_assert_ok(og_hotp(
	    OG_SHA1, seed, sizeof(seed), og_totp_step(now, 30), 6, &value));
	og_code_format(value, 6, code);
}

static enum og_ways_result
prove_as(const uint8_t *session, const char *code, const char *name,
    int64_t now, uint32_t *id)
{
	const struct og_ways_proof proof = {
	    session, code, name, "Phone app", 1, now, PEOPLE_NOW + 100};
	enum og_err err;

	return og_ways_prove(&u, &proof, &ring, id, &ended, &err);
}

static enum og_ways_result
prove(const char *code, int64_t now)
{
	uint32_t id;
	enum og_ways_result result = prove_as(here, code, "", now, &id);

	ck_assert_int_eq(id != 0, result == OG_WAYS_DONE);
	return result;
}

/* What the decision says of a code. */
static enum og_reason
login(const char *code, int64_t now, struct og_user *next)
{
	const struct og_policy policy = {.first_factor = OG_FIRST_NONE,
	    .limits = people_limits,
	    .argon2 = people_cost,
	    .idle = 1000,
	    .absolute = 10000};
	struct og_attempt a = {.first = OG_FIRST_NONE};
	struct og_decision d;

	(void)snprintf(a.code, sizeof(a.code), "%s", code);
	og_policy_login(&policy, &ring, &u, &a, now, next, &d);
	return d.reason;
}

/* --- one that was begun --- */

START_TEST(it_shows_the_same_secret_until_it_is_old)
{
	uint8_t seed[OG_SEED_NEW], again[OG_SEED_NEW];

	begin(false, PEOPLE_NOW);
	seed_of(seed);
	/* another tab, with a newer key in the ring */
	people_ring(&ring, 3);
	begin(false, PEOPLE_NOW + OG_WAYS_LIFE - 1);
	seed_of(again);
	ck_assert_mem_eq(seed, again, OG_SEED_NEW);
	ck_assert(
	    og_ways_is_begun(&u, here, &ring, PEOPLE_NOW + OG_WAYS_LIFE - 1));
	ck_assert(
	    !og_ways_is_begun(&u, here, &ring, PEOPLE_NOW + OG_WAYS_LIFE));
	begin(false, PEOPLE_NOW + OG_WAYS_LIFE);
	seed_of(again);
	ck_assert_mem_ne(seed, again, OG_SEED_NEW);
}
END_TEST

/* Nor does a page that spoke of adding prove one that replaces. */
START_TEST(another_kind_gets_another_secret)
{
	uint8_t seed[OG_SEED_NEW], other[OG_SEED_NEW];
	char code[OG_CODE_SIZE];
	uint32_t id;

	begin(false, PEOPLE_NOW);
	seed_of(seed);
	code_at(PEOPLE_NOW, code);
	begin(true, PEOPLE_NOW);
	seed_of(other);
	ck_assert_mem_ne(seed, other, OG_SEED_NEW);
	ck_assert_int_eq(
	    prove_as(here, code, "", PEOPLE_NOW, &id), OG_WAYS_WRONG);
	begin(false, PEOPLE_NOW);
	seed_of(seed);
	ck_assert_mem_ne(seed, other, OG_SEED_NEW);
}
END_TEST

START_TEST(another_session_gets_another_secret)
{
	uint8_t seed[OG_SEED_NEW], other[OG_SEED_NEW];
	char code[OG_CODE_SIZE];
	uint32_t id;

	begin(false, PEOPLE_NOW);
	seed_of(seed);
	code_at(PEOPLE_NOW, code);
	ck_assert(!og_ways_is_begun(&u, there, &ring, PEOPLE_NOW));
	ck_assert_int_eq(
	    prove_as(there, code, "", PEOPLE_NOW, &id), OG_WAYS_OVER);
	ck_assert_ok(og_ways_begin(&u, there, &ring, false, PEOPLE_NOW));
	seed_of(other);
	ck_assert_mem_ne(seed, other, OG_SEED_NEW);
	/* whoever began first knows nothing of it, and has none any more */
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_OVER);
}
END_TEST

START_TEST(it_goes_on_after_a_step_up)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, first, PEOPLE_NOW + 9};
	const uint8_t next[OG_DIGEST_LEN] = {7};

	begin(false, PEOPLE_NOW);
	ck_assert(og_session_renew(&u, here, next, &proof, PEOPLE_NOW + 9));
	ck_assert(og_ways_is_begun(&u, next, &ring, PEOPLE_NOW + 9));
	ck_assert(!og_ways_is_begun(&u, here, &ring, PEOPLE_NOW + 9));
}
END_TEST

START_TEST(a_step_up_elsewhere_does_not_take_it_over)
{
	const struct og_proof proof = {OG_FACTOR_TOTP, first, PEOPLE_NOW + 9};
	const uint8_t next[OG_DIGEST_LEN] = {7};

	begin(false, PEOPLE_NOW);
	ck_assert(og_session_renew(&u, there, next, &proof, PEOPLE_NOW + 9));
	ck_assert(og_ways_is_begun(&u, here, &ring, PEOPLE_NOW + 9));
	ck_assert(!og_ways_is_begun(&u, next, &ring, PEOPLE_NOW + 9));
}
END_TEST

START_TEST(nobody_logs_in_by_one_that_is_not_proven)
{
	struct og_user next;
	char code[OG_CODE_SIZE];

	begin(false, PEOPLE_NOW);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(login(code, PEOPLE_NOW, &next), OG_REASON_CODE);
	og_user_clear(&next);
}
END_TEST

START_TEST(the_record_has_no_part_of_its_secret)
{
	uint8_t seed[OG_SEED_NEW];

	begin(false, PEOPLE_NOW);
	seed_of(seed);
	ck_assert_mem_ne(seed, u.adding.salt, OG_SALT_LEN);
	/* nor does another user's record show it */
	u.id++;
	{
		uint8_t other[OG_SEED_NEW];

		seed_of(other);
		ck_assert_mem_ne(seed, other, OG_SEED_NEW);
	}
}
END_TEST

START_TEST(without_its_key_it_is_over)
{
	struct og_otpauth p;

	begin(false, PEOPLE_NOW);
	people_ring(&ring, 1);
	ck_assert(!og_ways_is_begun(&u, here, &ring, PEOPLE_NOW));
	ck_assert_err(og_ways_otpauth(&u, &ring, "", &p), OG_ERR_KEY);
	ck_assert_int_eq(prove("123456", PEOPLE_NOW), OG_WAYS_OVER);
}
END_TEST

START_TEST(a_clock_that_went_back_makes_it_no_older_than_it_may_be)
{
	begin(false, PEOPLE_NOW);
	ck_assert(og_ways_is_begun(&u, here, &ring, PEOPLE_NOW - 60));
	ck_assert(
	    !og_ways_is_begun(&u, here, &ring, PEOPLE_NOW - OG_WAYS_LIFE));
}
END_TEST

START_TEST(a_restored_record_has_none_begun)
{
	const struct og_restore how = {.now = PEOPLE_NOW, .window = 1};

	begin(false, PEOPLE_NOW);
	og_restore_user(&u, &how);
	ck_assert(!og_ways_is_begun(&u, here, &ring, PEOPLE_NOW));
}
END_TEST

START_TEST(the_record_keeps_it)
{
	struct og_user back;
	struct og_buf line;

	begin(true, PEOPLE_NOW);
	og_buf_init(&line, OG_RECORD_MAX);
	ck_assert_ok(og_user_format(&u, &line));
	ck_assert_ok(og_user_parse(line.data, line.len, &back));
	ck_assert_mem_eq(&back.adding, &u.adding, sizeof(u.adding));
	og_buf_clear(&line);
	og_user_clear(&back);
}
END_TEST

/* --- its proof --- */

START_TEST(a_code_makes_it_and_is_spent)
{
	char code[OG_CODE_SIZE];
	struct og_user next;

	begin(false, PEOPLE_NOW);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_DONE);
	ck_assert_uint_eq(u.n_authenticators, 2);
	ck_assert_int_eq(u.authenticators[1].state, OG_AUTH_ACTIVE);
	ck_assert_int_eq(u.authenticators[1].used, PEOPLE_NOW);
	ck_assert_str_eq(u.authenticators[1].label, "Phone app 2");
	ck_assert_ptr_nonnull(og_user_authenticator(&u, first));
	ck_assert_int_eq(login(code, PEOPLE_NOW, &next), OG_REASON_REPLAY);
	/* of two who send it, one has it */
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_OVER);
	ck_assert_uint_eq(u.n_authenticators, 2);
	ck_assert(og_user_ids_are_sound(&u));
	og_user_clear(&next);
}
END_TEST

START_TEST(a_wrong_code_changes_nothing)
{
	struct og_user before;
	char code[OG_CODE_SIZE];

	begin(true, PEOPLE_NOW);
	og_user_reset(&before);
	og_user_copy(&before, &u);
	code_at(PEOPLE_NOW + 300, code);
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_WRONG);
	ck_assert_int_eq(prove("", PEOPLE_NOW), OG_WAYS_WRONG);
	ck_assert_int_eq(prove("12345678", PEOPLE_NOW), OG_WAYS_WRONG);
	ck_assert_uint_eq(u.n_authenticators, 1);
	ck_assert_uint_eq(u.n_sessions, 2);
	ck_assert_mem_eq(&before.adding, &u.adding, sizeof(u.adding));
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_DONE);
}
END_TEST

START_TEST(a_code_comes_too_late)
{
	char code[OG_CODE_SIZE];

	begin(false, PEOPLE_NOW);
	code_at(PEOPLE_NOW + OG_WAYS_LIFE, code);
	ck_assert_int_eq(prove(code, PEOPLE_NOW + OG_WAYS_LIFE), OG_WAYS_OVER);
	ck_assert_uint_eq(u.n_authenticators, 1);
}
END_TEST

START_TEST(with_replace_the_old_ones_live_until_it_is_proven)
{
	char code[OG_CODE_SIZE];
	uint32_t id;

	while (u.n_authenticators < OG_AUTHENTICATORS_MAX)
		(void)people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_err(
	    og_ways_begin(&u, here, &ring, false, PEOPLE_NOW), OG_ERR_RANGE);
	begin(true, PEOPLE_NOW);
	ck_assert_int_eq(prove("000", PEOPLE_NOW), OG_WAYS_WRONG);
	ck_assert_uint_eq(u.n_authenticators, OG_AUTHENTICATORS_MAX);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(
	    prove_as(here, code, "", PEOPLE_NOW, &id), OG_WAYS_DONE);
	ck_assert_uint_eq(u.n_authenticators, 1);
	ck_assert_uint_eq(u.authenticators[0].id, id);
	ck_assert_str_eq(u.authenticators[0].label, "Phone app");
	/* this session has proven the new one; the other only the old one */
	ck_assert_ptr_nonnull(og_session_find(&u, here));
	ck_assert_ptr_null(og_session_find(&u, there));
	ck_assert_uint_eq(ended, 1);
	ck_assert_uint_eq(u.sessions[0].n_proofs, 1);
	ck_assert_uint_eq(u.sessions[0].proofs[0].authenticator, id);
	ck_assert_int_eq(u.sessions[0].proofs[0].when, PEOPLE_NOW + 100);
}
END_TEST

START_TEST(one_too_many_is_refused)
{
	char code[OG_CODE_SIZE];

	begin(false, PEOPLE_NOW);
	while (u.n_authenticators < OG_AUTHENTICATORS_MAX)
		(void)people_active(&u, &ring, OG_FACTOR_TOTP);
	code_at(PEOPLE_NOW, code);
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_FULL);
	ck_assert_uint_eq(u.n_authenticators, OG_AUTHENTICATORS_MAX);
}
END_TEST

START_TEST(a_session_that_has_ended_proves_nothing)
{
	char code[OG_CODE_SIZE];

	begin(false, PEOPLE_NOW);
	code_at(PEOPLE_NOW, code);
	ck_assert(og_session_end(&u, here));
	ck_assert_int_eq(prove(code, PEOPLE_NOW), OG_WAYS_FAILED);
	ck_assert_uint_eq(u.n_authenticators, 1);
}
END_TEST

/* --- names --- */

static const struct {
	const char *typed;
	enum og_err err;
	const char *name;
} names[] = {
    {"Work phone", OG_OK, "Work phone"},
    {"  Work phone ", OG_OK, "Work phone"},
    {"<script>alert(1)</script>", OG_OK, "<script>alert(1)</script>"},
    {"\xe6\x90\xba\xe5\xb8\xaf", OG_OK, "\xe6\x90\xba\xe5\xb8\xaf"},
    {"01234567890123456789012345678901", OG_OK,
	"01234567890123456789012345678901"},
    {"012345678901234567890123456789012", OG_ERR_RANGE, ""},
    {"", OG_ERR_FORMAT, ""},
    {"   ", OG_ERR_FORMAT, ""},
    {"\xe2\x80\x8b", OG_ERR_FORMAT, ""},	  /* of no width */
    {"\xe3\x80\x80 \xc2\xa0", OG_ERR_FORMAT, ""}, /* wide, hard blank */
    {"\xf3\xa0\x81\x81", OG_ERR_FORMAT, ""},	  /* a tag */
    {"\xd9\x87\xe2\x80\x8c\xd8\xa7", OG_OK,
	"\xd9\x87\xe2\x80\x8c\xd8\xa7"}, /* Persian needs some of them */
    {"a\tb", OG_ERR_FORMAT, ""},
    {"a\nb", OG_ERR_FORMAT, ""},
    {"a\x7f", OG_ERR_FORMAT, ""},
    {"a\xff", OG_ERR_FORMAT, ""},
    {"\xed\xa0\x80", OG_ERR_FORMAT, ""},
    {"a\xe2\x80\xae"
     "b",
	OG_ERR_FORMAT, ""}, /* right-to-left override */
    {"a\xe2\x81\xa6"
     "b",
	OG_ERR_FORMAT, ""}, /* isolate */
    {"Phone", OG_ERR_EXISTS, ""},
};

START_TEST(names_are_bounded_clean_and_of_one)
{
	char out[OG_LABEL_MAX + 1];
	enum og_err err;
	uint32_t other = people_active(&u, &ring, OG_FACTOR_TOTP);

	memcpy(og_user_authenticator(&u, other)->label, "Phone", 6);
	ck_assert_err(
	    og_ways_name(&u, first, names[_i].typed, out), names[_i].err);
	ck_assert_str_eq(out, names[_i].name);
	if (names[_i].err == OG_OK) {
		ck_assert_int_eq(
		    og_ways_rename(&u, first, names[_i].typed, &err),
		    OG_WAYS_DONE);
		ck_assert_str_eq(
		    og_user_authenticator(&u, first)->label, names[_i].name);
		return;
	}
	ck_assert_int_eq(
	    og_ways_rename(&u, first, names[_i].typed, &err), OG_WAYS_NAMELESS);
	ck_assert_err(err, names[_i].err);
	ck_assert_str_eq(og_user_authenticator(&u, first)->label, "");
}
END_TEST

START_TEST(one_may_keep_its_name)
{
	enum og_err err;

	ck_assert_int_eq(
	    og_ways_rename(&u, first, "Phone", &err), OG_WAYS_DONE);
	ck_assert_int_eq(
	    og_ways_rename(&u, first, "Phone", &err), OG_WAYS_DONE);
	ck_assert_int_eq(
	    og_ways_rename(&u, first + 1, "Phone", &err), OG_WAYS_OVER);
}
END_TEST

START_TEST(a_suggestion_is_a_name_that_nobody_has)
{
	char out[OG_LABEL_MAX + 1];
	enum og_err err;
	uint32_t second;

	og_ways_suggest(&u, "Phone app", out);
	ck_assert_str_eq(out, "Phone app 2");
	ck_assert_int_eq(og_ways_rename(&u, first, out, &err), OG_WAYS_DONE);
	og_ways_suggest(&u, "Phone app", out);
	ck_assert_str_eq(out, "Phone app 3");
	second = people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_int_eq(og_ways_rename(&u, second, out, &err), OG_WAYS_DONE);
	og_ways_suggest(&u, "Phone app", out);
	ck_assert_str_eq(out, "Phone app 4");
	u.adding.replace = true;
	og_ways_suggest(&u, "Phone app", out);
	ck_assert_str_eq(out, "Phone app");
	u.adding.replace = false;
	/* cut to fit, but never within a letter */
	og_ways_suggest(&u, "xäääääääääääääääääää", out);
	ck_assert(og_text_is_clean(out, strlen(out)));
	ck_assert_str_eq(out + strlen(out) - 2, " 3");
	(void)og_ways_clear(&u, NULL);
	og_ways_suggest(&u, "Phone app", out);
	ck_assert_str_eq(out, "Phone app");
}
END_TEST

/* --- removing --- */

START_TEST(never_the_last_one)
{
	const uint32_t waiting =
	    people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	const uint32_t locked = people_active(&u, &ring, OG_FACTOR_TOTP);
	struct og_recovery_code codes[1];

	/* what is no way in: unproven, disabled by failures, recovery codes */
	og_user_authenticator(&u, locked)->state = OG_AUTH_DISABLED;
	ck_assert_ok(
	    og_enroll_recovery(&u, &people_cost, 1, PEOPLE_NOW, codes));
	ck_assert_int_eq(
	    og_ways_remove(&u, first, here, &ring, &ended), OG_WAYS_LAST);
	ck_assert_uint_eq(u.n_authenticators, 3);
	ck_assert_uint_eq(u.n_sessions, 2);
	/* those may go */
	ck_assert_int_eq(
	    og_ways_remove(&u, waiting, here, &ring, &ended), OG_WAYS_DONE);
	ck_assert_int_eq(
	    og_ways_remove(&u, locked, here, &ring, &ended), OG_WAYS_DONE);
	ck_assert_int_eq(
	    og_ways_remove(&u, locked, here, &ring, &ended), OG_WAYS_OVER);
}
END_TEST

START_TEST(one_whose_key_is_gone_is_no_way_in)
{
	const uint32_t second = people_active(&u, &ring, OG_FACTOR_TOTP);

	og_user_authenticator(&u, second)->key_id = 9;
	ck_assert_int_eq(
	    og_ways_remove(&u, first, here, &ring, &ended), OG_WAYS_LAST);
	ck_assert(og_ways_has_other(&u, second, &ring));
}
END_TEST

START_TEST(the_sessions_that_it_has_proven_end_with_it)
{
	const uint32_t second = people_active(&u, &ring, OG_FACTOR_TOTP);
	const struct og_proof proof = {OG_FACTOR_TOTP, second, PEOPLE_NOW + 5};
	const uint8_t third[OG_DIGEST_LEN] = {3};

	log_in(third, second);
	ck_assert(og_session_renew(&u, here, here, &proof, PEOPLE_NOW + 5));
	ck_assert(og_session_renew(&u, there, there, &proof, PEOPLE_NOW + 5));
	u.last = (struct og_proof){OG_FACTOR_TOTP, first, PEOPLE_NOW};
	ck_assert_int_eq(
	    og_ways_remove(&u, first, here, &ring, &ended), OG_WAYS_DONE);
	/* "there" has proven both, and ends as it would for otpadm drop; this
	 * one goes on with what it has proven besides */
	ck_assert_uint_eq(ended, 1);
	ck_assert_ptr_null(og_session_find(&u, there));
	ck_assert_ptr_nonnull(og_session_find(&u, third));
	ck_assert_uint_eq(og_session_find(&u, here)->n_proofs, 1);
	ck_assert_int_eq(u.last.when, 0);
}
END_TEST

START_TEST(a_session_that_has_proven_nothing_else_ends_too)
{
	(void)people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_int_eq(
	    og_ways_remove(&u, first, here, &ring, &ended), OG_WAYS_DONE);
	ck_assert_uint_eq(ended, 2);
	ck_assert_uint_eq(u.n_sessions, 0);
}
END_TEST

START_TEST(what_was_to_take_its_place_stands_for_itself)
{
	uint32_t next;

	(void)people_active(&u, &ring, OG_FACTOR_TOTP);
	next = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, first);
	ck_assert_int_eq(
	    og_ways_remove(&u, first, here, &ring, &ended), OG_WAYS_DONE);
	ck_assert_uint_eq(og_user_authenticator(&u, next)->replaces, 0);
}
END_TEST

static void
add_names(Suite *s)
{
	TCase *tc = tcase_create("names and removing");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(
	    tc, names_are_bounded_clean_and_of_one, 0, CHECK_COUNT(names));
	tcase_add_test(tc, one_may_keep_its_name);
	tcase_add_test(tc, a_suggestion_is_a_name_that_nobody_has);
	tcase_add_test(tc, never_the_last_one);
	tcase_add_test(tc, one_whose_key_is_gone_is_no_way_in);
	tcase_add_test(tc, the_sessions_that_it_has_proven_end_with_it);
	tcase_add_test(tc, a_session_that_has_proven_nothing_else_ends_too);
	tcase_add_test(tc, what_was_to_take_its_place_stands_for_itself);
	suite_add_tcase(s, tc);
}

int
main(void)
{
	TCase *tc = tcase_create("adding");
	Suite *s = suite_create("ways");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, it_shows_the_same_secret_until_it_is_old);
	tcase_add_test(tc, another_kind_gets_another_secret);
	tcase_add_test(tc, another_session_gets_another_secret);
	tcase_add_test(tc, it_goes_on_after_a_step_up);
	tcase_add_test(tc, a_step_up_elsewhere_does_not_take_it_over);
	tcase_add_test(tc, nobody_logs_in_by_one_that_is_not_proven);
	tcase_add_test(tc, the_record_has_no_part_of_its_secret);
	tcase_add_test(tc, without_its_key_it_is_over);
	tcase_add_test(
	    tc, a_clock_that_went_back_makes_it_no_older_than_it_may_be);
	tcase_add_test(tc, a_restored_record_has_none_begun);
	tcase_add_test(tc, the_record_keeps_it);
	tcase_add_test(tc, a_code_makes_it_and_is_spent);
	tcase_add_test(tc, a_wrong_code_changes_nothing);
	tcase_add_test(tc, a_code_comes_too_late);
	tcase_add_test(tc, with_replace_the_old_ones_live_until_it_is_proven);
	tcase_add_test(tc, one_too_many_is_refused);
	tcase_add_test(tc, a_session_that_has_ended_proves_nothing);
	suite_add_tcase(s, tc);
	add_names(s);
	return check_main(s);
}
