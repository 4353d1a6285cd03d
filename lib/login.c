// SPDX-License-Identifier: ISC
/*
 * The shell around the decision: decide, commit, decide again when another
 * process was faster.  No verdict leaves here before its commit has.
 */
#include "login.h"

#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "session.h"

#define TRIES 200 /* lost races before giving up: then denied */

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

/* One round; OG_ERR_CONFLICT with *u read anew when the race was lost. */
static enum og_err
decide_once(struct og_store *store, const struct og_keyring *ring,
    const struct og_policy *p, struct og_user *u, struct og_user *next,
    const struct og_attempt *a, const struct og_login_session *session,
    int64_t now, struct og_decision *d)
{
	enum og_err err;

	og_policy_login(p, ring, u, a, now, next, d);
	if (!d->commit)
		return OG_OK;
	if (d->verdict == OG_ALLOW && session != NULL)
		start_session(next, a, session, d, now);
	err =
	    commit(store, next, u->version, d->spend ? OG_SYNCED : OG_VISIBLE);
	if (err == OG_OK)
		og_user_copy(u, next);
	return err;
}

enum og_err
og_login_commit(struct og_store *store, const struct og_keyring *ring,
    const struct og_policy *p, struct og_user *u, const struct og_attempt *a,
    const struct og_login_session *session, int64_t now, struct og_decision *d)
{
	enum og_err err = OG_ERR_NOMEM;
	struct og_user *next;
	uint64_t id = u->id;

	refuse(d, OG_REASON_ERROR);
	next = malloc(sizeof(*next));
	if (next == NULL)
		return err;
	for (int i = 0; i < TRIES; i++) {
		err = OG_ERR_CONFLICT;
		if (!og_attempt_is_current(a, u))
			break;
		err = decide_once(store, ring, p, u, next, a, session, now, d);
		if (err != OG_ERR_CONFLICT)
			break;
		err = og_store_get_id(store, id, false, u);
		if (err != OG_OK)
			break;
		err = OG_ERR_BUSY;
	}
	if (err == OG_ERR_NOTFOUND) {
		/* removed meanwhile: as unknown as any other name */
		refuse(d, OG_REASON_UNKNOWN);
		err = OG_OK;
	} else if (err != OG_OK) {
		refuse(d, OG_REASON_ERROR);
	}
	og_user_clear(next);
	free(next);
	return err;
}
