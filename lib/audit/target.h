/* SPDX-License-Identifier: ISC */
/* Where the audit log goes: whether it gets there, and who owns the file. */
#ifndef OTPGATE_AUDIT_TARGET_H
#define OTPGATE_AUDIT_TARGET_H

#include "lib/base/err.h"

/*
 * For root, before og_audit_open: makes the file "target" if it is missing,
 * with mode 0640, and gives it to "account", as which the responder runs.  Does
 * nothing when "target" is not a path, the file exists, this process is not
 * root's or the account does not exist; og_audit_open explains what fails here.
 */
void og_audit_make(const char *target, const char *account);

/*
 * Whether what this process writes to "target" (see og_audit_open) arrives: the
 * file can be opened, or made; something listens on the system log's socket.
 * Changes nothing.  Standard error counts as valid.  OG_OK;
 * OG_ERR_NOTFOUND, OG_ERR_UNSAFE, OG_ERR_IO with a sentence in "why".
 */
enum og_err og_audit_try(const char *target, struct og_why *why) OG_MUST_CHECK;

#endif
