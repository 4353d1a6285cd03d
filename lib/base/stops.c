/* SPDX-License-Identifier: ISC */
/*
 * The stop signals of terminals.  SIGSTOP itself cannot be held back: only root
 * and the account of one of our processes may send it there.
 */
#include "lib/base/stops.h"

#include <pthread.h>

void
og_stops_hold(sigset_t *before)
{
	sigset_t stops;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGTSTP);
	(void)sigaddset(&stops, SIGTTIN);
	(void)sigaddset(&stops, SIGTTOU);
	(void)pthread_sigmask(SIG_BLOCK, &stops, before);
}

void
og_stops_let(const sigset_t *before)
{
	(void)pthread_sigmask(SIG_SETMASK, before, NULL);
}
