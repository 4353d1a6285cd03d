/* SPDX-License-Identifier: ISC */
/* What an exchange adds to the counters. */
#ifndef OTPGATE_FCGI_SERVER_MEASURE_H
#define OTPGATE_FCGI_SERVER_MEASURE_H

#include <stdbool.h>

#include "fcgi/server/server.h"

/* Counts the answer to a check, in x->response and x->credential. */
void measure_check(struct exchange *x);

/* Counts an attempt to log in whose decision has been committed. */
void
measure_login(struct exchange *x, bool step_up, const struct og_decision *d);

#endif
