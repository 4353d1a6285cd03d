/* SPDX-License-Identifier: ISC */
/* Locks of open file descriptions (fcntl(2)): they exclude other descriptions
 * of the same file, also in this process, and end with the last descriptor. */
#ifndef OTPGATE_FILES_LOCK_H
#define OTPGATE_FILES_LOCK_H

#include "lib/base/err.h"

/* Locks the whole file of "fd", open for writing, if nobody else has it.
 * OG_OK; OG_ERR_BUSY: somebody else has it; OG_ERR_IO.  Does not wait. */
enum og_err og_lock_try(int fd) OG_MUST_CHECK;

/* Releases it. */
void og_lock_release(int fd);

#endif
