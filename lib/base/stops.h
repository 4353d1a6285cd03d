/* SPDX-License-Identifier: ISC */
/*
 * What a terminal stops (^Z, output from the background) must not stand still
 * with a lock that others wait for.
 */
#ifndef OTPGATE_BASE_STOPS_H
#define OTPGATE_BASE_STOPS_H

#include <signal.h>

/* Holds back the stop signals of terminals from this thread; *before is for
 * og_stops_let.  The other threads of the program must block them anyway. */
void og_stops_hold(sigset_t *before);

/* As it was before; what has come meanwhile stops the program now. */
void og_stops_let(const sigset_t *before);

#endif
