/* SPDX-License-Identifier: ISC */
/* Rights that the responder does not need, but an attacker in it would. */
#ifndef OTPGATE_FCGI_SERVER_CAGE_H
#define OTPGATE_FCGI_SERVER_CAGE_H

#include <stdbool.h>

/*
 * Permanently denies this process, and everything that it starts, execve and
 * execveat, and every call of another architecture; they fail with EPERM.
 * Needs PR_SET_NO_NEW_PRIVS, and no threads may exist yet.  False with errno
 * when the kernel has no seccomp.
 */
bool cage_no_exec(void);

#endif
