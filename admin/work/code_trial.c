/* SPDX-License-Identifier: ISC */
/*
 * Runs a code through the one decision, as a login would.  Must not decide
 * anything, and must not spare the code or the counters.
 */
#include "admin/work/code_trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/audit/outcome.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/login/run.h"
#include "lib/rules/enroll.h"

#define AROUND 3600 /* seconds to look to either side for a refused code */

static void
trial_audit(struct context *c, const char *name, const struct og_decision *d)
{
	const struct og_event event = {
	    .when = og_clock_wall(),
	    .event = c->command->name,
	    .verdict = d->verdict == OG_ALLOW ? "done" : "failed",
	    .reason = og_reason_name(d->reason),
	    .factor = og_factor_name(d->proof.factor),
	    .user = name,
	};

	og_audit_write(c->audit, &event);
	og_audit_outcome(c->audit, &event, d);
}

bool
code_trial_run(struct context *c, struct og_user *u, struct og_attempt *a,
    struct og_decision *d)
{
	struct og_login_run r = {.store = c->store,
	    .policy = &c->settings.policy,
	    .ring = &c->ring,
	    .id = u->id,
	    .attempt = a,
	    .user = u,
	    .decision = d};
	char name[OG_NAME_SIZE]; /* *u is undefined after a failed read */
	enum og_err err;

	memcpy(name, u->name, sizeof(name));
	(void)context_audit(c);
	a->first = OG_FIRST_NONE;
	a->lane = OG_LANE_OPEN;
	a->trial = true;
	err = og_login_run(&r, og_clock_wall());
	if (err == OG_OK && !r.known)
		err = OG_ERR_NOTFOUND;
	if (err == OG_ERR_UNKNOWN) {
		c->detail[0] = '\0';
		c->shown.done = false;
		change_is_unknown(c, name, true);
		return false;
	}
	if (err != OG_OK) {
		output_complain(name, "%s",
		    err == OG_ERR_NOTFOUND  ? "no such user"
		    : err == OG_ERR_DAMAGED ? CONTEXT_DAMAGED
					    : context_explain(c, err));
		return false;
	}
	trial_audit(c, name, d);
	change_tidy(c);
	return true;
}

static const char *
reason_text(enum og_reason reason)
{
	switch (reason) {
	case OG_REASON_CODE:
		return "the code is wrong";
	case OG_REASON_REPLAY:
		return "the code has already been used";
	case OG_REASON_RECOVERY:
		return "the recovery code is wrong or has already been used";
	case OG_REASON_DISABLED:
		return "the user is disabled";
	case OG_REASON_LOCKED:
		return "locked after too many wrong codes: see otpadm unlock";
	case OG_REASON_CLOCK:
		return "the clock of this host is behind the last code used";
	case OG_REASON_UNENROLLED:
		return "there is no authenticator that could accept a code";
	case OG_REASON_KEY:
		return "the secret cannot be opened with the key file: see "
		       "otpadm check";
	case OG_REASON_UNKNOWN:
		return "no such user";
	case OG_REASON_THROTTLED:
	case OG_REASON_NONE:
	case OG_REASON_OK:
	case OG_REASON_EXPIRED:
	case OG_REASON_STALE:
	case OG_REASON_GROUP:
	case OG_REASON_FACTOR:
	case OG_REASON_SCOPE:
	case OG_REASON_PATH:
	case OG_REASON_AGAIN:
	case OG_REASON_PASSWORD:
	case OG_REASON_MISSING:
	case OG_REASON_ERROR:
		break;
	}
	return og_reason_name(reason);
}

/* Steps by which the clock of "a" is ahead if "code" is its; the nearest. False
 * when it is not among those of the hour. */
