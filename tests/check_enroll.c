/* SPDX-License-Identifier: ISC */
/* Tests of lib/rules/enroll.c: new authenticators, their seeds, recovery codes.
 */
#include "check_main.h"
#include "check_people.h"
#include "lib/rules/enroll.h"

static const uint8_t seed[] = "12345678901234567890";

static struct og_enroll
good_spec(void)
{
	struct og_enroll spec = {
	    .type = OG_FACTOR_TOTP,
	    .hash = OG_SHA256,
	    .digits = 8,
	    .period = 60,
	    .label = "phone",
	    .seed = seed,
	    .seed_len = 20,
	    .expires = PEOPLE_NOW + 100,
	};

	return spec;
}

static enum og_err
add(struct og_user *u, const struct og_enroll *spec)
{
	struct og_keyring ring;
	uint32_t id;

	people_ring(&ring, 1);
	return og_enroll_add(u, spec, &ring, PEOPLE_NOW, &id);
}

START_TEST(adds_a_pending_authenticator)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_authenticator *a;
	struct og_user u;
	uint32_t id = 0;

	people_ring(&ring, 2);
	people_user(&u);
	ck_assert_int_eq(
	    og_enroll_add(&u, &spec, &ring, PEOPLE_NOW, &id), OG_OK);
	ck_assert_uint_eq(id, 1);
	ck_assert_uint_eq(u.next_id, 2);
	a = og_user_authenticator(&u, id);
	ck_assert_ptr_nonnull(a);
	ck_assert_int_eq(a->type, OG_FACTOR_TOTP);
	ck_assert_int_eq(a->state, OG_AUTH_PENDING);
	ck_assert_int_eq(a->hash, OG_SHA256);
	ck_assert_uint_eq(a->digits, 8);
	ck_assert_uint_eq(a->period, 60);
	ck_assert_str_eq(a->label, "phone");
	ck_assert_int_eq(a->created, PEOPLE_NOW);
	ck_assert_int_eq(a->expires, PEOPLE_NOW + 100);
	ck_assert_uint_eq(a->moving_factor, 0);
	ck_assert_uint_eq(a->key_id, 2);
	ck_assert_uint_eq(a->sealed_len, 20 + OG_SEAL_EXTRA);
}
END_TEST

START_TEST(opens_the_seed_that_was_sealed)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint8_t out[OG_SEED_MAX];
	size_t len;

	people_ring(&ring, 2);
	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK); /* under key 1 */
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[0], &ring, out, &len), OG_OK);
	ck_assert_uint_eq(len, 20);
	ck_assert_mem_eq(out, seed, 20);
}
END_TEST

START_TEST(keeps_no_seed_in_the_clear)
{
	struct og_enroll spec = good_spec();
	struct og_user u;
	const char *p = (const char *)&u;
	size_t i;

	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	for (i = 0; i + 20 <= sizeof(u); i++)
		ck_assert(memcmp(p + i, seed, 20) != 0);
}
END_TEST

START_TEST(opens_a_seed_for_no_other_user)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint8_t out[OG_SEED_MAX] = {1};
	static const uint8_t zero[OG_SEED_MAX];
	size_t len = 1;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	u.id ^= 1;
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[0], &ring, out, &len),
	    OG_ERR_CRYPTO);
	ck_assert_uint_eq(len, 0);
	ck_assert_mem_eq(out, zero, sizeof(out));
}
END_TEST

START_TEST(opens_a_seed_for_no_other_authenticator)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint8_t out[OG_SEED_MAX];
	size_t len;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	u.authenticators[0].id = 2;
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[0], &ring, out, &len),
	    OG_ERR_CRYPTO);
}
END_TEST

