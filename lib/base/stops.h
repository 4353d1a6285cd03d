/* SPDX-License-Identifier: ISC */
/*
 * A program that a terminal stops (^Z, output from the background) must not
 * hold a lock that others wait for.
 */
#ifndef OTPGATE_BASE_STOPS_H
#define OTPGATE_BASE_STOPS_H

#include <signal.h>

/* Holds back the stop signals of terminals from this thread; *before is for
 * og_stops_let.  The program's other threads must block them anyway. */
void og_stops_hold(sigset_t *before);

/* As it was before; a signal that came meanwhile stops the program now. */
void og_stops_let(const sigset_t *before);

#endif
