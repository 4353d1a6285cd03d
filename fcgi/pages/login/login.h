/* SPDX-License-Identifier: ISC */
/* The login page, and what it sends. */
#ifndef OTPGATE_FCGI_PAGES_LOGIN_LOGIN_H
#define OTPGATE_FCGI_PAGES_LOGIN_LOGIN_H

#include "fcgi/server/server.h"

/* These finish the exchange, now or later. */
void login_form(struct exchange *x);
void login_submit(struct exchange *x);
void login_told(struct exchange *x);

#endif
