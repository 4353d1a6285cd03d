// SPDX-License-Identifier: ISC
/*
 * A login form that was sent twice: the browser has thrown the first answer
 * away, and the code is spent.  The same form of the same browser gets the same
 * outcome again, for a minute.  Evaluates no credential, and leads nobody on
 * whose session the record does not know at this moment.
 */
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
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

static struct og_part
text(const char *s)
{
	return (struct og_part){s, strlen(s)};
}

/* All that came with it: the browser's cookies, the place, every field.
 * False when that is too much. */
static bool
make_key(struct exchange *x, struct login *l)
{
	struct og_part parts[LOGIN_FIELDS + 4];
	struct og_session_token here;
	struct og_pre pre;
	size_t n = 0;
	bool ok;

	ok = browser_pre(x, og_clock_wall(), &pre);
	if (!browser_session(x, &here))
		OG_WIPE_OBJECT(&here);
	parts[n++] = (struct og_part){pre.random, sizeof(pre.random)};
	parts[n++] = (struct og_part){here.secret, sizeof(here.secret)};
	parts[n++] = text(request_get(&x->request, PARAM_HOST));
	parts[n++] = text(request_get(&x->request, PARAM_USER));
	for (int i = 0; i < LOGIN_FIELDS; i++)
		parts[n++] =
		    (struct og_part){l->field[i].value, l->field[i].len};
	ok = ok && repeats_key(x->gate->repeats, parts, n, &l->repeat) == OG_OK;
	OG_WIPE_OBJECT(&here);
	OG_WIPE_OBJECT(&pre);
	return ok;
}

/* --- telling --- */

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
	/* what our machinery has failed at is no outcome */
	if (!login_limits_is_theirs(&l->decision)) {
		login_repeat_leave(l);
		return;
	}
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

/* --- being told --- */

/* True when the record, as it is now, has the session that was begun. */
static bool
is_alive(struct exchange *x, struct login *l)
{
	static const struct og_need nothing;
	uint8_t id[OG_SESSION_ID_LEN];
	struct og_decision d;

	l->known = og_store_get_id(x->gate->store, l->known_as.user, false,
		       &l->user) == OG_OK;
	if (!l->known || og_session_id(l->secret, id) != OG_OK)
		return false;
	og_policy_check(&x->conf->settings.policy, &l->user,
	    og_session_find(&l->user, id), &nothing, steady_now(), &d);
	return d.verdict == OG_ALLOW;
}

static void
audit(struct exchange *x, const struct login *l, bool alive)
{
	const struct og_event e = {.when = og_clock_wall(),
	    .event = "repeat",
	    .verdict = alive ? "allow" : "deny",
	    .reason = og_reason_name(alive ? OG_REASON_OK : OG_REASON_EXPIRED),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .user = l->known ? l->user.name : NULL};

	if (gate_may_tell(x->gate, LINES_LOGIN))
		og_audit_write(x->gate->audit, &e);
}

/* "data": what was kept of the first. */
static void
answer(struct exchange *x, struct login *l, const uint8_t *data)
{
	struct outcome o;
	bool alive;

	memcpy(&o, data, sizeof(o));
	if (o.user == 0) {
		l->wait_until = o.wait_until;
		login_answer_again(x, l, false);
	} else {
		memcpy(l->secret, o.session, sizeof(l->secret));
		memcpy(l->known_as.secret, o.device, sizeof(o.device));
		l->known_as.user = o.user;
		l->decision = o.decision;
		alive = is_alive(x, l);
		audit(x, l, alive);
		if (alive)
			login_answer_again(x, l, true);
		else
			login_answer_ended(x, l);
	}
	OG_WIPE_OBJECT(&o);
}

/* The first one is through, or has given up. */
static void
wake(struct repeat_place *p)
{
	struct exchange *x = p->arg;

	if (x->gate->workers == NULL)
		return; /* all ends, and all that is open is closed */
	if (!server_work(x, login_attempt))
		server_finish(x);
}

bool
login_repeat_is_first(struct exchange *x, struct login *l)
{
	uint8_t data[REPEATS_DATA_MAX];
	enum repeat_state state;
	size_t len;

	if (l->place.displaced) {
		login_answer_busy(x, l);
		return false;
	}
	if (l->repeats == NULL && !make_key(x, l))
		return true;
	l->repeats = x->gate->repeats;
	l->place.wake = wake;
	l->place.arg = x;
	state = repeats_enter(
	    l->repeats, &l->repeat, &l->place, og_clock_ms(), data, &len);
	if (state == REPEAT_WAIT)
		return false;
	if (state != REPEAT_KNOWN || len != sizeof(struct outcome))
		return true;
	if (login_limits_sit(x, l))
		answer(x, l, data);
	else
		login_answer_busy(x, l);
	OG_WIPE_ARRAY(data);
	return false;
}
