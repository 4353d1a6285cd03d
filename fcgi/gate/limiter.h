/* SPDX-License-Identifier: ISC */
/*
 * Counts in memory, in tables of a fixed size: failed logins by where they come
 * from, what a session does too often, and failures by user name if no user has
 * it.  Keys are hashed under a secret of this process, so nobody can aim at a
 * slot.
 *
 * An address is counted by itself and with the networks in which addresses are
 * assigned: IPv6 by /64, /56 and /48, IPv4 by itself and /24.  A wider network
 * has a share that is larger than one address's, and smaller than that of all
 * its members together, so that no inner one can use it up alone.
 */
#ifndef OTPGATE_FCGI_GATE_LIMITER_H
#define OTPGATE_FCGI_GATE_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/conf/settings.h"

#define LIMITER_LEVELS 3

struct limiter; /* opaque; may be used by several threads */

/* NULL when memory or random numbers are not available. */
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

/* Who is counted: the narrowest network first, each within the next one. */
struct limiter_who {
	unsigned n;
	uint64_t tag[LIMITER_LEVELS];
	unsigned
	    share[LIMITER_LEVELS]; /* as that many addresses; the first is 1 */
};

/*
 * An address.  IPv4 within IPv6 (mapped, NAT64, 6to4) is IPv4, a zone is cut
 * off, and text that is not an address counts by itself within a share that all
 * such texts have in common.
 */
void limiter_address(
    const struct limiter *l, const char *address, struct limiter_who *who);

/* A known browser of the user "id"; a session: each by itself. */
void
limiter_browser(const struct limiter *l, uint64_t id, struct limiter_who *who);
void limiter_session(const struct limiter *l, const uint8_t id[OG_DIGEST_LEN],
    struct limiter_who *who);

/* What was charged for one attempt, in order to refund it; all zero: nothing.
 */
struct limiter_debt {
	unsigned n;
	uint64_t tag[LIMITER_LEVELS];
	int64_t amount[LIMITER_LEVELS]; /* microseconds */
	int64_t rank[LIMITER_LEVELS];	/* the same, without what a fresh
					 * network pays for the others */
};

/*
 * Charges "who" for an attempt at "now_ms" (og_clock_ms) before it is made, so
 * that no more are under way than may fail, and returns 0 with *debt set; or
 * charges nothing and returns the seconds to wait.
 *
 * One address may fail "burst" times, and once more every "interval" seconds; a
 * network with a share of N, N times as often.  When that is used up, the next
 * narrower network still gets in if it owes nothing, and is charged everything
 * that it has: one attempt in "burst" * "interval" seconds, whatever its
 * neighbours do.  "burst" 0: no limit, nothing is charged.
 */
unsigned
limiter_take(struct limiter *l, const struct limiter_who *who, unsigned burst,
    unsigned interval, int64_t now_ms, struct limiter_debt *debt);

/* It was not a failure: refunds *debt, which becomes nothing. */
void limiter_give_back(struct limiter *l, struct limiter_debt *debt);

/*
 * The failures recorded for the name "name" that no user has (any bytes), and
 * when the last was (seconds, wall clock): for og_throttle_until.
 */
void limiter_name_get(struct limiter *l, const char *name, size_t len,
    uint32_t *failures, int64_t *failed_at);

/* Counts one. */
void limiter_name_charge(
    struct limiter *l, const char *name, size_t len, int64_t now);

#endif
