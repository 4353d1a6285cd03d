/* SPDX-License-Identifier: ISC */
/* Trying a code as an administrator: confirm and verify. */
#ifndef ADMIN_TRIAL_H
#define ADMIN_TRIAL_H

#include <stdbool.h>

#include "context.h"
#include "policy.h"

/*
 * Decides a->code or a->recovery for "u" (as read; becomes the record as
 * committed) by the same rules, waits and counters as a login in the open
 * lane, and audits it.  True when *d counts, whatever the verdict; false after
 * a complaint.
 */
bool trial_run(struct context *c, struct og_user *u, struct og_attempt *a,
    struct og_decision *d);

/* A sentence for the administrator about a denied attempt. */
void trial_explain(const struct og_decision *d, const char *name);

/* Seconds that the other clock is ahead of ours (behind: negative). */
int64_t trial_offset(struct og_user *u, const struct og_decision *d);

#endif
