/* SPDX-License-Identifier: ISC */
/* How many guesses an attacker gets, simulated with the functions that decide.
 */
#ifndef OTPGATE_ADMIN_WORK_GUESSWORK_H
#define OTPGATE_ADMIN_WORK_GUESSWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/decision/policy.h"

#define GUESSWORK_DAY 86400
#define GUESSWORK_MAX 10000000u /* where counting ends: no cap was reached */

/*
 * Guesses that are evaluated for somebody who tries in "lane" (OG_LANE_DEVICE:
 * from one known browser) as often as the waits allow, for "seconds", on "u"
 * with clean counters, while the owner logs in every "owner" seconds in the
 * same lane (0: never).
 */
uint32_t guesswork_count(const struct og_limits *l, const struct og_user *u,
    enum og_lane lane, int64_t seconds, int64_t owner);

/* Guesses in a year until the lanes of "share" are closed, whichever of them
 * they use and whatever the owner does. */
uint32_t guesswork_cap(
    const struct og_limits *l, const struct og_user *u, enum og_share share);

#endif
