/* SPDX-License-Identifier: ISC */
/*
 * AES-256-GCM by OpenSSL's EVP: nonce, ciphertext, tag.  The nonce is always a
 * random one made here, and no plaintext is released before its tag has
 * verified.
 */
#include <limits.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/crypto/openssl.h"
#include "lib/crypto/random.h"
#include "lib/crypto/seal.h"

#define NONCE_LEN 12
#define TAG_LEN 16

/* Sets *out to a context ready for the text, to seal or to open; or to NULL. */
static enum og_err
ctx_new(bool sealing, const uint8_t *key, const uint8_t *nonce, const void *aad,
    size_t aad_len, EVP_CIPHER_CTX **out)
{
	const struct og_crypto *c;
	enum og_err err;
	int n;

	*out = NULL;
	err = og_crypto_use(&c);
	if (err != OG_OK)
		return err;
	if (aad_len > INT_MAX)
		return OG_ERR_CRYPTO;
	*out = EVP_CIPHER_CTX_new();
	if (*out != NULL &&
	    EVP_CipherInit_ex2(*out, c->gcm, key, nonce, sealing, NULL) == 1 &&
	    (aad_len == 0 ||
		EVP_CipherUpdate(*out, NULL, &n, aad, (int)aad_len) == 1))
		return OG_OK;
	EVP_CIPHER_CTX_free(*out);
	*out = NULL;
	return OG_ERR_NOMEM;
}

/* Sends "len" bytes through "ctx"; exactly as many must come out. */
static bool
update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
	int n = 0;

	return len == 0 || (EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 &&
			       n == (int)len);
}

enum og_err
og_seal(const uint8_t key[OG_SEAL_KEY_LEN], const void *aad, size_t aad_len,
    const void *in, size_t len, uint8_t *out)
{
	enum og_err err = OG_ERR_CRYPTO;
	EVP_CIPHER_CTX *ctx = NULL;
	int n = 0;

	if (len > INT_MAX)
		goto out;
	err = og_random(out, NONCE_LEN);
	if (err != OG_OK)
		goto out;
	err = ctx_new(true, key, out, aad, aad_len, &ctx);
	if (err != OG_OK)
		goto out;
	err = OG_ERR_CRYPTO;
	if (!update(ctx, out + NONCE_LEN, in, len) ||
	    EVP_CipherFinal_ex(ctx, out + NONCE_LEN + len, &n) != 1 || n != 0 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_LEN,
		out + NONCE_LEN + len) != 1)
		goto out;
	err = OG_OK;
out:
	EVP_CIPHER_CTX_free(ctx);
	if (err != OG_OK)
		og_wipe(out, len + OG_SEAL_EXTRA);
	return err;
}

enum og_err
og_unseal(const uint8_t key[OG_SEAL_KEY_LEN], const void *aad, size_t aad_len,
    const uint8_t *in, size_t len, void *out)
{
	enum og_err err = OG_ERR_CRYPTO;
	EVP_CIPHER_CTX *ctx = NULL;
	uint8_t none[1], tag[TAG_LEN];
	size_t text_len;
	int n = 0;

	if (len < OG_SEAL_EXTRA)
		return OG_ERR_FORMAT;
	text_len = len - OG_SEAL_EXTRA;
	if (text_len > INT_MAX)
		goto out;
	/* OpenSSL's call for the tag takes a pointer it could write to */
	memcpy(tag, in + NONCE_LEN + text_len, TAG_LEN);
	err = ctx_new(false, key, in, aad, aad_len, &ctx);
	if (err != OG_OK)
		goto out;
	err = OG_ERR_CRYPTO;
	if (!update(ctx, out, in + NONCE_LEN, text_len) ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) !=
		1 ||
	    EVP_CipherFinal_ex(ctx, none, &n) != 1 || n != 0)
		goto out;
	err = OG_OK;
out:
	EVP_CIPHER_CTX_free(ctx);
	if (err != OG_OK)
		og_wipe(out, text_len);
	return err;
}
