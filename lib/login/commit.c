// SPDX-License-Identifier: ISC
/*
 * The shell around the decision: decide, commit, decide again when another
 * process was faster.  No verdict leaves here before its commit has.
 */
#include "lib/login/commit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/record/device.h"
#include "lib/record/session.h"
#include "lib/rules/throttle.h"

/* Nobody gets in by an error. */
static void
refuse(struct og_decision *d, enum og_reason reason)
{
	memset(d, 0, sizeof(*d));
	d->reason = reason;
}

/* What was proven counts by the sessions' clock from here on. */
static void
start_session(struct og_user *next, const struct og_attempt *a,
    const struct og_login_session *session, const struct og_decision *d,
    int64_t now)
{
	struct og_proof proof = d->proof;

	proof.when = session->now;
	if (!a->step_up || !og_session_renew(next, a->session, session->id,
			       &proof, session->now)) {
		if (session->has_old)
			(void)og_session_end(next, session->old_id);
		og_session_add(next, session->id, &proof, session->address,
		    session->agent, session->now);
	}
	if (session->has_device)
		og_device_note(next, session->device, session->agent, now);
}

/* Commits; a record that would be too long loses the session that was seen
 * longest ago, until there is but the new one. */
static enum og_err
commit(struct og_store *store, struct og_user *next, uint64_t expected,
    enum og_durability durability)
{
	struct og_change change = {.user = next, .expected = expected};
	enum og_err err;

	for (;;) {
		err = og_store_put(store, &change, 1, durability);
		if (err != OG_ERR_RANGE || next->n_sessions <= 1)
			return err;
		og_session_drop_oldest(next);
	}
}

/* How many authenticators of "next" are disabled that were not in "u". */
static unsigned
count_disabled(struct og_user *u, const struct og_user *next)
{
	const struct og_authenticator *before;
	unsigned n = 0;

	for (size_t i = 0; i < next->n_authenticators; i++) {
		if (next->authenticators[i].state != OG_AUTH_DISABLED)
			continue;
		before = og_user_authenticator(u, next->authenticators[i].id);
		n += before == NULL || before->state != OG_AUTH_DISABLED;
	}
	return n;
}

/* How many of the devices or sessions of "a" are not in "b". */
static unsigned
count_gone(struct og_user *a, struct og_user *b, bool devices)
{
	unsigned n = 0;

	for (size_t i = 0; devices && i < a->n_devices; i++)
		n += og_device_get(b, a->devices[i].id) == NULL;
	for (size_t i = 0; !devices && i < a->n_sessions; i++)
		n += og_session_find(b, a->sessions[i].id) == NULL;
	return n;
}

/*
 * What the step from "u" to "next" has done besides the verdict.  A closed
 * lane evaluates nothing, so one that is closed now was closed by this charge.
 */
static void
note_effects(const struct og_policy *p, const struct og_attempt *a,
    struct og_user *u, struct og_user *next, int64_t now, struct og_decision *d)
{
	d->closed =
	    d->verdict != OG_ALLOW && d->reason != OG_REASON_PASSWORD &&
	    og_throttle_is_closed(&p->limits, next, d->lane, d->device, now);
	d->disabled = count_disabled(u, next);
	for (size_t i = 0; i < next->n_devices; i++) {
		if (og_device_get(u, next->devices[i].id) == NULL)
			d->device_added = next->devices[i].id;
	}
	d->devices_gone = count_gone(u, next, true);
	d->sessions_gone = count_gone(u, next, false);
	/* after a step-up, one of these goes on under another id */
	if (a->step_up && d->verdict == OG_ALLOW && d->sessions_gone > 0)
		d->sessions_gone--;
}

/* One round; OG_ERR_CONFLICT with *u read anew when the race was lost. */
static enum og_err
decide_once(struct og_store *store, const struct og_keyring *ring,
    const struct og_policy *p, struct og_user *u, struct og_user *next,
    const struct og_attempt *a, const struct og_login_session *session,
    int64_t now, struct og_decision *d)
{
	enum og_err err;

	og_policy_login(p, ring, u, a, now, next, d);
	/* while nobody can begin, as what stores something */
	if (!d->commit)
		return og_store_ready(store);
	if (d->verdict == OG_ALLOW && session != NULL)
		start_session(next, a, session, d, now);
	err =
	    commit(store, next, u->version, d->spend ? OG_SYNCED : OG_VISIBLE);
	if (err == OG_OK) {
		note_effects(p, a, u, next, now, d);
		og_user_copy(u, next);
	}
	return err;
}

/* Of a decision that could not be committed only this is left. */
static void
owe(struct og_decision *d)
{
	const struct og_decision was = *d;

	refuse(d, OG_REASON_ERROR);
	if (!was.commit || was.verdict == OG_ALLOW)
		return;
	d->owed = was.reason == OG_REASON_PASSWORD ? OG_CHARGE_PASSWORD
						   : OG_CHARGE_CODE;
	d->lane = was.lane;
	d->device = was.device;
}

enum og_err
og_login_commit(struct og_store *store, const struct og_keyring *ring,
    const struct og_policy *p, struct og_user *u, const struct og_attempt *a,
    const struct og_login_session *session, int64_t now, struct og_decision *d)
{
	struct og_store_race race = {0};
	enum og_err err = OG_ERR_NOMEM;
	struct og_user *next;
	uint64_t id = u->id;

	refuse(d, OG_REASON_ERROR);
	next = malloc(sizeof(*next));
	if (next == NULL)
		return err;
	for (;;) {
		err = OG_ERR_CONFLICT;
		if (!og_attempt_is_current(a, u))
			break;
		err = decide_once(store, ring, p, u, next, a, session, now, d);
		if (err != OG_ERR_CONFLICT)
			break;
		err = OG_ERR_BUSY;
		if (!og_store_try_again(store, &race))
			break;
		err = og_store_get_id(store, id, false, u);
		if (err != OG_OK)
			break;
	}
	if (err == OG_ERR_NOTFOUND) {
		/* removed meanwhile: as unknown as any other name */
		refuse(d, OG_REASON_UNKNOWN);
		err = OG_OK;
	} else if (err == OG_ERR_BUSY) {
		u->id = id; /* a failed read leaves anything there */
		owe(d);
	} else if (err != OG_OK) {
		refuse(d, OG_REASON_ERROR);
	}
	og_user_clear(next);
	free(next);
	return err;
}
