/* SPDX-License-Identifier: ISC */
/*
 * A form that a page of another site has sent here, such as the answer of an
 * identity provider.  Browsers send it without the session's cookie, so the
 * person is asked once, by a page of this host, to send it again from here.
 */
#ifndef OTPGATE_FCGI_PAGES_FORM_FOREIGN_H
#define OTPGATE_FCGI_PAGES_FORM_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/server/server.h"

/*
 * True when "origin", as a browser sends it, is one of the words of "list":
 * https alone, compared without regard to case and else exactly.
 */
bool foreign_is_listed(const char *list, const char *origin);

/*
 * True when the request that "x" stands in for is a form, sent by a person from
 * a page of another origin, which the location permits to do that.
 */
bool foreign_is_form(const struct exchange *x);

/*
 * Answers it: the browser is to send the form to ROUTE_FORM, where the page
 * that asks stands (foreign_submit in route.h), or a page says that it cannot
 * be passed on.  Nothing is kept; it gives no session, and takes none.
 */
void foreign_send_on(struct exchange *x);

/* The page that the question leads to.  These finish the exchange. */
void foreign_form(struct exchange *x);
void foreign_submit(struct exchange *x);

#endif
