/* SPDX-License-Identifier: ISC */
/*
 * Runs a code through the one decision, as a login would.  Must not decide
 * anything, and must not spare the code or the counters.
 */
#include "trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit_outcome.h"
#include "change.h"
#include "clock.h"
#include "command.h"
#include "login.h"
#include "output.h"

#define TRIES 8 /* times that the recovery set may change meanwhile */

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
trial_run(struct context *c, struct og_user *u, struct og_attempt *a,
    struct og_decision *d)
{
	const struct og_policy *policy = &c->settings.policy;
	const uint64_t id = u->id;
	char name[OG_NAME_SIZE]; /* *u is undefined after a failed read */
	enum og_err err = OG_ERR_CONFLICT;

	memcpy(name, u->name, sizeof(name));
	(void)context_audit(c);
	a->first = OG_FIRST_NONE;
	a->lane = OG_LANE_OPEN;
	a->trial = true;
	for (int i = 0; i < TRIES && err == OG_ERR_CONFLICT; i++) {
		err = og_store_get_id(c->store, id, false, u);
		if (err == OG_OK)
			err = og_attempt_prepare(policy, u, NULL, 0, a);
		if (err == OG_OK)
			err = og_login_commit(c->store, &c->ring, policy, u, a,
			    NULL, og_clock_wall(), d);
	}
	if (err != OG_OK) {
		output_complain(name, "%s",
		    err == OG_ERR_NOTFOUND ? "no such user"
		    : err == OG_ERR_BUSY   ? context_busy(c)
					   : og_strerror(err));
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
		return "the code has been used already";
	case OG_REASON_RECOVERY:
		return "the recovery code is wrong or has been used already";
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

void
trial_explain(const struct og_decision *d, const char *name)
{
	char when[OG_TIME_SIZE];

	if (d->reason == OG_REASON_THROTTLED) {
		og_clock_format(d->retry, when);
		output_complain(name,
		    "nothing was tried: after %" PRIu32
		    " wrong codes there is a wait until %s",
		    d->failures, when);
		return;
	}
	output_complain(name, "%s", reason_text(d->reason));
}

int64_t
trial_offset(struct og_user *u, const struct og_decision *d)
{
	const struct og_authenticator *it =
	    og_user_authenticator(u, d->proof.authenticator);

	if (it == NULL || d->proof.factor != OG_FACTOR_TOTP)
		return 0;
	return (int64_t)d->offset * (int64_t)it->period;
}
