/* SPDX-License-Identifier: ISC */
/* The page behind the link of an invitation. */
#ifndef OTPGATE_FCGI_PAGES_ENROLL_ENROLL_H
#define OTPGATE_FCGI_PAGES_ENROLL_ENROLL_H

#include "fcgi/server/server.h"

/* GET: the link itself, which leads on at once, and what is shown then.  It
 * changes nothing: programs that look into mails open links, too. */
void enroll_form(struct exchange *x);

/* POST: a new password, or the first code. */
void enroll_submit(struct exchange *x);

#endif
