/* SPDX-License-Identifier: ISC */
/* Which store the settings name, and how it is opened. */
#ifndef OTPGATE_STORES_OPEN_H
#define OTPGATE_STORES_OPEN_H

#include "lib/conf/settings.h"
#include "lib/store/store.h"

/* What a program needs from a store. */
enum og_store_use {
	OG_STORE_SERVE, /* serves many, for long: starts with everything loaded
			 */
	OG_STORE_ONCE	/* looks up a user or two and ends: starts quickly.  Its
			   answers are as reliable; only damage that concerns no
			   user it is asked for goes unnoticed */
};

/*
 * Opens the database of "set".  Several threads may use the store at
 * once.  OG_OK with *s (og_store_free); OG_ERR_NOTFOUND, OG_ERR_UNSAFE,
 * OG_ERR_FORMAT (not a database of a known version), OG_ERR_DAMAGED, OG_ERR_IO,
 * OG_ERR_NOMEM with "why" naming the database and the remedy.
 */
enum og_err og_store_open(struct og_store **s, const struct og_settings *set,
    enum og_store_use use, struct og_why *why) OG_MUST_CHECK;

/*
 * Reads all of the database of "set", and changes nothing.  OG_OK;
 * OG_ERR_DAMAGED with the first damage in "why", even if it denies nobody; or
 * an error as for open.
 */
enum og_err og_store_verify(
    const struct og_settings *set, struct og_why *why) OG_MUST_CHECK;

/* Makes an empty database.  OG_OK; OG_ERR_EXISTS, OG_ERR_UNSAFE,
 * OG_ERR_NOSPACE, OG_ERR_IO with "why" set. */
enum og_err og_store_create(
    const struct og_settings *set, struct og_why *why) OG_MUST_CHECK;

#endif
