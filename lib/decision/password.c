/* SPDX-License-Identifier: ISC */
/*
 * A password, of which the slow part is done, in the lane where it came in.
 */
#include "lib/decision/impl.h"

enum og_reason
decide_may_try_password(const struct attempt_case *k)
{
	const struct og_counter *c = decide_counter(k);

	if (k->u->pwhash[0] == '\0')
		return OG_REASON_UNENROLLED;
	k->d->password_failures = c->password_failures;
	decide_note_failures(k, c->password_failures, c->password_failed_at);
	k->d->retry = og_throttle_until(
	    &k->p->limits, c->password_failures, c->password_failed_at, k->now);
	return k->d->retry != 0 ? OG_REASON_THROTTLED : OG_REASON_OK;
}

enum og_reason
decide_password(const struct attempt_case *k)
{
	if (!k->a->password_given)
		return OG_REASON_MISSING;
	if (k->a->password_right)
		return OG_REASON_OK;
	og_throttle_charge_password(k->next, k->d->lane, k->d->device, k->now);
	k->d->commit = true;
	return OG_REASON_PASSWORD;
}
