/* SPDX-License-Identifier: ISC */
/*
 * Long work that nobody waits for, beside work that somebody does: a gentle
 * thread leaves its processor to others every half millisecond, for as long as
 * it had it.  It takes twice as long, and a check that comes meanwhile waits
 * for half a millisecond at most, where it else waits for the scheduler.
 */
#ifndef OTPGATE_GENTLE_H
#define OTPGATE_GENTLE_H

#include <stdbool.h>

/*
 * Makes the calling thread gentle, or ends that.  A thread is not so at first,
 * and must not be so while it holds what others wait for.
 */
void og_gentle(bool on);

/* Called between pieces of work: rests when it is time.  Costs a thread that
 * is not gentle next to nothing. */
void og_gentle_rest(void);

#endif
