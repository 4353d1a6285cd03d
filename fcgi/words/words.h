/* SPDX-License-Identifier: ISC */
/*
 * All that the gate says to people, as whole sentences: a table for each
 * language.  No sentence is made of parts of others, since no two languages
 * put them together in the same way.  Pages append them with html_words or
 * page_words, which escape.
 */
#ifndef OTPGATE_FCGI_WORDS_WORDS_H
#define OTPGATE_FCGI_WORDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The sentences, in the order of the English table. */
#define ROW(id, text) WORD_##id,
#define COUNTED(id, ...) WORD_##id,
enum word {
	WORD_NONE = 0,
#include "fcgi/words/en.h"
	WORD_COUNT
};
#undef ROW
#undef COUNTED

/* What a number makes of a sentence: CLDR's plural categories, as far as
 * whole numbers have them.  Each language uses some; all have the last. */
enum words_form {
	WORDS_ZERO,
	WORDS_ONE,
	WORDS_TWO,
	WORDS_FEW,
	WORDS_MANY,
	WORDS_OTHER,
	WORDS_FORMS
};

/* A sentence in a language: in the one form that it has, "other", or in those
 * that numbers make of it; NULL where there is none. */
struct words_row {
	const char *form[WORDS_FORMS];
};

/* What a sentence may be told; what it has no place for is left out. */
struct words_args {
	const char *user;    /* {user}: a name, shown with emphasis */
	const char *site;    /* {site}: the origin of another site */
	const char *browser; /* {browser}: "Firefox on Linux" */
	int64_t when;	     /* {when}: seconds since 1970 */
	uint64_t count;	     /* {count}: it also chooses the form */
};

/* A sentence that is to be said. */
struct sentence {
	enum word word;
	struct words_args args;
};

/* One language. */
struct words {
	const char *code; /* as in the attribute "lang" */
	const char *name; /* its own, in its own letters */
	bool rtl;	  /* written from right to left */
	enum words_form (*form)(uint64_t n);
	const struct words_row *rows; /* WORD_COUNT of them */
};

extern const struct words words_ar, words_de, words_en, words_es, words_fr,
    words_ja;

/* All languages in the order of og_languages (lib/conf/settings.h), and NULL
 * behind the last. */
extern const struct words *const words_languages[];

/* The text of a sentence in the form for "count", with its places; "" for
 * WORD_NONE.  Never NULL. */
const char *
words_text(const struct words *language, enum word word, uint64_t count);

/* A run of characters, or one of the places in a sentence. */
enum words_place {
	WORDS_RUN,
	WORDS_USER,
	WORDS_SITE,
	WORDS_NUMBER,
	WORDS_BROWSER,
	WORDS_WHEN,
	WORDS_DAY, /* these are in the patterns of dates (web/when.h) */
	WORDS_MONTH,
	WORDS_YEAR,
	WORDS_TIME,
	WORDS_ZONE,
	WORDS_PLACES
};
struct words_piece {
	enum words_place place;
	const char *text; /* "len" bytes of the sentence */
	size_t len;
};

/* Takes the next piece from *text.  False at the end. */
bool words_next(const char **text, struct words_piece *piece);

/* The sentence that says how long to wait.  Never less than it is: minutes and
 * hours are rounded up. */
struct sentence words_wait(int64_t seconds);

#endif
