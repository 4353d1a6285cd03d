/* SPDX-License-Identifier: ISC */
/* Ending the session of a browser, and telling the log of it. */
#ifndef OTPGATE_FCGI_WEB_SESSION_END_H
#define OTPGATE_FCGI_WEB_SESSION_END_H

#include "fcgi/server/server.h"
#include "lib/rules/token.h"

/*
 * Ends the session "t", of an authentic cookie, and writes a line with "reason"
 * (a word, NULL: none): event=logout, done or failed.  OG_OK;
 * OG_ERR_NOTFOUND without a line when there was no such session any more; or
 * what kept it from being ended.
 */
enum og_err session_end(struct exchange *x, const struct og_session_token *t,
    enum og_durability durability, const char *reason) OG_MUST_CHECK;

#endif
