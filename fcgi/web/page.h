/* SPDX-License-Identifier: ISC */
/* HTML pages: one frame, one style, every header that a page needs. */
#ifndef OTPGATE_FCGI_WEB_PAGE_H
#define OTPGATE_FCGI_WEB_PAGE_H

#include <stddef.h>

#include "fcgi/server/server.h"

/*
 * Begins a page in x->response.body and sets status and headers.  "form": the
 * page sends a form to us (it then needs to tell its origin).
 */
void page_begin(struct exchange *x, int status, const char *title, bool form);

/*
 * The same for a page whose form goes to the application.  The policy of a
 * page also governs where the answer to its form leads, and the application
 * may lead to a bank: any place with https is allowed.
 */
void page_begin_resend(struct exchange *x, int status, const char *title);

/* Ends it. */
void page_end(struct exchange *x);

/* A whole page with a heading and one sentence. */
void
page_error(struct exchange *x, int status, const char *title, const char *text);

/* The same with a button "label" that leads to "address". */
void page_error_way(struct exchange *x, int status, const char *title,
    const char *text, const char *address, const char *label);

/* The headers that every answer has, for answers that are not pages. */
void page_plain_headers(struct exchange *x, const char *type);

/* A redirect: 302 or 303. */
void page_redirect(struct exchange *x, int status, const char *location);

/* A redirect that takes the form along: 307.  The next request still says
 * which site the form is from, which "no-referrer" would make "null". */
void page_send_on(struct exchange *x, const char *location);

/* The Content-Security-Policy for pages of this gate; freed by the caller.
 * NULL when memory is exhausted. */
char *page_csp(const char hosts[][OG_HOST_MAX + 1], size_t n_hosts);

#endif
