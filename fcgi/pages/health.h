/* SPDX-License-Identifier: ISC */
/* Whether the gate can do its work, for monitoring. */
#ifndef OTPGATE_FCGI_PAGES_HEALTH_H
#define OTPGATE_FCGI_PAGES_HEALTH_H

#include "fcgi/server/server.h"

/* Finishes the exchange. */
void health_answer(struct exchange *x);

#endif
