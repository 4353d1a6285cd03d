// SPDX-License-Identifier: ISC
/* English. */
#define WORDS_ROWS "fcgi/words/en.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	return n == 1 ? WORDS_ONE : WORDS_OTHER;
}

const struct words words_en = {
    .code = "en", .name = "English", .form = form, .rows = rows};