START_TEST(opens_no_seed_that_was_touched_or_cut)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_authenticator *a;
	struct og_user u;
	uint8_t out[OG_SEED_MAX];
	size_t i, len;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	a = &u.authenticators[0];
	for (i = 0; i < a->sealed_len; i++) {
		a->sealed[i] ^= 1;
		ck_assert_int_eq(
		    og_enroll_seed(&u, a, &ring, out, &len), OG_ERR_CRYPTO);
		a->sealed[i] ^= 1;
	}
	a->sealed_len = 10;
	ck_assert_int_eq(
	    og_enroll_seed(&u, a, &ring, out, &len), OG_ERR_CRYPTO);
	a->sealed_len = sizeof(a->sealed) + 1;
	ck_assert_int_eq(
	    og_enroll_seed(&u, a, &ring, out, &len), OG_ERR_CRYPTO);
}
END_TEST

START_TEST(says_which_key_is_missing)
{
	struct og_keyring ring;
	struct og_user u;
	uint8_t out[OG_SEED_MAX];
	size_t len;

	people_ring(&ring, 2);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_ring(&ring, 1);
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[0], &ring, out, &len),
	    OG_ERR_KEY);
}
END_TEST

START_TEST(needs_a_key_to_add)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint32_t id;

	og_keyring_init(&ring);
	people_user(&u);
	ck_assert_int_eq(
	    og_enroll_add(&u, &spec, &ring, PEOPLE_NOW, &id), OG_ERR_KEY);
	ck_assert_uint_eq(u.n_authenticators, 0);
	ck_assert_uint_eq(u.next_id, 1);
}
END_TEST

START_TEST(makes_random_seeds_that_differ)
{
	struct og_keyring ring;
	struct og_user u;
	uint8_t a[OG_SEED_MAX], b[OG_SEED_MAX];
	size_t len;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[0], &ring, a, &len), OG_OK);
	ck_assert_uint_eq(len, OG_SEED_NEW);
	ck_assert_int_eq(
	    og_enroll_seed(&u, &u.authenticators[1], &ring, b, &len), OG_OK);
	ck_assert_mem_ne(a, b, OG_SEED_NEW);
}
END_TEST

/* Asserts that the specification is refused and nothing changed. */
static void
assert_refused(const struct og_enroll *spec)
{
	struct og_user u, before;

	people_user(&u);
	before = u;
	ck_assert_int_eq(add(&u, spec), OG_ERR_RANGE);
	ck_assert_mem_eq(&u, &before, sizeof(u));
}

START_TEST(refuses_fields_out_of_range)
{
	struct og_enroll spec;

	spec = good_spec();
	spec.type = OG_FACTOR_RECOVERY;
	assert_refused(&spec);
	spec = good_spec();
	spec.hash = (enum og_hash)9;
	assert_refused(&spec);
	spec = good_spec();
	spec.digits = 5;
	assert_refused(&spec);
	spec.digits = 9;
	assert_refused(&spec);
	spec = good_spec();
	spec.period = 14;
	assert_refused(&spec);
	spec.period = 301;
	assert_refused(&spec);
	spec = good_spec();
	spec.expires = -1;
	assert_refused(&spec);
	spec = good_spec();
	spec.replaces = 1;
	assert_refused(&spec);
}
END_TEST

START_TEST(takes_fields_at_their_limits)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint8_t long_seed[OG_SEED_MAX] = {0, 1}, out[OG_SEED_MAX];
	size_t i, len;

	people_user(&u);
	spec.period = 15;
	spec.digits = 6;
	spec.label = "12345678901234567890123456789012";
	spec.seed_len = 16;
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	spec.period = 300;
	spec.label = NULL;
	spec.seed = long_seed;
	spec.seed_len = sizeof(long_seed);
	spec.expires = 0;
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	people_ring(&ring, 1);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(
		    og_enroll_seed(&u, &u.authenticators[i], &ring, out, &len),
		    OG_OK);
	ck_assert_uint_eq(len, OG_SEED_MAX);
}
END_TEST

