// SPDX-License-Identifier: ISC
/*
 * /otp/metrics: everything that is counted, in Prometheus's text format 0.0.4.
 * For the host; the shipped snippet lets only the loopback addresses ask.  Must
 * not say who somebody is, and must not do work that grows with the number of
 * users.
 */
#include <inttypes.h>

#include "config.h"
#include "fcgi/gate/seats.h"
#include "fcgi/gate/user_counts.h"
#include "fcgi/pages/metrics_page.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define PREFIX "otpgate_"
#define NS 1000000000u

/* The lines in front of a metric. */
static void
head(struct og_buf *b, const char *name, const char *type, const char *help)
{
	og_buf_printf(b, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n",
	    name, help, name, type);
}

static void
gauge(struct og_buf *b, const char *name, uint64_t value, const char *help)
{
	head(b, name, "gauge", help);
	og_buf_printf(b, PREFIX "%s %" PRIu64 "\n", name, value);
}

static uint64_t
load(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* A histogram from what its buckets hold, which is not cumulative. */
static void
histogram(struct og_buf *b, const char *name, const char *help,
    const char *const seconds[METRICS_BUCKETS],
    const uint64_t n[METRICS_BUCKETS + 1], uint64_t ns)
{
	uint64_t sum = 0;

	head(b, name, "histogram", help);
	for (unsigned i = 0; i < METRICS_BUCKETS; i++) {
		sum += n[i];
		og_buf_printf(b, PREFIX "%s_bucket{le=\"%s\"} %" PRIu64 "\n",
		    name, seconds[i], sum);
	}
	sum += n[METRICS_BUCKETS];
	og_buf_printf(
	    b, PREFIX "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, sum);
	og_buf_printf(b, PREFIX "%s_sum %" PRIu64 ".%09" PRIu64 "\n", name,
	    ns / NS, ns % NS);
	og_buf_printf(b, PREFIX "%s_count %" PRIu64 "\n", name, sum);
}

static void
put_checks(struct og_buf *b, struct metrics *m)
{
	static const char *const verdicts[METRICS_VERDICTS] = {
	    "allowed", "401", "403", "error"};
	static const char *const credentials[METRICS_CREDENTIALS] = {
	    "none", "cookie", "bearer"};
	uint64_t buckets[METRICS_BUCKETS + 1] = {0}, n, ns, sum;

	ns = load(&m->check_ns);
	head(b, "checks_total", "counter",
	    "Answered checks, by verdict and by what was shown.");
	for (unsigned v = 0; v < METRICS_VERDICTS; v++) {
		for (unsigned c = 0; c < METRICS_CREDENTIALS; c++) {
			sum = 0;
			for (unsigned i = 0; i <= METRICS_BUCKETS; i++) {
				n = load(&m->checks[v][c][i]);
				buckets[i] += n;
				sum += n;
			}
			og_buf_printf(b,
			    PREFIX "checks_total{verdict=\"%s\","
				   "credential=\"%s\"} %" PRIu64 "\n",
			    verdicts[v], credentials[c], sum);
		}
	}
	histogram(b, "check_duration_seconds",
	    "From the connection to the answer of a check.",
	    metrics_check_seconds, buckets, ns);
}

static void
put_login(struct og_buf *b, bool step_up, const char *factor,
    const char *verdict, const char *reason, uint64_t n)
{
	og_buf_printf(b,
	    PREFIX "logins_total{kind=\"%s\",factor=\"%s\",verdict=\"%s\","
		   "reason=\"%s\"} %" PRIu64 "\n",
	    step_up ? "step-up" : "login", factor, verdict, reason, n);
}

static void
put_logins(struct og_buf *b, struct metrics *m)
{
	uint64_t buckets[METRICS_BUCKETS + 1], ns;
	enum og_factor f;
	int i;

	ns = load(&m->login_ns);
	for (unsigned k = 0; k <= METRICS_BUCKETS; k++)
		buckets[k] = load(&m->logins[k]);
	head(b, "logins_total", "counter",
	    "Attempts to log in or to step up, by what was proven and why "
	    "not.");
	for (unsigned s = 0; s < 2; s++) {
		for (i = 1, f = OG_FACTOR_TOTP; f <= OG_FACTOR_PASSKEY;
		     i++, f <<= 1)
			put_login(b, s, og_factor_name(f), "allow", "ok",
			    load(&m->allowed[s][i]));
		for (i = OG_REASON_UNKNOWN; i < METRICS_REASONS; i++)
			put_login(b, s, "none", "deny",
			    og_reason_name((enum og_reason)i),
			    load(&m->denied[s][i]));
	}
	histogram(b, "login_duration_seconds",
	    "From the connection to the verdict of a login, without the wait "
	    "for the failure floor.",
	    metrics_login_seconds, buckets, ns);
}

static void
put_counters(struct og_buf *b, struct metrics *m)
{
	static const struct {
		const char *name;
		const char *labels;
		const char *help;
	} rows[METRICS_COUNTER_COUNT] = {
#define ROW(constant, name, labels, help) {name "_total", labels, help},
	    METRICS_COUNTERS(ROW)
#undef ROW
	};

	for (unsigned i = 0; i < METRICS_COUNTER_COUNT; i++) {
		if (rows[i].help[0] != '\0')
			head(b, rows[i].name, "counter", rows[i].help);
		og_buf_printf(b, PREFIX "%s%s%s%s %" PRIu64 "\n", rows[i].name,
		    rows[i].labels[0] != '\0' ? "{" : "", rows[i].labels,
		    rows[i].labels[0] != '\0' ? "}" : "",
		    load(&m->counters[i]));
	}
}

static void
put_load(struct og_buf *b, struct gate *g, const struct og_settings *set)
{
	struct pool_stats workers, hashers, checkers;

	pool_look(g->workers, &workers);
	pool_look(g->hashers, &hashers);
	pool_look(g->checkers, &checkers);
	gauge(b, "connections", atomic_load(&g->metrics.open),
	    "Connections that are open.");
	gauge(b, "connections_max", set->connections,
	    "Connections that may be open.");
	gauge(b, "logins_in_flight", seats_taken(g->logins),
	    "Logins submitted and not answered yet.");
	head(b, "queue_depth", "gauge",
	    "Tasks that wait for a thread, by the kind of thread.");
	og_buf_printf(b,
	    PREFIX "queue_depth{pool=\"workers\"} %u\n" PREFIX
		   "queue_depth{pool=\"hashers\"} %u\n" PREFIX
		   "queue_depth{pool=\"checkers\"} %u\n",
	    workers.waiting, hashers.waiting, checkers.waiting);
	gauge(b, "workers_busy", workers.running, "Worker threads at work.");
	gauge(b, "argon2_in_flight", hashers.running,
	    "Password hashes being computed.");
}

static void
put_store(struct og_buf *b, struct gate *g)
{
	const enum og_err err = og_store_refresh(g->store);
	struct og_store_stats st;
	uint64_t live;

	og_store_stats(g->store, &st);
	live = st.size > st.dead ? st.size - st.dead : 1;
	gauge(b, "store_up", err == OG_OK, "1 when the database can be read.");
	head(b, "store_commits_total", "counter",
	    "Commits to the database by any process since it was made.");
	og_buf_printf(
	    b, PREFIX "store_commits_total %" PRIu64 "\n", st.sequence);
	head(b, "store_compactions_total", "counter",
	    "Compactions of the database since it was made.");
	og_buf_printf(b, PREFIX "store_compactions_total %" PRIu64 "\n",
	    st.generation > 0 ? st.generation - 1 : 0);
	gauge(b, "store_users", st.users, "Users in the database.");
	gauge(b, "store_damaged_users", st.damaged,
	    "Users who are denied because of damage to the database.");
	gauge(b, "store_size_bytes", st.size, "Size of the database.");
	gauge(b, "store_dead_bytes", st.dead,
	    "Part of it that is superseded lines.");
	head(b, "store_dead_to_live_ratio", "gauge",
	    "Superseded bytes for each byte that counts.");
	og_buf_printf(b,
	    PREFIX "store_dead_to_live_ratio %" PRIu64 ".%03" PRIu64 "\n",
	    st.dead / live, st.dead % live * 1000 / live);
}

/* Nothing of the kind when the numbers are not known. */
static void
put_census(struct og_buf *b, struct gate *g)
{
	struct user_counts_result r;

	if (!user_counts_get(g->user_counts, &r))
		return;
	gauge(b, "users_disabled", r.disabled,
	    "Users disabled by an administrator.");
	gauge(b, "users_throttled", r.throttled,
	    "Users who have to wait after failures.");
	gauge(b, "users_locked", r.locked,
	    "Users with a closed lane or a disabled authenticator.");
	gauge(b, "sessions", r.sessions, "Sessions that are alive.");
	gauge(b, "known_devices", r.devices, "Browsers that are known.");
	gauge(b, "bearer_tokens", r.bearers, "Tokens that have not expired.");
	head(b, "census_duration_seconds", "gauge",
	    "How long it took to look through all users for these.");
	og_buf_printf(b,
	    PREFIX "census_duration_seconds %" PRId64 ".%03" PRId64 "\n",
	    r.took_ms / 1000, r.took_ms % 1000);
}

static void
put_log(struct og_buf *b, struct gate *g)
{
	unsigned waiting;
	uint64_t lost;

	og_audit_look(g->audit, &waiting, &lost);
	gauge(b, "log_lines_waiting", waiting,
	    "Lines that the log has not taken yet.");
	head(b, "log_lines_lost_total", "counter",
	    "Lines that the log did not take, and that found no room to wait.");
	og_buf_printf(b, PREFIX "log_lines_lost_total %" PRIu64 "\n", lost);
}

void
metrics_answer(struct exchange *x)
{
	struct gate *g = x->gate;
	struct og_buf *b = &x->response.body;

	atomic_store(&g->metrics.scraped_at, og_clock_ms());
	x->response.status = 200;
	page_plain_headers(x, "text/plain; version=0.0.4; charset=utf-8");
	head(b, "build_info", "gauge", "The version of this program.");
	og_buf_puts(
	    b, PREFIX "build_info{version=\"" PACKAGE_VERSION "\"} 1\n");
	gauge(b, "start_time_seconds", (uint64_t)g->metrics.started,
	    "When this process began to serve, in seconds since 1970.");
	put_checks(b, &g->metrics);
	put_logins(b, &g->metrics);
	put_counters(b, &g->metrics);
	put_load(b, g, &x->conf->settings);
	put_log(b, g);
	put_store(b, g);
	put_census(b, g);
	exchange_finish(x);
}
