/* SPDX-License-Identifier: ISC */
/* What an administrator has to know about a backup besides the list of changes.
 */
#ifndef OTPGATE_ADMIN_FILE_RESTORE_NOTES_H
#define OTPGATE_ADMIN_FILE_RESTORE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/work/context.h"
#include "lib/store/file/filestore.h"

/* A user from whom something is taken away. */
struct restore_left {
	uint64_t id;
	char name[OG_NAME_SIZE];
	bool renamed;
};

/* All zero at first. */
struct restore_notes {
	uint64_t then, both, absent; /* in the backup; in both; not now */
	uint64_t seeds, opened;	     /* in the backup; with our keys */
	struct restore_left *left;
	size_t n, cap;
	bool lost; /* out of memory for some */
};

/* Adds one user; the key ring of "c" may be empty: then no seed counts. */
void restore_notes_add(struct restore_notes *notes, const struct context *c,
    const struct og_filestore_coming *coming);

/* True when no user of the backup is in the present database, and none of its
 * seeds opens: it does not belong to this installation. */
bool restore_is_foreign(const struct restore_notes *notes);

/* Complains when a backup is foreign, or its seeds do not open; "path" is its
 * name. */
void restore_notes_warn(const struct restore_notes *notes,
    const struct context *c, const char *path);

/* Afterwards: reminds of certificates of users whom it left out, disabled or
 * renamed. */
void restore_notes_remind(const struct restore_notes *notes, struct context *c);

void restore_notes_clear(struct restore_notes *notes);

#endif
