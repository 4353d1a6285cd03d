/* SPDX-License-Identifier: ISC */
/*
 * Sessions: is one alive, is it good for what a location and its places
 * demand, and does it stand for the first factor?
 */
#include <string.h>

#include "lib/decision/impl.h"
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

/* OG_REASON_OK: a session that is alive stands for the first factor. */
enum og_reason
decide_step_up(const struct attempt_case *k)
{
	const struct og_session *found =
	    og_session_find(k->next, k->a->session);
	struct og_session s;

	if (found == NULL)
		return OG_REASON_EXPIRED;
	s = *found;
	if (k->a->session_seen > s.seen)
		s.seen = k->a->session_seen;
	return og_policy_is_over(k->p, &s, k->a->session_now)
		   ? OG_REASON_EXPIRED
		   : OG_REASON_OK;
}

/* In one group of each list. */
bool
decide_is_in_groups(const struct og_user *u, const struct og_demand *demand)
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
	const struct og_requirement *need = &demand->need;
	int64_t proven;

	if (s == NULL)
		return OG_REASON_NONE;
	if (u->disabled || og_policy_is_over(p, s, now))
		return OG_REASON_EXPIRED;
	if (demand->unclear)
		return OG_REASON_PATH;
	if (!decide_is_in_groups(u, demand))
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
    const struct og_session *s, const struct og_requirement *need, int64_t now,
    struct og_decision *d)
{
	const struct og_demand demand = {.need = *need};

	og_policy_check_all(p, u, s, &demand, now, d);
}

bool
og_policy_should_touch(
    const struct og_policy *p, const struct og_session *s, int64_t now)
{
	return now > s->seen && now - s->seen > p->idle / 10;
}
