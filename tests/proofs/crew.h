/* SPDX-License-Identifier: ISC */
/*
 * A crew: processes that live as long as the proof and meet at a barrier in
 * shared memory, so that all of them act at the same instant.
 */
#ifndef PROOFS_CREW_H
#define PROOFS_CREW_H

#include <sys/types.h>
#include <stddef.h>
#include <stdint.h>

#define CREW_MAX 128

struct crew;

/* What a member does from its first breath to its last. */
typedef void crew_work(struct crew *crew, size_t self);

/* Prints a message like printf and a newline, and ends the process with 1. */
void
crew_die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Zeroed memory that every process made afterwards shares.  Never fails. */
void *crew_share(size_t size);

/*
 * Starts "n" (1 to CREW_MAX) members, which end when "work" returns.  They die
 * with their parent; the parent ends with 1 when one of them dies early, or
 * when nobody meets anybody for a minute.
 */
struct crew *crew_start(size_t n, crew_work *work);

/* Waits until all members and the parent have come here. */
void crew_meet(struct crew *crew);

/* The same, and then sleeps up to one moment for all: timers wake on every
 * processor at once, a barrier one after another. */
void crew_start_together(struct crew *crew);

/* In the parent: waits for the end of all members and frees. */
void crew_end(struct crew *crew);

/* Microseconds of a clock that never steps. */
int64_t crew_us(void);

#endif
