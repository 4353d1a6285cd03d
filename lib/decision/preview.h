/* SPDX-License-Identifier: ISC */
/*
 * Before anything that was typed is evaluated: may it be at all?  The decision
 * asks the same, with the same functions, of the record that it decides on.
 */
#ifndef OTPGATE_DECISION_PREVIEW_H
#define OTPGATE_DECISION_PREVIEW_H

#include "lib/decision/policy.h"

enum og_preview {
	OG_PREVIEW_UNKNOWN = 0, /* never: no record counts such an attempt */
	OG_PREVIEW_WAIT,	/* not now, and it is not counted */
	OG_PREVIEW_EVALUATE
};

/*
 * Whether attempt "a" on user "u" (NULL: there is none of that name) may be
 * evaluated at "now".  It depends on nothing that was typed, and "a" need not
 * be prepared.  *u is not changed.
 *
 * OG_PREVIEW_UNKNOWN: there is no such user, he is disabled, has no password
 * where one is asked for first, the session for which it was sent is no more,
 * or the attempt is spoilt.  OG_PREVIEW_WAIT: within a wait, until d->retry, or
 * in a closed lane, with d->retry 0.  OG_PREVIEW_EVALUATE: go on.
 *
 * *d is a denial with all that the decision would have said: reason, lane,
 * device, failures, retry.  Where it may be evaluated the reason is
 * OG_REASON_ERROR, since nothing is decided.
 *
 * Who is told the answer, or can see it by the time that another takes, learns
 * that there is a wait, and so mostly that there is such a user: do the slow
 * part (og_attempt_prepare) whatever it is.
 */
enum og_preview
og_decision_preview(const struct og_policy *p, struct og_user *u,
    const struct og_attempt *a, int64_t now, struct og_decision *d);

/*
 * Until when a browser that the record knows has to wait, of the waits after
 * wrong passwords and after wrong codes the longer one: its owner may be told
 * that, since it says nothing of what was typed.  0 for all others, when there
 * is no wait, and where none helps because the lane is closed.  *u is not
 * changed.
 */
int64_t og_decision_owner_wait(const struct og_policy *p, struct og_user *u,
    const struct og_attempt *a, int64_t now);

#endif
