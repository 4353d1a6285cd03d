// SPDX-License-Identifier: ISC
/* Arabic.  Numbers are written in Western digits on these pages, too: those of
 * the codes that people type are Western on every token and in most apps, and
 * readers from Morocco to Iraq know them. */
#define WORDS_ROWS "fcgi/words/ar.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	if (n <= 2)
		return n == 0 ? WORDS_ZERO : n == 1 ? WORDS_ONE : WORDS_TWO;
	n %= 100;
	if (n >= 3 && n <= 10)
		return WORDS_FEW;
	return n >= 11 ? WORDS_MANY : WORDS_OTHER;
}

const struct words words_ar = {
    .code = "ar", .name = "العربية", .rtl = true, .form = form, .rows = rows};
