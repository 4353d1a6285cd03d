/* SPDX-License-Identifier: ISC */
/* Starting or asking otpgate-pam-verify by a process on which whoever started
 * the caller has no hold. */
#ifndef PAM_CHILD_H
#define PAM_CHILD_H

#include <sys/un.h>
#include <stddef.h>
#include <stdint.h>

#define CHILD_SHARE 8 /* of the places at a socket, for one who asks */

/* What it may end with, besides what the program ends with. */
#define CHILD_CROWD 119	 /* no share was free */
#define CHILD_PEER 120	 /* somebody else listens */
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

/* A question for who listens on a socket. */
struct child_question {
	struct sockaddr_un to;
	const void *bytes;
	size_t len;
	/* Nobody has more than CHILD_SHARE questions on their way at a time who
	 * has the same number here, below 2^40.  The file, in a folder of the
	 * caller's, is where that is told from locks; NULL: no matter. */
	const char *shares;
	uint64_t asker;
	int64_t crowd;	  /* og_clock_ms: so long is waited for a share, */
	int64_t deadline; /* and so long for everything */
};

/*
 * Connects "fd", a socket that is not yet and does not block, and puts the
 * question with an end-of-file, from a process with ids as above: nobody can
 * stop it between the two, and have whoever listens wait.  Nothing is sent to
 * one who is neither root nor that user.  "fd" stays the caller's, and has the
 * reply, if there was one in time.  0; or errno of a call, EPIPE and ECONNRESET
 * where the other end was closed; or a status from above; or -1.
 */
int child_call(int fd, const struct child_question *q);

/*
 * Waits for the end of the process until "deadline" (og_clock_ms), then ends
 * it; closes "process".  The status of exit(3), or -1 when it was ended by a
 * signal or by somebody else.
 */
int child_end(int process, int64_t deadline);

#endif
