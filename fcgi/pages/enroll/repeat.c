// SPDX-License-Identifier: ISC
/*
 * The last form of an invitation, sent twice: the browser has thrown the first
 * answer away, and with it the recovery codes.  The same page of the same
 * browser gets them again, for a minute.  Judges no code, and shows none that
 * the record does not have any more.
 */
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

/* What is kept of it. */
struct outcome {
	uint32_t set; /* of the recovery codes */
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
};

_Static_assert(sizeof(struct outcome) <= REPEATS_DATA_MAX, "too much to keep");

/* All that came with it.  Whoever has the link, too, knows neither what his
 * page had, nor what the other one typed. */
static bool
make_key(struct exchange *x, struct enroll *e)
{
	uint8_t id[sizeof(e->token.user)];
	struct og_part parts[ENROLL_FIELDS + 3];
	size_t n = 0;

	memcpy(id, &e->token.user, sizeof(id));
	parts[n++] = (struct og_part){ENROLL_FORM, sizeof(ENROLL_FORM)};
	parts[n++] = (struct og_part){id, sizeof(id)};
	parts[n++] = (struct og_part){e->token.secret, sizeof(e->token.secret)};
	for (int i = 0; i < ENROLL_FIELDS; i++)
		parts[n++] =
		    (struct og_part){e->field[i].value, e->field[i].len};
	return repeats_key(x->gate->repeats, parts, n, &e->repeat) == OG_OK;
}

/* The first one is through, or has given up. */
static void
wake(struct repeat_place *p)
{
	struct exchange *x = p->arg;
	const struct enroll *e = x->state;

	if (x->gate->workers == NULL)
		return; /* all ends, and all that is open is closed */
	if (!exchange_work(x, e->again))
		exchange_finish(x);
}

/* "data": what was kept of the first. */
static void
answer(struct exchange *x, struct enroll *e, const uint8_t *data)
{
	const char *detail = "recovery codes shown again";
	struct outcome o;
	enum og_err err;

	memcpy(&o, data, sizeof(o));
	memcpy(e->codes, o.codes, sizeof(e->codes));
	err = og_store_get_id(&x->store, e->token.user, false, &e->user);
	limiter_give_back(x->gate->limiter, &e->debt);
	if (err == OG_OK && !e->user.disabled && e->user.recovery.id == o.set) {
		if (gate_may_tell(x->gate, LINES_FORM))
			enroll_tell(x, e, "done", NULL, detail);
		browser_end_enroll(x);
		enroll_show_recovery(x, e);
		exchange_finish(x);
	} else if (err == OG_OK || err == OG_ERR_NOTFOUND) {
		enroll_answer_over(x);
	} else {
		enroll_answer_broken(x, err);
	}
	OG_WIPE_OBJECT(&o);
}

bool
enroll_repeat_is_first(
    struct exchange *x, struct enroll *e, void (*again)(struct exchange *x))
{
	uint8_t data[REPEATS_DATA_MAX];
	enum repeat_state state;
	size_t len;

	if (e->place.displaced) {
		enroll_answer_busy(x, e);
		return false;
	}
	/* one without it is from no page of ours */
	if (e->field[ENROLL_ONCE].len == 0 ||
	    (e->repeats == NULL && !make_key(x, e)))
		return true;
	e->repeats = x->gate->repeats;
	e->place.wake = wake;
	e->place.arg = x;
	e->again = again;
	state = repeats_enter(
	    e->repeats, &e->repeat, &e->place, og_clock_ms(), data, &len);
	if (state == REPEAT_WAIT)
		return false;
	if (state != REPEAT_KNOWN)
		return true;
	answer(x, e, data);
	OG_WIPE_ARRAY(data);
	return false;
}

void
enroll_repeat_tell(struct enroll *e)
{
	struct outcome o;

	if (e->repeats == NULL)
		return;
	memset(&o, 0, sizeof(o));
	o.set = e->recovery;
	memcpy(o.codes, e->codes, sizeof(o.codes));
	repeats_tell(e->repeats, &e->repeat, &e->place, &o, sizeof(o),
	    og_clock_ms() + REPEATS_LIFE_MS);
	OG_WIPE_OBJECT(&o);
}
