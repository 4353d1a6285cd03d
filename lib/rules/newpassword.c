/* SPDX-License-Identifier: ISC */
/*
 * Judges new passwords.  Must not demand classes of characters, and must not
 * keep or print any password.
 */
#include "lib/rules/newpassword.h"

#include <string.h>
#include <strings.h>

#include "lib/base/text.h"
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

/* Letters and digits, and all that is not ASCII. */
static bool
is_of_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

void
og_words_add(struct og_words *w, const char *text)
{
	size_t n;

	add_word(w, text, strlen(text), OG_WORD_MIN);
	while (*text != '\0') {
		for (n = 0; is_of_word(text[n]); n++)
			continue;
		add_word(w, text, n, OG_WORD_PART_MIN);
		text += n;
		if (*text != '\0')
			text++;
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

/* Code points of "o" that belong to no word. */
static long
length_beside(const struct og_words *w, const struct og_opaque *o)
{
	char rest[OG_PASSWORD_MAX];
	size_t n = 0, i = 0, skip;
	long length;

	while (i < o->len) {
		skip = word_at(w, o->text + i);
		if (skip == 0)
			rest[n++] = o->text[i++];
		i += skip;
	}
	length = og_text_length(rest, n);
	OG_WIPE_ARRAY(rest);
	/* a cut word may have ended within a code point */
	return length < 0 ? (long)n : length;
}

static bool
is_easy(const struct og_words *w, const struct og_opaque *o, bool alone)
{
	const char *words[OG_WORDS_MAX + 1] = {NULL};

	for (size_t i = 0; i < w->n; i++)
		words[i] = w->word[i];
	return og_guess_bits(o->text, o->len, words) <
	       (alone ? OG_NEWPASSWORD_BITS_ALONE : OG_NEWPASSWORD_BITS);
}

static enum og_newpassword
judge(const struct og_words *w, const struct og_opaque *o, bool alone)
{
	const long min = alone ? OG_NEWPASSWORD_MIN_ALONE : OG_NEWPASSWORD_MIN;

	if ((long)o->length < min)
		return OG_NEWPASSWORD_SHORT;
	if (length_beside(w, o) < min)
		return OG_NEWPASSWORD_OWN;
	return is_easy(w, o, alone) ? OG_NEWPASSWORD_EASY : OG_NEWPASSWORD_GOOD;
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
