/* SPDX-License-Identifier: ISC */
/* Sessions and tokens that were used, remembered until housekeeping writes
 * that. */
#ifndef OTPGATE_FCGI_GATE_LAST_SEEN_H
#define OTPGATE_FCGI_GATE_LAST_SEEN_H

#include <stdint.h>

#include "lib/record/session.h"
#include "lib/store/store.h"

struct last_seen;

/* NULL when memory is exhausted. */
struct last_seen *last_seen_new(void);
void last_seen_free(struct last_seen *t);

/* Records that the session of "user" was used at "now" (session_clock_now).
 * Never waits: when the table is full or being read, the note is dropped, which
 * only costs precision.  On the loop. */
void last_seen_add(struct last_seen *t, uint64_t user,
    const uint8_t id[OG_DIGEST_LEN], int64_t now);

/* The same for a bearer token, by the digest of its secret and the wall
 * clock. */
void last_seen_add_bearer(struct last_seen *t, uint64_t user,
    const uint8_t digest[OG_DIGEST_LEN], int64_t now);

/* When that session was last recorded here and not written yet, or 0.  So a
 * full disk does not end a session that is in use.  On the loop. */
int64_t last_seen_last(struct last_seen *t, const uint8_t id[OG_DIGEST_LEN]);

/* Writes what was recorded, lazily; what could not be written stays here.  On a
 * worker. */
void last_seen_flush(struct last_seen *t, struct og_store *store);

#endif
