/* SPDX-License-Identifier: ISC */
/*
 * What the module says to the user, as whole sentences.  It must not read the
 * environment of the program around it, so it speaks English alone.
 */
#ifndef PAM_WORDS_H
#define PAM_WORDS_H

#include <stddef.h>

/* For 1, and for every other number, which stands at {count}. */
#define PAM_WORDS(ROW)                                                         \
	ROW(RECOVERY_LEFT,                                                     \
	    "That recovery code is used up. You have {count} recovery "        \
	    "code left.",                                                      \
	    "That recovery code is used up. You have {count} recovery "        \
	    "codes left.")                                                     \
	ROW(FAILURES,                                                          \
	    "There has been {count} failed attempt since your last "           \
	    "login.",                                                          \
	    "There have been {count} failed attempts since your last "         \
	    "login.")

enum pam_word {
#define ROW(id, one, other) PAM_WORD_##id,
	PAM_WORDS(ROW)
#undef ROW
};

/* The prompts, which the administrator may change. */
#define PAM_PROMPT_PASSWORD "Password: "
#define PAM_PROMPT_CODE "One-time code: "

/* Writes the sentence for "count" to "out"; all of them fit. */
#define PAM_WORDS_SIZE 128
void pam_words(enum pam_word word, unsigned count, char out[PAM_WORDS_SIZE]);

#endif
