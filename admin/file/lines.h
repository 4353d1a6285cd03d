/* SPDX-License-Identifier: ISC */
/* Every line of the database file. */
#ifndef OTPGATE_ADMIN_FILE_LINES_H
#define OTPGATE_ADMIN_FILE_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/check/check.h"

struct lines_figures {
	uint64_t users;	  /* readable or not */
	uint64_t damaged; /* denied because of damage */
	uint64_t lines;	  /* since the last compaction, all kinds */
	uint64_t size;	  /* bytes */
	uint64_t reserve; /* bytes allocated beyond the end of the file */
	uint64_t commit;  /* bytes of a commit, on average; 0: none yet */
	uint64_t commits; /* logins for which the reserve is enough */
};

/* Reads all of them and reports each damaged one; *out is what it has counted.
 * False after a finding: the file cannot be read at all. */
bool lines_check(struct check *k, struct lines_figures *out);

#endif
