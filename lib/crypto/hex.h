/* SPDX-License-Identifier: ISC */
/* Lower-case hexadecimal of numbers, with a fixed count of digits. */
#ifndef OTPGATE_CRYPTO_HEX_H
#define OTPGATE_CRYPTO_HEX_H

#include <stdint.h>

#include "lib/base/err.h"

/* Writes "digits" (1 to 16) digits of "value" and a NUL to "out". */
void og_hex_format(uint64_t value, int digits, char *out);

/* Reads exactly "digits" (1 to 16) lower-case digits at "in" (which need not
 * end there).  Returns OG_OK or OG_ERR_FORMAT; *out only on success. */
enum og_err
og_hex_parse(const char *in, int digits, uint64_t *out) OG_MUST_CHECK;

#endif
