/* SPDX-License-Identifier: ISC */
/*
 * After a rotation of keys: seals seeds under the newest one, a few with each
 * housekeeping.  It stores nothing but the seeds themselves, so that it
 * continues wherever it was interrupted.
 */
#ifndef OTPGATE_FCGI_GATE_RESEAL_H
#define OTPGATE_FCGI_GATE_RESEAL_H

#include "lib/audit/audit.h"
#include "lib/crypto/keyring.h"
#include "lib/store/store.h"

#define RESEAL_BATCH 100 /* users in one round */

struct reseal;

/* NULL when memory is exhausted. */
struct reseal *reseal_new(void);
void reseal_free(struct reseal *r);

/*
 * One round, on a worker and one at a time: goes through the whole database
 * when "ring" has a new newest key (and now and then while it has more than
 * one), then seals the seeds of the next users again.  "database" is the path
 * whose disk must have room to spare; "now_ms" is og_clock_ms.  Reports what it
 * has done to "audit".
 */
void reseal_round(struct reseal *r, struct og_store *store,
    const struct og_keyring *ring, const char *database, struct og_audit *audit,
    int64_t now_ms);

#endif
