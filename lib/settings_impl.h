/* SPDX-License-Identifier: ISC */
/*
 * What the two halves of the settings share: settings.c reads the file,
 * settings_value.c knows each setting.  For nobody else.
 */
#ifndef OG_SETTINGS_IMPL_H
#define OG_SETTINGS_IMPL_H

#include "settings.h"

#define OG_SETTINGS_COUNT 44 /* names in og_settings_names */

/* One reading of a file. */
struct og_reading {
	const char *path;
	struct og_settings s;
	struct og_why *why;
	enum og_err err;	      /* the first that was found */
	int line;		      /* being read */
	int lines[OG_SETTINGS_COUNT]; /* where each stood; 0: it did not */
};

/* Notes the first error, with file and line in front, and returns it. */
enum og_err og_settings_refuse(struct og_reading *p, enum og_err err,
    const char *fmt, ...) OG_PRINTF(3, 4);

/* Names that are refused with a reason of their own; ends with a NULL name. */
struct og_refused {
	const char *name;
	const char *reason;
};

extern const struct og_refused og_settings_refused[];

#define OG_REFUSED_COUNT 1

/* The index of "name", which must be in og_settings_names. */
size_t og_settings_index(const char *name);

bool og_settings_is_list(size_t index);

/*
 * Checks one value, or one element of a list, and stores it; "first" is false
 * for the elements behind the first.  OG_OK or what was refused.
 */
enum og_err og_settings_set(struct og_reading *p, size_t index, bool first,
    const char *value) OG_MUST_CHECK;

#endif
