/* SPDX-License-Identifier: ISC */
/*
 * The last stage: from what was typed to a verdict.  The verdict itself is
 * lib/policy.c's; here is what stands around it: the record, the log, the
 * floor, and what the owner is told.
 */
#include <sys/resource.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include <security/pam_ext.h>

#include "audit_outcome.h"
#include "clock.h"
#include "dialog.h"
#include "shield.h"
#include "visit.h"

#define ROUNDS_MAX 3 /* of hashing, when password or codes are changed */

static void
log_decision(struct visit *v, enum og_err err)
{
	const struct og_decision *d = &v->decision;
	struct rlimit limit = {.rlim_cur = 0};
	char service[96];
	struct og_event e = {.when = og_clock_wall(),
	    .event = "pam",
	    .verdict = d->verdict == OG_ALLOW ? "allow" : "deny",
	    .reason = og_reason_name(d->reason),
	    .address = visit_item(v, PAM_RHOST),
	    .detail = service,
	    .user = v->known ? v->name : NULL};

	(void)snprintf(service, sizeof(service), "service %.64s%s",
	    visit_item(v, PAM_SERVICE), v->key ? ", key accepted" : "");
	if (d->verdict == OG_ALLOW)
		e.factor = og_factor_name(d->proof.factor);
	if (d->reason == OG_REASON_ERROR)
		e.detail = og_strerror(err);
	og_audit_write(v->audit, &e);
	og_audit_outcome(v->audit, &e, d);
	/* who starts su may choose where its files end: not this log */
	if (getrlimit(RLIMIT_FSIZE, &limit) != 0 ||
	    limit.rlim_cur != RLIM_INFINITY)
		pam_syslog(v->pamh, LOG_NOTICE,
		    "%s, reason %s, user \"%s\" (file sizes are limited)",
		    e.verdict, e.reason, e.user != NULL ? e.user : "");
}

static void
fill_attempt(struct visit *v)
{
	struct og_attempt *a = &v->attempt;

	a->lane = v->key ? OG_LANE_KEY : OG_LANE_OPEN;
	a->first = OG_FIRST_NONE;
	if (v->args.key_or_password && !v->key)
		a->first = OG_FIRST_PASSWORD;
	(void)answer_read(v->answer, v->args.want, a);
}

/*
 * The slow work.  It depends on the lengths of what was typed and on nothing
 * else in it: that is all that sshd leaves when it has spoilt an answer, and a
 * busy machine would let everybody see the difference.
 */
static enum og_err
prepare(struct visit *v)
{
	const bool recovery = v->attempt.recovery_given;
	enum og_err err;

	v->attempt.recovery_given =
	    v->args.want != WANT_CODE && v->typed >= ANSWER_RECOVERY_MIN;
	err =
	    og_attempt_prepare(&v->settings.policy, v->known ? &v->user : NULL,
		v->password, strlen(v->password), &v->attempt);
	v->attempt.recovery_given = recovery;
	return err;
}

/* Prepares and commits; again when password or recovery codes were changed
 * meanwhile.  Without a record, or without an answer: the same work, and no. */
static enum og_err
attempt(struct visit *v)
{
	const struct og_policy *p = &v->settings.policy;
	enum og_err ready, err = OG_ERR_CONFLICT;

	/* nothing is evaluated that could not be counted, and who has nothing
	 * to be counted goes the same way */
	og_store_hurry(v->store);
	ready = og_store_ready(v->store);
	if (ready != OG_OK)
		return ready;
	for (int i = 0; i < ROUNDS_MAX && err == OG_ERR_CONFLICT; i++) {
		err = visit_read_user(v);
		if (err != OG_OK)
			return err;
		err = prepare(v);
		if (err != OG_OK)
			return err;
		if (!v->known || v->dummy) {
			v->decision.reason =
			    v->dummy ? OG_REASON_CODE : OG_REASON_UNKNOWN;
			return og_store_ready(v->store);
		}
		err = og_login_commit(v->store, &v->ring, p, &v->user,
		    &v->attempt, NULL, og_clock_wall(), &v->decision);
	}
	return err;
}

