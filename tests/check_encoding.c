/* SPDX-License-Identifier: ISC */
/* Tests of base32, base64url and hexadecimal. */
#include <stdbool.h>
#include <string.h>

#include "check_main.h"
#include "lib/crypto/base32.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/hex.h"

static const uint8_t zero[64];

/* RFC 4648 section 10, without padding; the last column is base64url. */
static const struct {
	const char *plain;
	const char *base32;
	const char *base64url;
} vectors[] = {
    {"", "", ""},
    {"f", "MY", "Zg"},
    {"fo", "MZXQ", "Zm8"},
    {"foo", "MZXW6", "Zm9v"},
    {"foob", "MZXW6YQ", "Zm9vYg"},
    {"fooba", "MZXW6YTB", "Zm9vYmE"},
    {"foobar", "MZXW6YTBOI", "Zm9vYmFy"},
};

static enum og_err
from32(const char *s, uint8_t out[64], size_t *len)
{
	memset(out, 0xa5, 64);
	return og_base32_decode(s, strlen(s), out, 64, len);
}

static enum og_err
from64(const char *s, uint8_t out[64], size_t *len)
{
	memset(out, 0xa5, 64);
	return og_base64url_decode(s, strlen(s), out, 64, len);
}

/* --- base32 --- */

START_TEST(base32_agrees_with_rfc_4648)
{
	const char *plain = vectors[_i].plain;
	size_t len = strlen(plain), n;
	char text[OG_BASE32_SIZE(8)];
	uint8_t out[64];

	og_base32_encode((const uint8_t *)plain, len, text);
	ck_assert_str_eq(text, vectors[_i].base32);
	ck_assert_uint_lt(strlen(text), OG_BASE32_SIZE(len));
	ck_assert_ok(from32(text, out, &n));
	ck_assert_uint_eq(n, len);
	ck_assert_mem_eq(out, plain, len);
}
END_TEST

static const char *const base32_same[] = {"MZXW6YTBOI", "mzxw6ytboi",
    "MzXw6yTbOi", "MZXW 6YTB OI", "MZXW-6YTB-OI", " MZXW6YTBOI\t",
    "MZXW6YTBOI======", "MZXW6YTBOI=", "MZXW 6YTB OI== ===="};

START_TEST(base32_forgives_what_people_type)
{
	uint8_t out[64];
	size_t n;

	ck_assert_ok(from32(base32_same[_i], out, &n));
	ck_assert_uint_eq(n, 6);
	ck_assert_mem_eq(out, "foobar", 6);
}
END_TEST

static const char *const base32_bad[] = {"MZXW6YT0", "MZXW6YT1", "MZXW6YT8",
    "MZXW6YT9", "MZXW6YT!", "MZXW6YT\n", "MZ=W6YTB", "=MZXW6YT", "MZXW_6YTB",
    "MZXW6YT\xc3", "MZXW/YTB", "MZXW6YTB.", "[ZXW6YTB", "@ZXW6YTB", "`ZXW6YTB",
    "{ZXW6YTB"};

START_TEST(base32_refuses_other_characters)
{
	uint8_t out[64];
	size_t n = 9;

	ck_assert_err(from32(base32_bad[_i], out, &n), OG_ERR_FORMAT);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, zero, 64);
}
END_TEST

START_TEST(base32_refuses_a_nul)
{
	uint8_t out[64];
	size_t n;

	ck_assert_err(
	    og_base32_decode("MZXW6YTB\0", 9, out, 64, &n), OG_ERR_FORMAT);
}
END_TEST

START_TEST(base32_drops_bits_that_make_no_byte)
{
	static const struct {
		const char *text, *bytes;
	} cases[] = {
	    {"A", ""},
	    {"MZ", "f"},
	    {"MZX", "f"},
	    {"MZXR", "fo"},
	    {"MZXW7", "foo"},
	    {"MZXW6Y", "foo"},
	    {"MZXW6YR", "foob"},
	    {"MZXW6YTBOJ======", "foobar"},
	    {"MZXW6YTBOI7", "foobar"},
	};
	uint8_t out[64];
	size_t i, n;

	for (i = 0; i < (size_t)CHECK_COUNT(cases); i++) {
		ck_assert_ok(from32(cases[i].text, out, &n));
		ck_assert_uint_eq(n, strlen(cases[i].bytes));
		ck_assert_mem_eq(out, cases[i].bytes, n);
	}
}
END_TEST

