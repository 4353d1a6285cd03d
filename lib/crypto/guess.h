/* SPDX-License-Identifier: ISC */
/* How many guesses a password is worth, by zxcvbn; where otpgate was built
 * without it, nobody knows. */
#ifndef OTPGATE_CRYPTO_GUESS_H
#define OTPGATE_CRYPTO_GUESS_H

#include <stdbool.h>
#include <stddef.h>

#define OG_GUESS_CUT 100 /* bytes that are looked at */

/* True when otpgate was built with zxcvbn. */
bool og_guess_is_known(void);

/*
 * The bits of "len" bytes of "text", of which the first OG_GUESS_CUT count, for
 * somebody who also tries "words" (ends with NULL; the likeliest first).
 * INFINITY without zxcvbn.
 *
 * The library has no state, so that threads may call this at once.  It asks
 * isupper(3) and its like, so a program that sets a locale gets that one's
 * letters; none of ours does.  Up to 15 ms.  It keeps no text on the heap, but
 * does not look at what malloc(3) gives: where memory runs out, the program
 * ends by SIGSEGV, so call this before anything is changed.
 */
double og_guess_bits(const char *text, size_t len, const char *const words[]);

#endif
