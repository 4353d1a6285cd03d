/* SPDX-License-Identifier: ISC */
/* Which handler answers a request, and what the request must be first. */
#ifndef OTPGATE_FCGI_ROUTE_H
#define OTPGATE_FCGI_ROUTE_H

#include "fcgi/server/server.h"

/* For server_run. */
extern const struct server_routes routes;

#endif
