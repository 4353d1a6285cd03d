/* SPDX-License-Identifier: ISC */
/*
 * The one wipe and the one comparison for secrets.  Nothing here may branch on
 * the bytes it is given.
 */
#include <openssl/crypto.h>

#include "wipe.h"

void
og_wipe(void *p, size_t len)
{
	if (p != NULL && len > 0)
		OPENSSL_cleanse(p, len);
}

bool
og_equal_ct(const void *a, const void *b, size_t len)
{
	return len == 0 || CRYPTO_memcmp(a, b, len) == 0;
}
