/* SPDX-License-Identifier: ISC */
/* Against a limit on file sizes, which kills by a signal. */
#ifndef OTPGATE_SHIELD_H
#define OTPGATE_SHIELD_H

#include <signal.h>
#include <stdbool.h>

struct shield {
	sigset_t before; /* the thread's mask */
	bool is_up;
	bool pending; /* somebody else's signal was waiting already */
};

/* Blocks SIGXFSZ in this thread, so that a write past RLIMIT_FSIZE is an
 * error like any other.  Whoever starts su chooses that limit. */
void shield_raise(struct shield *s);

/* Takes away the signal that our own writes have caused, and gives the thread
 * its mask back.  Nothing else of the program's signals is touched. */
void shield_lower(struct shield *s);

#endif
