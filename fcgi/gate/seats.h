/* SPDX-License-Identifier: ISC */
/*
 * Scarce seats, such as those in the queue for a hash, shared among networks:
 * nobody takes more than a part of what the others leave free, so that somebody
 * from elsewhere still finds one.
 */
#ifndef OTPGATE_FCGI_GATE_SEATS_H
#define OTPGATE_FCGI_GATE_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/gate/limiter.h"

struct seats; /* opaque; may be used by several threads, takes no lock */

/* "limit" seats for everybody, and "more" that only known browsers can take.
 * NULL when memory is exhausted. */
struct seats *seats_new(unsigned limit, unsigned more);
void seats_free(struct seats *p);

/* What one attempt holds; all zero: nothing. */
struct seat {
	struct seats *of;
	unsigned n;
	uint16_t slot[LIMITER_LEVELS];
};

/*
 * Takes a seat for "who".  An address (or a known browser) gets one as long as
 * it holds less than half as many as are free, a network with a share of 4 less
 * than three quarters, the widest less than all: of an idle queue one address
 * takes a third and the widest network a half; and of N such networks none gets
 * back what it holds above the part of an N + 1st.  False when there is none,
 * with *seat holding nothing.
 */
bool seats_take(struct seats *p, const struct limiter_who *who, bool known,
    struct seat *seat);

/* Gives it back; *seat may hold nothing. */
void seats_leave(struct seat *seat);

/* How many are taken. */
unsigned seats_taken(const struct seats *p);

#endif
