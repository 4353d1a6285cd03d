/* SPDX-License-Identifier: ISC */
/* Tests of HOTP and TOTP with every vector of RFC 4226 and RFC 6238. */
#include <string.h>

#include "check_main.h"
#include "lib/codes/otp.h"

#define DIGITS_64                                                              \
	"1234567890123456789012345678901234567890"                             \
	"123456789012345678901234"

static const uint8_t seed_64[] = DIGITS_64;

/* RFC 4226 appendix D */
static const char *const hotp_codes[] = {"755224", "287082", "359152", "969429",
    "338314", "254676", "287922", "162583", "399871", "520489"};

/* RFC 6238 appendix B */
static const struct {
	int64_t time;
	uint64_t step;
	const char *sha1;
	const char *sha256;
	const char *sha512;
} totp_codes[] = {
    {59, 0x1, "94287082", "46119246", "90693936"},
    {1111111109, 0x23523ec, "07081804", "68084774", "25091201"},
    {1111111111, 0x23523ed, "14050471", "67062674", "99943326"},
    {1234567890, 0x273ef07, "89005924", "91819424", "93441116"},
    {2000000000, 0x3f940aa, "69279037", "90698825", "38618901"},
    {20000000000, 0x27bc86aa, "65353130", "77737706", "47863826"},
};

/* The code for "counter" under the first "seed_len" bytes of the seed is
 * "wanted". */
static void
assert_code(
    enum og_hash hash, size_t seed_len, uint64_t counter, const char *wanted)
{
	unsigned digits = (unsigned)strlen(wanted);
	char text[OG_CODE_SIZE];
	uint32_t code;

	ck_assert_ok(og_hotp(hash, seed_64, seed_len, counter, digits, &code));
	og_code_format(code, digits, text);
	ck_assert_str_eq(text, wanted);
}

START_TEST(hotp_agrees_with_rfc_4226)
{
	assert_code(OG_SHA1, 20, (uint64_t)_i, hotp_codes[_i]);
}
END_TEST

START_TEST(totp_agrees_with_rfc_6238)
{
	uint64_t step = og_totp_step(totp_codes[_i].time, 30);

	ck_assert_uint_eq(step, totp_codes[_i].step);
	assert_code(OG_SHA1, 20, step, totp_codes[_i].sha1);
	assert_code(OG_SHA256, 32, step, totp_codes[_i].sha256);
	assert_code(OG_SHA512, 64, step, totp_codes[_i].sha512);
}
END_TEST

START_TEST(fewer_digits_are_the_last_ones)
{
	assert_code(OG_SHA1, 20, 1, "94287082");
	assert_code(OG_SHA1, 20, 1, "4287082");
	assert_code(OG_SHA1, 20, 1, "287082");
}
END_TEST

START_TEST(another_seed_gives_another_code)
{
	uint8_t seed[20];
	uint32_t code;

	memcpy(seed, seed_64, sizeof(seed));
	seed[19] ^= 1;
	ck_assert_ok(og_hotp(OG_SHA1, seed, 20, 0, 6, &code));
	ck_assert_uint_ne(code, 755224);
}
END_TEST

START_TEST(every_byte_of_the_counter_counts)
{
	uint32_t first, code;
	unsigned bit;

	ck_assert_ok(og_hotp(OG_SHA1, seed_64, 20, 0, 8, &first));
	for (bit = 0; bit < 64; bit++) {
		ck_assert_ok(og_hotp(
		    OG_SHA1, seed_64, 20, (uint64_t)1 << bit, 8, &code));
		ck_assert_uint_ne(code, first);
	}
}
END_TEST

START_TEST(digits_out_of_range_are_refused)
{
	uint32_t code = 1;

	ck_assert_ok(og_hotp(OG_SHA1, seed_64, 20, 0, 6, &code));
	ck_assert_ok(og_hotp(OG_SHA1, seed_64, 20, 0, 8, &code));
	ck_assert_uint_ne(code, 0);
	ck_assert_err(og_hotp(OG_SHA1, seed_64, 20, 0, 5, &code), OG_ERR_RANGE);
	ck_assert_uint_eq(code, 0);
	ck_assert_err(og_hotp(OG_SHA1, seed_64, 20, 0, 9, &code), OG_ERR_RANGE);
	ck_assert_err(og_hotp(OG_SHA1, seed_64, 20, 0, 0, &code), OG_ERR_RANGE);
}
END_TEST

START_TEST(seed_length_out_of_range_is_refused)
{
	uint32_t code = 1;

	ck_assert_ok(og_hotp(OG_SHA1, seed_64, 16, 0, 6, &code));
	ck_assert_ok(og_hotp(OG_SHA1, seed_64, 64, 0, 6, &code));
	ck_assert_err(og_hotp(OG_SHA1, seed_64, 9, 0, 6, &code), OG_ERR_RANGE);
	ck_assert_err(og_hotp(OG_SHA1, seed_64, 65, 0, 6, &code), OG_ERR_RANGE);
	ck_assert_err(og_hotp(OG_SHA1, NULL, 0, 0, 6, &code), OG_ERR_RANGE);
	ck_assert_uint_eq(code, 0);
}
END_TEST

START_TEST(unknown_hash_is_refused)
{
	uint32_t code = 1;

	ck_assert_err(
	    og_hotp((enum og_hash)0, seed_64, 20, 0, 6, &code), OG_ERR_CRYPTO);
	ck_assert_uint_eq(code, 0);
}
END_TEST

