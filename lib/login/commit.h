/* SPDX-License-Identifier: ISC */
/*
 * The shell around the decision: read the record, decide, commit by
 * compare-and-set, and only then tell.  Web, PAM and otpadm all come here.
 */
#ifndef OTPGATE_LOGIN_COMMIT_H
#define OTPGATE_LOGIN_COMMIT_H

#include "lib/decision/policy.h"
#include "lib/store/store.h"

/* The session to create on success; NULL members as in og_session_add. */
struct og_login_session {
	uint8_t id[OG_DIGEST_LEN];     /* the new session */
	uint8_t old_id[OG_DIGEST_LEN]; /* the browser's former one */
	bool has_old; /* it ends with the same commit; after a step-up it goes
			 on under the new id */
	int64_t now;  /* the sessions' clock */
	bool has_device;	       /* note the browser as known */
	uint8_t device[OG_DIGEST_LEN]; /* digest of its secret */
	const char *address;
	const char *agent;
};

/*
 * Decides the prepared attempt on user "u" (as read before; replaced by the
 * record as committed) and commits what the decision demands, deciding again
 * whenever another process was faster.  "session" may be NULL.  A verdict
 * other than deny is in *d only after its commit has succeeded and is synced.
 * OG_OK: the verdict counts, whatever it is.  OG_ERR_CONFLICT: the password
 * hash or recovery set has changed, prepare again.  Any other error: denied,
 * d->reason is OG_REASON_ERROR.  With OG_ERR_BUSY no commit could begin, which
 * is so for every outcome alike, also for those that store nothing: the caller
 * must answer all of them in one way, and as if nothing had been decided.
 * d->owed is then what this attempt has to be charged with later (og_owed_add),
 * and u->id whose it is, though the rest of *u may be undefined.
 */
enum og_err og_login_commit(struct og_store *store,
    const struct og_keyring *ring, const struct og_policy *p, struct og_user *u,
    const struct og_attempt *a, const struct og_login_session *session,
    int64_t now, struct og_decision *d) OG_MUST_CHECK;

#endif
