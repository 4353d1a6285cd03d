/* SPDX-License-Identifier: ISC */
/* What keeps a user from logging in. */
#ifndef OTPGATE_ADMIN_WORK_OBSTACLES_H
#define OTPGATE_ADMIN_WORK_OBSTACLES_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/ui/json.h"
#include "admin/work/context.h"

#define OBSTACLES_MAX 8

struct obstacle {
	const char *word; /* for programs */
	char text[160];	  /* why, and in brackets what to do about it */
};

struct obstacles {
	bool can;	 /* a login is still possible */
	const char *how; /* "yes", "no", or the only way in */
	size_t n;
	struct obstacle list[OBSTACLES_MAX];
};

/*
 * Finds in *o what would keep "u" from logging in at a page at "now", by the
 * settings of "c".  og_policy_login makes the decision itself: this only
 * explains it.  Seeds are opened, and wiped at once.
 */
void obstacles_find(
    struct context *c, struct og_user *u, int64_t now, struct obstacles *o);

/* Prints "can log in: ..." on standard output, one obstacle on each line. */
void obstacles_print(const struct obstacles *o);

/* Writes the members "can_log_in" and "obstacles". */
void obstacles_json(struct json *j, const struct obstacles *o);

#endif
