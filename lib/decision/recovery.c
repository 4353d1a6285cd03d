/* SPDX-License-Identifier: ISC */
/*
 * A recovery code against the set of a user.
 */
#include <string.h>

#include "lib/base/wipe.h"
#include "lib/decision/impl.h"

enum og_reason
decide_recovery(const struct attempt_case *k)
{
	struct og_recovery_set *set = &k->next->recovery;
	size_t i, hit = set->n;
	bool match;

	for (i = 0; i < set->n; i++) {
		match = og_equal_ct(
		    set->codes[i].digest, k->a->digest, OG_RECOVERY_DIGEST);
		match &= set->codes[i].number == k->a->recovery.number;
		hit = match ? i : hit;
	}
	if (hit == set->n)
		return decide_charge(k, OG_REASON_RECOVERY);
	k->d->proof.factor = OG_FACTOR_RECOVERY;
	k->d->proof.authenticator = set->id;
	k->d->proof.when = k->now;
	set->n--;
	memmove(&set->codes[hit], &set->codes[hit + 1],
	    (set->n - hit) * sizeof(set->codes[0]));
	OG_WIPE_OBJECT(&set->codes[set->n]);
	if (set->n == 0)
		OG_WIPE_OBJECT(set); /* a record holds no empty set */
	k->d->recovery_left = (unsigned)set->n;
	return OG_REASON_OK;
}
