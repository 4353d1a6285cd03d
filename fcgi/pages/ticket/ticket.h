/* SPDX-License-Identifier: ISC */
/*
 * Several hosts behind one gate: the login host gives a ticket for each of the
 * others, good once, for 30 seconds, for one host, session and browser.  No
 * cookie is ever shared between hosts.
 */
#ifndef OTPGATE_FCGI_PAGES_TICKET_TICKET_H
#define OTPGATE_FCGI_PAGES_TICKET_TICKET_H

#include "fcgi/server/server.h"
#include "lib/rules/token.h"

#define TICKET_BIND_MAX OG_BIND_LEN /* bytes that bind to a browser */

/* True when logins of this request's host happen on another host
 * ("login_host" is set, and it is not this one). */
bool ticket_is_elsewhere(const struct exchange *x);

/* True when "rd" is short enough for the way there and back, in the query of
 * an address. */
bool ticket_may_carry(const struct exchange *x, const char *rd);

/*
 * Answers with a redirect to the login page of the login host, which is to
 * return to "rd" (raw target on this host, "" for the default page) and asks
 * for "need"; or, when this browser has just come back with a session several
 * times, with a page that explains.  Marks the browser with a cookie, so that
 * the ticket is good here only.  The caller finishes the exchange.
 */
void ticket_send_to_login(struct exchange *x, const char *rd, const char *need);

/* True when "rd" leads to another of our hosts, tickets are on, this is the
 * login host, "bind" is well-formed, and a person (no frame) is on the way. */
bool
ticket_is_wanted(const struct exchange *x, const char *rd, const char *bind);

/*
 * Appends the address on the other host that turns a ticket for the session
 * "t" into a cookie there and goes on to "rd".  False when it cannot be made,
 * because the session has ended or the database fails.  Call only when
 * ticket_is_wanted.
 */
bool ticket_address(struct exchange *x, const struct og_session_token *t,
    const char *rd, const char *bind, struct og_buf *out);

/*
 * Appends the acceptable address "rd" as a place to send this browser to: when
 * it names one of our hosts, that host has the port of this one.
 */
void
ticket_put_way(const struct exchange *x, const char *rd, struct og_buf *out);

/*
 * True when this browser has come to this host with a ticket three times in a
 * minute, without a new login in between, as a cookie of its own tells.
 * Forgets the count then, so that whoever tries again by hand may.
 */
bool ticket_is_looping(struct exchange *x);

/* The cookie of a browser that was sent away from this host; not older than 10
 * minutes at "now".  False without it. */
bool ticket_hop(const struct exchange *x, int64_t now, struct og_pre *hop);

/* Counts a pass that ends with a redirect, for ticket_is_looping.  "anew": the
 * person has logged in meanwhile, so it is the first one. */
void ticket_count(struct exchange *x, bool anew);

/* ROUTE_TICKET: redeems a ticket and sets this host's own session cookie. */
void ticket_answer(struct exchange *x);

#endif
