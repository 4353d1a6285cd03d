/* SPDX-License-Identifier: ISC */
/* Authenticators that users name and remove themselves. */
#include "check_ways.h"

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

int
main(void)
{
	TCase *tc = tcase_create("names and removing");
	Suite *s = suite_create("ways, names");

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
	return check_main(s);
}
