/* SPDX-License-Identifier: ISC */
/* Who holds a lock file: for messages. */
#ifndef OTPGATE_FILES_HOLDER_H
#define OTPGATE_FILES_HOLDER_H

/*
 * The process that holds a lock on the file "path" at this moment, or 0:
 * nobody, or a process that this one may not inspect.  Searches /proc, so it is
 * for a message after a wait in vain.
 */
long og_lock_holder(const char *path);

#endif
