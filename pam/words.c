// SPDX-License-Identifier: ISC
/* Chooses a sentence and puts its number in. */
#include "pam/words.h"

#include <stdio.h>
#include <string.h>

#define PLACE "{count}"

void
pam_words(enum pam_word word, unsigned count, char out[PAM_WORDS_SIZE])
{
	static const struct {
		const char *one, *other;
	} rows[] = {
#define ROW(id, one, other) {one, other},
	    PAM_WORDS(ROW)
#undef ROW
	};
	const char *text = count == 1 ? rows[word].one : rows[word].other;
	const char *place = strstr(text, PLACE);

	if (place == NULL)
		(void)snprintf(out, PAM_WORDS_SIZE, "%s", text);
	else
		(void)snprintf(out, PAM_WORDS_SIZE, "%.*s%u%s",
		    (int)(place - text), text, count,
		    place + sizeof(PLACE) - 1);
}
