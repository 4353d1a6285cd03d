/* SPDX-License-Identifier: ISC */
/*
 * Pacing of long background work: every half millisecond it sleeps as long as
 * it has run.  The work takes twice as long, and a check that arrives meanwhile
 * waits for about half a millisecond instead of a scheduler time slice.
 */
#ifndef OTPGATE_BASE_PACER_H
#define OTPGATE_BASE_PACER_H

#include <stdint.h>

/* One piece of long work; its fields are private. */
struct og_pacer {
	int64_t since;	/* end of the last rest */
	unsigned steps; /* since the clock was last read */
};

/* The work begins. */
void og_pacer_begin(struct og_pacer *g);

/* Call it often during the work: rests when it is time.  Never call it while
 * holding something that others wait for. */
void og_pacer_rest(struct og_pacer *g);

/* The same for steps of some nanoseconds: reads the clock only after many. */
void og_pacer_step(struct og_pacer *g);

#endif