START_TEST(base32_fills_its_room_and_no_more)
{
	uint8_t out[7] = {0, 0, 0, 0, 0, 0, 0x77};
	size_t n;

	ck_assert_ok(og_base32_decode("MZXW6YTBOI", 10, out, 6, &n));
	ck_assert_mem_eq(out, "foobar\x77", 7);
	ck_assert_err(
	    og_base32_decode("MZXW6YTBOI", 10, out, 5, &n), OG_ERR_RANGE);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, "\0\0\0\0\0r\x77", 7);
	ck_assert_err(og_base32_decode("MY", 2, out, 0, &n), OG_ERR_RANGE);
}
END_TEST

START_TEST(base32_carries_every_byte)
{
	char text[OG_BASE32_SIZE(64)];
	uint8_t in[64], out[64];
	size_t i, len, n;

	for (len = 0; len <= 64; len++) {
		for (i = 0; i < len; i++)
			in[i] = (uint8_t)(255 - i * 37 - len);
		og_base32_encode(in, len, text);
		ck_assert_uint_eq(strlen(text), (len * 8 + 4) / 5);
		ck_assert_ok(from32(text, out, &n));
		ck_assert_uint_eq(n, len);
		ck_assert_mem_eq(in, out, len);
	}
}
END_TEST

/* --- base64url --- */

START_TEST(base64url_agrees_with_rfc_4648)
{
	const char *plain = vectors[_i].plain;
	size_t len = strlen(plain), n;
	char text[OG_BASE64URL_SIZE(8)];
	uint8_t out[64];

	og_base64url_encode((const uint8_t *)plain, len, text);
	ck_assert_str_eq(text, vectors[_i].base64url);
	ck_assert_uint_eq(strlen(text), OG_BASE64URL_LEN(len));
	ck_assert_ok(from64(text, out, &n));
	ck_assert_uint_eq(n, len);
	ck_assert_mem_eq(out, plain, len);
}
END_TEST

START_TEST(base64_is_padded)
{
	const char *plain = vectors[_i].plain;
	size_t len = strlen(plain), n = strlen(vectors[_i].base64url);
	char text[OG_BASE64_SIZE(8)];

	og_base64_encode((const uint8_t *)plain, len, text);
	ck_assert_uint_eq(strlen(text) + 1, OG_BASE64_SIZE(len));
	ck_assert_int_eq(strncmp(text, vectors[_i].base64url, n), 0);
	ck_assert_uint_eq(strspn(text + n, "="), (3 - len % 3) % 3);
	og_base64_encode((const uint8_t *)"\xfb\xef\xff", 3, text);
	ck_assert_str_eq(text, "++//");
}
END_TEST

START_TEST(base64url_uses_the_url_alphabet)
{
	char text[OG_BASE64URL_SIZE(3)];
	uint8_t out[64];
	size_t n;

	og_base64url_encode((const uint8_t *)"\xfb\xef\xff", 3, text);
	ck_assert_str_eq(text, "--__");
	ck_assert_ok(from64("--__", out, &n));
	ck_assert_mem_eq(out, "\xfb\xef\xff", 3);
	ck_assert_err(from64("++//", out, &n), OG_ERR_FORMAT);
}
END_TEST

static const char *const base64url_bad[] = {"A", "AAAAA",
    "Zg==", "Zg=", "Zm9v=", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v.", "Zm9\xc3", "Z",
    "Zm9vY", "Zm9!", "@m9v", "[m9v", "`m9v", "{m9v", "/m9v", ":m9v"};

START_TEST(base64url_refuses_other_spellings)
{
	uint8_t out[64];
	size_t n = 9;

	ck_assert_err(from64(base64url_bad[_i], out, &n), OG_ERR_FORMAT);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, zero, 64);
}
END_TEST

START_TEST(base64url_rejects_trailing_bits)
{
	uint8_t out[64];
	size_t n;

	ck_assert_ok(from64("Zg", out, &n));
	ck_assert_err(from64("Zh", out, &n), OG_ERR_FORMAT);
	ck_assert_ok(from64("Zm8", out, &n));
	ck_assert_err(from64("Zm9", out, &n), OG_ERR_FORMAT);
	ck_assert_mem_eq(out, zero, 64);
}
END_TEST

START_TEST(base64url_has_one_spelling_for_each_value)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				       "klmnopqrstuvwxyz0123456789-_";
	size_t i, j, n, good = 0;
	char text[3] = "", again[OG_BASE64URL_SIZE(1)];
	uint8_t out[64];

	for (i = 0; i < 64; i++) {
		for (j = 0; j < 64; j++) {
			text[0] = alphabet[i];
			text[1] = alphabet[j];
			if (from64(text, out, &n) != OG_OK)
				continue;
			good++;
			og_base64url_encode(out, n, again);
			ck_assert_str_eq(again, text);
		}
	}
	ck_assert_uint_eq(good, 256);
}
END_TEST

