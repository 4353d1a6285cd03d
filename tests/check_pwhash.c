/* SPDX-License-Identifier: ISC */
/* Tests of password hashing: what is read, what is refused, what matches. */
#include <stdbool.h>
#include <string.h>

#include "check_main.h"
#include "lib/crypto/pwhash.h"

static const struct og_argon2 cheap = {.memory = 8, .time = 1, .lanes = 1};
static const uint8_t zero[OG_PWHASH_SIZE];

/* From the tests of the reference implementation; the password is "password",
 * the salt "somesalt". */
#define HASH_T2_P1                                                             \
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"                             \
	"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
#define HASH_T2_P2                                                             \
	"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ"                             \
	"$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"

static void
assert_match(const char *encoded, const char *password, bool wanted)
{
	bool match = !wanted;

	ck_assert_ok(
	    og_pwhash_check(encoded, password, strlen(password), &match));
	ck_assert_int_eq(match, wanted);
}

START_TEST(pwhash_agrees_with_the_reference)
{
	assert_match(HASH_T2_P1, "password", true);
	assert_match(HASH_T2_P2, "password", true);
	assert_match(HASH_T2_P1, "Password", false);
	assert_match(HASH_T2_P1, "password ", false);
	assert_match(HASH_T2_P1, "", false);
}
END_TEST

START_TEST(new_pwhash_checks_its_own_password_only)
{
	char encoded[OG_PWHASH_SIZE], again[OG_PWHASH_SIZE];
	struct og_argon2 cost = {.memory = 64, .time = 3, .lanes = 4};
	struct og_argon2 read;

	ck_assert_ok(og_pwhash_new(&cost, "secret", 6, encoded));
	ck_assert_mem_eq(encoded, "$argon2id$v=19$m=64,t=3,p=4$", 28);
	assert_match(encoded, "secret", true);
	assert_match(encoded, "secret1", false);
	ck_assert_ok(og_pwhash_cost(encoded, &read));
	ck_assert_uint_eq(read.memory, 64);
	ck_assert_uint_eq(read.time, 3);
	ck_assert_uint_eq(read.lanes, 4);
	ck_assert_ok(og_pwhash_new(&cost, "secret", 6, again));
	ck_assert_str_ne(encoded, again);
}
END_TEST

START_TEST(empty_password_is_a_password)
{
	char encoded[OG_PWHASH_SIZE];
	bool match;

	ck_assert_ok(og_pwhash_new(&cheap, "", 0, encoded));
	assert_match(encoded, "", true);
	assert_match(encoded, "x", false);
	ck_assert_ok(og_pwhash_check(encoded, NULL, 0, &match));
	ck_assert(match);
}
END_TEST

START_TEST(password_has_a_longest)
{
	char encoded[OG_PWHASH_SIZE], long_one[OG_PASSWORD_MAX + 1];
	bool match = true;

	memset(long_one, 'x', sizeof(long_one));
	ck_assert_ok(og_pwhash_new(&cheap, long_one, OG_PASSWORD_MAX, encoded));
	ck_assert_ok(
	    og_pwhash_check(encoded, long_one, OG_PASSWORD_MAX, &match));
	ck_assert(match);
	ck_assert_err(
	    og_pwhash_check(encoded, long_one, sizeof(long_one), &match),
	    OG_ERR_RANGE);
	ck_assert(!match);
	ck_assert_err(
	    og_pwhash_new(&cheap, long_one, sizeof(long_one), encoded),
	    OG_ERR_RANGE);
	ck_assert_str_eq(encoded, "");
}
END_TEST

/* Good salt and hash behind parameters that are not. */
#define TAIL "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

static const char *const too_costly[] = {
    "$argon2id$v=19$m=262145,t=1,p=1" TAIL,
    "$argon2id$v=19$m=4294967295,t=1,p=1" TAIL,
    "$argon2id$v=19$m=4294967296,t=1,p=1" TAIL,
    "$argon2id$v=19$m=99999999999999999999999,t=1,p=1" TAIL,
    "$argon2id$v=19$m=256,t=11,p=1" TAIL,
    "$argon2id$v=19$m=256,t=0,p=1" TAIL,
    "$argon2id$v=19$m=256,t=2,p=5" TAIL,
    "$argon2id$v=19$m=256,t=2,p=0" TAIL,
    "$argon2id$v=19$m=7,t=2,p=1" TAIL,
    "$argon2id$v=19$m=15,t=2,p=2" TAIL,
};

