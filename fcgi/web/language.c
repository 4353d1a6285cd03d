// SPDX-License-Identifier: ISC
/*
 * Chooses the language of an answer.  The one place that does.  What comes from
 * outside is compared with the codes there are and shown nowhere.
 */
#include "fcgi/web/language.h"

#include <string.h>

#include "fcgi/web/accept_language.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/cookie.h"
#include "fcgi/web/form.h"

#define CODE_SIZE 16

size_t
language_offered(
    const struct exchange *x, const struct words *offered[OG_LANGUAGES])
{
	const struct og_settings *set = &x->conf->settings;
	size_t n = 0;

	while (n < set->n_languages && n < OG_LANGUAGES) {
		offered[n] = words_languages[set->languages[n]];
		n++;
	}
	if (n == 0)
		offered[n++] = &words_en;
	return n;
}

/* The one of them whose code is these "len" bytes, or NULL. */
static const struct words *
find(const struct words *const *offered, size_t n, const char *code, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(offered[i]->code) == len &&
		    memcmp(offered[i]->code, code, len) == 0)
			return offered[i];
	return NULL;
}

static const struct words *
choose(const struct exchange *x)
{
	const struct words *offered[OG_LANGUAGES], *found = NULL;
	const size_t n = language_offered(x, offered);
	const char *code;
	size_t len;

	if (cookie_find(request_get(&x->request, PARAM_COOKIE),
		BROWSER_LANGUAGE_COOKIE, &code, &len) == OG_OK)
		found = find(offered, n, code, len);
	if (found == NULL)
		found = accept_language(
		    request_get(&x->request, PARAM_LANGUAGE), offered, n);
	return found != NULL ? found : offered[0];
}

const struct words *
language_of(struct exchange *x)
{
	if (x->language == NULL)
		x->language = choose(x);
	return x->language;
}

void
language_take(struct exchange *x)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	const struct words *offered[OG_LANGUAGES], *found;
	char code[CODE_SIZE];
	size_t len;

	if (query == NULL ||
	    form_query_find(query + 1, strlen(query + 1), LANGUAGE_FIELD, code,
		sizeof(code), &len) != OG_OK)
		return;
	found = find(offered, language_offered(x, offered), code, len);
	if (found == NULL)
		return;
	x->language = found;
	if (browser_seems_same_origin(x))
		browser_set_language(x, found->code);
}
