/* SPDX-License-Identifier: ISC */
/* The files that the settings name for the look of pages, read and checked. */
#ifndef OTPGATE_CONF_LOOK_H
#define OTPGATE_CONF_LOOK_H

#include "lib/base/buf.h"
#include "lib/conf/settings.h"

#define OG_LOGO_MAX 32768

struct og_look {
	struct og_buf logo;    /* the picture; empty: none */
	const char *logo_type; /* its media type; NULL: none */
	struct og_buf css;     /* the style sheet; empty: none */
};

/*
 * Reads the files of "s" into *look, which the caller clears.  Each must be one
 * that others cannot change (og_safefile_open), and is refused when it contains
 * more than a picture or a style.  OG_OK, or what was wrong, with "why" naming
 * setting, file, line and reason, and *look empty.
 */
enum og_err og_look_load(const struct og_look_settings *s, struct og_look *look,
    struct og_why *why) OG_MUST_CHECK;

void og_look_clear(struct og_look *look);

#endif
