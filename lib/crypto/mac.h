/* SPDX-License-Identifier: ISC */
/* Hashes and message authentication codes, by OpenSSL. */
#ifndef OTPGATE_CRYPTO_MAC_H
#define OTPGATE_CRYPTO_MAC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_MAC_LEN 32
#define OG_HMAC_MAX 64

enum og_hash { OG_SHA1 = 1, OG_SHA256 = 2, OG_SHA512 = 3 };

/* "SHA1", "SHA256" or "SHA512"; NULL for another value. */
const char *og_hash_name(enum og_hash hash);

/* Reads such a name in any case, or "SHA-256", "HmacSHA256" and the like, as
 * other programs write them.  OG_OK or OG_ERR_FORMAT. */
enum og_err
og_hash_parse(const char *name, size_t len, enum og_hash *out) OG_MUST_CHECK;

/*
 * HMAC of RFC 2104: key of "key_len" bytes (1 or more) over "len" bytes.
 * Writes 20, 32 or 64 bytes to "out" and sets *out_len.  OG_OK, or
 * OG_ERR_CRYPTO (no such hash, no key) or OG_ERR_NOMEM with "out" wiped and
 * *out_len 0.
 */
enum og_err
og_hmac(enum og_hash hash, const uint8_t *key, size_t key_len, const void *data,
    size_t len, uint8_t out[OG_HMAC_MAX], size_t *out_len) OG_MUST_CHECK;

/* One field of a message. */
struct og_part {
	const void *data;
	size_t len; /* 65535 at most */
};

/*
 * HMAC-SHA-256 under "key" of "purpose" and "n" parts, each preceded by its
 * length, so that two different lists of fields never make one message.  OG_OK,
 * or OG_ERR_CRYPTO (a part is too long) or OG_ERR_NOMEM with "out" wiped.
 */
enum og_err og_mac(const uint8_t key[OG_MAC_LEN], const char *purpose,
    const struct og_part *parts, size_t n,
    uint8_t out[OG_MAC_LEN]) OG_MUST_CHECK;

struct evp_mac_ctx_st; /* what OpenSSL calls EVP_MAC_CTX */

/*
 * A keyed context for repeated use: *out holds the key until og_mac_key_free,
 * and is for one thread at a time.  OG_OK, or OG_ERR_NOMEM with *out NULL.
 */
enum og_err og_mac_key_new(
    const uint8_t key[OG_MAC_LEN], struct evp_mac_ctx_st **out) OG_MUST_CHECK;

/* Wipes and frees it, and sets it to NULL; NULL is allowed. */
void og_mac_key_free(struct evp_mac_ctx_st **key);

/* As og_mac, with a keyed context.  After OG_ERR_NOMEM free it: it is unknown
 * whether it can be used again. */
enum og_err og_mac_held(struct evp_mac_ctx_st *key, const char *purpose,
    const struct og_part *parts, size_t n,
    uint8_t out[OG_MAC_LEN]) OG_MUST_CHECK;

/* SHA-256.  OG_OK, or OG_ERR_NOMEM with "out" wiped. */
enum og_err
og_sha256(const void *data, size_t len, uint8_t out[OG_MAC_LEN]) OG_MUST_CHECK;

#endif
