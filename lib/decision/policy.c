/* SPDX-License-Identifier: ISC */
/*
 * The one decision: may this person in?  Pure functions of record, credential,
 * context, time and settings.  Nothing here stores, logs, waits or asks the
 * clock; what a caller must commit before the verdict counts is said in the
 * decision.  Zero is deny, and og_policy_conclude() (reason.c) is the only way
 * to allow.  Each method has a file of its own: password, code, recovery,
 * session, bearer; here is the order in which they are asked, once preview.c
 * has said that anything may be.
 */
#include "lib/decision/policy.h"

#include <string.h>

#include "lib/decision/impl.h"

/* OG_REASON_OK: the password is right, and a code may be evaluated behind it;
 * d->lane becomes the one in which that counts. */
static enum og_reason
check_first(const struct attempt_case *k)
{
	enum og_reason reason = decide_password(k);

	if (reason != OG_REASON_OK)
		return reason;
	decide_enter_code_lane(k);
	return decide_may_try(k);
}

/* The login before this one, and in which browser that was: the one that was
 * seen at the same moment. */
static void
look_back(const struct attempt_case *k)
{
	const struct og_user *u = k->u;

	k->d->before = u->last;
	for (size_t i = 0; u->last.when != 0 && i < u->n_devices; i++)
		if (u->devices[i].seen == u->last.when)
			k->d->before_device = u->devices[i].id;
}

static enum og_reason
decide(const struct attempt_case *k)
{
	enum og_reason reason = decide_whether(k);
	enum og_lane came;

	if (reason != OG_REASON_OK)
		return reason;
	/* Prepared with another password hash or recovery set: nothing can be
	 * said. */
	if (!og_attempt_is_current(k->a, k->u))
		return OG_REASON_ERROR;
	came = k->d->lane;
	if (decide_wants_password(k->a))
		reason = check_first(k);
	if (reason != OG_REASON_OK)
		return reason;
	if ((k->a->code[0] != '\0') == k->a->recovery_given)
		return OG_REASON_MISSING;
	reason = k->a->recovery_given ? decide_recovery(k) : decide_code(k);
	if (reason != OG_REASON_OK)
		return reason;
	decide_clear(k, came);
	look_back(k);
	if (!k->a->trial)
		k->next->last = k->d->proof;
	/* the hash is of the one form, then: from now on other keyboards may
	 * send the same password in their way */
	if (decide_wants_password(k->a) && k->a->password_formed)
		k->next->pwform = true;
	k->d->commit = true;
	k->d->spend = true;
	return OG_REASON_OK;
}

void
og_policy_login(const struct og_policy *p, const struct og_keyring *ring,
    const struct og_user *u, const struct og_attempt *a, int64_t now,
    struct og_user *next, struct og_decision *d)
{
	const struct attempt_case k = {p, ring, u, a, now, next, d};

	memset(d, 0, sizeof(*d));
	og_user_copy(next, u);
	og_policy_conclude(d, decide(&k));
}

bool
og_policy_is_within_budget(const struct og_policy *p, double *worst)
{
	const struct og_limits *l = &p->limits;
	unsigned most =
	    l->lane_limit > l->disable_at ? l->lane_limit : l->disable_at;

	*worst = most * (2.0 * l->window + 1) / 1e6;
	/* a budget that was written as the very figure is large enough */
	return l->guess_budget <= 0 ||
	       *worst <= l->guess_budget / OG_SHARES * (1 + 1e-9);
}