static bool
look_in(const struct og_authenticator *a, const uint8_t *seed, size_t len,
    const char *code, int64_t now, int64_t *steps)
{
	const int64_t centre = (int64_t)og_totp_step(now, a->period);
	const int64_t most = AROUND / a->period;
	char text[OG_CODE_SIZE];
	uint32_t value;
	bool found = false;

	for (int64_t i = 0; i <= 2 * most && !found; i++) {
		int64_t at = (i + 1) / 2 * (i % 2 != 0 ? 1 : -1);

		if (centre + at < 0 ||
		    og_hotp(a->hash, seed, len, (uint64_t)(centre + at),
			a->digits, &value) != OG_OK)
			continue;
		og_code_format(value, a->digits, text);
		found = og_equal_ct(text, code, a->digits);
		*steps = at;
	}
	og_wipe(&value, sizeof(value));
	OG_WIPE_ARRAY(text);
	return found;
}

void
trial_look_around(const struct context *c, const struct og_user *u,
    const struct og_attempt *a, const struct og_decision *d,
    struct trial_off *off)
{
	const int64_t now = og_clock_wall();
	uint8_t seed[OG_SEED_MAX];
	int64_t steps;
	size_t len;

	memset(off, 0, sizeof(*off));
	/* what was not evaluated, is not evaluated here either */
	if (d->reason != OG_REASON_CODE)
		return;
	for (size_t i = 0; i < u->n_authenticators; i++) {
		const struct og_authenticator *it = &u->authenticators[i];

		if (it->type != OG_FACTOR_TOTP ||
		    !og_user_may_accept(it, now) ||
		    strlen(a->code) != it->digits || off->authenticator != 0 ||
		    og_enroll_seed(u, it, &c->ring, seed, &len) != OG_OK)
			continue;
		if (look_in(it, seed, len, a->code, now, &steps)) {
			off->authenticator = it->id;
			off->seconds = steps * (int64_t)it->period;
		}
	}
	OG_WIPE_ARRAY(seed);
}

static void
explain_off(const struct trial_off *off, const char *name)
{
	const int64_t seconds = off->seconds < 0 ? -off->seconds : off->seconds;

	output_complain(name,
	    "the code was not accepted: the clock of authenticator %" PRIu32
	    " is %" PRId64 " s %s%s; set the clock of the phone, or that of "
	    "this host",
	    off->authenticator, seconds, off->seconds < 0 ? "behind" : "ahead",
	    off->seconds < 0 ? ", unless the code is an old one" : "");
}

/* Complains when only the budget of the year has closed the way that a trial
 * takes. */
static bool
explain_budget(const struct context *c, struct og_user *u)
{
	const struct og_limits *l = &c->settings.policy.limits;
	const struct og_counter *n = og_user_counter(u, OG_LANE_OPEN, 0);
	const int64_t now = og_clock_wall();
	char when[OUTPUT_TIME_SIZE];
	int64_t until;

	if (n == NULL || n->failures >= l->lane_limit ||
	    !og_throttle_is_closed(l, u, OG_LANE_OPEN, 0, now))
		return false;
	until = og_throttle_opens(l, u, OG_LANE_OPEN, 0, now);
	output_time_format(until, when);
	output_complain(u->name,
	    "nothing was tried: the guess budget of the year is used up%s%s: "
	    "see otpadm unlock",
	    until != 0 ? " until " : "", until != 0 ? when : "");
	return true;
}

void
trial_explain(const struct context *c, struct og_user *u,
    const struct og_decision *d, const struct trial_off *off)
{
	const char *name = u->name;
	char when[OUTPUT_TIME_SIZE];

	if (off->authenticator != 0) {
		explain_off(off, name);
		return;
	}
	if (d->reason == OG_REASON_THROTTLED) {
		output_time_format(d->retry, when);
		output_complain(name,
		    "nothing was tried: after %" PRIu32
		    " wrong code%s there is a wait until %s",
		    d->failures, OUTPUT_S(d->failures), when);
		return;
	}
	if (d->reason != OG_REASON_LOCKED || !explain_budget(c, u))
		output_complain(name, "%s", reason_text(d->reason));
}

int64_t
code_trial_offset(struct og_user *u, const struct og_decision *d)
{
	const struct og_authenticator *it =
	    og_user_authenticator(u, d->proof.authenticator);

	if (it == NULL || d->proof.factor != OG_FACTOR_TOTP)
		return 0;
	return (int64_t)d->offset * (int64_t)it->period;
}
