/* SPDX-License-Identifier: ISC */
/* What the responder has no use for, and whoever takes it over would. */
#ifndef OTPGATE_FCGI_SERVER_CAGE_H
#define OTPGATE_FCGI_SERVER_CAGE_H

#include <stdbool.h>

/*
 * Refuses execve and execveat, and every call of another architecture, to this
 * process and all that it starts, for good; they fail with EPERM.  Wants
 * PR_SET_NO_NEW_PRIVS, and that there are no threads yet.  False with errno
 * when the kernel has no seccomp.
 */
bool cage_no_exec(void);

#endif
