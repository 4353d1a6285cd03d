/* SPDX-License-Identifier: ISC */
/* What the two test programs of the settings share. */
#ifndef CHECK_SETTINGS_H
#define CHECK_SETTINGS_H

#include "check_folder.h"
#include "check_main.h"
#include "lib/conf/settings.h"

#define HOSTS "hosts = {'www.example.org'}\n"

static struct og_settings s; /* as loaded last */

static inline enum og_err
load(const char *text, struct og_why *why)
{
	file_puts(in_folder("conf"), 0644, text);
	return og_settings_load(in_folder("conf"), &s, why);
}

static inline void
accepts(const char *text)
{
	struct og_why why = {""};

	ck_assert_msg(load(text, &why) == OG_OK, "%s", why.text);
}

/* Asserts the refusal, "PATH:LINE: " in front, "reason" in it, and that the
 * settings are the defaults. */
static inline void
refuses_as(const char *text, enum og_err expected, int line, const char *reason)
{
	struct og_settings defaults;
	struct og_why why = {""};
	char front[256];

	ck_assert_int_eq(load(text, &why), expected);
	(void)snprintf(
	    front, sizeof(front), "%s:%d: ", in_folder("conf"), line);
	ck_assert_msg(strncmp(why.text, front, strlen(front)) == 0,
	    "\"%s\" in front of: %s", front, why.text);
	ck_assert_msg(strstr(why.text, reason) != NULL, "\"%s\" in: %s", reason,
	    why.text);
	og_settings_init(&defaults);
	ck_assert_mem_eq(&s, &defaults, sizeof(s));
}

/* Asserts that comments before the fault, and behind the first line, are
 * counted as the lines that they are: "line" is that without any. */
static inline void
counts_comments(const char *text, int line)
{
	static const char some[] = "# a 'quote\n#\n\n\t # b { \\\n##\n";
	const int lines = 5;
	const size_t first = strlen(HOSTS);
	struct og_why why = {""};
	static char all[70000];
	char front[256];

	if (strncmp(text, HOSTS, first) == 0 && line > 1)
		(void)snprintf(all, sizeof(all),
		    "%s" HOSTS "%s%s # behind it, too\n", some, some,
		    text + first);
	else
		(void)snprintf(all, sizeof(all), "%s%s", some, text);
	ck_assert_int_ne(load(all, &why), OG_OK);
	if (strstr(why.text, "hosts is not set") != NULL)
		return; /* nowhere */
	(void)snprintf(front, sizeof(front), "%s:%d: ", in_folder("conf"),
	    line + (strncmp(text, HOSTS, first) == 0 && line > 1 ? 2 * lines
								 : lines));
	ck_assert_msg(strncmp(why.text, front, strlen(front)) == 0,
	    "\"%s\" in front of: %s", front, why.text);
}

static inline void
refuses(const char *text, int line, const char *reason)
{
	counts_comments(text, line);
	refuses_as(text, OG_ERR_FORMAT, line, reason);
}

/* "NAME = VALUE" behind the hosts. */
static inline const char *
with(const char *name, const char *value)
{
	static char text[4096];

	(void)snprintf(text, sizeof(text), HOSTS "%s = %s\n", name, value);
	return text;
}

#endif
