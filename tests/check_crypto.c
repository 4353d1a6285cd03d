/* SPDX-License-Identifier: ISC */
/* Tests of MACs, sealing and the key ring. */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "lib/crypto/keyring.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/seal.h"

static const uint8_t zero[OG_PURPOSES * OG_KEY_LEN];

/* Bytes 0, 1, ... 31. */
static const uint8_t key[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

/* "out" is what the lower-case "hex" says. */
static void
assert_hex(const uint8_t *out, size_t len, const char *hex)
{
	char text[2 * OG_HMAC_MAX + 1] = "";
	size_t i;

	for (i = 0; i < len; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", out[i]);
	ck_assert_str_eq(text, hex);
}

/* --- mac --- */

START_TEST(hmac_agrees_with_rfc_2202_and_4231)
{
	uint8_t out[OG_HMAC_MAX];
	size_t n;

	ck_assert_ok(og_hmac(OG_SHA1, (const uint8_t *)"Jefe", 4,
	    "what do ya want for nothing?", 28, out, &n));
	assert_hex(out, n, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	ck_assert_ok(og_hmac(OG_SHA256, (const uint8_t *)"Jefe", 4,
	    "what do ya want for nothing?", 28, out, &n));
	assert_hex(out, n,
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
	ck_assert_ok(og_hmac(OG_SHA512, (const uint8_t *)"Jefe", 4,
	    "what do ya want for nothing?", 28, out, &n));
	assert_hex(out, n,
	    "164b7a7bfcf819e2e395fbe73b56e0a3"
	    "87bd64222e831fd610270cd7ea250554"
	    "9758bf75c05a994a6d034f65f8f0e6fd"
	    "caeab1a34d4a6b4b636e070a38bce737");
}
END_TEST

START_TEST(hmac_hashes_a_long_key)
{
	uint8_t long_key[131], out[OG_HMAC_MAX];
	size_t n;

	memset(long_key, 0xaa, sizeof(long_key));
	ck_assert_ok(og_hmac(OG_SHA256, long_key, sizeof(long_key),
	    "Test Using Larger Than Block-Size Key - Hash Key First", 54, out,
	    &n));
	assert_hex(out, n,
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

START_TEST(hmac_takes_an_empty_message)
{
	uint8_t out[OG_HMAC_MAX], again[OG_HMAC_MAX];
	size_t n;

	ck_assert_ok(og_hmac(OG_SHA256, key, 32, NULL, 0, out, &n));
	ck_assert_ok(og_hmac(OG_SHA256, key, 32, "", 0, again, &n));
	ck_assert_uint_eq(n, 32);
	ck_assert_mem_eq(out, again, 32);
}
END_TEST

START_TEST(hmac_refuses_an_empty_key)
{
	uint8_t out[OG_HMAC_MAX] = {1};
	size_t n = 9;

	ck_assert_ok(og_hmac(OG_SHA1, key, 1, "x", 1, out, &n));
	ck_assert_err(og_hmac(OG_SHA1, key, 0, "x", 1, out, &n), OG_ERR_CRYPTO);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, zero, OG_HMAC_MAX);
	ck_assert_err(
	    og_hmac(OG_SHA1, NULL, 0, "x", 1, out, &n), OG_ERR_CRYPTO);
}
END_TEST

START_TEST(hmac_refuses_an_unknown_hash)
{
	uint8_t out[OG_HMAC_MAX] = {1};
	size_t n = 9;

	ck_assert_err(
	    og_hmac((enum og_hash)0, key, 32, "x", 1, out, &n), OG_ERR_CRYPTO);
	ck_assert_uint_eq(n, 0);
	ck_assert_mem_eq(out, zero, OG_HMAC_MAX);
	ck_assert_err(
	    og_hmac((enum og_hash)4, key, 32, "x", 1, out, &n), OG_ERR_CRYPTO);
}
END_TEST

/* Runs many HMACs under a key of its own; not NULL when one was wrong. */
static void *
hmac_thread(void *arg)
{
	uint8_t own[32], first[OG_HMAC_MAX], out[OG_HMAC_MAX];
	size_t i, n;

	memset(own, *(int *)arg, sizeof(own));
	for (i = 0; i < 2000; i++) {
		if (og_hmac(OG_SHA256, own, 32, "m", 1, out, &n) != OG_OK)
			return arg;
		if (i == 0)
			memcpy(first, out, n);
		if (memcmp(first, out, n) != 0)
			return arg;
	}
	return NULL;
}

START_TEST(hmac_may_be_used_by_many_threads)
{
	pthread_t threads[4];
	int bytes[4] = {1, 2, 3, 4};
	void *wrong;
	size_t i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, hmac_thread, &bytes[i]),
		    0);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
		ck_assert_ptr_null(wrong);
	}
}
END_TEST

START_TEST(hash_names_are_read_back)
{
	enum og_hash hash;

	ck_assert_str_eq(og_hash_name(OG_SHA1), "SHA1");
	ck_assert_str_eq(og_hash_name(OG_SHA256), "SHA256");
	ck_assert_str_eq(og_hash_name(OG_SHA512), "SHA512");
	ck_assert_ok(og_hash_parse("SHA1", 4, &hash));
	ck_assert_int_eq(hash, OG_SHA1);
	ck_assert_ok(og_hash_parse("sha256...", 6, &hash));
	ck_assert_int_eq(hash, OG_SHA256);
	ck_assert_ok(og_hash_parse("SHA-1", 5, &hash));
	ck_assert_int_eq(hash, OG_SHA1);
	ck_assert_ok(og_hash_parse("HmacSHA256", 10, &hash));
	ck_assert_int_eq(hash, OG_SHA256);
	ck_assert_ok(og_hash_parse("Sha512", 6, &hash));
	ck_assert_int_eq(hash, OG_SHA512);
}
END_TEST

START_TEST(other_hash_names_are_refused)
{
	enum og_hash hash = OG_SHA512;

	ck_assert_ptr_null(og_hash_name((enum og_hash)0));
	ck_assert_err(og_hash_parse("", 0, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("MD5", 3, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("SHA", 3, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("SHA-3", 5, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("HMAC", 4, &hash), OG_ERR_FORMAT);
	ck_assert_err(
	    og_hash_parse("SHA1-------------1", 18, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("SHA1\0", 5, &hash), OG_ERR_FORMAT);
	ck_assert_err(og_hash_parse("SHA2567", 7, &hash), OG_ERR_FORMAT);
	ck_assert_int_eq(hash, OG_SHA512);
}
END_TEST

START_TEST(mac_has_the_documented_encoding)
{
	const struct og_part parts[] = {{"ab", 2}, {NULL, 0}, {"c", 1}};
	uint8_t out[OG_MAC_LEN], same[OG_HMAC_MAX];
	size_t n;

	ck_assert_ok(og_mac(key, "test", parts, 3, out));
	assert_hex(out, sizeof(out),
	    "8379a9aa2e93a6eab2b06b0185b0310d"
	    "6d672d6beba8eb0ab118dc10f6c6b19f");
	ck_assert_ok(og_hmac(OG_SHA256, key, 32,
	    "\0\4test"
	    "\0\2ab"
	    "\0\0"
	    "\0\1c",
	    15, same, &n));
	ck_assert_mem_eq(out, same, OG_MAC_LEN);
}
END_TEST

START_TEST(mac_tells_lists_apart)
{
	const struct og_part a[] = {{"ab", 2}, {"c", 1}};
	const struct og_part b[] = {{"a", 1}, {"bc", 2}};
	const struct og_part c[] = {{"abc", 3}, {"", 0}};
	uint8_t out[4][OG_MAC_LEN];
	size_t i, j;

	ck_assert_ok(og_mac(key, "test", a, 2, out[0]));
	ck_assert_ok(og_mac(key, "test", b, 2, out[1]));
	ck_assert_ok(og_mac(key, "test", c, 2, out[2]));
	ck_assert_ok(og_mac(key, "test", c, 1, out[3]));
	for (i = 0; i < 4; i++) {
		for (j = 0; j < i; j++)
			ck_assert_mem_ne(out[i], out[j], OG_MAC_LEN);
	}
}
END_TEST

START_TEST(mac_tells_keys_and_purposes_apart)
{
	const struct og_part part = {"x", 1};
	uint8_t a[OG_MAC_LEN], b[OG_MAC_LEN], other[OG_MAC_LEN];

	memcpy(other, key, sizeof(other));
	other[31] ^= 1;
	ck_assert_ok(og_mac(key, "one", &part, 1, a));
	ck_assert_ok(og_mac(key, "one", &part, 1, b));
	ck_assert_mem_eq(a, b, OG_MAC_LEN);
	ck_assert_ok(og_mac(key, "two", &part, 1, b));
	ck_assert_mem_ne(a, b, OG_MAC_LEN);
	ck_assert_ok(og_mac(other, "one", &part, 1, b));
	ck_assert_mem_ne(a, b, OG_MAC_LEN);
}
END_TEST

START_TEST(mac_refuses_a_part_too_long)
{
	static const uint8_t data[65536];
	struct og_part part = {data, 65535};
	uint8_t out[OG_MAC_LEN];

	ck_assert_ok(og_mac(key, "test", &part, 1, out));
	part.len = 65536;
	ck_assert_err(og_mac(key, "test", &part, 1, out), OG_ERR_CRYPTO);
	ck_assert_mem_eq(out, zero, sizeof(out));
}
END_TEST

START_TEST(sha256_agrees_with_fips_180)
{
	uint8_t out[OG_MAC_LEN];

	ck_assert_ok(og_sha256("abc", 3, out));
	assert_hex(out, sizeof(out),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	ck_assert_ok(og_sha256("", 0, out));
	assert_hex(out, sizeof(out),
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}
END_TEST

/* What a program that loads us has set for itself. */
START_TEST(openssl_settings_of_the_program_do_not_matter)
{
	uint8_t out[64], text[3];
	size_t n;

	ck_assert_int_eq(EVP_set_default_properties(NULL, "provider=none"), 1);
	ck_assert_ptr_null(EVP_MD_fetch(NULL, "SHA256", NULL));
	ck_assert_ok(og_sha256("abc", 3, out));
	ck_assert_ok(og_hmac(OG_SHA1, key, 32, "abc", 3, out, &n));
	ck_assert_ok(og_seal(key, NULL, 0, "abc", 3, out));
	ck_assert_ok(og_unseal(key, NULL, 0, out, 3 + OG_SEAL_EXTRA, text));
	ck_assert_mem_eq(text, "abc", 3);
	ck_assert_int_eq(EVP_set_default_properties(NULL, ""), 1);
}
END_TEST

/* --- seal --- */

START_TEST(unseal_agrees_with_the_gcm_paper)
{
	/* test case 14: key, nonce and text are all zeros */
	static const uint8_t sealed[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	    0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5,
	    0xd3, 0xba, 0xf3, 0x9d, 0x18, 0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99,
	    0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19};
	uint8_t out[16];

	memset(out, 1, sizeof(out));
	ck_assert_ok(og_unseal(zero, NULL, 0, sealed, sizeof(sealed), out));
	ck_assert_mem_eq(out, zero, sizeof(out));
}
END_TEST

START_TEST(sealed_text_comes_back)
{
	uint8_t sealed[32 + OG_SEAL_EXTRA], out[32];
	size_t len;

	for (len = 0; len <= 32; len++) {
		ck_assert_ok(og_seal(key, "user 1", 6, key, len, sealed));
		ck_assert_ok(og_unseal(
		    key, "user 1", 6, sealed, len + OG_SEAL_EXTRA, out));
		ck_assert_mem_eq(out, key, len);
	}
}
END_TEST

START_TEST(sealing_twice_differs)
{
	uint8_t a[32 + OG_SEAL_EXTRA], b[32 + OG_SEAL_EXTRA];

	ck_assert_ok(og_seal(key, "", 0, key, 32, a));
	ck_assert_ok(og_seal(key, "", 0, key, 32, b));
	ck_assert_mem_ne(a, b, 12);
	ck_assert_mem_ne(a + 12, b + 12, 32);
}
END_TEST

START_TEST(unseal_refuses_every_flipped_bit)
{
	uint8_t sealed[20 + OG_SEAL_EXTRA], out[20];
	size_t i;

	ck_assert_ok(og_seal(key, "user 1", 6, key, 20, sealed));
	for (i = 0; i < 8 * sizeof(sealed); i++) {
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
		memset(out, 1, sizeof(out));
		ck_assert_err(
		    og_unseal(key, "user 1", 6, sealed, sizeof(sealed), out),
		    OG_ERR_CRYPTO);
		ck_assert_mem_eq(out, zero, sizeof(out));
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	ck_assert_ok(og_unseal(key, "user 1", 6, sealed, sizeof(sealed), out));
	ck_assert_mem_eq(out, key, sizeof(out));
}
END_TEST

START_TEST(unseal_refuses_another_key_or_binding)
{
	uint8_t sealed[20 + OG_SEAL_EXTRA], out[20], other[32];

	memcpy(other, key, sizeof(other));
	other[0] ^= 1;
	ck_assert_ok(og_seal(key, "user 1", 6, key, 20, sealed));
	ck_assert_err(
	    og_unseal(other, "user 1", 6, sealed, sizeof(sealed), out),
	    OG_ERR_CRYPTO);
	ck_assert_err(og_unseal(key, "user 2", 6, sealed, sizeof(sealed), out),
	    OG_ERR_CRYPTO);
	ck_assert_err(og_unseal(key, "user 1", 5, sealed, sizeof(sealed), out),
	    OG_ERR_CRYPTO);
	ck_assert_err(og_unseal(key, NULL, 0, sealed, sizeof(sealed), out),
	    OG_ERR_CRYPTO);
	ck_assert_mem_eq(out, zero, sizeof(out));
}
END_TEST

START_TEST(unseal_refuses_what_is_too_short)
{
	uint8_t sealed[OG_SEAL_EXTRA], out[1];

	ck_assert_ok(og_seal(key, "", 0, "", 0, sealed));
	ck_assert_ok(og_unseal(key, "", 0, sealed, OG_SEAL_EXTRA, out));
	ck_assert_err(og_unseal(key, "", 0, sealed, OG_SEAL_EXTRA - 1, out),
	    OG_ERR_FORMAT);
	ck_assert_err(og_unseal(key, "", 0, sealed, 0, out), OG_ERR_FORMAT);
}
END_TEST

/* --- keyring --- */

START_TEST(key_gets_a_subkey_for_each_purpose)
{
	struct og_keyring ring;

	og_keyring_init(&ring);
	ck_assert_ptr_null(og_keyring_newest(&ring));
	ck_assert_ok(og_keyring_add(&ring, 1, 1000, key));
	ck_assert_uint_eq(ring.n, 1);
	ck_assert_int_eq(ring.keys[0].created, 1000);
	ck_assert_mem_eq(ring.keys[0].master, key, OG_KEY_LEN);
	assert_hex(ring.keys[0].sub[OG_PURPOSE_SEAL], OG_KEY_LEN,
	    "c65723d84850c8f0eeb5af7f491cd667"
	    "6b16f9c61dfa1948f0e49c04a98faf8b");
	assert_hex(ring.keys[0].sub[OG_PURPOSE_SESSION], OG_KEY_LEN,
	    "b865110d675f188c9a7cd953eb7e57dc"
	    "a4df1807eb123656cab83c2a9c88e9f6");
	assert_hex(ring.keys[0].sub[OG_PURPOSE_FORM], OG_KEY_LEN,
	    "5a859b3d798714c0bf3ea10f4fea8739"
	    "14dfaadb9db4baf1823be06135f042fe");
	og_keyring_clear(&ring);
	ck_assert_uint_eq(ring.n, 0);
	ck_assert_mem_eq(ring.keys[0].master, zero, OG_KEY_LEN);
	ck_assert_mem_eq(ring.keys[0].sub, zero, sizeof(ring.keys[0].sub));
}
END_TEST

START_TEST(keys_are_found_by_id)
{
	struct og_keyring ring;

	og_keyring_init(&ring);
	ck_assert_ok(og_keyring_add(&ring, 3, 0, key));
	ck_assert_ok(og_keyring_add(&ring, 7, 0, key));
	ck_assert_ptr_eq(og_keyring_newest(&ring), &ring.keys[1]);
	ck_assert_ptr_eq(og_keyring_find(&ring, 3), &ring.keys[0]);
	ck_assert_ptr_eq(og_keyring_find(&ring, 7), &ring.keys[1]);
	ck_assert_ptr_null(og_keyring_find(&ring, 5));
	ck_assert_ptr_null(og_keyring_find(&ring, 0));
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(keys_retire_behind_their_successors)
{
	struct og_keyring ring;

	og_keyring_init(&ring);
	ck_assert_ok(og_keyring_add(&ring, 1, 1000, key));
	ck_assert_ok(og_keyring_add(&ring, 2, 2000, key));
	ck_assert_ok(og_keyring_add(&ring, 3, 3000, key));
	ck_assert_uint_eq(og_keyring_retire(&ring, 2500, 500), 0);
	ck_assert_uint_eq(og_keyring_retire(&ring, 2501, 500), 1);
	ck_assert_ptr_null(og_keyring_signer(&ring, 1));
	ck_assert_ptr_eq(og_keyring_find(&ring, 1), &ring.keys[0]);
	ck_assert_ptr_eq(og_keyring_signer(&ring, 2), &ring.keys[1]);
	ck_assert_ptr_null(og_keyring_signer(&ring, 4));
	/* the newest never retires */
	ck_assert_uint_eq(og_keyring_retire(&ring, 1000000, 500), 2);
	ck_assert_ptr_eq(og_keyring_signer(&ring, 3), &ring.keys[2]);
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(ids_must_rise)
{
	struct og_keyring ring;

	og_keyring_init(&ring);
	ck_assert_err(og_keyring_add(&ring, 0, 0, key), OG_ERR_RANGE);
	ck_assert_ok(og_keyring_add(&ring, 5, 0, key));
	ck_assert_err(og_keyring_add(&ring, 5, 0, key), OG_ERR_RANGE);
	ck_assert_err(og_keyring_add(&ring, 4, 0, key), OG_ERR_RANGE);
	ck_assert_uint_eq(ring.n, 1);
	ck_assert_ok(og_keyring_add(&ring, UINT32_MAX, 0, key));
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(key_of_equal_bytes_is_refused)
{
	struct og_keyring ring;
	uint8_t master[OG_KEY_LEN];

	og_keyring_init(&ring);
	ck_assert_err(og_keyring_add(&ring, 1, 0, zero), OG_ERR_RANGE);
	memset(master, 0xff, sizeof(master));
	ck_assert_err(og_keyring_add(&ring, 1, 0, master), OG_ERR_RANGE);
	ck_assert_uint_eq(ring.n, 0);
	master[31] = 0xfe;
	ck_assert_ok(og_keyring_add(&ring, 1, 0, master));
	og_keyring_clear(&ring);
}
END_TEST

START_TEST(full_ring_takes_no_more)
{
	struct og_keyring ring;
	uint32_t id;

	og_keyring_init(&ring);
	for (id = 1; id <= OG_KEYS_MAX; id++)
		ck_assert_ok(og_keyring_add(&ring, id, 0, key));
	ck_assert_err(og_keyring_add(&ring, id, 0, key), OG_ERR_RANGE);
	ck_assert_uint_eq(ring.n, OG_KEYS_MAX);
	og_keyring_clear(&ring);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("crypto");
	TCase *mac = tcase_create("mac");
	TCase *seal = tcase_create("seal");
	TCase *keyring = tcase_create("keyring");

	tcase_add_test(mac, hmac_agrees_with_rfc_2202_and_4231);
	tcase_add_test(mac, hmac_hashes_a_long_key);
	tcase_add_test(mac, hmac_takes_an_empty_message);
	tcase_add_test(mac, hmac_refuses_an_empty_key);
	tcase_add_test(mac, hmac_refuses_an_unknown_hash);
	tcase_add_test(mac, hmac_may_be_used_by_many_threads);
	tcase_add_test(mac, hash_names_are_read_back);
	tcase_add_test(mac, other_hash_names_are_refused);
	tcase_add_test(mac, mac_has_the_documented_encoding);
	tcase_add_test(mac, mac_tells_lists_apart);
	tcase_add_test(mac, mac_tells_keys_and_purposes_apart);
	tcase_add_test(mac, mac_refuses_a_part_too_long);
	tcase_add_test(mac, sha256_agrees_with_fips_180);
	tcase_add_test(mac, openssl_settings_of_the_program_do_not_matter);
	suite_add_tcase(s, mac);

	tcase_add_test(seal, unseal_agrees_with_the_gcm_paper);
	tcase_add_test(seal, sealed_text_comes_back);
	tcase_add_test(seal, sealing_twice_differs);
	tcase_add_test(seal, unseal_refuses_every_flipped_bit);
	tcase_add_test(seal, unseal_refuses_another_key_or_binding);
	tcase_add_test(seal, unseal_refuses_what_is_too_short);
	suite_add_tcase(s, seal);

	tcase_add_test(keyring, key_gets_a_subkey_for_each_purpose);
	tcase_add_test(keyring, keys_are_found_by_id);
	tcase_add_test(keyring, keys_retire_behind_their_successors);
	tcase_add_test(keyring, ids_must_rise);
	tcase_add_test(keyring, key_of_equal_bytes_is_refused);
	tcase_add_test(keyring, full_ring_takes_no_more);
	suite_add_tcase(s, keyring);
	return check_main(s);
}