/*
 * Sleeps until the next whole multiple of the floor after the answer.  To the
 * nanosecond: rounded, the time of waking would still tell how long the work
 * before had taken.
 */
static void
wait_for_floor(const struct visit *v)
{
	const int64_t unit = (int64_t)v->settings.failure_floor * 1000000;
	int64_t left = unit - (og_clock_ns() - v->answered) % unit;
	struct timespec t = {
	    .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};

	while (nanosleep(&t, &t) == -1 && errno == EINTR)
		; /* the rest */
}

/* What an owner wants to know.  PAM's own channel, which sshd and ssh
 * keep off standard output: no file transfer is broken by it. */
static void
tell(const struct visit *v)
{
	const struct og_decision *d = &v->decision;
	char text[128];

	if (v->silent)
		return;
	if (d->proof.factor == OG_FACTOR_RECOVERY) {
		(void)snprintf(text, sizeof(text),
		    "That recovery code is spent; you have %u left.",
		    d->recovery_left);
		dialog_tell(&v->conv, text);
	}
	if (d->failures > 0) {
		(void)snprintf(text, sizeof(text),
		    d->failures == 1
			? "There was %u failed attempt since your last login."
			: "There were %u failed attempts since your last "
			  "login.",
		    (unsigned)d->failures);
		dialog_tell(&v->conv, text);
	}
}

int
visit_result(const struct og_decision *d)
{
	switch (d->reason) {
	case OG_REASON_OK:
		return d->verdict == OG_ALLOW ? PAM_SUCCESS
					      : PAM_AUTHINFO_UNAVAIL;
	case OG_REASON_PASSWORD:
	case OG_REASON_CODE:
	case OG_REASON_REPLAY:
	case OG_REASON_RECOVERY:
	case OG_REASON_MISSING:
	case OG_REASON_DISABLED:
		return PAM_AUTH_ERR;
	case OG_REASON_UNKNOWN:
	case OG_REASON_UNENROLLED:
		return PAM_USER_UNKNOWN;
	case OG_REASON_THROTTLED:
	case OG_REASON_LOCKED:
		/* sshd ends the connection for it, which would tell a stranger
		 * that there is such a user */
		return d->lane == OG_LANE_KEY ? PAM_MAXTRIES : PAM_AUTH_ERR;
	case OG_REASON_NONE:
	case OG_REASON_EXPIRED:
	case OG_REASON_STALE:
	case OG_REASON_GROUP:
	case OG_REASON_FACTOR:
	case OG_REASON_SCOPE:
	case OG_REASON_PATH:
	case OG_REASON_CLOCK:
	case OG_REASON_KEY:
	case OG_REASON_ERROR:
		break;
	}
	return PAM_AUTHINFO_UNAVAIL;
}

/* The name that the code was asked for has to be the one that gets in. */
static bool
is_same_user(const struct visit *v)
{
	return v->name[0] == '\0' ||
	       strcmp(visit_item(v, PAM_USER), v->name) == 0;
}

int
visit_decide(struct visit *v)
{
	struct shield shield;
	enum og_err err;

	v->decision.reason = OG_REASON_ERROR;
	if (!is_same_user(v)) {
		pam_syslog(v->pamh, LOG_ERR, "the user's name has changed");
		return PAM_AUTHINFO_UNAVAIL;
	}
	fill_attempt(v);
	shield_raise(&shield);
	err = attempt(v);
	if (err != OG_OK) {
		memset(&v->decision, 0, sizeof(v->decision));
		v->decision.reason = OG_REASON_ERROR;
		pam_syslog(v->pamh, LOG_ERR, "database: %s", og_strerror(err));
	}
	if (!v->dummy)
		log_decision(v, err);
	shield_lower(&shield);
	if (v->args.debug && !v->dummy)
		pam_syslog(v->pamh, LOG_DEBUG, "reason %s, lane %s, %u before",
		    og_reason_name(v->decision.reason),
		    og_lane_name(v->decision.lane),
		    (unsigned)v->decision.failures);
	if (v->decision.verdict == OG_ALLOW)
		tell(v);
	else
		wait_for_floor(v);
	return visit_result(&v->decision);
}
