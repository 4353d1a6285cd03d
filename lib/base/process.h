/* SPDX-License-Identifier: ISC */
/* How programs protect their own process first. */
#ifndef OTPGATE_BASE_PROCESS_H
#define OTPGATE_BASE_PROCESS_H

#include <stdbool.h>

#include "lib/base/err.h"

/*
 * Whatever started this process: no core dumps and no tracing, no closed
 * standard descriptors, nothing created for others, and a failed write is an
 * error and not a signal.  False when core dumps could not be turned off: then
 * the program must end.  Call it before any of our files is opened.
 */
bool og_process_harden(void) OG_MUST_CHECK;

/* No core dumps, no tracing, private files: what a change of account undoes.
 * Everything is tried, whatever fails. */
bool og_process_hide(void);

#endif
