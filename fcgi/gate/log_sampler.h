/* SPDX-License-Identifier: ISC */
/*
 * Which tokens were reported to the log lately: the first use of each, and then
 * at most one an hour, because a probe that asks every second must not fill a
 * disk.  A bounded table in memory.
 */
#ifndef OTPGATE_FCGI_GATE_LOG_SAMPLER_H
#define OTPGATE_FCGI_GATE_LOG_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_SAMPLER_EVERY_MS 3600000
#define LOG_SAMPLER_SLOTS 1024 /* tokens in an hour; a power of two */

struct log_sampler; /* opaque; may be used by several threads */

/* NULL when memory is exhausted. */
struct log_sampler *log_sampler_new(void);
void log_sampler_free(struct log_sampler *s);

/*
 * True when the log should report that the token "id" of "user" was used (or
 * refused, which counts separately) at "now_ms" (og_clock_ms); records that it
 * was.  When the table is full, nothing more is reported within the hour.
 * Never waits for anything slow.
 */
bool log_sampler_is_due(struct log_sampler *s, uint64_t user, uint32_t id,
    bool refused, int64_t now_ms);

#endif
