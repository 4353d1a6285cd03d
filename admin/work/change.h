/* SPDX-License-Identifier: ISC */
/* Changing records: commit, audit, and keeping the file short. */
#ifndef OTPGATE_ADMIN_WORK_CHANGE_H
#define OTPGATE_ADMIN_WORK_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/work/context.h"

/* Prints what must have been shown before it counts. */
typedef void change_print(void *arg);

/*
 * For an edit that makes a secret, as its last step: has "print" print it, once
 * however often the edit runs, and makes sure that it was delivered.  So
 * nothing becomes active that nobody could see, and what it replaces stays in
 * use.  First asks whether a commit could begin; holds no lock while it prints.
 * "id" is printed with it, 0 for none: JSON shows it, so it must not change.
 * "u" is the record that is edited: the user who had the name when it was
 * printed gets the secret, and not another who has the name by now.  OG_OK;
 * otherwise the edit returns the error, and nothing is changed.
 */
enum og_err change_show(struct context *c, const struct og_user *u, uint32_t id,
    change_print *print, void *arg) OG_MUST_CHECK;

/*
 * Lets "edit" change the record of "name" (folded) and commits that, synced;
 * writes the audit line with c->detail; compacts when it is time.  "edit" may
 * be called several times, and explains a refusal in c->why.  False after a
 * complaint: nothing has changed, or, with c->unknown, something may have
 * (OG_ERR_UNKNOWN).
 */
bool change_user(
    struct context *c, const char *name, og_store_edit *edit, void *arg);

/* The same; a user who does not exist is created first, in the same commit, and
 * *is_new is set. */
bool change_or_create(struct context *c, const char *name, og_store_edit *edit,
    void *arg, bool *is_new);

/* Removes the user "name" and sets *id to theirs; if *id was not 0 before, only
 * if that user still has the name.  As change_user. */
bool change_remove(struct context *c, const char *name, uint64_t *id);

/* After OG_ERR_UNKNOWN: says that the change of "name" may have taken effect
 * and how to check, sets c->unknown, and writes the audit line, which names the
 * user if they are "known" to be in the database. */
void change_is_unknown(struct context *c, const char *name, bool known);

/* Writes the audit line of the running command: done, about "name" (NULL: no
 * user), with c->detail. */
void change_audit(struct context *c, const char *name);

/* Compacts the database, or writes users.index, when it is time; silent. */
void change_tidy(struct context *c);

#endif
