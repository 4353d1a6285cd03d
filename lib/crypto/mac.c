/* SPDX-License-Identifier: ISC */
/*
 * HMAC and SHA-256 by OpenSSL's EVP.  Each call works on its own copy of a
 * context that crypto/openssl.c made, so no key outlives its call and threads
 * share nothing that is written, except for keyed contexts of the caller.
 *
 * The message of og_mac is the purpose and then every part, each as
 *
 *	length (2 bytes, the high one first)  bytes
 *
 * which can be read back in only one way.
 */
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/openssl.h"

static const struct {
	enum og_hash hash;
	const char *name;
	size_t len;
} hashes[] = {
    {OG_SHA1, "SHA1", 20},
    {OG_SHA256, "SHA256", 32},
    {OG_SHA512, "SHA512", 64},
};

#define N_HASHES (sizeof(hashes) / sizeof(hashes[0]))

/* The place of "hash" in the tables, or N_HASHES. */
static size_t
index_of(enum og_hash hash)
{
	size_t i = 0;

	while (i < N_HASHES && hashes[i].hash != hash)
		i++;
	return i;
}

/* Sets *out to a context for HMAC with hashes[i] under "key", or to NULL. */
static enum og_err
ctx_new(size_t i, const uint8_t *key, size_t key_len, EVP_MAC_CTX **out)
{
	const struct og_crypto *c;
	enum og_err err;

	*out = NULL;
	err = og_crypto_use(&c);
	if (err != OG_OK)
		return err;
	/* OpenSSL would take "no key" for "the same key as before" */
	if (i >= N_HASHES || key == NULL || key_len == 0)
		return OG_ERR_CRYPTO;
	*out = EVP_MAC_CTX_dup(c->hmac[hashes[i].hash]);
	if (*out != NULL && EVP_MAC_init(*out, key, key_len, NULL) == 1)
		return OG_OK;
	EVP_MAC_CTX_free(*out);
	*out = NULL;
	return OG_ERR_NOMEM; /* nothing else is left that could fail */
}

const char *
og_hash_name(enum og_hash hash)
{
	size_t i = index_of(hash);

	return i < N_HASHES ? hashes[i].name : NULL;
}

enum og_err
og_hash_parse(const char *name, size_t len, enum og_hash *out)
{
	char plain[16];
	size_t i, n = 0;

	if (len >= 4 && strncasecmp(name, "HMAC", 4) == 0) {
		name += 4;
		len -= 4;
	}
	for (i = 0; i < len && n < sizeof(plain); i++)
		if (name[i] != '-' && name[i] != '_')
			plain[n++] = name[i];
	for (i = 0; i < N_HASHES; i++) {
		if (strlen(hashes[i].name) == n &&
		    strncasecmp(hashes[i].name, plain, n) == 0) {
			*out = hashes[i].hash;
			return OG_OK;
		}
	}
	return OG_ERR_FORMAT;
}

enum og_err
og_hmac(enum og_hash hash, const uint8_t *key, size_t key_len, const void *data,
    size_t len, uint8_t out[OG_HMAC_MAX], size_t *out_len)
{
	size_t i = index_of(hash), n = 0;
	EVP_MAC_CTX *ctx;
	enum og_err err;

	err = ctx_new(i, key, key_len, &ctx);
	if (err != OG_OK)
		goto out;
	err = OG_ERR_NOMEM;
	if ((len > 0 && EVP_MAC_update(ctx, data, len) != 1) ||
	    EVP_MAC_final(ctx, out, &n, OG_HMAC_MAX) != 1 || n != hashes[i].len)
		goto out;
	err = OG_OK;
out:
	EVP_MAC_CTX_free(ctx);
	if (err != OG_OK) {
		og_wipe(out, OG_HMAC_MAX);
		n = 0;
	}
	*out_len = n;
	return err;
}

/* Adds one length and its bytes. */
static bool
update_part(EVP_MAC_CTX *ctx, const void *data, size_t len)
{
	uint8_t prefix[2] = {(uint8_t)(len >> 8), (uint8_t)len};

	return len <= UINT16_MAX &&
	       EVP_MAC_update(ctx, prefix, sizeof(prefix)) == 1 &&
	       (len == 0 || EVP_MAC_update(ctx, data, len) == 1);
}

/* The rest, once the key is set. */
static enum og_err
mac_parts(EVP_MAC_CTX *ctx, const char *purpose, const struct og_part *parts,
    size_t n, uint8_t out[OG_MAC_LEN])
{
	size_t i, len = 0;

	if (!update_part(ctx, purpose, strlen(purpose)))
		return OG_ERR_CRYPTO;
	for (i = 0; i < n; i++) {
		if (!update_part(ctx, parts[i].data, parts[i].len))
			return OG_ERR_CRYPTO;
	}
	/* OpenSSL copies its state here */
	if (EVP_MAC_final(ctx, out, &len, OG_MAC_LEN) != 1 || len != OG_MAC_LEN)
		return OG_ERR_NOMEM;
	return OG_OK;
}

enum og_err
og_mac(const uint8_t key[OG_MAC_LEN], const char *purpose,
    const struct og_part *parts, size_t n, uint8_t out[OG_MAC_LEN])
{
	EVP_MAC_CTX *ctx;
	enum og_err err;

	err = og_mac_key_new(key, &ctx);
	if (err == OG_OK)
		err = mac_parts(ctx, purpose, parts, n, out);
	og_mac_key_free(&ctx);
	if (err != OG_OK)
		og_wipe(out, OG_MAC_LEN);
	return err;
}

enum og_err
og_mac_key_new(const uint8_t key[OG_MAC_LEN], EVP_MAC_CTX **out)
{
	return ctx_new(index_of(OG_SHA256), key, OG_MAC_LEN, out);
}

void
og_mac_key_free(EVP_MAC_CTX **key)
{
	EVP_MAC_CTX_free(*key);
	*key = NULL;
}

enum og_err
og_mac_held(EVP_MAC_CTX *key, const char *purpose, const struct og_part *parts,
    size_t n, uint8_t out[OG_MAC_LEN])
{
	enum og_err err = OG_ERR_NOMEM;

	/* "no key": the one that is in there, from the start */
	if (EVP_MAC_init(key, NULL, 0, NULL) == 1)
		err = mac_parts(key, purpose, parts, n, out);
	if (err != OG_OK)
		og_wipe(out, OG_MAC_LEN);
	return err;
}

enum og_err
og_sha256(const void *data, size_t len, uint8_t out[OG_MAC_LEN])
{
	const struct og_crypto *c;
	enum og_err err;

	err = og_crypto_use(&c);
	if (err == OG_OK &&
	    EVP_Digest(data, len, out, NULL, c->sha256, NULL) != 1)
		err = OG_ERR_NOMEM;
	if (err != OG_OK)
		og_wipe(out, OG_MAC_LEN);
	return err;
}
