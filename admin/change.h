/* SPDX-License-Identifier: ISC */
/* Changing records: commit, audit, and keeping the file short. */
#ifndef ADMIN_CHANGE_H
#define ADMIN_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"

/*
 * Lets "edit" change the record of "name" (folded) and commits that, synced;
 * writes the audit line with c->detail; compacts when it is time.  "edit" may
 * be called several times, and explains a refusal in c->why.  False after a
 * complaint: nothing has changed.
 */
bool change_user(
    struct context *c, const char *name, og_store_edit *edit, void *arg);

/* The same; a user that is not there is made first, in the same commit.
 * *is_new tells. */
bool change_or_create(struct context *c, const char *name, og_store_edit *edit,
    void *arg, bool *is_new);

/* Removes the user "name", whose *id that was.  As change_user. */
bool change_remove(struct context *c, const char *name, uint64_t *id);

/* Writes the audit line of the running command: done, about "name" (NULL: no
 * user), with c->detail. */
void change_audit(struct context *c, const char *name);

/* Compacts the database, or writes users.index, when it is time; silent. */
void change_tidy(struct context *c);

#endif
