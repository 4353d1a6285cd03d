/* SPDX-License-Identifier: ISC */
/* Collects words; judges nothing. */
#include "lib/conf/own_words.h"

void
og_own_words(const struct og_settings *set, const struct og_user *u,
    struct og_words *words)
{
	words->n = 0;
	og_words_add(words, u->name);
	og_words_add(words, u->fullname);
	og_words_add(words, u->email);
	og_words_add(words, u->phone);
	og_words_add(words, set->issuer);
	og_words_add(words, set->look.site_name);
	for (size_t i = 0; i < set->n_hosts; i++)
		og_words_add(words, set->hosts[i]);
}
