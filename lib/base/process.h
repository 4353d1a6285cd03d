/* SPDX-License-Identifier: ISC */
/* What every program of ours does first. */
#ifndef OTPGATE_BASE_PROCESS_H
#define OTPGATE_BASE_PROCESS_H

#include <stdbool.h>

/*
 * Whatever started this process: no core dumps and no tracing, no closed
 * standard descriptors, nothing created for others, and a failed write is an
 * error and not a signal.  False when core dumps could not be turned off: then
 * the program must end.  Call it before anything is opened.
 */
bool og_process_harden(void);

/* The parts of it that execve or a change of account undoes. */
bool og_process_hide(void);

#endif
