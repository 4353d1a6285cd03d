/* SPDX-License-Identifier: ISC */
/*
 * What the gate counts, for Prometheus.  Counters only grow and are safe on any
 * thread; nothing in them identifies anybody.
 */
#ifndef OTPGATE_FCGI_GATE_METRICS_H
#define OTPGATE_FCGI_GATE_METRICS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/decision/policy.h"

struct gate;

/* What a check was asked with; set in struct exchange by check.c. */
enum metrics_credential {
	METRICS_NONE = 0, /* no session cookie that is authentic, no token */
	METRICS_COOKIE,
	METRICS_BEARER,
	METRICS_CREDENTIALS
};

/* Its answer: 204, 401, 403, or a 403 because it could not be decided. */
enum metrics_verdict {
	METRICS_ALLOWED = 0,
	METRICS_UNAUTHORIZED,
	METRICS_FORBIDDEN,
	METRICS_ERROR,
	METRICS_VERDICTS
};

#define METRICS_BUCKETS 12 /* of each histogram, besides infinity */

/* Simple counters: X(constant, metric, labels, help).  Rows with the same
 * metric are adjacent; the first has the help. */
#define METRICS_COUNTERS(X)                                                    \
	X(CONNECTIONS, "connections_accepted", "",                             \
	    "Connections from the web server.")                                \
	X(PEERS, "connections_refused", "",                                    \
	    "Connections of processes that the setting peers does not name.")  \
	X(BUSY, "logins_turned_away", "reason=\"busy\"",                       \
	    "Logins that were not tried, by why not.")                         \
	X(LIMITED, "logins_turned_away", "reason=\"address\"", "")             \
	X(UNREADY, "logins_turned_away", "reason=\"lock\"", "")                \
	X(UNLOGGED, "logins_turned_away", "reason=\"log\"", "")                \
	X(CROWDED, "pages_turned_away", "",                                    \
	    "Requests that were no checks, and too many at once.")             \
	X(LOCKED_LANES, "locked", "what=\"lane\"",                             \
	    "What wrong codes have closed or disabled.")                       \
	X(LOCKED_AUTHENTICATORS, "locked", "what=\"authenticator\"", "")       \
	X(KEPT, "forms_kept", "", "Forms sealed into a login page.")           \
	X(TICKETS_GIVEN, "tickets", "what=\"given\"",                          \
	    "Tickets for other hosts.")                                        \
	X(TICKETS_REDEEMED, "tickets", "what=\"redeemed\"", "")                \
	X(TICKETS_REFUSED, "tickets", "what=\"refused\"", "")                  \
	X(TICKETS_LIMITED, "tickets", "what=\"limited\"", "")                  \
	X(INVITATIONS_DONE, "invitations", "what=\"confirmed\"",               \
	    "What became of links and codes of invitations.")                  \
	X(INVITATIONS_WRONG, "invitations", "what=\"code\"", "")               \
	X(INVITATIONS_OVER, "invitations", "what=\"unknown\"", "")             \
	X(NOTES_LOST, "log_messages_lost", "",                                 \
	    "Messages of the loop that did not get to the log.")               \
	X(LINES_LEFT_OUT, "log_lines_left_out", "",                            \
	    "Lines of which the log only has the number.")

enum metrics_counter {
#define METRICS_NAME(constant, metric, labels, help) METRICS_##constant,
	METRICS_COUNTERS(METRICS_NAME)
#undef METRICS_NAME
	    METRICS_COUNTER_COUNT
};

#define METRICS_REASONS (OG_REASON_ERROR + 1)
#define METRICS_FACTORS 8 /* more than there are; 0 is for a refusal */

struct metrics {
	int64_t started; /* seconds since 1970 */
	_Atomic uint64_t
	    checks[METRICS_VERDICTS][METRICS_CREDENTIALS][METRICS_BUCKETS + 1];
	_Atomic uint64_t check_ns;
	/* the second index: a step-up */
	_Atomic uint64_t allowed[2][METRICS_FACTORS];
	_Atomic uint64_t denied[2][METRICS_REASONS];
	_Atomic uint64_t logins[METRICS_BUCKETS + 1];
	_Atomic uint64_t login_ns;
	_Atomic uint64_t counters[METRICS_COUNTER_COUNT];
	_Atomic unsigned open;	    /* connections */
	_Atomic int64_t scraped_at; /* og_clock_ms of the last scrape, or 0 */
};

/* Adds one. */
static inline void
metrics_count(struct metrics *m, enum metrics_counter c)
{
	atomic_fetch_add_explicit(&m->counters[c], 1, memory_order_relaxed);
}

/* Counts the answer to a check, and how long it took: "ns" nanoseconds, at
 * least 0. */
void metrics_check(struct metrics *m, enum metrics_verdict verdict,
    enum metrics_credential credential, int64_t ns);

/* Counts an attempt to log in (or to step up) whose decision has been
 * committed, what it has locked, and the time up to here; the wait for the
 * floor comes later. */
void metrics_login(
    struct metrics *m, bool step_up, const struct og_decision *d, int64_t ns);

/* Counts what the commit of a failure has closed or disabled. */
void metrics_locked(struct metrics *m, const struct og_decision *d);

/* Bounds of the buckets: in nanoseconds, and in seconds as text. */
extern const int64_t metrics_check_bounds[METRICS_BUCKETS];
extern const char *const metrics_check_seconds[METRICS_BUCKETS];
extern const int64_t metrics_login_bounds[METRICS_BUCKETS];
extern const char *const metrics_login_seconds[METRICS_BUCKETS];

#endif