START_TEST(refuses_labels_that_cannot_be_shown)
{
	struct og_enroll spec = good_spec();

	spec.label = "123456789012345678901234567890123";
	assert_refused(&spec);
	spec.label = "a\nb";
	assert_refused(&spec);
	spec.label = "\xff";
	assert_refused(&spec);
}
END_TEST

START_TEST(refuses_weak_seeds)
{
	struct og_enroll spec = good_spec();
	uint8_t weak[OG_SEED_MAX + 1];

	spec.seed_len = 15;
	assert_refused(&spec);
	memset(weak, 0, sizeof(weak));
	spec.seed = weak;
	spec.seed_len = 20;
	assert_refused(&spec);
	memset(weak, 0xff, sizeof(weak));
	assert_refused(&spec);
	weak[0] = 1;
	spec.seed_len = OG_SEED_MAX + 1;
	assert_refused(&spec);
}
END_TEST

START_TEST(takes_a_short_seed_when_told_to)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_user u;
	uint8_t weak[OG_SEED_MAX] = {1}, opened[OG_SEED_MAX];
	uint32_t id;
	size_t len;

	people_ring(&ring, 1);
	people_user(&u);
	spec.weak = true;
	spec.seed = weak;
	spec.seed_len = OG_SEED_LEAST;
	ck_assert_ok(og_enroll_add(&u, &spec, &ring, PEOPLE_NOW, &id));
	ck_assert_ok(og_enroll_seed(
	    &u, og_user_authenticator(&u, id), &ring, opened, &len));
	ck_assert_uint_eq(len, OG_SEED_LEAST);
	ck_assert_mem_eq(opened, weak, len);
	spec.seed_len = OG_SEED_LEAST - 1;
	assert_refused(&spec);
	weak[0] = 0;
	spec.seed_len = OG_SEED_LEAST;
	assert_refused(&spec);
}
END_TEST

START_TEST(takes_any_period_for_hotp)
{
	struct og_enroll spec = good_spec();
	struct og_user u;

	people_user(&u);
	spec.type = OG_FACTOR_HOTP;
	spec.period = 0;
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	ck_assert_uint_eq(u.authenticators[0].period, 30);
}
END_TEST

START_TEST(holds_eight_and_no_more)
{
	struct og_enroll spec = good_spec();
	struct og_user u;
	unsigned i;

	people_user(&u);
	for (i = 0; i < OG_AUTHENTICATORS_MAX; i++)
		ck_assert_int_eq(add(&u, &spec), OG_OK);
	ck_assert_int_eq(add(&u, &spec), OG_ERR_RANGE);
	ck_assert_uint_eq(u.n_authenticators, OG_AUTHENTICATORS_MAX);
	/* one that lapsed makes room */
	u.authenticators[3].expires = PEOPLE_NOW;
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	ck_assert_ptr_null(og_user_authenticator(&u, 4));
	ck_assert_ptr_nonnull(og_user_authenticator(&u, 9));
}
END_TEST

START_TEST(gives_out_no_id_twice)
{
	struct og_enroll spec = good_spec();
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	og_user_drop_authenticator(&u, 1);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	ck_assert_uint_eq(u.authenticators[0].id, 2);
	u.next_id = UINT32_MAX;
	ck_assert_int_eq(add(&u, &spec), OG_ERR_RANGE);
}
END_TEST

START_TEST(replaces_an_unproven_replacement)
{
	struct og_keyring ring;
	struct og_user u;
	uint32_t old, first, other, second;

	people_ring(&ring, 1);
	people_user(&u);
	old = people_active(&u, &ring, OG_FACTOR_TOTP);
	other = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	first = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, old);
	second = people_pending(&u, &ring, OG_FACTOR_TOTP, 0, old);
	ck_assert_uint_eq(u.n_authenticators, 3);
	ck_assert_ptr_nonnull(og_user_authenticator(&u, old));
	ck_assert_ptr_nonnull(og_user_authenticator(&u, other));
	ck_assert_ptr_null(og_user_authenticator(&u, first));
	ck_assert_uint_eq(og_user_authenticator(&u, second)->replaces, old);
}
END_TEST

