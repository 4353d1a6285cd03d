/* SPDX-License-Identifier: ISC */
/* Pages for people who are logged in: everybody else is led to the login. */
#ifndef OTPGATE_FCGI_PAGES_LOGIN_GUARD_H
#define OTPGATE_FCGI_PAGES_LOGIN_GUARD_H

#include "fcgi/server/server.h"
#include "fcgi/web/person.h"

/* In the query of the page that a late change comes back to. */
#define GUARD_LATE "late"

/*
 * Reads who sends this.  True: "p" is that person, with a session that is
 * alive and, unless "fresh" is 0, with a code that is not older than "fresh"
 * seconds.  False: it has answered and finished the exchange, and "p" is
 * nobody.  Without a session the answer leads to the login and then to the page
 * that was asked for; with a code that is too old to the step-up and then to
 * "path" (of ours) with GUARD_LATE, where the change can be made again.  A form
 * is never kept meanwhile.
 */
bool guard_let(
    struct exchange *x, const char *path, int64_t fresh, struct person *p);

/* True when the person's last code is not older than "fresh" seconds. */
bool guard_is_fresh(struct exchange *x, const struct person *p, int64_t fresh);

/* Answers with a redirect to the login, which leads back to "rd" (judged
 * here) and, unless "fresh" is 0, asks for a code that is not older. */
void guard_send(struct exchange *x, const char *rd, int64_t fresh);

/* The same as an address for a link, appended to "out". */
void guard_put_address(
    struct exchange *x, const char *rd, int64_t fresh, struct og_buf *out);

#endif
