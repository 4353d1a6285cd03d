// SPDX-License-Identifier: ISC
/*
 * What pages show of the site: its name, its colour, whom to ask.  Must not
 * read the files that are named beside them (lib/conf/look.c).
 */
#include <string.h>

#include "lib/conf/settings_impl.h"

static bool
is_padded(const char *value, size_t len)
{
	return value[0] == ' ' || value[len - 1] == ' ';
}

static enum og_err
set_site_name(struct og_reading *p, const char *value)
{
	const size_t len = strlen(value);

	if (len > OG_SITE_NAME_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "site_name is longer than %d bytes", OG_SITE_NAME_MAX);
	if (len > 0 && is_padded(value, len))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "site_name must not begin or end with a blank");
	memcpy(p->s.look.site_name, value, len + 1);
	return OG_OK;
}

static enum og_err
set_accent_color(struct og_reading *p, const char *value)
{
	struct og_look_settings *look = &p->s.look;

	look->has_accent = value[0] != '\0';
	if (look->has_accent && og_colour_parse(value, &look->accent) != OG_OK)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "accent_color must be a colour of six hexadecimal digits, "
		    "as in '#0b5cad'");
	return OG_OK;
}

/* One line of it; an empty one says nothing. */
static enum og_err
set_support_text(struct og_reading *p, const char *value)
{
	struct og_look_settings *look = &p->s.look;
	const size_t len = strlen(value);

	if (len > OG_SUPPORT_LINE_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "a line of support_text is longer than %d bytes",
		    OG_SUPPORT_LINE_MAX);
	if (len == 0)
		return OG_OK;
	if (is_padded(value, len))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "a line of support_text must not begin or end with a "
		    "blank");
	if (look->n_support == OG_SUPPORT_LINES_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "support_text has a line too many: %d are allowed",
		    OG_SUPPORT_LINES_MAX);
	memcpy(look->support[look->n_support++], value, len + 1);
	return OG_OK;
}

enum og_err
og_settings_look_set(struct og_reading *p, const char *name, const char *value)
{
	if (strcmp(name, "site_name") == 0)
		return set_site_name(p, value);
	if (strcmp(name, "accent_color") == 0)
		return set_accent_color(p, value);
	return set_support_text(p, value);
}