START_TEST(leaves_pending_ones_that_replace_nothing)
{
	struct og_keyring ring;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_pending(&u, &ring, OG_FACTOR_TOTP, PEOPLE_NOW + 1, 0);
	people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	people_pending(&u, &ring, OG_FACTOR_TOTP, 0, 0);
	ck_assert_uint_eq(u.n_authenticators, 3);
}
END_TEST

START_TEST(shows_an_authenticator_to_its_owner)
{
	struct og_enroll spec = good_spec();
	struct og_keyring ring;
	struct og_otpauth p;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	ck_assert_int_eq(add(&u, &spec), OG_OK);
	ck_assert_int_eq(
	    og_enroll_otpauth(&u, &u.authenticators[0], &ring, "Example", &p),
	    OG_OK);
	ck_assert_str_eq(p.issuer, "Example");
	ck_assert_str_eq(p.account, "alice");
	ck_assert(!p.hotp);
	ck_assert_uint_eq(p.digits, 8);
	ck_assert_uint_eq(p.period, 60);
	ck_assert_int_eq(p.hash, OG_SHA256);
	ck_assert_uint_eq(p.seed_len, 20);
	ck_assert_mem_eq(p.seed, seed, 20);
	og_otpauth_clear(&p);
}
END_TEST

START_TEST(shows_the_counter_of_hotp)
{
	struct og_keyring ring;
	struct og_otpauth p;
	struct og_user u;

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_HOTP);
	u.authenticators[0].moving_factor = 42;
	ck_assert_int_eq(
	    og_enroll_otpauth(&u, &u.authenticators[0], &ring, "", &p), OG_OK);
	ck_assert(p.hotp);
	ck_assert_uint_eq(p.counter, 42);
	og_otpauth_clear(&p);
}
END_TEST

START_TEST(shows_nothing_that_cannot_be_opened)
{
	struct og_keyring ring;
	struct og_otpauth p;
	struct og_user u;
	char issuer[OG_ISSUER_MAX + 2];

	people_ring(&ring, 1);
	people_user(&u);
	people_active(&u, &ring, OG_FACTOR_TOTP);
	memset(issuer, 'x', sizeof(issuer) - 1);
	issuer[sizeof(issuer) - 2] = '\0';
	ck_assert_int_eq(
	    og_enroll_otpauth(&u, &u.authenticators[0], &ring, issuer, &p),
	    OG_OK);
	issuer[sizeof(issuer) - 2] = 'x';
	issuer[sizeof(issuer) - 1] = '\0';
	ck_assert_int_eq(
	    og_enroll_otpauth(&u, &u.authenticators[0], &ring, issuer, &p),
	    OG_ERR_RANGE);
	u.id++;
	ck_assert_int_eq(
	    og_enroll_otpauth(&u, &u.authenticators[0], &ring, "X", &p),
	    OG_ERR_CRYPTO);
	ck_assert_uint_eq(p.seed_len, 0);
}
END_TEST

START_TEST(makes_numbered_recovery_codes)
{
	struct og_recovery_code codes[OG_RECOVERY_MAX];
	uint8_t digest[OG_RECOVERY_DIGEST];
	struct og_user u;
	unsigned i;

	people_user(&u);
	ck_assert_int_eq(
	    og_enroll_recovery(&u, &people_cost, 10, PEOPLE_NOW, codes), OG_OK);
	ck_assert_uint_eq(u.recovery.id, 1);
	ck_assert_uint_eq(u.next_id, 2);
	ck_assert_uint_eq(u.recovery.n, 10);
	ck_assert_uint_eq(u.recovery.issued, 10);
	for (i = 0; i < 10; i++) {
		ck_assert_uint_eq(codes[i].number, i + 1);
		ck_assert_int_eq(og_recovery_digest(&u.recovery.cost,
				     u.recovery.salt, &codes[i], digest),
		    OG_OK);
		ck_assert_mem_eq(
		    digest, u.recovery.codes[i].digest, sizeof(digest));
	}
}
END_TEST

