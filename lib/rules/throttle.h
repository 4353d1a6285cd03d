/* SPDX-License-Identifier: ISC */
/*
 * The guess budget: waits that grow, lanes that close, and the arithmetic of
 * what a guess is worth.  Pure functions of a record and a time.
 */
#ifndef OTPGATE_RULES_THROTTLE_H
#define OTPGATE_RULES_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/record/user.h"

struct og_limits {
	uint32_t free_tries; /* failures without a wait (3) */
	uint32_t wait_max;   /* seconds; waits double from 1 up to this */
	uint32_t lane_limit; /* consecutive failures that close a lane (50) */
	uint32_t disable_at; /* in the proven lanes (100, no more) */
	double guess_budget; /* chance given away in a year (0.001) */
	unsigned window;     /* TOTP steps to either side (1) */
	unsigned look_ahead; /* HOTP counters beyond the next (5) */
};

/* Seconds to wait after "failures" consecutive failures. */
uint32_t og_throttle_wait(const struct og_limits *l, uint32_t failures);

/*
 * Until when a counter with "failures", the last at "failed_at", refuses; 0 if
 * it does not.  A "failed_at" up to 90 s after "now" (an attempt that began
 * before another was charged) counts as "now".  One further ahead (the clock
 * went back) does not refuse: the next failure is charged at "now" and waits
 * again.
 */
int64_t og_throttle_until(const struct og_limits *l, uint32_t failures,
    int64_t failed_at, int64_t now);

/* The time at which a failure of "when" is charged later, at "now": that of the
 * last one, "failed_at", if it came after it and is not in the future. */
int64_t og_throttle_charged_at(int64_t failed_at, int64_t when, int64_t now);

/*
 * True when codes in "lane" are refused until unlock: too many consecutive
 * failures, or (until old guesses leave the rolling year) the year's total of
 * the lane's share times the chance of one guess has reached half of the
 * budget.  Strangers cannot spend the owner's half.  "device" is the id of the
 * known browser for OG_LANE_DEVICE, otherwise 0; an unknown one is closed.
 */
bool og_throttle_is_closed(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now);

/*
 * When a closed lane opens again without unlock: by then, enough of the old
 * guesses have left the rolling year for the budget.  0 if never: the
 * consecutive limit closed it, or one guess is worth more than the budget.
 */
int64_t og_throttle_opens(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now);

/* How many wrong codes of a rolling year fit into half of the budget;
 * UINT32_MAX when there is no budget. */
uint32_t og_throttle_room(
    const struct og_limits *l, const struct og_user *u, int64_t now);

/* Charges a wrong code in "lane".  Proven lanes charge the authenticators too
 * and disable each that reaches the limit. */
void og_throttle_charge(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now);

/* Charges a wrong password in "lane". */
void og_throttle_charge_password(
    struct og_user *u, enum og_lane lane, uint32_t device, int64_t now);

/* Clears the code counters of "lane" and of "authenticator" (0: a recovery
 * code) after a success; the password counter stays. */
void og_throttle_clear(struct og_user *u, enum og_lane lane, uint32_t device,
    uint32_t authenticator);

/* What unlock does: every lane and authenticator counter is 0, authenticators
 * that failures disabled are active, guesses of the year forgotten.  Spent
 * steps and counters stay. */
void og_throttle_unlock(struct og_user *u);

/* The share of the budget that "lane" spends. */
enum og_share og_throttle_share(enum og_lane lane);

/* Wrong codes of "share" in the rolling year that ends at "now". */
uint32_t
og_throttle_year(const struct og_user *u, enum og_share share, int64_t now);

/* Chance that one guess is right, over all authenticators that could accept. */
double og_throttle_chance(
    const struct og_limits *l, const struct og_user *u, int64_t now);

#endif
