/* SPDX-License-Identifier: ISC */
/*
 * Places of which there are few, such as those in the queue for a hash, shared
 * among networks: nobody takes more than a part of what the others leave free,
 * so whoever comes from elsewhere still finds one.
 */
#ifndef OTPGATE_PLACES_H
#define OTPGATE_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "limiter.h"

struct places; /* opaque; may be used by several threads, takes no lock */

/* "limit" places for everybody, and "more" that only known browsers can take.
 * NULL when memory is exhausted. */
struct places *places_new(unsigned limit, unsigned more);
void places_free(struct places *p);

/* What one attempt holds; all zero: nothing. */
struct place {
	struct places *of;
	unsigned n;
	uint16_t slot[LIMITER_LEVELS];
};

/*
 * Takes a place for "who".  An address (or a known browser) gets one as long as
 * it holds less than half as many as are free, a network with a share of 4 less
 * than three quarters, the widest less than all: of an idle queue one address
 * takes a third and the widest network a half, and of N such networks none gets
 * anew what it holds above an N + 1st.  False when there is none, with *place
 * holding nothing.
 */
bool places_take(struct places *p, const struct limiter_who *who, bool known,
    struct place *place);

/* Gives it back; *place may hold nothing. */
void places_leave(struct place *place);

/* How many are taken. */
unsigned places_taken(const struct places *p);

#endif
