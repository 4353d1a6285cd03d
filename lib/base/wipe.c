/* SPDX-License-Identifier: ISC */
/*
 * The one wipe for secrets.  Nothing here may branch on the bytes it is given.
 */
#include <string.h>

#include "lib/base/wipe.h"

void
og_wipe(void *p, size_t len)
{
	/* as sure as OPENSSL_cleanse, and not a byte at a time: checks wipe
	 * kilobytes */
	if (p != NULL && len > 0)
		explicit_bzero(p, len);
}
