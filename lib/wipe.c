/* SPDX-License-Identifier: ISC */
/*
 * The one wipe and the one comparison for secrets.  Nothing here may branch on
 * the bytes it is given.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "wipe.h"

void
og_wipe(void *p, size_t len)
{
	/* as sure as OPENSSL_cleanse, and not a byte at a time: checks wipe
	 * kilobytes */
	if (p != NULL && len > 0)
		explicit_bzero(p, len);
}

bool
og_equal_ct(const void *a, const void *b, size_t len)
{
	return len == 0 || CRYPTO_memcmp(a, b, len) == 0;
}
