/* SPDX-License-Identifier: ISC */
/* Shared by policy*.c only. */
#ifndef OTPGATE_DECISION_POLICY_IMPL_H
#define OTPGATE_DECISION_POLICY_IMPL_H

#include "lib/decision/policy.h"

/* Writes the verdict that belongs to "reason" into *d.  The only way to
 * allow. */
void og_policy_conclude(struct og_decision *d, enum og_reason reason);

#endif
