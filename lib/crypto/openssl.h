/* SPDX-License-Identifier: ISC */
/* The algorithms of OpenSSL that mac.c and seal.c work with. */
#ifndef OTPGATE_CRYPTO_OPENSSL_H
#define OTPGATE_CRYPTO_OPENSSL_H

#include "lib/base/err.h"
#include "lib/crypto/mac.h"

/* What OpenSSL calls EVP_MAC_CTX, EVP_MD, EVP_CIPHER. */
struct evp_mac_ctx_st;
struct evp_md_st;
struct evp_cipher_st;

/* Constant once it exists; any number of threads may use it at once. */
struct og_crypto {
	struct evp_mac_ctx_st *hmac[OG_SHA512 + 1]; /* by hash, to be copied */
	struct evp_md_st *sha256;
	struct evp_cipher_st *gcm; /* AES-256 */
};

/*
 * Sets *out to the algorithms, which belong to this module and live as long as
 * the process.  The first call sets them up, in a millisecond or two.  OG_OK;
 * OG_ERR_NOMEM with *out NULL and nothing left allocated: the next call starts
 * again.
 */
enum og_err og_crypto_use(const struct og_crypto **out) OG_MUST_CHECK;

#endif
