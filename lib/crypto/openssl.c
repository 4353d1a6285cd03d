/* SPDX-License-Identifier: ISC */
/*
 * OpenSSL's algorithms, fetched once, in a library context of our own.  Must
 * not compute anything, and must not touch OpenSSL's default context: that one
 * belongs to the program we are loaded into, obeys its configuration file and
 * its environment, and never recovers from a failed allocation during its setup
 * (OpenSSL 3.0 records that it has asked a provider for its algorithms, and
 * forgets those that it had no memory for).  So everything is set up here, or
 * all of it is discarded and tried again.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/crypto/openssl.h"

static const char *const digests[OG_SHA512 + 1] = {
    [OG_SHA1] = "SHA1",
    [OG_SHA256] = "SHA256",
    [OG_SHA512] = "SHA512",
};

/* Written under the mutex, before "ready" points to it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct og_crypto crypto;
static const struct og_crypto *_Atomic ready;

static EVP_MAC_CTX *
hmac_new(EVP_MAC *hmac, const char *digest)
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

/* Fetches everything from "library" to *c; false when something is missing. */
static bool
fetch(OSSL_LIB_CTX *library, struct og_crypto *c)
{
	EVP_MAC *hmac = EVP_MAC_fetch(library, "HMAC", NULL);
	bool all = hmac != NULL;
	size_t i;

	for (i = OG_SHA1; all && i <= OG_SHA512; i++) {
		c->hmac[i] = hmac_new(hmac, digests[i]);
		all = c->hmac[i] != NULL;
	}
	EVP_MAC_free(hmac);
	if (!all)
		return false;
	c->sha256 = EVP_MD_fetch(library, "SHA256", NULL);
	c->gcm = EVP_CIPHER_fetch(library, "AES-256-GCM", NULL);
	return c->sha256 != NULL && c->gcm != NULL;
}

static void
clear(struct og_crypto *c)
{
	size_t i;

	for (i = OG_SHA1; i <= OG_SHA512; i++)
		EVP_MAC_CTX_free(c->hmac[i]);
	EVP_MD_free(c->sha256);
	EVP_CIPHER_free(c->gcm);
	memset(c, 0, sizeof(*c));
}

/* All of it to "crypto", or nothing. */
static bool
setup(void)
{
	OSSL_LIB_CTX *library;

	/* what fails here must not be in the way of our program's own errors */
	(void)ERR_set_mark();
	library = OSSL_LIB_CTX_new();
	if (library != NULL && fetch(library, &crypto)) {
		(void)ERR_clear_last_mark();
		return true; /* the library context stays */
	}
	clear(&crypto);
	OSSL_LIB_CTX_free(library);
	(void)ERR_pop_to_mark();
	return false;
}

enum og_err
og_crypto_use(const struct og_crypto **out)
{
	*out = ready;
	if (*out != NULL)
		return OG_OK;
	(void)pthread_mutex_lock(&mutex);
	if (ready == NULL && setup())
		ready = &crypto;
	*out = ready;
	(void)pthread_mutex_unlock(&mutex);
	return *out != NULL ? OG_OK : OG_ERR_NOMEM;
}
