/* SPDX-License-Identifier: ISC */
/* Sessions inside the user record: pure changes of a record in memory. */
#ifndef OTPGATE_RECORD_SESSION_H
#define OTPGATE_RECORD_SESSION_H

#include "lib/record/user.h"

#define OG_SESSION_SECRET_LEN OG_SECRET_LEN

/* The id under which a session with "secret" is stored. */
enum og_err og_session_id(const uint8_t secret[OG_SESSION_SECRET_LEN],
    uint8_t id[OG_DIGEST_LEN]) OG_MUST_CHECK;

/*
 * The digest under which another secret is stored: of a device or a token.
 * "label" (OG_SECRET_LABEL_SIZE with its NUL) says which, so that it is never
 * the digest that a session with the same secret would have.  OG_OK, or
 * OG_ERR_NOMEM with "digest" undefined.
 */
#define OG_SECRET_LABEL_SIZE 32
enum og_err
og_secret_digest(const char *label, const uint8_t secret[OG_SECRET_LEN],
    uint8_t digest[OG_DIGEST_LEN]) OG_MUST_CHECK;

/*
 * Adds a session with one proof, created and seen at "now"; if there are
 * OG_SESSIONS_MAX, the one last seen longest ago makes room.  "address" and
 * "agent" (may be NULL) are cut and cleaned.
 */
void og_session_add(struct og_user *u, const uint8_t id[OG_DIGEST_LEN],
    const struct og_proof *proof, const char *address, const char *agent,
    int64_t now);

/*
 * After a step-up: the session "old" continues as "id" with everything it has
 * proven, and with "proof", which replaces the same factor's former one, or the
 * oldest; seen at "now", its creation unchanged.  What it is adding goes on,
 * too.  True when "old" was there.
 */
bool og_session_renew(struct og_user *u, const uint8_t old[OG_DIGEST_LEN],
    const uint8_t id[OG_DIGEST_LEN], const struct og_proof *proof, int64_t now);

/* Removes the one last seen longest ago, if there is any. */
void og_session_drop_oldest(struct og_user *u);

/* The session with "id" or NULL. */
struct og_session *
og_session_find(struct og_user *u, const uint8_t id[OG_DIGEST_LEN]);

/* Removes one session.  True when it was there. */
bool og_session_end(struct og_user *u, const uint8_t id[OG_DIGEST_LEN]);

/* Removes all sessions, and with them the proof of the last login; returns how
 * many there were. */
size_t og_session_end_all(struct og_user *u);

/* Removes the sessions that have a proof by authenticator "id", and the proof
 * of the last login if it was by it.  Returns how many sessions there were. */
size_t og_session_end_by_authenticator(struct og_user *u, uint32_t id);

/* Removes what the session "id" has proven by "authenticator", if it has proven
 * more than that: else it stays as it is. */
void og_session_forget_proof(
    struct og_user *u, const uint8_t id[OG_DIGEST_LEN], uint32_t authenticator);

/* Removes all sessions but "id", and the proof of the last login unless that
 * was by "id".  Returns how many sessions are removed. */
size_t
og_session_end_others(struct og_user *u, const uint8_t id[OG_DIGEST_LEN]);

/* True when the last login of "u" was by the session "s", as far as their times
 * say: they are of two clocks. */
bool og_session_is_last(const struct og_user *u, const struct og_session *s);

/*
 * By what people and forms call a session: the first 16 digits of its id, from
 * which no cookie can be made.
 */
#define OG_SESSION_NAME_SIZE 17
void
og_session_name(const struct og_session *s, char out[OG_SESSION_NAME_SIZE]);

/* Notes that the user has changed "what" (not nothing) in a session, from
 * "address" (may be NULL; cut and cleaned), in the known browser "device" (0:
 * in none), at "now" by the wall clock. */
void og_session_note_change(struct og_user *u, enum og_changed what,
    const char *address, uint32_t device, int64_t now);

/* The time of the newest proof whose factor is in "factors" (0: any), or -1. */
int64_t og_session_proven_at(const struct og_session *s, unsigned factors);

#endif
