// SPDX-License-Identifier: ISC
/*
 * What is counted in memory: failures by where they come from, and by names
 * that no record counts for.  Evaluates nothing, and cannot let anybody in.
 */
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "lib/base/clock.h"
#include "lib/record/device.h"

/*
 * True when the record of its user knows this browser.  A cookie alone is worth
 * nothing: it outlives the user, and the administrator's will.  Only who has an
 * authentic one can have a record read by it, and it is read whatever comes out
 * of it.
 */
static bool
is_recognized(struct exchange *x, struct login *l)
{
	uint8_t digest[OG_DIGEST_LEN];
	bool ok;

	ok = og_device_digest(l->device.secret, digest) == OG_OK &&
	     og_store_get_id(&x->store, l->device.user, false, &l->user) ==
		 OG_OK;
	ok = ok && !l->user.disabled &&
	     og_device_find(&l->user, digest, og_clock_wall()) != NULL;
	og_user_clear(&l->user);
	return ok;
}

/* A known browser has an allowance of its own, whatever others do at its
 * address. */
static void
find_who(struct exchange *x, struct login *l)
{
	const struct limiter *limiter = x->gate->limiter;
	bool authentic;

	l->device_sent = browser_device(x, &l->device, &authentic);
	l->recognized = l->device_sent && authentic && is_recognized(x, l);
	if (l->recognized)
		limiter_browser(limiter, l->device.user, &l->who);
	else
		limiter_address(
		    limiter, request_get(&x->request, PARAM_ADDR), &l->who);
}

enum login_limits
login_limits_enter(struct exchange *x, struct login *l, unsigned *seconds)
{
	const struct og_settings *set = &x->conf->settings;

	find_who(x, l);
	*seconds =
	    limiter_take(x->gate->limiter, &l->who, set->address_failures,
		set->address_interval, og_clock_ms(), &l->debt);
	if (*seconds > 0)
		return LOGIN_TOO_MANY;
	return seats_take(x->gate->logins, &l->who, l->recognized, &l->seat)
		   ? LOGIN_MAY_TRY
		   : LOGIN_CROWDED;
}

bool
login_limits_sit(struct exchange *x, struct login *l)
{
	find_who(x, l);
	return seats_take(x->gate->logins, &l->who, l->recognized, &l->seat);
}

void
login_limits_forgive(const struct exchange *x, struct login *l)
{
	limiter_give_back(x->gate->limiter, &l->debt);
}

bool
login_limits_may_hash(const struct exchange *x, struct login *l)
{
	return seats_take(x->gate->hashes, &l->who, l->recognized, &l->hashing);
}

/* Every spelling of one name is one. */
static const char *
name_of(const struct login *l, size_t *len)
{
	const struct form_field *user = &l->field[LOGIN_USER];

	*len = l->name[0] != '\0' ? strlen(l->name) : user->len;
	return l->name[0] != '\0' ? l->name : user->value;
}

int64_t
login_limits_shadow(const struct exchange *x, const struct login *l)
{
	uint32_t failures;
	int64_t failed_at;
	const char *name;
	size_t len;

	name = name_of(l, &len);
	limiter_name_get(x->gate->limiter, name, len, &failures, &failed_at);
	return og_throttle_until(&x->conf->settings.policy.limits, failures,
	    failed_at, og_clock_wall());
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
login_limits_charge(const struct exchange *x, struct login *l)
{
	const char *name;
	size_t len;

	/* The address pays for what our machinery has failed at as well: that
	 * may be so for one record alone, or for whatever commits, and whoever
	 * could try such a name for ever would know it for somebody's. */
	if (!is_theirs(&l->decision))
		return;
	/* of those that came at once, only as many as in a record count */
	if (!l->shadow || l->waiting || !is_guess(l) ||
	    login_limits_shadow(x, l) != 0)
		return;
	name = name_of(l, &len);
	limiter_name_charge(x->gate->limiter, name, len, og_clock_wall());
}
