/* SPDX-License-Identifier: ISC */
/*
 * A new file in the place of another one, or of none: a temporary file beside
 * it, synced, renamed, and the folder synced.  A crash at any moment leaves the
 * old file or the new one, and a temporary one at most, which whoever comes
 * next takes away.
 */
#ifndef OTPGATE_FILES_REPLACE_H
#define OTPGATE_FILES_REPLACE_H

#include <sys/types.h>
#include <limits.h>

#include "lib/base/err.h"
#include "lib/files/folder.h"

/* A file that will stand in the place of another one. */
struct og_replace {
	struct og_folder folder; /* its base is the name of that one */
	char name[NAME_MAX + 1]; /* "" when there is none */
	char path[PATH_MAX];	 /* for reading and for messages */
	int fd;
};

void og_replace_init(struct og_replace *r);

/*
 * Makes an empty file with exactly "mode" beside "target", in a folder that is
 * trusted, and locks it; first removes those that were made for "target" by
 * processes which are no more: "target.new-" and 16 hexadecimal digits.
 * Whatever the result, og_replace_end must follow.  OG_OK with r->fd;
 * OG_ERR_UNSAFE, OG_ERR_NOTFOUND (folder), OG_ERR_RANGE (the name is too long),
 * OG_ERR_BUSY (others took it away again and again), OG_ERR_NOSPACE,
 * OG_ERR_NOMEM, OG_ERR_IO with "why" set.
 */
enum og_err og_replace_begin(struct og_replace *r, const char *target,
    mode_t mode, struct og_why *why) OG_MUST_CHECK;

/* All that was written to it is on the disk.  OG_OK; OG_ERR_NOSPACE, OG_ERR_IO
 * with "why" set. */
enum og_err
og_replace_sync(const struct og_replace *r, struct og_why *why) OG_MUST_CHECK;

/*
 * Sync, rename over the target, sync of the folder.  OG_OK; on failure, with
 * "why" set, the old file stands, but when only the sync of the folder failed
 * the new one does.
 */
enum og_err
og_replace_place(struct og_replace *r, struct og_why *why) OG_MUST_CHECK;

/* Closes it; removes it if it has not been placed. */
void og_replace_end(struct og_replace *r);

#endif
