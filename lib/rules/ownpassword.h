/* SPDX-License-Identifier: ISC */
/*
 * A user who is logged in changes his own password.  He has to know the old
 * one, and wrong ones are counted: a session that was left open, or stolen, is
 * no place for guessing.  They wait in a counter of their own, so that neither
 * strangers at the login keep him from it, nor the other way round.
 */
#ifndef OTPGATE_RULES_OWNPASSWORD_H
#define OTPGATE_RULES_OWNPASSWORD_H

#include "lib/record/user.h"
#include "lib/rules/throttle.h"

enum og_ownpassword_result {
	OG_OWNPASSWORD_STALE = 0, /* the record has another hash by now, or
				     none: nothing can be said */
	OG_OWNPASSWORD_WAIT,	  /* after failures: nothing is said */
	OG_OWNPASSWORD_WRONG,	  /* it was charged: *u has changed */
	OG_OWNPASSWORD_RIGHT	  /* the new one is there */
};

/* What was typed, after the slow part. */
struct og_ownpassword {
	char pwhash[OG_PWHASH_SIZE]; /* the one that it was checked against */
	bool right;
	char new_pwhash[OG_PWHASH_SIZE]; /* of the new one, so formed */
};

/* Until when no password is tried, or 0. */
int64_t og_ownpassword_until(
    const struct og_user *u, const struct og_limits *limits, int64_t now);

/*
 * Decides.  OG_OWNPASSWORD_RIGHT: "u" has the new password, and its sessions
 * have ended but "session"; *ended says how many.  OG_OWNPASSWORD_WAIT: until
 * *retry.  Only WRONG and RIGHT change *u.  Nobody is told before that is
 * stored.
 */
enum og_ownpassword_result
og_ownpassword_change(struct og_user *u, const struct og_limits *limits,
    const struct og_ownpassword *typed, const uint8_t session[OG_DIGEST_LEN],
    int64_t now, int64_t *retry, size_t *ended) OG_MUST_CHECK;

#endif
