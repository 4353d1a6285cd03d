/* SPDX-License-Identifier: ISC */
/*
 * Characters that some readers treat as ASCII.  Pure.
 */
#ifndef OTPGATE_BASE_ALIKE_H
#define OTPGATE_BASE_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

#define OG_ALIKE_MAX 3 /* characters that replace one */

/*
 * True when some reader takes the character "cp" (Unicode, beyond ASCII) for
 * ASCII, or skips it: "out" is then that ASCII, or "" for nothing.  Never
 * longer than "cp" is in UTF-8.
 */
bool og_alike_find(uint32_t cp, char out[OG_ALIKE_MAX + 1]);

#endif
