/* SPDX-License-Identifier: ISC */
/*
 * The one place outside a store's own folder that knows which stores there
 * are.
 */
#include "lib/stores/open.h"

#include "lib/store/file/filestore.h"

enum og_err
og_store_open(struct og_store **s, const struct og_settings *set,
    enum og_store_use use, struct og_why *why)
{
	return use == OG_STORE_ONCE
		   ? og_filestore_open_cached(s, set->database, why)
		   : og_filestore_open(s, set->database, why);
}

enum og_err
og_store_create(const struct og_settings *set, struct og_why *why)
{
	return og_filestore_create(set->database, why);
}
