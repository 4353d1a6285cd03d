// SPDX-License-Identifier: ISC
/*
 * Chooses the language of an answer.  The one place that does.
 */
#include "fcgi/web/language.h"

const struct words *
language_of(const struct exchange *x)
{
	(void)x;
	return &words_en;
}