START_TEST(makes_a_new_set_kill_the_old)
{
	struct og_recovery_code codes[2];
	uint8_t salt[OG_SALT_LEN];
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(
	    og_enroll_recovery(&u, &people_cost, 2, PEOPLE_NOW, codes), OG_OK);
	memcpy(salt, u.recovery.salt, sizeof(salt));
	ck_assert_int_eq(
	    og_enroll_recovery(&u, &people_cost, 1, PEOPLE_NOW, codes), OG_OK);
	ck_assert_uint_eq(u.recovery.id, 2);
	ck_assert_uint_eq(u.recovery.n, 1);
	ck_assert_mem_ne(u.recovery.salt, salt, sizeof(salt));
}
END_TEST

START_TEST(refuses_recovery_sets_out_of_range)
{
	struct og_recovery_code codes[OG_RECOVERY_MAX + 1];
	struct og_argon2 absurd = {4000000, 1, 1};
	struct og_user u;

	people_user(&u);
	ck_assert_int_eq(
	    og_enroll_recovery(&u, &people_cost, 0, PEOPLE_NOW, codes),
	    OG_ERR_RANGE);
	ck_assert_int_eq(og_enroll_recovery(&u, &people_cost,
			     OG_RECOVERY_MAX + 1, PEOPLE_NOW, codes),
	    OG_ERR_RANGE);
	ck_assert_int_eq(og_enroll_recovery(&u, &absurd, 1, PEOPLE_NOW, codes),
	    OG_ERR_RANGE);
	ck_assert_uint_eq(u.recovery.n, 0);
	ck_assert_uint_eq(u.next_id, 1);
	ck_assert_int_eq(og_enroll_recovery(&u, &people_cost, OG_RECOVERY_MAX,
			     PEOPLE_NOW, codes),
	    OG_OK);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("enroll");
	Suite *s = suite_create("enroll");

	tcase_add_test(tc, adds_a_pending_authenticator);
	tcase_add_test(tc, opens_the_seed_that_was_sealed);
	tcase_add_test(tc, keeps_no_seed_in_the_clear);
	tcase_add_test(tc, opens_a_seed_for_no_other_user);
	tcase_add_test(tc, opens_a_seed_for_no_other_authenticator);
	tcase_add_test(tc, opens_no_seed_that_was_touched_or_cut);
	tcase_add_test(tc, says_which_key_is_missing);
	tcase_add_test(tc, needs_a_key_to_add);
	tcase_add_test(tc, makes_random_seeds_that_differ);
	tcase_add_test(tc, refuses_fields_out_of_range);
	tcase_add_test(tc, takes_fields_at_their_limits);
	tcase_add_test(tc, refuses_labels_that_cannot_be_shown);
	tcase_add_test(tc, refuses_weak_seeds);
	tcase_add_test(tc, takes_a_short_seed_when_told_to);
	tcase_add_test(tc, takes_any_period_for_hotp);
	tcase_add_test(tc, holds_eight_and_no_more);
	tcase_add_test(tc, gives_out_no_id_twice);
	tcase_add_test(tc, replaces_an_unproven_replacement);
	tcase_add_test(tc, leaves_pending_ones_that_replace_nothing);
	tcase_add_test(tc, shows_an_authenticator_to_its_owner);
	tcase_add_test(tc, shows_the_counter_of_hotp);
	tcase_add_test(tc, shows_nothing_that_cannot_be_opened);
	tcase_add_test(tc, makes_numbered_recovery_codes);
	tcase_add_test(tc, makes_a_new_set_kill_the_old);
	tcase_add_test(tc, refuses_recovery_sets_out_of_range);
	suite_add_tcase(s, tc);
	return check_main(s);
}
