// SPDX-License-Identifier: ISC
/*
 * What is counted in memory: failures by where they come from, and by names
 * that no record counts for.  Evaluates nothing, and cannot let anybody in.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "limiter.h"
#include "submission.h"

#define SOURCE_SIZE 64

/* A known browser has an allowance of its own, whatever others do at its
 * address. */
static void
put_source(
    const struct exchange *x, const struct login *l, char out[SOURCE_SIZE])
{
	if (l->device_authentic)
		(void)snprintf(
		    out, SOURCE_SIZE, "device of %" PRIu64, l->device.user);
	else
		(void)snprintf(out, SOURCE_SIZE, "%s",
		    request_get(&x->request, PARAM_ADDR));
}

unsigned
login_limits_wait(const struct exchange *x, const struct login *l)
{
	const struct og_settings *set = &x->conf->settings;
	char source[SOURCE_SIZE];

	put_source(x, l, source);
	return limiter_address_wait(x->gate->limiter, source,
	    set->address_failures, set->address_interval, og_clock_ms());
}

/* Every spelling of one name is one. */
static const char *
name_of(const struct login *l, size_t *len)
{
	const struct form_field *user = &l->field[LOGIN_USER];

	*len = l->name[0] != '\0' ? strlen(l->name) : user->len;
	return l->name[0] != '\0' ? l->name : user->value;
}

bool
login_limits_shadow(const struct exchange *x, const struct login *l)
{
	uint32_t failures;
	int64_t failed_at;
	const char *name;
	size_t len;

	name = name_of(l, &len);
	limiter_name_get(x->gate->limiter, name, len, &failures, &failed_at);
	return og_throttle_until(&x->conf->settings.policy.limits, failures,
		   failed_at, og_clock_wall()) != 0;
}

/* True for what would be counted if the name were somebody's. */
static bool
is_guess(const struct login *l)
{
	if (l->attempt.first == OG_FIRST_PASSWORD)
		return l->field[LOGIN_PASSWORD].len > 0;
	return (l->attempt.code[0] != '\0') != l->attempt.recovery_given;
}

/* False when it was our machinery that failed. */
static bool
is_theirs(const struct og_decision *d)
{
	return d->reason != OG_REASON_ERROR && d->reason != OG_REASON_CLOCK &&
	       d->reason != OG_REASON_KEY;
}

void
login_limits_charge(const struct exchange *x, const struct login *l)
{
	const struct og_settings *set = &x->conf->settings;
	char source[SOURCE_SIZE];
	const char *name;
	size_t len;

	if (!is_theirs(&l->decision))
		return;
	put_source(x, l, source);
	limiter_address_charge(x->gate->limiter, source, set->address_failures,
	    set->address_interval, og_clock_ms());
	/* of those that came at once, only as many as in a record count */
	if (!l->shadow || l->waiting || !is_guess(l) ||
	    login_limits_shadow(x, l))
		return;
	name = name_of(l, &len);
	limiter_name_charge(x->gate->limiter, name, len, og_clock_wall());
}
