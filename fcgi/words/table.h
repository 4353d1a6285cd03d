/* SPDX-License-Identifier: ISC */
/*
 * Makes the file WORDS_ROWS, a language, a table "rows".  It has the rows of
 * en.h in their order: one that is missing, unknown or there twice does not
 * compile.
 */
#ifdef WORDS_ROWS
#include "fcgi/words/words.h"

#define ROW(id, text) {.form[WORDS_OTHER] = text},
#define COUNTED(id, ...) {.form = {__VA_ARGS__}},
#define ZERO(text) [WORDS_ZERO] = text
#define ONE(text) [WORDS_ONE] = text
#define TWO(text) [WORDS_TWO] = text
#define FEW(text) [WORDS_FEW] = text
#define MANY(text) [WORDS_MANY] = text
#define OTHER(text) [WORDS_OTHER] = text
static const struct words_row rows[] = {
    {.form[WORDS_OTHER] = ""},
#include WORDS_ROWS
};
#undef ROW
#undef COUNTED
#undef ZERO
#undef ONE
#undef TWO
#undef FEW
#undef MANY
#undef OTHER

#define ROW(id, text) HAS_##id,
#define COUNTED(id, ...) HAS_##id,
enum has {
	HAS_NONE = 0,
#include WORDS_ROWS
	HAS_COUNT
};
#undef ROW
#undef COUNTED

#define ROW(id, text) IS_IN_PLACE(id)
#define COUNTED(id, ...) IS_IN_PLACE(id)
#define IS_IN_PLACE(id)                                                        \
	_Static_assert((int)HAS_##id == (int)WORD_##id,                        \
	    "the rows before " #id " are not those of en.h");
#include WORDS_ROWS
IS_IN_PLACE(COUNT)
#undef ROW
#undef COUNTED
#undef IS_IN_PLACE
#endif
