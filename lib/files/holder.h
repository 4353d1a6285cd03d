/* SPDX-License-Identifier: ISC */
/* Who holds a lock file: for messages. */
#ifndef OTPGATE_FILES_HOLDER_H
#define OTPGATE_FILES_HOLDER_H

/*
 * The process that holds a lock on the file "path" in this moment, or 0:
 * nobody, or one that this process may not look into.  Looks through /proc, so
 * it is for a message after a wait that was in vain.
 */
long og_lock_holder(const char *path);

#endif
