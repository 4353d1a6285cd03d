/* SPDX-License-Identifier: ISC */
/*
 * Two bounded tables in memory, both of one kind: failed logins by client
 * address (IPv4 /32, IPv6 /64), and by user name where there is no such user.
 * Keys are hashed under a secret of this process, so nobody can aim at a slot.
 */
#ifndef OTPGATE_LIMITER_H
#define OTPGATE_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limiter; /* opaque; may be used by several threads */

/* NULL when memory or random numbers cannot be had. */
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

/*
 * Seconds that "address" has to wait before its next login at "now_ms"
 * (og_clock_ms), 0 for none: after "burst" failures, one more is allowed
 * every "interval" seconds.  "burst" 0: no limit.  Text that is no address
 * counts as one of its own.
 */
unsigned limiter_address_wait(struct limiter *l, const char *address,
    unsigned burst, unsigned interval, int64_t now_ms);

/* Counts a failed login of "address". */
void limiter_address_charge(struct limiter *l, const char *address,
    unsigned burst, unsigned interval, int64_t now_ms);

/*
 * The failures noted for the name "name" that no user has (any bytes), and
 * when the last was (seconds, wall clock): for og_throttle_until.
 */
void limiter_name_get(struct limiter *l, const char *name, size_t len,
    uint32_t *failures, int64_t *failed_at);

/* Counts one. */
void limiter_name_charge(
    struct limiter *l, const char *name, size_t len, int64_t now);

#endif
