/* SPDX-License-Identifier: ISC */
/*
 * The decision about a check by a token of a program.
 */
#include <string.h>

#include "lib/decision/impl.h"
#include "lib/record/bearer.h"

/* A token is no person: nothing was proven with it, neither ever nor lately. */
static enum og_reason
check_bearer(const struct og_user *u, const struct og_bearer *b,
    const struct og_demand *demand, const char *uri, const char *address,
    int64_t now)
{
	if (b == NULL)
		return OG_REASON_NONE;
	if (u->disabled || now >= b->expires)
		return OG_REASON_EXPIRED;
	if (!og_bearer_is_good(b, uri, address, now))
		return OG_REASON_SCOPE;
	if (demand->unclear)
		return OG_REASON_PATH;
	if (!decide_is_in_groups(u, demand))
		return OG_REASON_GROUP;
	if (demand->need.factors != 0)
		return OG_REASON_FACTOR;
	return demand->need.max_age > 0 ? OG_REASON_STALE : OG_REASON_OK;
}

void
og_policy_check_bearer(const struct og_user *u, const struct og_bearer *b,
    const struct og_demand *demand, const char *uri, const char *address,
    int64_t now, struct og_decision *d)
{
	memset(d, 0, sizeof(*d));
	og_policy_conclude(d, check_bearer(u, b, demand, uri, address, now));
}
