/* SPDX-License-Identifier: ISC */
/* What an administrator has to know of a backup beside the list of changes. */
#ifndef OTPGATE_ADMIN_FILE_RESTORE_NOTES_H
#define OTPGATE_ADMIN_FILE_RESTORE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/work/context.h"
#include "lib/store/file/filestore.h"

/* Somebody from whom something is taken away. */
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
	bool lost; /* no memory for all of them */
};

/* Takes in one user; the key ring of "c" may be empty: then no seed counts. */
void restore_notes_add(struct restore_notes *notes, const struct context *c,
    const struct og_filestore_coming *coming);

/* True when nobody of the backup is in the present database, and none of its
 * seeds opens: it is not of this installation. */
bool restore_is_foreign(const struct restore_notes *notes);

/* Complains of a backup that is foreign, or whose seeds do not open; "path" is
 * its name. */
void restore_notes_warn(const struct restore_notes *notes,
    const struct context *c, const char *path);

/* After it is done: reminds of certificates of those who are left out, disabled
 * or called otherwise by it. */
void restore_notes_remind(const struct restore_notes *notes, struct context *c);

void restore_notes_clear(struct restore_notes *notes);

#endif