START_TEST(pwhash_over_the_caps_is_refused)
{
	struct og_argon2 cost;
	bool match = true;

	ck_assert_err(og_pwhash_check(too_costly[_i], "password", 8, &match),
	    OG_ERR_RANGE);
	ck_assert(!match);
	ck_assert_err(og_pwhash_cost(too_costly[_i], &cost), OG_ERR_RANGE);
}
END_TEST

static const char *const malformed[] = {
    "",
    "x",
    "$argon2id$v=19$",
    "$argon2i$v=19$m=256,t=2,p=1" TAIL,
    "$argon2d$v=19$m=256,t=2,p=1" TAIL,
    "$argon2id$v=16$m=256,t=2,p=1" TAIL,
    "$argon2id$m=256,t=2,p=1" TAIL,
    "argon2id$v=19$m=256,t=2,p=1" TAIL,
    "$argon2id$v=19$t=2,m=256,p=1" TAIL,
    "$argon2id$v=19$m=256,t=2" TAIL,
    "$argon2id$v=19$m=256,t=2,p=1,keyid=x" TAIL,
    "$argon2id$v=19$m=0256,t=2,p=1" TAIL,
    "$argon2id$v=19$m=-256,t=2,p=1" TAIL,
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
    "$argon2id$v=19$m=256,t=2,p=1$$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZQ$bQk8UB/VmZZF4Oo79iDXuL5/0t",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDX",
    HASH_T2_P1 "=",
    HASH_T2_P1 " ",
    HASH_T2_P1 "$",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
    "$nf65EOgLrQMR_uIPnA4rEsF5h7TKyQwu9U1bMCHGi_4",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHR"
    "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    "$2y$10$abcdefghijklmnopqrstuv",
    HASH_T2_P1 HASH_T2_P1,
};

START_TEST(pwhash_of_another_form_is_refused)
{
	struct og_argon2 cost;
	bool match = true;

	ck_assert_err(og_pwhash_check(malformed[_i], "password", 8, &match),
	    OG_ERR_FORMAT);
	ck_assert(!match);
	ck_assert_err(og_pwhash_cost(malformed[_i], &cost), OG_ERR_FORMAT);
}
END_TEST

START_TEST(cost_has_its_caps)
{
	const struct og_argon2 good[] = {
	    {8, 1, 1}, {32, 1, 4}, {19456, 2, 1}, {262144, 10, 4}};
	const struct og_argon2 bad[] = {{7, 1, 1}, {31, 1, 4}, {262145, 1, 1},
	    {8, 0, 1}, {8, 11, 1}, {8, 1, 0}, {64, 1, 5},
	    {UINT32_MAX, UINT32_MAX, UINT32_MAX}, {0, 0, 0}};
	char encoded[OG_PWHASH_SIZE] = "x";
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(good); i++)
		ck_assert(og_argon2_is_valid(&good[i]));
	for (i = 0; i < (size_t)CHECK_COUNT(bad); i++) {
		ck_assert(!og_argon2_is_valid(&bad[i]));
		ck_assert_err(
		    og_pwhash_new(&bad[i], "x", 1, encoded), OG_ERR_RANGE);
		ck_assert_str_eq(encoded, "");
	}
}
END_TEST

START_TEST(bare_argon2id_has_lengths)
{
	uint8_t salt[OG_SALT_LEN] = {0}, out[65];

	memset(out, 1, sizeof(out));
	ck_assert_ok(og_argon2id(&cheap, salt, "x", 1, out, 64));
	ck_assert_int_eq(out[64], 1);
	ck_assert_mem_ne(out, zero, 64);
	ck_assert_ok(og_argon2id(&cheap, salt, "x", 1, out, 16));
	ck_assert_err(og_argon2id(&cheap, salt, "x", 1, out, 15), OG_ERR_RANGE);
	ck_assert_mem_eq(out, zero, 15);
	ck_assert_err(og_argon2id(&cheap, salt, "x", 1, out, 65), OG_ERR_RANGE);
	ck_assert_mem_eq(out, zero, 65);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pwhash");
	TCase *tc = tcase_create("pwhash");

	tcase_add_test(tc, pwhash_agrees_with_the_reference);
	tcase_add_test(tc, new_pwhash_checks_its_own_password_only);
	tcase_add_test(tc, empty_password_is_a_password);
	tcase_add_test(tc, password_has_a_longest);
	tcase_add_loop_test(
	    tc, pwhash_over_the_caps_is_refused, 0, CHECK_COUNT(too_costly));
	tcase_add_loop_test(
	    tc, pwhash_of_another_form_is_refused, 0, CHECK_COUNT(malformed));
	tcase_add_test(tc, cost_has_its_caps);
	tcase_add_test(tc, bare_argon2id_has_lengths);
	suite_add_tcase(s, tc);
	return check_main(s);
}
