/* SPDX-License-Identifier: ISC */
/* What restoring a backup would change, and for whom. */
#ifndef OTPGATE_ADMIN_FILE_RESTORE_LIST_H
#define OTPGATE_ADMIN_FILE_RESTORE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "admin/ui/json.h"
#include "lib/store/file/filestore.h"

/* One change.  The texts are fixed, or of the list. */
struct restore_row {
	char name[OG_NAME_SIZE];
	uint64_t id;
	const char *what; /* a word */
	bool danger;	  /* may let in somebody who should stay out */
	char *text;
};

/* All zero at first. */
struct restore_list {
	struct restore_row *rows;
	size_t n, cap;
	bool keep_codes;
	bool lost; /* out of memory for some */
};

/* Adds the rows of one user: an og_filestore_weighed with a restore_list. */
void restore_list_add(const struct og_filestore_coming *coming, void *arg);

/* The backup is not of this database: nobody in it was removed from there. */
void restore_list_foreign(struct restore_list *list);

/* Sorts by name and prints as a table, or as an array "changes". */
void restore_list_print(struct restore_list *list);
void restore_list_json(struct restore_list *list, struct json *j);

void restore_list_clear(struct restore_list *list);

#endif
