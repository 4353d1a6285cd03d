/* SPDX-License-Identifier: ISC */
/* Tests of og_enroll_reseal: seeds under the newest key, and nothing else
 * changed. */
#include "check_main.h"
#include "check_people.h"

static struct og_keyring old_ring, new_ring;
static struct og_user u;

/* Two authenticators under key 1, and a ring in which key 2 is the newest. */
static void
setup(void)
{
	people_ring(&old_ring, 1);
	people_ring(&new_ring, 2);
	people_user(&u);
	people_active(&u, &old_ring, OG_FACTOR_TOTP);
	people_active(&u, &old_ring, OG_FACTOR_HOTP);
}

static void
text_of(const struct og_user *user, struct og_buf *b)
{
	og_buf_init(b, OG_RECORD_MAX);
	ck_assert_int_eq(og_user_format(user, b), OG_OK);
}

START_TEST(seeds_stay_what_they_are)
{
	uint8_t before[2][OG_SEED_MAX], after[OG_SEED_MAX];
	size_t len[2], n, stuck;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(og_enroll_seed(&u, &u.authenticators[i],
				     &old_ring, before[i], &len[i]),
		    OG_OK);
	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 2);
	ck_assert_uint_eq(stuck, 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(u.authenticators[i].key_id, 2);
		ck_assert_int_eq(og_enroll_seed(&u, &u.authenticators[i],
				     &old_ring, after, &n),
		    OG_ERR_KEY);
		ck_assert_int_eq(og_enroll_seed(&u, &u.authenticators[i],
				     &new_ring, after, &n),
		    OG_OK);
		ck_assert_uint_eq(n, len[i]);
		ck_assert_mem_eq(after, before[i], n);
	}
}
END_TEST

START_TEST(nothing_else_changes)
{
	struct og_buf before, after;
	static struct og_user copy;
	size_t stuck;

	og_user_copy(&copy, &u);
	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 2);
	for (int i = 0; i < 2; i++) {
		struct og_authenticator *a = &u.authenticators[i];

		a->key_id = copy.authenticators[i].key_id;
		ck_assert_uint_eq(
		    a->sealed_len, copy.authenticators[i].sealed_len);
		ck_assert_mem_ne(
		    a->sealed, copy.authenticators[i].sealed, a->sealed_len);
		memcpy(a->sealed, copy.authenticators[i].sealed, a->sealed_len);
	}
	text_of(&copy, &before);
	text_of(&u, &after);
	ck_assert_str_eq(og_buf_str(&before), og_buf_str(&after));
	og_buf_clear(&before);
	og_buf_clear(&after);
}
END_TEST

START_TEST(the_second_time_there_is_nothing_to_do)
{
	struct og_buf before, after;
	size_t stuck;

	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 2);
	text_of(&u, &before);
	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 0);
	ck_assert_uint_eq(stuck, 0);
	text_of(&u, &after);
	ck_assert_str_eq(og_buf_str(&before), og_buf_str(&after));
	og_buf_clear(&before);
	og_buf_clear(&after);
}
END_TEST

START_TEST(a_seed_that_does_not_open_stays_and_the_others_go_on)
{
	static struct og_authenticator before;
	size_t stuck;

	u.authenticators[0].sealed[20] ^= 1;
	before = u.authenticators[0];
	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 1);
	ck_assert_uint_eq(stuck, 1);
	ck_assert_mem_eq(&u.authenticators[0], &before, sizeof(before));
	ck_assert_uint_eq(u.authenticators[1].key_id, 2);
}
END_TEST

START_TEST(a_ring_that_was_not_read_again_changes_nothing)
{
	size_t stuck;

	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 2);
	ck_assert_uint_eq(og_enroll_reseal(&u, &old_ring, &stuck), 0);
	ck_assert_uint_eq(stuck, 2);
	ck_assert_uint_eq(u.authenticators[0].key_id, 2);
	og_keyring_clear(&old_ring);
	ck_assert_uint_eq(og_enroll_reseal(&u, &old_ring, &stuck), 0);
	ck_assert_uint_eq(stuck, 2);
}
END_TEST

START_TEST(a_retired_key_still_opens_seeds)
{
	size_t stuck;

	ck_assert_uint_eq(
	    og_keyring_retire(&new_ring, PEOPLE_NOW + 100, 50), 1);
	ck_assert_uint_eq(og_enroll_reseal(&u, &new_ring, &stuck), 2);
	ck_assert_uint_eq(stuck, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("reseal");
	Suite *s = suite_create("reseal");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, seeds_stay_what_they_are);
	tcase_add_test(tc, nothing_else_changes);
	tcase_add_test(tc, the_second_time_there_is_nothing_to_do);
	tcase_add_test(
	    tc, a_seed_that_does_not_open_stays_and_the_others_go_on);
	tcase_add_test(tc, a_ring_that_was_not_read_again_changes_nothing);
	tcase_add_test(tc, a_retired_key_still_opens_seeds);
	suite_add_tcase(s, tc);
	return check_main(s);
}
