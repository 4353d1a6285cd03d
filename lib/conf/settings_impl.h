/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the settings share: settings.c reads the file,
 * settings_value.c knows each setting, settings_place.c those of a place.  For
 * these files only.
 */
#ifndef OTPGATE_CONF_SETTINGS_IMPL_H
#define OTPGATE_CONF_SETTINGS_IMPL_H

#include "lib/conf/settings.h"

#define OG_SETTINGS_COUNT 53 /* names in og_settings_names */

#define OG_PLACE_SETTINGS_COUNT 4 /* names in og_settings_place_names */

/* The place that is being read, and the hosts that places name.  While the file
 * is being read, a place's bits refer to these. */
struct og_place_reading {
	bool open;
	unsigned seen; /* a bit for each setting found there */
	struct og_place place;
	size_t n_hosts;
	char hosts[OG_HOSTS_MAX][OG_HOST_MAX + 1];
	int lines[OG_HOSTS_MAX];   /* where each was named first */
	int begins[OG_PLACES_MAX]; /* where the brace of each opens */
	size_t n_begins;
	int ends[OG_PLACES_MAX]; /* where each place ended */
};

/* One reading of a file. */
struct og_reading {
	const char *path;
	struct og_settings s;
	struct og_why *why;
	enum og_err err;	      /* the first that was found */
	int line;		      /* being read */
	int lines[OG_SETTINGS_COUNT]; /* where each was found; 0: nowhere */
	struct og_place_reading place;
};

/* --- settings_refuse.c --- */

/* Records the first error, preceded by file and line, and returns it. */
enum og_err og_settings_refuse(struct og_reading *p, enum og_err err,
    const char *fmt, ...) OG_PRINTF(3, 4);

/* --- settings_value.c --- */

/* Names that are rejected with a reason of their own; ends with a NULL name. */
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
 * for the elements after the first.  OG_OK or what was rejected.
 */
enum og_err og_settings_set(struct og_reading *p, size_t index, bool first,
    const char *value) OG_MUST_CHECK;

/* --- settings_name.c --- */

/* Folds "value" and writes it to "out" when it is a host name (RFC 1123
 * section 2.1; a last label of digits alone would be an address). */
bool og_settings_fold_host(const char *value, char out[OG_HOST_MAX + 1]);

/* --- settings_look.c --- */

/* Checks one value, or one line, of site_name, accent_color or support_text and
 * stores it. */
enum og_err og_settings_look_set(
    struct og_reading *p, const char *name, const char *value) OG_MUST_CHECK;
/* All languages, as when nothing is set. */
void og_settings_all_languages(struct og_settings *s);

/* Adds one.  OG_OK; OG_ERR_FORMAT when there is none of this code;
 * OG_ERR_EXISTS when it is there already. */
enum og_err
og_settings_add_language(struct og_settings *s, const char *code) OG_MUST_CHECK;

/* --- settings_place.c --- */

bool og_settings_place_is_list(size_t index);

/*
 * The same for a setting in the braces of the place "path": the first one
 * begins it.  og_settings_place_end ends it.
 */
enum og_err og_settings_place_set(struct og_reading *p, const char *path,
    const char *name, bool first, const char *value) OG_MUST_CHECK;
enum og_err og_settings_place_end(struct og_reading *p) OG_MUST_CHECK;

/* Once all hosts are known: each host of a place must be one of them. */
enum og_err og_settings_place_hosts(struct og_reading *p) OG_MUST_CHECK;

#endif
