/* SPDX-License-Identifier: ISC */
#ifndef OTPGATE_FCGI_WEB_CHANGE_LOG_H
#define OTPGATE_FCGI_WEB_CHANGE_LOG_H

#include "fcgi/server/server.h"

/*
 * Writes the line of the log about a change of a record that a page has tried,
 * as "e" says, and "err" is what came of it.  After a failure the verdict is
 * "failed", or "unknown" where the change may have taken effect, and the detail
 * says why; so many lines of this kind are written as LINES_FAULT allows.
 */
void change_log(struct exchange *x, struct og_event *e, enum og_err err);

#endif
