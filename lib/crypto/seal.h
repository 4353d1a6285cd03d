/* SPDX-License-Identifier: ISC */
/* AES-256-GCM with a random nonce (NIST SP 800-38D), by OpenSSL. */
#ifndef OTPGATE_CRYPTO_SEAL_H
#define OTPGATE_CRYPTO_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

#define OG_SEAL_KEY_LEN 32
#define OG_SEAL_EXTRA 28 /* nonce 12, tag 16 */

/*
 * Seals "len" bytes at "in" under "key", bound to the "aad_len" bytes at
 * "aad".  Writes nonce, ciphertext and tag (len + OG_SEAL_EXTRA bytes) to
 * "out".  OG_OK; OG_ERR_CRYPTO, OG_ERR_IO or OG_ERR_NOMEM with "out"
 * wiped.
 */
enum og_err og_seal(const uint8_t key[OG_SEAL_KEY_LEN], const void *aad,
    size_t aad_len, const void *in, size_t len, uint8_t *out) OG_MUST_CHECK;

/*
 * Opens what og_seal made: "len" bytes at "in".  Writes len - OG_SEAL_EXTRA
 * bytes to "out".  OG_OK; OG_ERR_FORMAT when "len" is too short; OG_ERR_CRYPTO
 * when the key, the associated data or any byte differs from the sealing;
 * OG_ERR_NOMEM; on failure "out" is wiped.
 */
enum og_err og_unseal(const uint8_t key[OG_SEAL_KEY_LEN], const void *aad,
    size_t aad_len, const uint8_t *in, size_t len, void *out) OG_MUST_CHECK;

#endif
