/* SPDX-License-Identifier: ISC */
/*
 * Who is here: the session of this browser, as the record says now.  There is
 * one idea of a session that is alive, and it is person_session's.
 *
 * A check reads for itself (pages/check.c): it must not wait, and it has to
 * say what is missing.  All of this may wait for the store: on a worker only.
 */
#ifndef OTPGATE_FCGI_WEB_PERSON_H
#define OTPGATE_FCGI_WEB_PERSON_H

#include "fcgi/server/server.h"
#include "lib/record/session.h"
#include "lib/rules/token.h"

/* Nobody, while "session" is NULL; then all of it is zero. */
struct person {
	struct og_session_token token;
	uint8_t id[OG_DIGEST_LEN];  /* of the session */
	struct og_user *user;	    /* the whole record */
	struct og_session *session; /* in "user" */
};

/*
 * Reads whose session this browser has.  OG_OK: "p" is that person, whose user
 * is not disabled and whose session is not over.  OG_ERR_NOTFOUND: there is
 * nobody, be it that there is no authentic cookie, no such session any more or
 * no such user.  Any other error: it cannot be known, since memory, the store
 * or a digest has failed; nobody may be let in then, and nobody told that the
 * session has ended.  "p" is nobody unless the result is OG_OK, and the
 * caller's to clear in any case.
 */
enum og_err person_read(struct exchange *x, struct person *p) OG_MUST_CHECK;

/* The same for the session "t", of an authentic cookie or just made. */
enum og_err person_of(struct exchange *x, const struct og_session_token *t,
    struct person *p) OG_MUST_CHECK;

/* Wipes it and makes it nobody; may be called again. */
void person_clear(struct person *p);

/*
 * The session "id" in the record "u", which the caller has read: NULL when it
 * is not there, is over by age or idleness, or "u" is disabled.  It was seen
 * when it was used last, even if housekeeping has not written that yet: "seen"
 * in "u" is moved there.
 */
struct og_session *person_session(const struct exchange *x, struct og_user *u,
    const uint8_t id[OG_DIGEST_LEN]);

#endif
