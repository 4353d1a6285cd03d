/* SPDX-License-Identifier: ISC */
/* Going through all users, sorted by name. */
#ifndef OTPGATE_ADMIN_WORK_USERS_H
#define OTPGATE_ADMIN_WORK_USERS_H

#include <stdbool.h>
#include <stddef.h>

#include "admin/ui/json.h"
#include "admin/ui/table.h"
#include "admin/work/command.h"

/* Called for each user; "width" is the length of the longest name. */
typedef void users_visit(struct og_user *u, size_t width, void *arg);

/*
 * Visits every user whose record can be read, sorted by name.  False after a
 * complaint: some could not be read.
 */
bool users_each(struct context *c, users_visit *visit, void *arg);

/* A list of what users have, as lines or as JSON. */
struct users_list {
	const struct context *c;
	int64_t now; /* when the list was begun */
	struct table table;
	struct json json;
};

/* The form of such a table, see table_begin. */
struct users_titles {
	const char *const *titles;
	size_t n;
	unsigned right;
};

/*
 * Prints the list of the user that "a" names, or of all: "visit" is called
 * with a users_list, adds a row of cells for each thing to its table, or an
 * object to its JSON.  Returns the status of the command; complaints are
 * printed.
 */
int users_list(struct context *c, const struct args *a,
    const struct users_titles *titles, users_visit *visit);

/* How many sessions of "u" would still be let in at "now" of the wall clock,
 * judged by the sessions' clock at that time. */
size_t
users_sessions(const struct context *c, const struct og_user *u, int64_t now);

/* Whether session "s" of "u" would. */
bool users_session_lives(const struct context *c, const struct og_user *u,
    const struct og_session *s, int64_t now);

#endif
