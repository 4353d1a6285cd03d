// SPDX-License-Identifier: ISC
/* Spanish. */
#define WORDS_ROWS "fcgi/words/es.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	if (n == 1)
		return WORDS_ONE;
	/* "un millón de ..." */
	return n != 0 && n % 1000000 == 0 ? WORDS_MANY : WORDS_OTHER;
}

const struct words words_es = {
    .code = "es", .name = "Español", .form = form, .rows = rows};
