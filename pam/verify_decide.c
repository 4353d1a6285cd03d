/* SPDX-License-Identifier: ISC */
/*
 * From what was typed to a verdict.  The verdict itself is
 * lib/decision/policy.c's; here is what stands around it: settings, keys, the
 * record, the log.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "lib/audit/audit.h"
#include "lib/audit/outcome.h"
#include "lib/audit/target.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/files/keyfile.h"
#include "lib/login/owed.h"
#include "lib/login/run.h"
#include "lib/stores/open.h"
#include "pam/answer.h"
#include "pam/verify.h"

#define LOG_PATIENCE_MS 200
#define SETTLE_PAUSE 50 /* ms, between two tries to count what is owed */

/* One question on its way. */
struct work {
	const struct question *q;
	struct reply *r;
	const char *answer; /* in q->answer, behind a password */
	bool unlogged;	    /* its log cannot be had, or takes no lines */
	struct og_settings settings;
	struct og_keyring ring;
	struct og_store *store;
	struct og_audit *audit;
	struct og_user user;
	struct og_attempt attempt;
	struct og_decision decision;
	struct og_login_run run; /* of these three */
	struct og_owed *owed;	 /* NULL: nothing */
};

/* One of each for a process. */
static struct work work;
static struct og_audit *audit;

/* --- settings, keys, database --- */

/* The words of an error that an administrator has to mend: the module says
 * them, in the name of its program. */
static void
note(
    struct work *w, const char *what, const struct og_why *why, enum og_err err)
{
	char *out = w->r->note;
	const bool first = out[0] == '\0';
	struct og_buf b;

	og_buf_init(&b, 2 * NOTE_MAX);
	og_buf_puts(&b, first ? "" : "; ");
	og_buf_printf(&b, "%s: %s", what,
	    why->text[0] != '\0' ? why->text : og_strerror(err));
	if (err == OG_ERR_DAMAGED)
		og_buf_puts(&b, ": see otpadm check");
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.data[i] < ' ' || b.data[i] == 127)
			b.data[i] = '?';
	if (og_buf_err(&b) == OG_OK && strlen(out) + b.len <= NOTE_MAX)
		memcpy(out + strlen(out), b.data, b.len + 1);
	og_buf_clear(&b);
}

/* Standard error leads nowhere. */
static const char *
log_target(const struct og_settings *s)
{
	return s->log[0] == '/' ? s->log : "syslog";
}

/* The user as he is now: how the answer is cut depends on him. */
static enum og_err
read_user(struct work *w)
{
	w->run = (struct og_login_run){.store = w->store,
	    .policy = &w->settings.policy,
	    .ring = &w->ring,
	    .name = w->q->user,
	    .password = w->q->password,
	    .password_len = strlen(w->q->password),
	    .attempt = &w->attempt,
	    .user = &w->user,
	    .decision = &w->decision};
	return og_login_read(&w->run);
}

/* A log that cannot be had keeps nobody out, but is complained of, and syslog
 * has what it would have had. */
static void
open_log(struct work *w)
{
	static const char ident[] = "otpgate-pam-verify";
	struct og_why why = {.text = ""};

	og_audit_make(log_target(&w->settings), w->settings.user);
	if (og_audit_open(&w->audit, log_target(&w->settings), ident, &why) !=
	    OG_OK) {
		note(w, "log", &why, OG_ERR_IO);
		w->unlogged = true;
		(void)!og_audit_open(&w->audit, "syslog", ident, NULL);
	}
	og_audit_set_format(w->audit, w->settings.log_format);
}

/* Everything, and the user. */
static bool
open_all(struct work *w)
{
	struct og_why why = {.text = ""};
	const char *what = w->q->config;
	enum og_err err;

	err = og_settings_load(what, &w->settings, &why);
	if (err == OG_OK) {
		w->r->floor = w->settings.failure_floor;
		what = "keys";
		err = og_keyfile_load(w->settings.keys, &w->ring, &why);
	}
	if (err == OG_OK) {
		what = "database";
		/* one user of 100,000 is found without reading all */
		err =
		    og_store_open(&w->store, &w->settings, OG_STORE_ONCE, &why);
	}
	if (err == OG_OK) {
		open_log(w);
		why.text[0] = '\0';
		err = read_user(w);
	}
	if (err != OG_OK)
		note(w, what, &why, err);
	return err == OG_OK;
}

