/* SPDX-License-Identifier: ISC */
/*
 * Failures that could not be counted when they happened, because no commit
 * could be made.  Nothing was told about them; they are charged before
 * anything else is decided.  In memory only: a restart forgets them, as a
 * power failure forgets charges that were not synced.
 */
#ifndef OTPGATE_LOGIN_OWED_H
#define OTPGATE_LOGIN_OWED_H

#include <stdbool.h>

#include "lib/decision/policy.h"
#include "lib/store/store.h"

#define OG_OWED_MAX 256 /* more than threads can decide at once (workers) */

struct og_owed; /* opaque; may be used by several threads */

/* An empty list; NULL without memory. */
struct og_owed *og_owed_new(void);
void og_owed_free(struct og_owed *o);

/*
 * Notes what the decision "d" about "user" owes (d->owed), at "now".  False
 * when it owes nothing, or when the list is full: then something else is owed
 * still, and nothing is decided before that is paid.
 */
bool og_owed_add(
    struct og_owed *o, uint64_t user, const struct og_decision *d, int64_t now);

/* Is told what a charge has brought about besides: "d" has that for the log
 * (og_audit_outcome). */
typedef void
og_owed_told(const char *user, const struct og_decision *d, void *arg);

/*
 * Charges all that is owed, in the order in which it came; "now" is the time of
 * today.  A charge makes no wait shorter that began after it.  A record that
 * would be too long loses sessions, as at a login.  A user who is gone or
 * cannot be read any more owes nothing, and neither does one whose charge may
 * have taken effect (OG_ERR_UNKNOWN): it counts as charged, and "told" hears
 * nothing of it.  *charged is how many were charged, also on failure; "told"
 * may be NULL.  OG_OK: nothing is owed.  Any other
 * result: something is, and nothing may be decided.  Costs no lock while
 * nothing is owed.
 */
enum og_err og_owed_settle(struct og_owed *o, struct og_store *store,
    const struct og_limits *limits, int64_t now, og_owed_told *told, void *arg,
    unsigned *charged) OG_MUST_CHECK;

#endif
