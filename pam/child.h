/* SPDX-License-Identifier: ISC */
/* Starting otpgate-pam-verify as a process on which whoever started the caller
 * has no hold. */
#ifndef PAM_CHILD_H
#define PAM_CHILD_H

#include <stdint.h>

/* What it may end with, besides what the program ends with. */
#define CHILD_IDS 121	 /* it could not become one user altogether */
#define CHILD_LIMITS 122 /* a limit of the caller's could not be lifted */
#define CHILD_FILES 123	 /* no /dev/null, or an old kernel */
#define CHILD_ENDED 124	 /* something has killed the program */
#define CHILD_EXEC 127	 /* the program cannot be run */

/*
 * Starts the program at "path", without arguments and environment, with "fd"
 * (above 2; stays the caller's) as its descriptor 0.  In a caller whose
 * effective user is root it is root with all of its ids; it has a session,
 * limits and signals of its own, and no other descriptor of the caller.  The
 * caller never gets a SIGCHLD for it, and no wait of its own finds it.  The
 * descriptor of the process, for child_end; or -1 with errno.
 */
int child_start(const char *path, int fd);

/*
 * Waits for the end of the process until "deadline" (og_clock_ms), then ends
 * it; closes "process".  The status of exit(3), or -1 when it was ended by a
 * signal or by somebody else.
 */
int child_end(int process, int64_t deadline);

#endif
