/* SPDX-License-Identifier: ISC */
/*
 * Judges new passwords.  Must not demand classes of characters, and must not
 * keep or print any password.
 */
#include "lib/rules/newpassword.h"

#include <string.h>
#include <strings.h>

#include "lib/base/wipe.h"
#include "lib/crypto/guess.h"

static bool
has_word(const struct og_words *w, const char *text, size_t len)
{
	for (size_t i = 0; i < w->n; i++) {
		if (strlen(w->word[i]) == len &&
		    strncasecmp(w->word[i], text, len) == 0)
			return true;
	}
	return false;
}

static void
add_word(struct og_words *w, const char *text, size_t len, size_t min)
{
	if (len >= OG_WORD_SIZE)
		len = OG_WORD_SIZE - 1;
	if (len < min || w->n == OG_WORDS_MAX || has_word(w, text, len))
		return;
	memcpy(w->word[w->n], text, len);
	w->word[w->n][len] = '\0';
	w->n++;
}

/* Letters and digits, and all that was not ASCII. */
static bool
is_of_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

void
og_words_add(struct og_words *w, const char *text)
{
	char flat[OG_PASSWORD_MAX + 1];
	const char *at = flat;
	size_t n;

	add_word(w, flat,
	    og_opaque_flatten(text, strlen(text), flat, sizeof(flat)),
	    OG_WORD_MIN);
	while (*at != '\0') {
		for (n = 0; is_of_word(at[n]); n++)
			continue;
		add_word(w, at, n, OG_WORD_PART_MIN);
		at += n;
		if (*at != '\0')
			at++;
	}
}

/* The longest word that "text" begins with. */
static size_t
word_at(const struct og_words *w, const char *text)
{
	size_t longest = 0, len;

	for (size_t i = 0; i < w->n; i++) {
		len = strlen(w->word[i]);
		if (len > longest && strncasecmp(text, w->word[i], len) == 0)
			longest = len;
	}
	return longest;
}

/* How many characters of "flat" belong to a word. */
static size_t
length_of_words(const struct og_words *w, const char *flat)
{
	size_t n = 0, i = 0, skip;

	while (flat[i] != '\0') {
		skip = word_at(w, flat + i);
		n += skip;
		i += skip > 0 ? skip : 1;
	}
	return n;
}

static bool
is_easy(const struct og_words *w, const char *flat, size_t len, bool alone)
{
	const char *words[OG_WORDS_MAX + 1] = {NULL};

	for (size_t i = 0; i < w->n; i++)
		words[i] = w->word[i];
	return og_guess_bits(flat, len, words) <
	       (alone ? OG_NEWPASSWORD_BITS_ALONE : OG_NEWPASSWORD_BITS);
}

static enum og_newpassword
judge(const struct og_words *w, const struct og_opaque *o, bool alone)
{
	const size_t min =
	    alone ? OG_NEWPASSWORD_MIN_ALONE : OG_NEWPASSWORD_MIN;
	enum og_newpassword result = OG_NEWPASSWORD_GOOD;
	char flat[OG_PASSWORD_MAX + 1];
	size_t len;

	if (o->length < min)
		return OG_NEWPASSWORD_SHORT;
	len = og_opaque_flatten(o->text, o->len, flat, sizeof(flat));
	if (o->length < min + length_of_words(w, flat))
		result = OG_NEWPASSWORD_OWN;
	else if (is_easy(w, flat, len, alone))
		result = OG_NEWPASSWORD_EASY;
	OG_WIPE_ARRAY(flat);
	return result;
}

enum og_newpassword
og_newpassword_judge(const char *text, size_t len, const struct og_words *words,
    bool alone, struct og_opaque *prepared)
{
	enum og_newpassword result = OG_NEWPASSWORD_NOT_UTF8;

	switch (og_opaque_prepare(text, len, prepared)) {
	case OG_OPAQUE_NOT_UTF8:
		break;
	case OG_OPAQUE_EMPTY:
		result = OG_NEWPASSWORD_SHORT;
		break;
	case OG_OPAQUE_TOO_LONG:
		result = OG_NEWPASSWORD_LONG;
		break;
	case OG_OPAQUE_FORBIDDEN:
		result = OG_NEWPASSWORD_FORBIDDEN;
		break;
	case OG_OPAQUE_OK:
		result = judge(words, prepared, alone);
		break;
	}
	if (result != OG_NEWPASSWORD_GOOD)
		og_opaque_clear(prepared);
	return result;
}
