/* SPDX-License-Identifier: ISC */
/*
 * zxcvbn: how soon would this password be guessed?  Must not judge: what is
 * enough is known elsewhere.
 */
#include "lib/crypto/guess.h"

#include <math.h>
#include <string.h>

#include "config.h"
#include "lib/base/wipe.h"

#ifdef HAVE_ZXCVBN

#include <zxcvbn.h>

/*
 * The library does not look at what malloc returns.  While there is no memory,
 * the process ends in it by a signal, before anything is said of the password:
 * nothing is stored then and nobody is let in.  What it takes is bounded, since
 * the text is cut, and only who has an invitation gets here by the web.
 */

/* The library's array has no const, but it only reads what we pass. */
static const char **
unconst(const char *const words[])
{
	union {
		const char *const *in;
		const char **out;
	} u = {.in = words};

	return u.out;
}

bool
og_guess_is_known(void)
{
	return true;
}

double
og_guess_bits(const char *text, size_t len, const char *const words[])
{
	char cut[OG_GUESS_CUT + 1];
	double bits;

	if (len > OG_GUESS_CUT)
		len = OG_GUESS_CUT;
	memcpy(cut, text, len);
	cut[len] = '\0';
	bits = ZxcvbnMatch(cut, unconst(words), NULL);
	OG_WIPE_ARRAY(cut);
	return bits;
}

#else

bool
og_guess_is_known(void)
{
	return false;
}

double
og_guess_bits(const char *text, size_t len, const char *const words[])
{
	(void)text;
	(void)len;
	(void)words;
	return (double)INFINITY;
}

#endif
