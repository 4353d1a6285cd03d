/* SPDX-License-Identifier: ISC */
/*
 * The decision about a check: is this session, or this token of a program,
 * good for what its location and its places demand?  Pure functions; nothing is
 * stored here.
 */
#include <string.h>

#include "lib/decision/policy_impl.h"
#include "lib/record/bearer.h"
#include "lib/record/session.h"

/* A clock that went back ends no session, but one that is created further
 * ahead than a session can live would never end. */
bool
og_policy_is_over(
    const struct og_policy *p, const struct og_session *s, int64_t now)
{
	int64_t age = now - s->created;

	return age >= p->absolute || age <= -p->absolute ||
	       now - s->seen >= p->idle + p->idle / 10;
}

/* In one group of each list. */
static bool
is_in_groups(const struct og_user *u, const struct og_demand *demand)
{
	if (!og_user_in_groups(u, &demand->need))
		return false;
	for (size_t i = 0; i < demand->n_also; i++)
		if (!og_user_in_groups(u, demand->also[i]))
			return false;
	return true;
}

static enum og_reason
check(const struct og_policy *p, const struct og_user *u,
    const struct og_session *s, const struct og_demand *demand, int64_t now)
{
	const struct og_need *need = &demand->need;
	int64_t proven;

	if (s == NULL)
		return OG_REASON_NONE;
	if (u->disabled || og_policy_is_over(p, s, now))
		return OG_REASON_EXPIRED;
	if (demand->unclear)
		return OG_REASON_PATH;
	if (!is_in_groups(u, demand))
		return OG_REASON_GROUP;
	proven = og_session_proven_at(s, need->factors);
	if (need->factors != 0 && proven < 0)
		return OG_REASON_FACTOR;
	if (need->max_age > 0 &&
	    (proven < now - need->max_age || proven > now + OG_CLOCK_SLACK))
		return OG_REASON_STALE;
	return OG_REASON_OK;
}

void
og_policy_check_all(const struct og_policy *p, const struct og_user *u,
    const struct og_session *s, const struct og_demand *demand, int64_t now,
    struct og_decision *d)
{
	memset(d, 0, sizeof(*d));
	og_policy_conclude(d, check(p, u, s, demand, now));
}

void
og_policy_check(const struct og_policy *p, const struct og_user *u,
    const struct og_session *s, const struct og_need *need, int64_t now,
    struct og_decision *d)
{
	const struct og_demand demand = {.need = *need};

	og_policy_check_all(p, u, s, &demand, now, d);
}

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
	if (!is_in_groups(u, demand))
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

bool
og_policy_should_touch(
    const struct og_policy *p, const struct og_session *s, int64_t now)
{
	return now > s->seen && now - s->seen > p->idle / 10;
}
