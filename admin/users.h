/* SPDX-License-Identifier: ISC */
/* Going through all users in the order of their names. */
#ifndef ADMIN_USERS_H
#define ADMIN_USERS_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"

/* Called for each user; "width" is the length of the longest name. */
typedef void users_visit(struct og_user *u, size_t width, void *arg);

/*
 * Visits every user whose record can be read, sorted by name.  False after a
 * complaint: some could not be read.
 */
bool users_each(struct context *c, users_visit *visit, void *arg);

/* How many sessions of "u" would still be let in at "now". */
size_t
users_sessions(const struct context *c, const struct og_user *u, int64_t now);

/* Whether session "s" of "u" would. */
bool users_session_lives(const struct context *c, const struct og_user *u,
    const struct og_session *s, int64_t now);

#endif
