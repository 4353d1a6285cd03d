/* SPDX-License-Identifier: ISC */
/*
 * HMAC and SHA-256 by OpenSSL's EVP.  Algorithms are fetched once; each call
 * works on its own copy of a template, so no key outlives its call and threads
 * share nothing that is written.
 *
 * The message of og_mac is the purpose and then every part, each as
 *
 *	length (2 bytes, the high one first)  bytes
 *
 * which can be read back in one way only.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mac.h"
#include "wipe.h"

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

/* Written by "setup" alone, before "is_ready". */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool is_ready;
static EVP_MAC_CTX *templates[N_HASHES];
static EVP_MD *sha256;

static EVP_MAC_CTX *
template_new(EVP_MAC *hmac, const char *digest)
{
	/* a context can be copied only after it has had some key */
	static const unsigned char none[1] = {0};
	OSSL_PARAM params[2];
	EVP_MAC_CTX *ctx;
	char name[8];

	/* the parameter wants a string that it could write to */
	(void)snprintf(name, sizeof(name), "%s", digest);
	params[0] =
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0);
	params[1] = OSSL_PARAM_construct_end();
	ctx = EVP_MAC_CTX_new(hmac);
	if (ctx != NULL && EVP_MAC_init(ctx, none, sizeof(none), params) != 1) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
}

/* Fetches what is missing.  True when everything is there. */
static bool
setup(void)
{
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	bool all = hmac != NULL;
	size_t i;

	for (i = 0; hmac != NULL && i < N_HASHES; i++) {
		if (templates[i] == NULL)
			templates[i] = template_new(hmac, hashes[i].name);
		all = all && templates[i] != NULL;
	}
	EVP_MAC_free(hmac);
	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	return all && sha256 != NULL;
}

/* The algorithms are fetched once; tried again when memory was short. */
static bool
ready(void)
{
	bool ok = atomic_load(&is_ready);

	if (ok)
		return true;
	(void)pthread_mutex_lock(&mutex);
	ok = atomic_load(&is_ready) || setup();
	atomic_store(&is_ready, ok);
	(void)pthread_mutex_unlock(&mutex);
	return ok;
}

/* The place of "hash" in the tables, or N_HASHES. */
static size_t
index_of(enum og_hash hash)
{
	size_t i = 0;

	while (i < N_HASHES && hashes[i].hash != hash)
		i++;
	return i;
}

/* A context for HMAC with hashes[i] under "key", or NULL. */
static EVP_MAC_CTX *
ctx_new(size_t i, const uint8_t *key, size_t key_len)
{
	EVP_MAC_CTX *ctx;

	/* OpenSSL would take "no key" for "the same key as before" */
	if (!ready() || i >= N_HASHES || key == NULL || key_len == 0)
		return NULL;
	ctx = EVP_MAC_CTX_dup(templates[i]);
	if (ctx != NULL && EVP_MAC_init(ctx, key, key_len, NULL) != 1) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	return ctx;
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
	size_t i;

	for (i = 0; i < N_HASHES; i++) {
		if (strlen(hashes[i].name) == len &&
		    strncasecmp(hashes[i].name, name, len) == 0) {
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
	enum og_err err = OG_ERR_CRYPTO;
	size_t i = index_of(hash), n = 0;
	EVP_MAC_CTX *ctx;

	ctx = ctx_new(i, key, key_len);
	if (ctx == NULL || (len > 0 && EVP_MAC_update(ctx, data, len) != 1) ||
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

/* Takes in one length and its bytes. */
static bool
update_part(EVP_MAC_CTX *ctx, const void *data, size_t len)
{
	uint8_t prefix[2] = {(uint8_t)(len >> 8), (uint8_t)len};

	return len <= UINT16_MAX &&
	       EVP_MAC_update(ctx, prefix, sizeof(prefix)) == 1 &&
	       (len == 0 || EVP_MAC_update(ctx, data, len) == 1);
}

enum og_err
og_mac(const uint8_t key[OG_MAC_LEN], const char *purpose,
    const struct og_part *parts, size_t n, uint8_t out[OG_MAC_LEN])
{
	enum og_err err = OG_ERR_CRYPTO;
	EVP_MAC_CTX *ctx;
	size_t i, len = 0;

	ctx = ctx_new(index_of(OG_SHA256), key, OG_MAC_LEN);
	if (ctx == NULL || !update_part(ctx, purpose, strlen(purpose)))
		goto out;
	for (i = 0; i < n; i++) {
		if (!update_part(ctx, parts[i].data, parts[i].len))
			goto out;
	}
	if (EVP_MAC_final(ctx, out, &len, OG_MAC_LEN) != 1 || len != OG_MAC_LEN)
		goto out;
	err = OG_OK;
out:
	EVP_MAC_CTX_free(ctx);
	if (err != OG_OK)
		og_wipe(out, OG_MAC_LEN);
	return err;
}

enum og_err
og_sha256(const void *data, size_t len, uint8_t out[OG_MAC_LEN])
{
	if (!ready() || EVP_Digest(data, len, out, NULL, sha256, NULL) != 1) {
		og_wipe(out, OG_MAC_LEN);
		return OG_ERR_CRYPTO;
	}
	return OG_OK;
}
