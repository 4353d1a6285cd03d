// SPDX-License-Identifier: ISC
/* Japanese: numbers change nothing. */
#define WORDS_ROWS "fcgi/words/ja.h"
#include "fcgi/words/table.h"

static enum words_form
form(uint64_t n)
{
	(void)n;
	return WORDS_OTHER;
}

const struct words words_ja = {
    .code = "ja", .name = "日本語", .form = form, .rows = rows};
