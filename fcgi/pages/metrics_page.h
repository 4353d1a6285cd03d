/* SPDX-License-Identifier: ISC */
/* The counters, for Prometheus. */
#ifndef OTPGATE_FCGI_PAGES_METRICS_PAGE_H
#define OTPGATE_FCGI_PAGES_METRICS_PAGE_H

#include "fcgi/server/server.h"

/* Finishes the exchange. */
void metrics_answer(struct exchange *x);

#endif
