/* SPDX-License-Identifier: ISC */
/* The way back to a kept form on a host whose logins are elsewhere. */
#ifndef OTPGATE_FCGI_PAGES_RESUME_H
#define OTPGATE_FCGI_PAGES_RESUME_H

#include "fcgi/pages/form/kept.h"

/*
 * The page in the place of one whose address "uri" (acceptable as a target) is
 * too long for the way to the login on another host: how to log in, asked for
 * "need", and a link that goes on.
 */
void resume_visit(struct exchange *x, const char *uri, const char *need);

/*
 * The page in the place of a form that was refused, where the login is on
 * another host (ticket_is_elsewhere): how to log in, asked for "need" (words,
 * "" for none), and for KEPT_OK a button that goes on with "text"; otherwise
 * that the form has to be sent again.
 */
void resume_page(struct exchange *x, int status, enum kept_state state,
    const char *text, const char *need);

/* The page itself.  These finish the exchange. */
void resume_form(struct exchange *x);
void resume_submit(struct exchange *x);

#endif
