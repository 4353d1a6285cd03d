/* SPDX-License-Identifier: ISC */
/* Sessions inside the user record: pure changes of a record in memory. */
#ifndef OG_SESSION_H
#define OG_SESSION_H

#include "user.h"

#define OG_SESSION_SECRET_LEN 16 /* 128 random bits, in the cookie only */

/* The id under which a session with "secret" is stored. */
enum og_err og_session_id(const uint8_t secret[OG_SESSION_SECRET_LEN],
    uint8_t id[OG_SESSION_ID_LEN]) OG_MUST_CHECK;

/*
 * Adds a session with one proof, created and seen at "now"; when there are
 * OG_SESSIONS_MAX, the one that was seen longest ago makes room.  "address"
 * and "agent" (may be NULL) are cut and cleaned.
 */
void og_session_add(struct og_user *u, const uint8_t id[OG_SESSION_ID_LEN],
    const struct og_proof *proof, const char *address, const char *agent,
    int64_t now);

/* The session with "id" or NULL. */
struct og_session *
og_session_find(struct og_user *u, const uint8_t id[OG_SESSION_ID_LEN]);

/* Removes one session.  True when it was there. */
bool og_session_end(struct og_user *u, const uint8_t id[OG_SESSION_ID_LEN]);

/* Removes all sessions; returns how many there were. */
size_t og_session_end_all(struct og_user *u);

/* Removes the sessions that have a proof by authenticator "id". */
size_t og_session_end_by_authenticator(struct og_user *u, uint32_t id);

/* The time of the newest proof whose factor is in "factors" (0: any), or -1. */
int64_t og_session_proven_at(const struct og_session *s, unsigned factors);

#endif
