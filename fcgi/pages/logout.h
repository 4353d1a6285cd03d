/* SPDX-License-Identifier: ISC */
/* The page that ends a session. */
#ifndef OTPGATE_FCGI_PAGES_LOGOUT_H
#define OTPGATE_FCGI_PAGES_LOGOUT_H

#include "fcgi/server/server.h"

/* These finish the exchange. */
void logout_form(struct exchange *x);
void logout_submit(struct exchange *x);

#endif
