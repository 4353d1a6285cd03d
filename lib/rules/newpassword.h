/* SPDX-License-Identifier: ISC */
/*
 * Which new passwords are good enough (SP 800-63B-4 section 3.1.1.2): long
 * enough, not made of what everybody knows of the user and the site, not soon
 * guessed.  No demand of capitals, digits or signs.  Passwords that are in use
 * are judged by nobody.
 */
#ifndef OTPGATE_RULES_NEWPASSWORD_H
#define OTPGATE_RULES_NEWPASSWORD_H

#include <stdbool.h>

#include "lib/crypto/opaque.h"

/* Code points: beside a code, and where a password is all that is asked. */
#define OG_NEWPASSWORD_MIN 8
#define OG_NEWPASSWORD_MIN_ALONE 15

/*
 * Guesses, in bits, below which a password is too easy: 10^8 beside a code,
 * 10^10 alone, where zxcvbn's scores 3 and 4 begin.  Who has to ask the gate is
 * stopped by the waits long before; this is for who has stolen the database:
 * at the default cost of argon2id 10^8 guesses at one password take one
 * processor about a month.
 */
#define OG_NEWPASSWORD_BITS 26.6
#define OG_NEWPASSWORD_BITS_ALONE 33.2

enum og_newpassword {
	OG_NEWPASSWORD_NOT_UTF8 = 0,
	OG_NEWPASSWORD_FORBIDDEN, /* a control or invisible character */
	OG_NEWPASSWORD_SHORT,
	OG_NEWPASSWORD_LONG,
	OG_NEWPASSWORD_OWN, /* too little beside the words */
	OG_NEWPASSWORD_EASY,
	OG_NEWPASSWORD_GOOD
};

/* Words that whoever guesses for this user tries first. */
#define OG_WORDS_MAX 96
#define OG_WORD_SIZE 48
#define OG_WORD_MIN 3 /* characters; shorter ones are in everything */
#define OG_WORD_PART_MIN 4

struct og_words {
	size_t n;
	char word[OG_WORDS_MAX][OG_WORD_SIZE]; /* flat: og_opaque_flatten */
};

/*
 * Adds "text" (a name, an address, a host; "" is nothing) and its parts between
 * blanks, dots and other signs.  The likeliest come first: what finds no room
 * is left out, and a long word counts by its beginning.
 */
void og_words_add(struct og_words *w, const char *text);

/*
 * Judges "len" bytes of "text"; "alone": it lets in without a code.  OWN: with
 * all "words" taken out, in any case and with or without accents, what remains
 * is shorter than a password.  EASY needs zxcvbn, see lib/crypto/guess.h.  When
 * OG_NEWPASSWORD_GOOD, *prepared is what is to be hashed; else it is empty.
 */
enum og_newpassword og_newpassword_judge(const char *text, size_t len,
    const struct og_words *words, bool alone, struct og_opaque *prepared);

#endif
