/* SPDX-License-Identifier: ISC */
/* Where the audit log goes: whether it gets there, and whose the file is. */
#ifndef OTPGATE_AUDIT_TARGET_H
#define OTPGATE_AUDIT_TARGET_H

#include "lib/base/err.h"

/*
 * For root, before og_audit_open: makes the file "target" if it is missing,
 * with mode 0640, and gives it to "account", as whom the responder runs.  Does
 * nothing when "target" is no path, the file is there, this process is not
 * root's or there is no such account; what fails here is explained by
 * og_audit_open.
 */
void og_audit_make(const char *target, const char *account);

/*
 * Whether what this process writes to "target" (see og_audit_open) gets
 * anywhere: the file can be opened, or made; something answers at the system
 * log's socket.  Changes nothing.  Standard error is believed.  OG_OK;
 * OG_ERR_NOTFOUND, OG_ERR_UNSAFE, OG_ERR_IO with a sentence in "why".
 */
enum og_err og_audit_try(const char *target, struct og_why *why) OG_MUST_CHECK;

#endif
