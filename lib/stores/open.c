/* SPDX-License-Identifier: ISC */
/*
 * The one place outside a store's own folder that knows which stores exist.
 */
#include "lib/stores/open.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/store/file/filestore.h"

enum og_err
og_store_open(struct og_store **s, const struct og_settings *set,
    enum og_store_use use, struct og_why *why)
{
	return use == OG_STORE_ONCE
		   ? og_filestore_open_cached(s, set->database, why)
		   : og_filestore_open(s, set->database, why);
}

/* The first damage of the database; the remains of a crash do not count. */
struct damage {
	uint64_t line; /* 0: none */
	char kind[32];
};

static void
note_damage(const struct og_filestore_problem *p, void *arg)
{
	struct damage *d = arg;

	if (p->harmless || d->line != 0)
		return;
	d->line = p->line;
	(void)snprintf(d->kind, sizeof(d->kind), "%s", p->kind);
}

enum og_err
og_store_verify(const struct og_settings *set, struct og_why *why)
{
	const char *path = set->database;
	struct damage d = {0};
	enum og_err err =
	    og_filestore_check(path, note_damage, NULL, &d, NULL, why);

	if ((err != OG_OK && err != OG_ERR_DAMAGED) ||
	    (err == OG_OK && d.line == 0))
		return err;
	return og_why_set(why, OG_ERR_DAMAGED,
	    "%s:%" PRIu64 ": damaged (%s): otpadm check says what that means",
	    path, d.line, d.kind);
}

enum og_err
og_store_create(const struct og_settings *set, struct og_why *why)
{
	return og_filestore_create(set->database, why);
}