/* After a good read of the database: nothing of this user could ever prove
 * anything.  A disabled user, or a name that is none, is not "not enrolled". */
static bool
is_unenrolled(const struct work *w)
{
	if (w->q->user[0] == '\0')
		return false;
	return !w->run.known ||
	       (!w->user.disabled && w->user.n_authenticators == 0 &&
		   w->user.recovery.n == 0 && w->user.pwhash[0] == '\0');
}

/* --- the attempt --- */

/* How many digits the codes of this user have: those of the first
 * authenticator that could accept one. */
static unsigned
digits_of(const struct work *w)
{
	size_t i;

	for (i = 0; w->run.known && i < w->user.n_authenticators; i++)
		if (og_user_may_accept(
			&w->user.authenticators[i], og_clock_wall()))
			return w->user.authenticators[i].digits;
	return OG_DIGITS_MIN;
}

static void
fill_attempt(struct work *w)
{
	const struct question *q = w->q;
	struct og_attempt *a = &w->attempt;

	w->answer = q->answer;
	if (q->forward) {
		w->r->cut =
		    answer_split(q->answer, digits_of(w), &w->r->password);
		w->answer += w->r->password;
	}
	a->lane = q->key ? OG_LANE_KEY : OG_LANE_OPEN;
	a->first = OG_FIRST_NONE;
	if (q->key_or_password && !q->key)
		a->first = OG_FIRST_PASSWORD;
	a->spoilt = answer_is_dummy(q->answer) || answer_is_dummy(q->password);
	(void)answer_read(w->answer, q->want, a);
	/* The slow work depends on the lengths of what was typed and on nothing
	 * else in it: that is all that sshd leaves when it has spoilt an
	 * answer, and a busy machine would let everybody see the difference. */
	a->recovery_work =
	    q->want != WANT_CODE && strlen(q->answer) >= ANSWER_RECOVERY_MIN;
}

/* Where the settings want it, nobody is judged of whom the log would have
 * nothing. */
static enum og_err
log_ready(struct work *w)
{
	const struct og_why why = {.text = "it takes no lines now"};

	if (!w->settings.log_required ||
	    (!w->unlogged && og_audit_is_ready(w->audit)))
		return OG_OK;
	if (!w->unlogged)
		note(w, "log", &why, OG_ERR_AGAIN);
	w->unlogged = true;
	return OG_ERR_AGAIN;
}

static void
log_decision(struct work *w, enum og_err err, const struct og_why *why)
{
	const struct og_decision *d = &w->decision;
	char service[96];
	struct og_event e = {.when = og_clock_wall(),
	    .event = "pam",
	    .verdict = d->verdict == OG_ALLOW ? "allow" : "deny",
	    .reason = og_reason_name(d->reason),
	    .address = w->q->address,
	    .detail = service,
	    .user = w->run.known ? w->q->user : NULL};

	(void)snprintf(service, sizeof(service), "service %.64s%s",
	    w->q->service, w->q->key ? ", key accepted" : "");
	if (d->verdict == OG_ALLOW)
		e.factor = og_factor_name(d->proof.factor);
	if (d->reason == OG_REASON_ERROR)
		e.detail = why->text[0] != '\0' ? why->text : og_strerror(err);
	og_audit_write(w->audit, &e);
	og_audit_outcome(w->audit, &e, d);
}

/* --- the reply --- */

static enum outcome
outcome_of(const struct og_decision *d)
{
	switch (d->reason) {
	case OG_REASON_OK:
		return d->verdict == OG_ALLOW ? OUTCOME_LET_IN
					      : OUTCOME_UNAVAILABLE;
	case OG_REASON_PASSWORD:
	case OG_REASON_CODE:
	case OG_REASON_REPLAY:
	case OG_REASON_RECOVERY:
	case OG_REASON_MISSING:
	case OG_REASON_DISABLED:
		return OUTCOME_DENIED;
	case OG_REASON_UNKNOWN:
	case OG_REASON_UNENROLLED:
		return OUTCOME_UNKNOWN;
	case OG_REASON_THROTTLED:
	case OG_REASON_LOCKED:
		/* sshd ends the connection for it, which would tell a stranger
		 * that there is such a user */
		return d->lane == OG_LANE_KEY ? OUTCOME_WAIT : OUTCOME_DENIED;
	case OG_REASON_NONE:
	case OG_REASON_EXPIRED:
	case OG_REASON_STALE:
	case OG_REASON_GROUP:
	case OG_REASON_FACTOR:
	case OG_REASON_SCOPE:
	case OG_REASON_PATH:
	case OG_REASON_AGAIN:
	case OG_REASON_CLOCK:
	case OG_REASON_KEY:
	case OG_REASON_ERROR:
		break;
	}
	return OUTCOME_UNAVAILABLE;
}

