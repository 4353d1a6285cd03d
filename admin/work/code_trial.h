/* SPDX-License-Identifier: ISC */
/* Trying a code as an administrator: confirm and verify. */
#ifndef OTPGATE_ADMIN_WORK_CODE_TRIAL_H
#define OTPGATE_ADMIN_WORK_CODE_TRIAL_H

#include <stdbool.h>

#include "admin/work/context.h"
#include "lib/decision/policy.h"

/*
 * Decides a->code or a->recovery for "u" (as read; becomes the record as
 * committed) by the same rules, waits and counters as a login in the open lane,
 * and audits it.  True when *d is valid, whatever the verdict; false after a
 * complaint.
 */
bool code_trial_run(struct context *c, struct og_user *u, struct og_attempt *a,
    struct og_decision *d);

/* What a refused code would have been right for. */
struct trial_off {
	uint32_t authenticator; /* 0: for nothing near */
	int64_t seconds; /* by which its clock is ahead; behind: negative */
};

/*
 * Looks for a->code among the codes of an hour before and after now, for the
 * time-based authenticators of "u".  Accepts nothing and changes nothing: it
 * is called after the decision, about a refused code.
 */
void trial_look_around(const struct context *c, const struct og_user *u,
    const struct og_attempt *a, const struct og_decision *d,
    struct trial_off *off);

/* A sentence for the administrator about a denied attempt of "u". */
void trial_explain(const struct context *c, struct og_user *u,
    const struct og_decision *d, const struct trial_off *off);

/* Seconds that the other clock is ahead of ours (behind: negative). */
int64_t code_trial_offset(struct og_user *u, const struct og_decision *d);

#endif
