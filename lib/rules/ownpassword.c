/* SPDX-License-Identifier: ISC */
/*
 * A new password in the place of one that is known.  Hashes nothing, stores
 * nothing and asks no clock.  Must not tell whether a password is right while
 * there is a wait.
 */
#include "lib/rules/ownpassword.h"

#include <string.h>

#include "lib/record/session.h"

/* Passwords of the login are counted where it came in, never here. */
#define LANE OG_LANE_FIRST

int64_t
og_ownpassword_until(
    const struct og_user *u, const struct og_limits *limits, int64_t now)
{
	const struct og_counter *c = &u->lanes[LANE];

	return og_throttle_until(
	    limits, c->password_failures, c->password_failed_at, now);
}

enum og_ownpassword_result
og_ownpassword_change(struct og_user *u, const struct og_limits *limits,
    const struct og_ownpassword *typed, const uint8_t session[OG_DIGEST_LEN],
    int64_t now, int64_t *retry, size_t *ended)
{
	struct og_counter *c = &u->lanes[LANE];

	*ended = 0;
	*retry = og_ownpassword_until(u, limits, now);
	if (u->pwhash[0] == '\0' || strcmp(u->pwhash, typed->pwhash) != 0)
		return OG_OWNPASSWORD_STALE;
	if (*retry != 0)
		return OG_OWNPASSWORD_WAIT;
	if (!typed->right) {
		og_throttle_charge_password(u, LANE, 0, now);
		return OG_OWNPASSWORD_WRONG;
	}
	memcpy(u->pwhash, typed->new_pwhash, sizeof(u->pwhash));
	u->pwform = true;
	c->password_failures = 0;
	c->password_failed_at = 0;
	*ended = og_session_end_others(u, session);
	return OG_OWNPASSWORD_RIGHT;
}
