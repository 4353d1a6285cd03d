/* SPDX-License-Identifier: ISC */
/*
 * One way to log in, for web, PAM and otpadm: read the record, ask whether the
 * attempt may be evaluated, do the slow part, commit; and once more from the
 * start when password or recovery codes have been changed meanwhile.
 *
 * Every attempt goes the whole way, whoever is named and whatever the record
 * says: what may not be evaluated, since there is no such user or there is a
 * wait, takes the same slow part, and asks the store where another commits.
 * Otherwise the time of an answer, or a store with which nobody can begin a
 * commit, would tell that a wait is on for a name that the asker has not failed
 * at himself; and those are names that somebody has.  A commit that has begun
 * may fail alone (a full disk, a damaged record): whoever answers must make no
 * difference between that and a refusal.
 */
#ifndef OTPGATE_LOGIN_RUN_H
#define OTPGATE_LOGIN_RUN_H

#include "lib/decision/preview.h"
#include "lib/login/commit.h"

#define OG_LOGIN_ROUNDS 4 /* of preparing one attempt */

struct og_login_run {
	/* The caller's, who owns all of it.  For a program with threads that
	 * run the parts below, "policy" and "ring" may be others each time. */
	struct og_store *store;
	const struct og_policy *policy;
	const struct og_keyring *ring;
	uint64_t id;	      /* whom; 0: whoever has "name" */
	const char *name;     /* folded; "" is nobody's */
	const char *password; /* NULL: not given */
	size_t password_len;
	struct og_attempt *attempt;   /* all but what og_attempt_prepare does */
	struct og_user *user;	      /* the record, while "known" */
	struct og_decision *decision; /* counts after og_login_conclude */

	/* The run's; all zero before it. */
	bool is_read;		 /* "known" says what the store has said */
	bool known;		 /* there is such a user */
	enum og_preview preview; /* may it be evaluated? */
	enum og_err err;	 /* of the machinery, in this round */
	unsigned rounds;	 /* before this one */
};

/*
 * The whole.  Asks first whether a commit could begin (og_store_ready), since
 * nothing is evaluated that could not be counted.  A record that
 * og_login_read has read before is that of the first round.  The results are
 * those of og_login_conclude; OG_ERR_CONFLICT: changed in every round.
 */
enum og_err og_login_run(struct og_login_run *r, int64_t now) OG_MUST_CHECK;

/*
 * The parts, in this order, for a program that has threads for each kind of
 * work.  A failure of one is kept in r->err, and nothing is evaluated then: the
 * others are called all the same, and og_login_conclude denies.
 *
 * og_login_read asks the store: r->known and r->user.  OG_OK, also for nobody;
 * else an error as for og_store_get_name.
 */
enum og_err og_login_read(struct og_login_run *r) OG_MUST_CHECK;

/* Waits for nothing: r->preview, and in *decision what og_decision_preview
 * says. */
void og_login_preview(struct og_login_run *r, int64_t now);

/* The slow part (og_attempt_prepare) and nothing else; as long for a name that
 * nobody has. */
void og_login_hash(struct og_login_run *r);

/*
 * Decides and commits (og_login_commit) what may be evaluated; for all else
 * asks the store whether a commit could begin, so that both fail alike while
 * none can.  OG_OK: *decision counts.  Any other error denies, with
 * OG_REASON_ERROR; OG_ERR_BUSY: as og_login_commit says, for all alike.
 */
enum og_err og_login_conclude(struct og_login_run *r,
    const struct og_login_session *session, int64_t now) OG_MUST_CHECK;

/* After og_login_conclude: true when password or recovery codes were changed
 * meanwhile, and there is another round, which begins with og_login_read. */
bool og_login_again(struct og_login_run *r);

#endif
