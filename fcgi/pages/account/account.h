/* SPDX-License-Identifier: ISC */
/* The page on which people look after their own account. */
#ifndef OTPGATE_FCGI_PAGES_ACCOUNT_ACCOUNT_H
#define OTPGATE_FCGI_PAGES_ACCOUNT_ACCOUNT_H

#include "fcgi/server/server.h"
#include "fcgi/web/person.h"

/* Every change needs a code that is not older, in seconds. */
#define ACCOUNT_FRESH 300

/* GET: the page, or a screen of one of its sections.  Changes nothing.  Both
 * take over what is in "p". */
void account_show(struct exchange *x, struct person *p);

/* POST: a change in one of its sections, by somebody with a fresh code. */
void account_take(struct exchange *x, struct person *p);

#endif
