/* SPDX-License-Identifier: ISC */
/* Authenticators that users add themselves. */
#include "check_ways.h"
#include "lib/rules/restore.h"

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
	return check_main(s);
}
