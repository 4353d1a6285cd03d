/* SPDX-License-Identifier: ISC */
/*
 * What a bearer token permits: paths, networks, time.  The web server, the
 * application and this file each read the same request target.  If they could
 * read it differently, a token is refused, because then a prefix says nothing
 * about what is requested.  Nothing is normalised here.
 */
#include <string.h>

#include "lib/base/path.h"
#include "lib/record/bearer.h"

/* --- paths --- */

/* Nothing that ends a target early for one reader and not for another. */
static bool
is_clean_query(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < '!' || *s > '~' || *s == '#')
			return false;
	return true;
}

/* A script shows what follows it, wherever the script is: so there may be none
 * below a prefix.  One that is in the prefix was intended, and with "/" all
 * are.
 */
static bool
is_plain_below(const char *uri, size_t len, const char *prefix)
{
	const size_t n = strlen(prefix);

	return n == 1 ? og_path_is_plain(uri, len, true)
		      : og_path_is_plain(uri + n, len - n, false);
}

static bool
is_target_below(const char *uri, const char *prefix)
{
	const size_t len = strcspn(uri, "?");

	return og_path_is_clean(uri, len) && is_clean_query(uri + len) &&
	       og_path_is_below(uri, len, prefix) &&
	       is_plain_below(uri, len, prefix) &&
	       !og_path_is_below(uri, len, OG_PATH_OWN_PAGES);
}

/* --- all of it --- */

bool
og_bearer_is_good(const struct og_bearer *b, const char *uri,
    const char *address, int64_t now)
{
	return now < b->expires && og_bearer_prefix_is_valid(b->prefix) &&
	       is_target_below(uri, b->prefix) &&
	       og_bearer_network_has(b->network, address);
}
