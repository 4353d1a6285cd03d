/* SPDX-License-Identifier: ISC */
/*
 * The guess budget: waits that double, lanes that close, a rolling year, and
 * what one guess is worth.  Pure functions of a record and a time; counters
 * saturate and a clock that goes back loses no count.  Nothing here knows why
 * an attempt failed.
 */
#include "lib/rules/throttle.h"

#include <string.h>

#define CLOCK_SLACK 90	   /* seconds */
#define MONTH (30 * 86400) /* seconds in a bucket of the rolling year */

uint32_t
og_throttle_wait(const struct og_limits *l, uint32_t failures)
{
	uint32_t doublings;

	if (failures == 0 || failures < l->free_tries)
		return 0;
	doublings = failures - l->free_tries;
	if (doublings >= 31 || (uint32_t)1 << doublings > l->wait_max)
		return l->wait_max;
	return (uint32_t)1 << doublings;
}

int64_t
og_throttle_until(const struct og_limits *l, uint32_t failures,
    int64_t failed_at, int64_t now)
{
	int64_t until;

	if (failed_at > now + CLOCK_SLACK)
		return 0;
	if (failed_at > now)
		failed_at = now;
	until = failed_at + og_throttle_wait(l, failures);
	return until > now ? until : 0;
}

int64_t
og_throttle_charged_at(int64_t failed_at, int64_t when, int64_t now)
{
	return failed_at > when && failed_at <= now + CLOCK_SLACK ? failed_at
								  : when;
}

static uint32_t
month_of(int64_t now)
{
	return now > 0 ? (uint32_t)(now / MONTH) : 0;
}

enum og_share
og_throttle_share(enum og_lane lane)
{
	if (lane == OG_LANE_KEY || lane == OG_LANE_DEVICE)
		return OG_SHARE_OWNER;
	return OG_SHARE_STRANGERS;
}

uint32_t
og_throttle_year(const struct og_user *u, enum og_share share, int64_t now)
{
	const struct og_year *y = &u->years[share];
	uint32_t month = month_of(now), sum = 0;
	size_t i, past = month > y->month ? month - y->month : 0;

	for (i = 0; i < OG_MONTHS && i + past < OG_MONTHS; i++) {
		if (y->guesses[i] > UINT32_MAX - sum)
			return UINT32_MAX;
		sum += y->guesses[i];
	}
	return sum;
}

double
og_throttle_chance(
    const struct og_limits *l, const struct og_user *u, int64_t now)
{
	const struct og_authenticator *a;
	double chance = 0, one;
	unsigned digit;
	size_t i;

	for (i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		if (!og_user_may_accept(a, now))
			continue;
		if (a->type == OG_FACTOR_HOTP)
			one = (double)l->look_ahead + 1;
		else
			one = 2 * (double)l->window + 1;
		for (digit = 0; digit < a->digits; digit++)
			one /= 10;
		chance += one;
	}
	return chance < 1 ? chance : 1;
}

bool
og_throttle_is_closed(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now)
{
	const struct og_counter *c = og_user_counter(u, lane, device);
	enum og_share share = og_throttle_share(lane);

	if (c == NULL || c->failures >= l->lane_limit)
		return true;
	if (l->guess_budget <= 0)
		return false;
	/* the next guess must still fit into this share's half */
	return (og_throttle_year(u, share, now) + 1.0) *
		   og_throttle_chance(l, u, now) >
	       l->guess_budget / OG_SHARES;
}

int64_t
og_throttle_opens(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now)
{
	const struct og_counter *c = og_user_counter(u, lane, device);
	enum og_share share = og_throttle_share(lane);
	double chance = og_throttle_chance(l, u, now);
	uint32_t month = month_of(now);
	int64_t when;
	unsigned i;

	if (c == NULL || c->failures >= l->lane_limit || l->guess_budget <= 0)
		return 0;
	/* counts of a clock that was ahead go by that one */
	if (u->years[share].month > month)
		month = u->years[share].month;
	for (i = 1; i <= OG_MONTHS; i++) {
		when = ((int64_t)month + i) * MONTH;
		if ((og_throttle_year(u, share, when) + 1.0) * chance <=
		    l->guess_budget / OG_SHARES)
			return when;
	}
	return 0;
}

uint32_t
og_throttle_room(
    const struct og_limits *l, const struct og_user *u, int64_t now)
{
	double chance = og_throttle_chance(l, u, now), room;

	if (l->guess_budget <= 0 || chance <= 0)
		return UINT32_MAX;
	room = l->guess_budget / OG_SHARES / chance;
	return room < UINT32_MAX ? (uint32_t)room : UINT32_MAX;
}

static void
count(uint32_t *counter)
{
	if (*counter < UINT32_MAX)
		(*counter)++;
}

/* Counts one wrong code in a rolling year.  guesses[0] is always the bucket of
 * "month"; when the clock has gone back the count goes there, too. */
static void
count_guess(struct og_year *u, int64_t now)
{
	uint32_t month = month_of(now), past;

	if (month > u->month) {
		past = month - u->month;
		if (past > OG_MONTHS)
			past = OG_MONTHS;
		memmove(u->guesses + past, u->guesses,
		    (OG_MONTHS - past) * sizeof(u->guesses[0]));
		memset(u->guesses, 0, past * sizeof(u->guesses[0]));
		u->month = month;
	}
	count(&u->guesses[0]);
}

void
og_throttle_charge(const struct og_limits *l, struct og_user *u,
    enum og_lane lane, uint32_t device, int64_t now)
{
	struct og_counter *c = og_user_counter(u, lane, device);
	struct og_authenticator *a;
	size_t i;

	if (c != NULL) {
		count(&c->failures);
		c->failed_at = now;
	}
	count_guess(&u->years[og_throttle_share(lane)], now);
	if (lane == OG_LANE_OPEN)
		return; /* strangers never disable anything */
	for (i = 0; i < u->n_authenticators; i++) {
		a = &u->authenticators[i];
		if (a->state != OG_AUTH_ACTIVE)
			continue;
		count(&a->failures);
		if (a->failures >= l->disable_at)
			a->state = OG_AUTH_DISABLED;
	}
}

void
og_throttle_charge_password(
    struct og_user *u, enum og_lane lane, uint32_t device, int64_t now)
{
	struct og_counter *c = og_user_counter(u, lane, device);

	if (c == NULL)
		return;
	count(&c->password_failures);
	c->password_failed_at = now;
}

/* The password counter stays: a code says nothing about a password. */
void
og_throttle_clear(struct og_user *u, enum og_lane lane, uint32_t device,
    uint32_t authenticator)
{
	struct og_authenticator *a = og_user_authenticator(u, authenticator);
	struct og_counter *c = og_user_counter(u, lane, device);

	if (c != NULL) {
		c->failures = 0;
		c->failed_at = 0;
	}
	if (a != NULL)
		a->failures = 0;
}

void
og_throttle_unlock(struct og_user *u)
{
	size_t i;

	memset(u->lanes, 0, sizeof(u->lanes));
	memset(u->years, 0, sizeof(u->years));
	for (i = 0; i < u->n_devices; i++)
		memset(&u->devices[i].counter, 0, sizeof(struct og_counter));
	for (i = 0; i < u->n_authenticators; i++) {
		u->authenticators[i].failures = 0;
		if (u->authenticators[i].state == OG_AUTH_DISABLED)
			u->authenticators[i].state = OG_AUTH_ACTIVE;
	}
}
