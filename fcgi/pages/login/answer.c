// SPDX-License-Identifier: ISC
/*
 * What an attempt is answered, once its verdict is committed: the log, and a
 * page.
 */
#include "fcgi/pages/login/submission.h"
#include "fcgi/server/measure.h"
#include "fcgi/web/page.h"
#include "lib/audit/outcome.h"
#include "lib/base/clock.h"

/* What a record has counted is always told: guesses and codes bound it.  All
 * else is bounded here. */
static bool
may_tell(const struct exchange *x, const struct og_decision *d)
{
	if (d->reason == OG_REASON_ERROR || d->reason == OG_REASON_CLOCK ||
	    d->reason == OG_REASON_KEY)
		return gate_may_tell(x->gate, LINES_FAULT);
	return d->commit || gate_may_tell(x->gate, LINES_LOGIN);
}

static void
audit(struct exchange *x, const struct login *l)
{
	const struct og_decision *d = &l->decision;
	struct og_why why;
	struct og_event e = {.when = og_clock_wall(),
	    .event = l->step_up ? "step-up" : "login",
	    .verdict = d->verdict == OG_ALLOW ? "allow" : "deny",
	    .reason = og_reason_name(d->reason),
	    .address = request_get(&x->request, PARAM_ADDR),
	    .user = l->known ? l->name : NULL};

	if (d->verdict == OG_ALLOW)
		e.factor = og_factor_name(d->proof.factor);
	if (d->reason == OG_REASON_CLOCK)
		e.detail = "the clock of this host went back";
	if (may_tell(x, d)) {
		if (d->reason == OG_REASON_ERROR) {
			(void)og_store_explain(&x->store, l->err, &why);
			e.detail = why.text;
		}
		og_audit_write(x->gate->audit, &e);
		og_audit_outcome(x->gate->audit, &e, d);
	}
	measure_login(x, l->step_up, d);
}

void
login_answer_uncommitted(struct exchange *x, struct login *l)
{
	l->decision.reason = OG_REASON_ERROR;
	audit(x, l);
	login_answer_unready(x, l, l->err);
}

void
login_answer(struct exchange *x, struct login *l)
{
	if (l->ended || l->decision.reason == OG_REASON_EXPIRED) {
		login_limits_forgive(x, l);
		login_repeat_leave(l);
		login_answer_ended(x, l);
		return;
	}
	audit(x, l);
	if (l->decision.verdict == OG_ALLOW && login_done(x, l)) {
		login_limits_forgive(x, l);
		login_repeat_tell(l);
		exchange_finish(x);
		return;
	}
	login_limits_charge(x, l);
	login_repeat_tell(l);
	login_answer_failure(x, l);
}
