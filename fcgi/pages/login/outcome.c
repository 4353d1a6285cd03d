// SPDX-License-Identifier: ISC
/*
 * What became of a form, for the same form if it comes again: told to those
 * that wait for it, or left to them.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

/* What is kept of a decision. */
struct outcome {
	uint64_t user; /* 0: a failure */
	uint8_t session[OG_SESSION_SECRET_LEN];
	uint8_t device[OG_SECRET_LEN];
	int64_t wait_until;	     /* of a failure */
	struct og_decision decision; /* what the person is told of it */
};

_Static_assert(sizeof(struct outcome) <= REPEATS_DATA_MAX, "too much to keep");

void
login_repeat_leave(struct login *l)
{
	if (l->repeats != NULL)
		repeats_leave(l->repeats, &l->place);
}

/* How long the same form gets it again.  When nothing but a wait was in the
 * way, not longer than that: behind it there may be another answer.  The wait
 * ends with a second of the wall clock, of which a part is over. */
static int64_t
life_of(const struct og_decision *d)
{
	int64_t rest;

	if (d->verdict == OG_ALLOW || d->retry == 0)
		return REPEATS_LIFE_MS;
	rest = d->retry - og_clock_wall() - 1;
	return rest < REPEATS_LIFE_MS / 1000 ? rest * 1000 : REPEATS_LIFE_MS;
}

void
login_repeat_tell(struct login *l)
{
	struct outcome o;

	if (l->repeats == NULL)
		return;
	memset(&o, 0, sizeof(o));
	if (l->decision.verdict == OG_ALLOW) {
		o.user = l->user.id;
		memcpy(o.session, l->secret, sizeof(o.session));
		memcpy(o.device, l->known_as.secret, sizeof(o.device));
		o.decision = l->decision;
	} else {
		o.wait_until = l->wait_until;
	}
	repeats_tell(l->repeats, &l->repeat, &l->place, &o, sizeof(o),
	    og_clock_ms() + life_of(&l->decision));
	OG_WIPE_OBJECT(&o);
}

bool
login_outcome_recall(struct login *l, const uint8_t data[REPEATS_DATA_MAX])
{
	struct outcome o;
	bool allowed;

	memcpy(&o, data, sizeof(o));
	allowed = o.user != 0;
	if (allowed) {
		memcpy(l->secret, o.session, sizeof(l->secret));
		memcpy(l->known_as.secret, o.device, sizeof(o.device));
		l->known_as.user = o.user;
		l->decision = o.decision;
	} else {
		l->wait_until = o.wait_until;
	}
	OG_WIPE_OBJECT(&o);
	return allowed;
}
