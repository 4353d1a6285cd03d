// SPDX-License-Identifier: ISC
/*
 * What an exchange adds to the counters: its answer, and the time since its
 * connection was accepted.
 */
#include "fcgi/server/measure.h"

#include "lib/base/clock.h"

/* Since the connection was accepted. */
static int64_t
spent(const struct exchange *x)
{
	int64_t ns = og_clock_ns() - x->arrived_ns;

	return ns < 0 ? 0 : ns;
}

static enum metrics_verdict
verdict_of(const struct exchange *x)
{
	if (x->undecided || og_buf_err(&x->response.head) != OG_OK ||
	    og_buf_err(&x->response.body) != OG_OK)
		return METRICS_ERROR;
	switch (x->response.status) {
	case 204:
		return METRICS_ALLOWED;
	case 401:
		return METRICS_UNAUTHORIZED;
	case 403:
		return METRICS_FORBIDDEN;
	default:
		return METRICS_ERROR;
	}
}

void
measure_check(struct exchange *x)
{
	metrics_check(
	    &x->gate->metrics, verdict_of(x), x->credential, spent(x));
}

void
measure_login(struct exchange *x, bool step_up, const struct og_decision *d)
{
	metrics_login(&x->gate->metrics, step_up, d, spent(x));
}
