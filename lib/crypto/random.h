/* SPDX-License-Identifier: ISC */
/* Random bytes from the kernel. */
#ifndef OTPGATE_CRYPTO_RANDOM_H
#define OTPGATE_CRYPTO_RANDOM_H

#include <stddef.h>

#include "lib/base/err.h"

/* Fills "len" bytes at "out" by getrandom(2).  Returns OG_OK, or OG_ERR_IO
 * with "out" wiped. */
enum og_err og_random(void *out, size_t len) OG_MUST_CHECK;

#endif
