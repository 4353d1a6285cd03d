// SPDX-License-Identifier: ISC
/*
 * The pages that let nobody in.  Every failure looks the same from outside and
 * is sent at the next multiple of the floor; a browser that is known hears of
 * its own wait.
 */
#include <stdatomic.h>
#include <stdio.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define UNREADY_EVERY_MS 60000

/* The next whole multiple of the floor after the request came. */
static int64_t
floor_time(const struct exchange *x)
{
	int64_t unit = (int64_t)x->conf->settings.failure_floor;
	int64_t spent = og_clock_ms() - x->arrived;

	return x->arrived + (spent / unit + 1) * unit;
}

void
login_answer_failure(struct exchange *x, const struct login *l)
{
	struct login_page again = login_page_again(l);
	int64_t seconds = l->wait_until - og_clock_wall();

	again.message = WORD_LOGIN_FAILED;
	if (seconds > 0) {
		again.message = WORD_LOGIN_MUST_WAIT;
		again.wait = seconds;
	}
	login_page_show(x, 401, &again);
	if (seconds > 0)
		page_retry_after(x, seconds);
	exchange_finish_at(x, floor_time(x));
}

void
login_answer_ended(struct exchange *x, const struct login *l)
{
	struct login_page again = login_page_again(l);

	again.fresh = true;
	again.note = WORD_LOGIN_ENDED;
	login_page_show(x, 401, &again);
	exchange_finish(x);
}

void
login_answer_busy(struct exchange *x, struct login *l)
{
	login_limits_forgive(x, l);
	login_repeat_leave(l);
	metrics_count(&x->gate->metrics, METRICS_BUSY);
	page_retry_after(x, PAGE_SOON);
	page_error(x, 503, WORD_BUSY_TITLE, WORD_BUSY_LOGINS);
	exchange_finish(x);
}

/* Once in a minute at most: this lasts, and must not fill a disk. */
static void
audit_unready(struct exchange *x, enum og_err err)
{
	static _Atomic int64_t last;
	int64_t now = og_clock_ms(), before = atomic_load(&last);
	struct og_event e = {.when = og_clock_wall(),
	    .event = "limit",
	    .verdict = "deny",
	    .reason = "lock"};
	struct og_why why;

	if ((before != 0 && now - before < UNREADY_EVERY_MS) ||
	    !atomic_compare_exchange_strong(&last, &before, now))
		return;
	if (err == OG_ERR_AGAIN)
		e.reason = "log";
	if (err == OG_ERR_AGAIN)
		(void)og_why_set(&why, err, "the log takes no lines");
	else
		(void)og_store_explain(&x->store, err, &why);
	e.detail = why.text;
	og_audit_write(x->gate->audit, &e);
}

void
login_answer_unready(struct exchange *x, struct login *l, enum og_err err)
{
	/* for all alike: what a record is to be charged is owed to it */
	login_limits_forgive(x, l);
	login_repeat_leave(l);
	metrics_count(&x->gate->metrics,
	    err == OG_ERR_AGAIN ? METRICS_UNLOGGED : METRICS_UNREADY);
	audit_unready(x, err);
	page_retry_after(x, PAGE_SOON);
	page_error(x, 503, WORD_UNAVAILABLE_TITLE, WORD_LOGIN_UNAVAILABLE);
	/* as late as any refusal: when this was found out is told to nobody */
	exchange_finish_at(x, floor_time(x));
}

void
login_answer_too_many(struct exchange *x, struct login *l, unsigned seconds)
{
	static _Atomic int64_t last;
	int64_t now = og_clock_wall();
	char text[32];
	const struct og_event e = {.when = now,
	    .event = "limit",
	    .verdict = "deny",
	    .reason = "address",
	    .address = request_get(&x->request, PARAM_ADDR),
	    .detail = text};

	login_repeat_leave(l);
	/* once a second at most: a flood must not fill a disk */
	metrics_count(&x->gate->metrics, METRICS_LIMITED);
	if (atomic_exchange(&last, now) != now) {
		(void)snprintf(text, sizeof(text), "waits %u s", seconds);
		og_audit_write(x->gate->audit, &e);
	}
	page_error_wait(x, WORD_TOO_MANY_TITLE, WORD_TOO_MANY_TEXT, seconds,
	    NULL, WORD_NONE);
	exchange_finish(x);
}
