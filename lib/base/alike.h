/* SPDX-License-Identifier: ISC */
/*
 * Characters that some readers take for one of ASCII.  Pure.
 */
#ifndef OTPGATE_BASE_ALIKE_H
#define OTPGATE_BASE_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

#define OG_ALIKE_MAX 3 /* characters in the place of one */

/*
 * True when somebody reads the character "cp" (Unicode, beyond ASCII) as ASCII,
 * or skips it: then that is in "out", "" for nothing.  Never longer than "cp"
 * is in UTF-8.
 */
bool og_alike_find(uint32_t cp, char out[OG_ALIKE_MAX + 1]);

#endif