/* In a group of four, behind one, and in what is left over. */
START_TEST(base64url_judges_every_byte_in_every_place)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				       "klmnopqrstuvwxyz0123456789-_";
	char text[12], again[OG_BASE64URL_SIZE(8)];
	uint8_t out[64];
	size_t n;
	bool good;

	for (size_t place = 0; place < 10; place++) {
		for (int c = 1; c < 256; c++) {
			memcpy(text, "Zm9vYmFyZm8", 12);
			text[place] = (char)c;
			good = strchr(alphabet, c) != NULL;
			ck_assert_int_eq(
			    og_base64url_decode(text, 11, out, 64, &n),
			    good ? OG_OK : OG_ERR_FORMAT);
			ck_assert_uint_eq(n, good ? 8 : 0);
			if (!good)
				continue;
			og_base64url_encode(out, n, again);
			ck_assert_str_eq(again, text);
		}
	}
}
END_TEST

START_TEST(base64url_fills_its_room_and_no_more)
{
	uint8_t out[7] = {0, 0, 0, 0, 0, 0, 0x77};
	size_t n;

	ck_assert_ok(og_base64url_decode("Zm9vYmFy", 8, out, 6, &n));
	ck_assert_mem_eq(out, "foobar\x77", 7);
	ck_assert_err(
	    og_base64url_decode("Zm9vYmFy", 8, out, 5, &n), OG_ERR_RANGE);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, "\0\0\0\0\0r\x77", 7);
}
END_TEST

/* --- hex --- */

START_TEST(hex_writes_a_fixed_width)
{
	char out[17];

	og_hex_format(0x1f, 4, out);
	ck_assert_str_eq(out, "001f");
	og_hex_format(0, 1, out);
	ck_assert_str_eq(out, "0");
	og_hex_format(UINT64_MAX, 16, out);
	ck_assert_str_eq(out, "ffffffffffffffff");
	og_hex_format(0x0123456789abcdef, 16, out);
	ck_assert_str_eq(out, "0123456789abcdef");
}
END_TEST

START_TEST(hex_reads_a_fixed_width)
{
	uint64_t n;

	ck_assert_ok(og_hex_parse("0123456789abcdef", 16, &n));
	ck_assert_uint_eq(n, 0x0123456789abcdef);
	ck_assert_ok(og_hex_parse("001fzz", 4, &n));
	ck_assert_uint_eq(n, 0x1f);
	ck_assert_ok(og_hex_parse("f", 1, &n));
	ck_assert_uint_eq(n, 15);
}
END_TEST

static const char *const hex_bad[] = {
    "00F0", "0x1f", "00g0", " 01f", "01f", "-001", "00:0", "00`0"};

START_TEST(hex_refuses_other_characters)
{
	uint64_t n = 77;

	ck_assert_err(og_hex_parse(hex_bad[_i], 4, &n), OG_ERR_FORMAT);
	ck_assert_uint_eq(n, 77);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("encoding");
	TCase *b32 = tcase_create("base32");
	TCase *b64 = tcase_create("base64url");
	TCase *hex = tcase_create("hex");

	tcase_add_loop_test(
	    b32, base32_agrees_with_rfc_4648, 0, CHECK_COUNT(vectors));
	tcase_add_loop_test(
	    b32, base32_forgives_what_people_type, 0, CHECK_COUNT(base32_same));
	tcase_add_loop_test(
	    b32, base32_refuses_other_characters, 0, CHECK_COUNT(base32_bad));
	tcase_add_test(b32, base32_refuses_a_nul);
	tcase_add_test(b32, base32_drops_bits_that_make_no_byte);
	tcase_add_test(b32, base32_fills_its_room_and_no_more);
	tcase_add_test(b32, base32_carries_every_byte);
	suite_add_tcase(s, b32);

	tcase_add_loop_test(
	    b64, base64url_agrees_with_rfc_4648, 0, CHECK_COUNT(vectors));
	tcase_add_loop_test(b64, base64_is_padded, 0, CHECK_COUNT(vectors));
	tcase_add_test(b64, base64url_uses_the_url_alphabet);
	tcase_add_loop_test(b64, base64url_refuses_other_spellings, 0,
	    CHECK_COUNT(base64url_bad));
	tcase_add_test(b64, base64url_rejects_trailing_bits);
	tcase_add_test(b64, base64url_has_one_spelling_for_each_value);
	tcase_add_test(b64, base64url_judges_every_byte_in_every_place);
	tcase_add_test(b64, base64url_fills_its_room_and_no_more);
	suite_add_tcase(s, b64);

	tcase_add_test(hex, hex_writes_a_fixed_width);
	tcase_add_test(hex, hex_reads_a_fixed_width);
	tcase_add_loop_test(
	    hex, hex_refuses_other_characters, 0, CHECK_COUNT(hex_bad));
	suite_add_tcase(s, hex);
	return check_main(s);
}
