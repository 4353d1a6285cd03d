/* SPDX-License-Identifier: ISC */
/* Sessions and tokens that were seen, remembered until housekeeping writes
 * that. */
#ifndef OTPGATE_FCGI_GATE_LAST_SEEN_H
#define OTPGATE_FCGI_GATE_LAST_SEEN_H

#include <stdint.h>

#include "lib/record/session.h"
#include "lib/store/store.h"

struct touch;

/* NULL when memory is exhausted. */
struct touch *touch_new(void);
void touch_free(struct touch *t);

/* Notes that the session of "user" was used at "now" (steady_now).  Never
 * waits: when the table is full or being read the note is dropped, which costs
 * precision only.  On the loop. */
void touch_add(struct touch *t, uint64_t user,
    const uint8_t id[OG_SESSION_ID_LEN], int64_t now);

/* The same for a bearer token, by the digest of its secret and the wall
 * clock. */
void touch_add_bearer(struct touch *t, uint64_t user,
    const uint8_t digest[OG_SESSION_ID_LEN], int64_t now);

/* When that session was last noted here and is not written yet, or 0.  So a
 * disk that is full ends no session that is in use.  On the loop. */
int64_t touch_last(struct touch *t, const uint8_t id[OG_SESSION_ID_LEN]);

/* Writes what was noted, lazily; what could not be written stays noted.  On a
 * worker. */
void touch_flush(struct touch *t, struct og_store *store);

#endif
