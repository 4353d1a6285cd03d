/* SPDX-License-Identifier: ISC */
/* The effects of an attempt, as lines of the audit log. */
#ifndef OTPGATE_AUDIT_OUTCOME_H
#define OTPGATE_AUDIT_OUTCOME_H

#include "lib/audit/audit.h"
#include "lib/decision/policy.h"

/*
 * Writes what the commit of "d" did apart from the verdict, each effect as a
 * line of its own with the time, address and user of "e", the event of the
 * attempt itself, whose line the caller has written before:
 *
 *   event=locked reason=lane             a lane takes no more codes
 *   event=locked reason=authenticator    failures have disabled authenticators
 *   event=activate reason=code           an authenticator was proven
 *   event=device reason=added            a browser is known from now on
 *   event=device reason=forgotten        others were too old or made room
 *   event=logout reason=login            sessions that the login ended
 *
 * Writes nothing for what was not committed.  "a" may be NULL.
 */
void og_audit_outcome(
    struct og_audit *a, const struct og_event *e, const struct og_decision *d);

#endif