static void
fill_reply(struct work *w)
{
	const struct og_decision *d = &w->decision;
	struct reply *r = w->r;

	r->outcome = outcome_of(d);
	/* nothing is said about what sshd has spoilt */
	if (w->attempt.spoilt)
		return;
	(void)snprintf(
	    r->reason, sizeof(r->reason), "%s", og_reason_name(d->reason));
	(void)snprintf(r->lane, sizeof(r->lane), "%s", og_lane_name(d->lane));
	r->failures = d->failures;
	if (r->outcome == OUTCOME_LET_IN &&
	    d->proof.factor == OG_FACTOR_RECOVERY) {
		r->recovery = true;
		r->left = d->recovery_left;
	}
}

/* The lock was lost between the question for it and the commit. */
static void
owe(struct work *w)
{
	if (w->decision.owed == OG_CHARGE_NONE)
		return;
	w->owed = og_owed_new();
	if (w->owed != NULL)
		(void)!og_owed_add(
		    w->owed, w->user.id, &w->decision, og_clock_wall());
}

static void
decide(struct work *w)
{
	struct og_why why = {.text = ""};
	enum og_err err;

	w->decision.reason = OG_REASON_ERROR;
	fill_attempt(w);
	err = log_ready(w);
	if (err == OG_OK) {
		og_store_hurry(w->store);
		err = og_login_run(&w->run, og_clock_wall());
	}
	if (err != OG_OK) {
		owe(w);
		memset(&w->decision, 0, sizeof(w->decision));
		w->decision.reason = OG_REASON_ERROR;
	}
	if (err != OG_OK)
		(void)og_store_explain(w->store, err, &why);
	if (err != OG_OK && err != OG_ERR_AGAIN)
		note(w, "database", &why, err);
	if (!w->attempt.spoilt)
		log_decision(w, err, &why);
	fill_reply(w);
}

/* All but the log, which may have lines to come. */
static void
finish(struct work *w)
{
	og_owed_free(w->owed);
	og_store_free(&w->store);
	og_keyring_clear(&w->ring);
	og_user_clear(&w->user);
	OG_WIPE_OBJECT(w);
}

bool
verify_reply(const struct question *q, struct reply *r)
{
	struct work *w = &work;

	memset(r, 0, sizeof(*r));
	w->q = q;
	w->r = r;
	if (open_all(w)) {
		if (q->step == STEP_DECIDE)
			decide(w);
		else
			r->outcome =
			    is_unenrolled(w) ? OUTCOME_PASSED : OUTCOME_READY;
	}
	audit = w->audit;
	if (w->owed != NULL)
		return true;
	finish(w);
	return false;
}

/* Of an attempt that was answered a while ago. */
static void
tell_late(const char *user, const struct og_decision *d, void *arg)
{
	struct work *w = arg;
	const struct og_event e = {.when = og_clock_wall(), .user = user};

	og_audit_outcome(w->audit, &e, d);
}

void
verify_settle(int64_t ms)
{
	const int64_t end = og_clock_ms() + ms;
	struct work *w = &work;
	unsigned charged = 0;
	struct og_event e = {.event = "limit",
	    .verdict = "done",
	    .reason = "late",
	    .detail = "1 failure counted that could not be before"};

	og_keyring_clear(&w->ring);
	/* what is here is read by others, and must not wait for the lock */
	(void)og_audit_drain(audit, LOG_PATIENCE_MS);
	while (og_owed_settle(w->owed, w->store, &w->settings.policy.limits,
		   og_clock_wall(), tell_late, w, &charged) != OG_OK &&
	       og_clock_ms() < end)
		(void)poll(NULL, 0, SETTLE_PAUSE);
	e.when = og_clock_wall();
	if (charged > 0)
		og_audit_write(w->audit, &e);
	finish(w);
}

unsigned
verify_end(void)
{
	return og_audit_drain(audit, LOG_PATIENCE_MS);
}
