// SPDX-License-Identifier: ISC
/* German. */
#define WORDS_ROWS "fcgi/words/de.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	return n == 1 ? WORDS_ONE : WORDS_OTHER;
}

const struct words words_de = {
    .code = "de", .name = "Deutsch", .form = form, .rows = rows};
