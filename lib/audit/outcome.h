/* SPDX-License-Identifier: ISC */
/* What an attempt has brought about, as lines of the audit log. */
#ifndef OTPGATE_AUDIT_OUTCOME_H
#define OTPGATE_AUDIT_OUTCOME_H

#include "lib/audit/audit.h"
#include "lib/decision/policy.h"

/*
 * Writes what the commit of "d" has done besides the verdict, each as a line
 * of its own with the time, address and user of "e", the line of the attempt
 * itself, which the caller has written before:
 *
 *   event=locked reason=lane             a lane takes no more codes
 *   event=locked reason=authenticator    failures have disabled authenticators
 *   event=activate reason=code           an authenticator was proven
 *   event=device reason=added            a browser is known from now on
 *   event=device reason=forgotten        others were too old or made room
 *   event=logout reason=login            sessions that ended with the login
 *
 * Writes nothing for what was not committed.  "a" may be NULL.
 */
void og_audit_outcome(
    struct og_audit *a, const struct og_event *e, const struct og_decision *d);

#endif
