/* SPDX-License-Identifier: ISC */
/*
 * A store in memory: what the interface promises and nothing else.  For tests,
 * which can make its next commits fail as a disk or a network would.
 */
#ifndef OTPGATE_STORE_MEMORY_MEMORY_H
#define OTPGATE_STORE_MEMORY_MEMORY_H

#include "lib/store/store.h"

/* An empty one; og_store_free, after which nothing of it is left once its last
 * handle is gone.  OG_OK, OG_ERR_NOMEM. */
enum og_err og_memory_new(struct og_store **s) OG_MUST_CHECK;

/* Called before the commit that a put would make, with "arg"; may use other
 * handles of the store.  What it returns, other than OG_OK, is the result. */
typedef enum og_err og_memory_before(struct og_store *s, void *arg);

/*
 * From now on "before" (NULL: nothing) is called for each put on this handle.
 * Where it returns OG_ERR_UNKNOWN and "applied" is set, the change is made
 * all the same: that is what the word means.
 */
void og_memory_disturb(
    struct og_store *s, og_memory_before *before, void *arg, bool applied);

/* While it is held, commits of every handle wait until their deadline: what a
 * lock of another process does. */
void og_memory_hold(struct og_store *s, bool held);

/* What og_store_ready answers on this handle from now on. */
void og_memory_set_ready(struct og_store *s, enum og_err err);

#endif