START_TEST(step_changes_with_the_period)
{
	ck_assert_uint_eq(og_totp_step(0, 30), 0);
	ck_assert_uint_eq(og_totp_step(29, 30), 0);
	ck_assert_uint_eq(og_totp_step(30, 30), 1);
	ck_assert_uint_eq(og_totp_step(59, 60), 0);
	ck_assert_uint_eq(og_totp_step(60, 60), 1);
	ck_assert_uint_eq(
	    og_totp_step(INT64_MAX, 30), (uint64_t)INT64_MAX / 30);
}
END_TEST

START_TEST(step_is_0_before_1970)
{
	ck_assert_uint_eq(og_totp_step(-1, 30), 0);
	ck_assert_uint_eq(og_totp_step(INT64_MIN, 30), 0);
	ck_assert_uint_eq(og_totp_step(100, 0), 0);
}
END_TEST

START_TEST(code_is_written_with_leading_zeros)
{
	char out[OG_CODE_SIZE];

	og_code_format(0, 6, out);
	ck_assert_str_eq(out, "000000");
	og_code_format(42, 8, out);
	ck_assert_str_eq(out, "00000042");
	og_code_format(99999999, 8, out);
	ck_assert_str_eq(out, "99999999");
	og_code_format(1, 999, out);
	ck_assert_str_eq(out, "00000001");
}
END_TEST

START_TEST(code_is_read_with_blanks_and_dashes)
{
	static const char *const good[] = {"123456", "123 456", " 123456 ",
	    "123-456", "1-2-3 4-5-6", "\t123456", "123456\r\n",
	    /* no-break, thin, zero-width, ideographic blanks; a BOM */
	    "123\xc2\xa0"
	    "456",
	    "123\xe2\x80\x89"
	    "456",
	    "\xe2\x80\x8b"
	    "123456",
	    "123\xe3\x80\x80"
	    "456",
	    "\xef\xbb\xbf"
	    "123456",
	    "123\xe2\x80\xaf"
	    "456",
	    /* marks of direction */
	    "\xe2\x80\x8e"
	    "123456\xe2\x80\xac",
	    /* dashes: en, non-breaking, minus */
	    "123\xe2\x80\x93"
	    "456",
	    "123\xe2\x80\x91"
	    "456",
	    "123\xe2\x88\x92"
	    "456",
	    /* full-width, Arabic, Persian, Devanagari, Adlam */
	    "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef"
	    "\xbc\x96",
	    "\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6",
	    "\xdb\xb1\xdb\xb2\xdb\xb3\xdb\xb4\xdb\xb5\xdb\xb6",
	    "\xe0\xa5\xa7\xe0\xa5\xa8\xe0\xa5\xa9\xe0\xa5\xaa\xe0\xa5\xab\xe0"
	    "\xa5\xac",
	    "\xf0\x9e\xa5\x91\xf0\x9e\xa5\x92\xf0\x9e\xa5\x93"
	    "456"};
	char out[OG_CODE_SIZE];
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(good); i++) {
		ck_assert_ok(og_code_parse(good[i], strlen(good[i]), out));
		ck_assert_str_eq(out, "123456");
	}
	ck_assert_ok(og_code_parse("00000000x", 8, out));
	ck_assert_str_eq(out, "00000000");
	ck_assert_ok(og_code_parse("1234567", 7, out));
	ck_assert_str_eq(out, "1234567");
}
END_TEST

START_TEST(what_is_no_code_is_refused)
{
	static const char *const bad[] = {"", "12345", "123456789", "12345a",
	    "123.456", "+123456", "12345\n", "12345\xc2\xa0",
	    "12345\xc2\xb2" /* superscript */,
	    "12345\xe2\x91\xa5" /* circled */, "123456\xc2",
	    "12345\xc0\xb1" /* overlong */, "12345\xe2\x85\xa5",
	    "\xd9\xa1\xd9\xa2\xd9\xa3", "      ", "------", "0x1234"};
	char out[OG_CODE_SIZE] = "111111";
	size_t i;

	for (i = 0; i < (size_t)CHECK_COUNT(bad); i++) {
		ck_assert_err(
		    og_code_parse(bad[i], strlen(bad[i]), out), OG_ERR_FORMAT);
		ck_assert_str_eq(out, "");
	}
	ck_assert_err(og_code_parse("123456\0", 7, out), OG_ERR_FORMAT);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("otp");
	TCase *tc = tcase_create("otp");

	tcase_add_loop_test(
	    tc, hotp_agrees_with_rfc_4226, 0, CHECK_COUNT(hotp_codes));
	tcase_add_loop_test(
	    tc, totp_agrees_with_rfc_6238, 0, CHECK_COUNT(totp_codes));
	tcase_add_test(tc, fewer_digits_are_the_last_ones);
	tcase_add_test(tc, another_seed_gives_another_code);
	tcase_add_test(tc, every_byte_of_the_counter_counts);
	tcase_add_test(tc, digits_out_of_range_are_refused);
	tcase_add_test(tc, seed_length_out_of_range_is_refused);
	tcase_add_test(tc, unknown_hash_is_refused);
	tcase_add_test(tc, step_changes_with_the_period);
	tcase_add_test(tc, step_is_0_before_1970);
	tcase_add_test(tc, code_is_written_with_leading_zeros);
	tcase_add_test(tc, code_is_read_with_blanks_and_dashes);
	tcase_add_test(tc, what_is_no_code_is_refused);
	suite_add_tcase(s, tc);
	return check_main(s);
}
