/* SPDX-License-Identifier: ISC */
/* What a systemd unit lets its service do with files, read from the files of
 * the unit, without asking systemd. */
#ifndef OTPGATE_ADMIN_CHECK_UNIT_FILE_H
#define OTPGATE_ADMIN_CHECK_UNIT_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/conf/settings.h"

#define UNIT_RULES_MAX 128

/* In order of strength: of two for the same path, the later one applies. */
enum unit_access { UNIT_WRITES = 0, UNIT_READS, UNIT_HIDDEN };

struct unit_rule {
	char path[OG_PATH_SIZE];
	enum unit_access access;
	const char *key; /* the setting that says so */
};

struct unit {
	char file[PATH_MAX];	 /* "": there is none, or it is masked */
	char user[OG_NAME_SIZE]; /* "": root */
	char conf[OG_PATH_SIZE]; /* what it names after -c; "": nothing */
	bool unsure; /* has directives that are not understood here */
	struct unit_rule rules[UNIT_RULES_MAX];
	size_t n;
};

/*
 * Reads the unit "name", such as "otpgate.service", and its drop-ins, from the
 * places where systemd looks for them.  False when there is none, it is masked,
 * or it cannot be read.
 */
bool unit_read(struct unit *u, const char *name);

/* What the service may do with "path", without symlinks.  "key" is set to the
 * setting that forbids the rest, or to NULL. */
enum unit_access
unit_access(const struct unit *u, const char *path, const char **key);

/* Whether a unit of that name exists, wherever systemd looks. */
bool unit_is_there(const char *name);

#endif
