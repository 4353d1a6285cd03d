/* SPDX-License-Identifier: ISC */
/* Messages of the loop, written to the log by a worker. */
#ifndef OTPGATE_FCGI_GATE_DEFERRED_LOG_H
#define OTPGATE_FCGI_GATE_DEFERRED_LOG_H

#include <stdarg.h>

#include "fcgi/gate/metrics.h"
#include "fcgi/gate/pool.h"
#include "lib/audit/audit.h"

struct deferred_log;

/* NULL when memory is exhausted.  "audit" may be NULL; lost messages are
 * counted in "metrics". */
struct deferred_log *
deferred_log_new(struct og_audit *audit, struct metrics *metrics);
void deferred_log_free(struct deferred_log *n);

/*
 * Keeps a message (as og_audit_note) and has a thread of "pool" write it.
 * Never waits for the log: if there are too many at once, they are counted
 * instead.
 */
void deferred_log_add(struct deferred_log *n, struct pool *pool,
    const char *event, const char *fmt, va_list ap) OG_PRINTF(4, 0);

/* The same for an event (as og_audit_write), which is copied; its words must
 * be literals. */
void deferred_log_add_event(
    struct deferred_log *n, struct pool *pool, const struct og_event *e);

#endif
