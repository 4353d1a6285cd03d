/* SPDX-License-Identifier: ISC */
/* Sessions that were seen, remembered until housekeeping writes them. */
#ifndef OTPGATE_TOUCH_H
#define OTPGATE_TOUCH_H

#include <stdint.h>

#include "session.h"
#include "store.h"

struct touch;

/* NULL when memory is exhausted. */
struct touch *touch_new(void);
void touch_free(struct touch *t);

/* Notes that the session of "user" was used at "now".  Never waits: when the
 * table is full or being read the note is dropped, which costs precision
 * only.  On the loop. */
void touch_add(struct touch *t, uint64_t user,
    const uint8_t id[OG_SESSION_ID_LEN], int64_t now);

/* Writes what was noted, lazily, and empties the table.  On a worker. */
void touch_flush(struct touch *t, struct og_store *store);

#endif
