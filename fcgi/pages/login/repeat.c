// SPDX-License-Identifier: ISC
/*
 * A login form that was sent twice: the browser has thrown the first answer
 * away, and the code is spent.  The same form of the same browser gets the same
 * outcome again, for a minute.  Evaluates no credential, and leads nobody on
 * whose session the record does not know at this moment.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

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

/* True when the record, as it is now, has the session that was begun. */
static bool
is_alive(struct exchange *x, struct login *l)
{
	uint8_t id[OG_DIGEST_LEN];

	l->known = og_store_get_id(
		       &x->store, l->known_as.user, false, &l->user) == OG_OK;
	return l->known && og_session_id(l->secret, id) == OG_OK &&
	       person_session(x, &l->user, id) != NULL;
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

/* "data": what was kept of the first.  Nothing is counted. */
static void
answer(struct exchange *x, struct login *l, const uint8_t *data)
{
	bool alive;

	if (!login_outcome_recall(l, data)) {
		login_answer_failure(x, l);
		return;
	}
	alive = is_alive(x, l);
	audit(x, l, alive);
	if (!alive)
		login_answer_ended(x, l);
	else if (login_done(x, l))
		exchange_finish(x);
	else
		login_answer_failure(x, l);
}

/* The first one is through, or has given up. */
static void
wake(struct repeat_place *p)
{
	struct exchange *x = p->arg;
	const struct login *l = x->state;

	if (x->gate->workers == NULL)
		return; /* all ends, and all that is open is closed */
	if (!exchange_work(x, l->again))
		exchange_finish(x);
}

bool
login_repeat_is_first(
    struct exchange *x, struct login *l, void (*again)(struct exchange *x))
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
	l->again = again;
	state = repeats_enter(
	    l->repeats, &l->repeat, &l->place, og_clock_ms(), data, &len);
	if (state == REPEAT_WAIT)
		return false;
	if (state != REPEAT_KNOWN)
		return true;
	if (login_limits_sit(x, l))
		answer(x, l, data);
	else
		login_answer_busy(x, l);
	OG_WIPE_ARRAY(data);
	return false;
}
