/* SPDX-License-Identifier: ISC */
/* Shared by policy*.c only. */
#ifndef OG_POLICY_IMPL_H
#define OG_POLICY_IMPL_H

#include "policy.h"

/* Writes the verdict that belongs to "reason" into *d.  The only way to
 * allow. */
void og_policy_conclude(struct og_decision *d, enum og_reason reason);

#endif
