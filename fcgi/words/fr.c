// SPDX-License-Identifier: ISC
/* French. */
#define WORDS_ROWS "fcgi/words/fr.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	if (n <= 1)
		return WORDS_ONE;
	/* "un million de ..." */
	return n != 0 && n % 1000000 == 0 ? WORDS_MANY : WORDS_OTHER;
}

const struct words words_fr = {
    .code = "fr", .name = "Français", .form = form, .rows = rows};
