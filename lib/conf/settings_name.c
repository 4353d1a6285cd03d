/* SPDX-License-Identifier: ISC */
/*
 * Names that mean something outside of the file: hosts and languages.  Must not
 * know in which setting they stand.
 */
#include <string.h>

#include "lib/conf/settings_impl.h"

/* What has tables of sentences in fcgi/words, in the order of those. */
const char *const og_languages[] = {"en", "de", "fr", "es", "ja", "ar", NULL};

_Static_assert(
    sizeof(og_languages) / sizeof(og_languages[0]) == OG_LANGUAGES + 1,
    "OG_LANGUAGES");

bool
og_settings_fold_host(const char *value, char out[OG_HOST_MAX + 1])
{
	bool numeric = true;
	size_t start = 0;
	size_t i;
	char c;

	if (strlen(value) > OG_HOST_MAX)
		return false;
	for (i = 0;; i++) {
		c = value[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[i] = c;
		if (c == '.' || c == '\0') {
			if (i == start || i - start > 63 ||
			    value[start] == '-' || value[i - 1] == '-')
				return false;
			if (c == '\0')
				return !numeric;
			start = i + 1;
			numeric = true;
		} else if ((c >= 'a' && c <= 'z') || c == '-') {
			numeric = false;
		} else if (!(c >= '0' && c <= '9')) {
			return false;
		}
	}
}

void
og_settings_all_languages(struct og_settings *s)
{
	s->n_languages = OG_LANGUAGES;
	for (unsigned i = 0; i < OG_LANGUAGES; i++)
		s->languages[i] = i;
}

enum og_err
og_settings_add_language(struct og_settings *s, const char *code)
{
	unsigned found = 0;

	while (found < OG_LANGUAGES && strcmp(og_languages[found], code) != 0)
		found++;
	if (found == OG_LANGUAGES)
		return OG_ERR_FORMAT;
	for (size_t i = 0; i < s->n_languages; i++)
		if (s->languages[i] == found)
			return OG_ERR_EXISTS;
	s->languages[s->n_languages++] = found;
	return OG_OK;
}
