// SPDX-License-Identifier: ISC
/*
 * Counting, on the way of every request: relaxed atomics, no lock, nothing
 * about a person.  metrics_page.c formats it for Prometheus.
 */
#include "fcgi/gate/metrics.h"

#include <strings.h>

#define US 1000
#define MS 1000000
#define S 1000000000LL

/* A bound and its text, which must say the same. */
#define CHECK_BOUNDS(X)                                                        \
	X(25 * US, "2.5e-05")                                                  \
	X(50 * US, "5e-05")                                                    \
	X(100 * US, "0.0001")                                                  \
	X(250 * US, "0.00025")                                                 \
	X(500 * US, "0.0005")                                                  \
	X(1 * MS, "0.001")                                                     \
	X(2500 * US, "0.0025")                                                 \
	X(5 * MS, "0.005")                                                     \
	X(10 * MS, "0.01")                                                     \
	X(50 * MS, "0.05")                                                     \
	X(250 * MS, "0.25")                                                    \
	X(1 * S, "1")
#define LOGIN_BOUNDS(X)                                                        \
	X(1 * MS, "0.001")                                                     \
	X(5 * MS, "0.005")                                                     \
	X(10 * MS, "0.01")                                                     \
	X(25 * MS, "0.025")                                                    \
	X(50 * MS, "0.05")                                                     \
	X(100 * MS, "0.1")                                                     \
	X(250 * MS, "0.25")                                                    \
	X(500 * MS, "0.5")                                                     \
	X(1 * S, "1")                                                          \
	X(2500LL * MS, "2.5")                                                  \
	X(5 * S, "5")                                                          \
	X(10 * S, "10")
#define BOUND(ns, text) ns,
#define TEXT(ns, text) text,

const int64_t metrics_check_bounds[METRICS_BUCKETS] = {CHECK_BOUNDS(BOUND)};
const char *const metrics_check_seconds[METRICS_BUCKETS] = {CHECK_BOUNDS(TEXT)};
const int64_t metrics_login_bounds[METRICS_BUCKETS] = {LOGIN_BOUNDS(BOUND)};
const char *const metrics_login_seconds[METRICS_BUCKETS] = {LOGIN_BOUNDS(TEXT)};

static void
add(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* The last bucket is for everything longer. */
static unsigned
bucket(const int64_t bounds[METRICS_BUCKETS], int64_t ns)
{
	unsigned i = 0;

	while (i < METRICS_BUCKETS && ns > bounds[i])
		i++;
	return i;
}

void
metrics_check(struct metrics *m, enum metrics_verdict verdict,
    enum metrics_credential credential, int64_t ns)
{
	add(&m->checks[verdict][credential][bucket(metrics_check_bounds, ns)],
	    1);
	add(&m->check_ns, (uint64_t)ns);
}

void
metrics_locked(struct metrics *m, const struct og_decision *d)
{
	if (d->commit && d->closed)
		metrics_count(m, METRICS_LOCKED_LANES);
	if (d->commit && d->disabled > 0)
		add(&m->counters[METRICS_LOCKED_AUTHENTICATORS], d->disabled);
}

void
metrics_login(
    struct metrics *m, bool step_up, const struct og_decision *d, int64_t ns)
{
	int factor = ffs((int)d->proof.factor);

	if (d->verdict == OG_ALLOW && factor < METRICS_FACTORS)
		add(&m->allowed[step_up][factor], 1);
	else if (d->verdict != OG_ALLOW && d->reason < METRICS_REASONS)
		add(&m->denied[step_up][d->reason], 1);
	metrics_locked(m, d);
	add(&m->logins[bucket(metrics_login_bounds, ns)], 1);
	add(&m->login_ns, (uint64_t)ns);
}
