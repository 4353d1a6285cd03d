/* SPDX-License-Identifier: ISC */
/* What stands in the place of a protected page. */
#ifndef OTPGATE_FCGI_PAGES_DENIED_H
#define OTPGATE_FCGI_PAGES_DENIED_H

#include "fcgi/server/server.h"

/* The way to the login (status 401) or a page that says no (403).  Finishes the
 * exchange. */
void denied_answer(struct exchange *x);

#endif
