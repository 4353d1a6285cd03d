/* SPDX-License-Identifier: ISC */
/*
 * The one comparison for secrets, apart from the wipe: the PAM module wipes,
 * compares nothing, and does without OpenSSL.
 */
#include <openssl/crypto.h>

#include "lib/base/wipe.h"

bool
og_equal_ct(const void *a, const void *b, size_t len)
{
	return len == 0 || CRYPTO_memcmp(a, b, len) == 0;
}
