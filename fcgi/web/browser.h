/* SPDX-License-Identifier: ISC */
/* What the other end is and holds: host, origin, kind of request, cookies. */
#ifndef OTPGATE_FCGI_WEB_BROWSER_H
#define OTPGATE_FCGI_WEB_BROWSER_H

#include <stdbool.h>

#include "fcgi/server/server.h"
#include "lib/rules/token.h"

#define BROWSER_SESSION_COOKIE "__Host-otpgate"
#define BROWSER_PRE_COOKIE "__Host-otpgate-pre"
#define BROWSER_DEVICE_COOKIE "__Host-otpgate-device"
#define BROWSER_ENROLL_COOKIE "__Host-otpgate-enroll"
#define BROWSER_NEWS_COOKIE "__Host-otpgate-news"
#define BROWSER_LANGUAGE_COOKIE "__Host-otpgate-lang"

/* The number of the host in the setting hosts; that of hosts there are when it
 * is none of them. */
size_t browser_host(const struct exchange *x);

/* The port by which this host, and so the others, are reached: ":8443", or ""
 * where it is that of https or not known. */
const char *browser_port(const struct exchange *x);

/* True when the scheme is https and the host one of the configured ones. */
bool browser_is_trusted(const struct exchange *x);

/* The same, and in words why not. */
#define BROWSER_WHY_SIZE 400
bool browser_is_expected(const struct exchange *x, char why[BROWSER_WHY_SIZE]);

/*
 * True when a form that was sent may come from our own page: Origin, when
 * there is one, is ours, and the fetch metadata, when there, say the same.  An
 * Origin of "null" is ours only when they do say so.
 */
bool browser_seems_same_origin(const struct exchange *x);

/* The same for whoever refuses it: that is a line of the log, within the bounds
 * of lines.h, so on a worker only. */
bool browser_is_same_origin(const struct exchange *x);

/* One line of the log, within these bounds, about a form that was refused
 * without a look at who sent it: a word, and a sentence without secrets. */
void browser_tell_form(
    const struct exchange *x, const char *reason, const char *detail);

/* True when a person waits for a page (GET or HEAD navigation). */
bool browser_is_navigation(const struct exchange *x);

/* True when a person would see a page in answer to this, whatever the
 * method. */
bool browser_wants_page(const struct exchange *x);

/* The session of an authentic session cookie, whether it still exists or
 * not.  False without one, or with two. */
bool browser_session(const struct exchange *x, struct og_session_token *t);

/* The same, and why not: OG_ERR_NOTFOUND, OG_ERR_EXISTS (there are two), or
 * what og_token_session_open says. */
enum og_err browser_session_read(
    const struct exchange *x, struct og_session_token *t) OG_MUST_CHECK;

/* The pre-session of this browser, if it has one that is still good. */
bool browser_pre(const struct exchange *x, int64_t now, struct og_pre *pre);

/*
 * What makes this browser a known one: false without such a cookie, or with
 * two.  When "*authentic" is false, the key that signed it is gone, and it is
 * worth what the user's record says of its secret.
 */
bool browser_device(
    const struct exchange *x, struct og_device_token *t, bool *authentic);

/* The token of an invitation that this browser has opened, not judged yet:
 * "len" bytes inside the header.  OG_OK; OG_ERR_NOTFOUND, OG_ERR_EXISTS. */
enum og_err browser_enroll(
    const struct exchange *x, const char **value, size_t *len) OG_MUST_CHECK;

/* What this browser is to be told after its login (news.h), not opened yet:
 * "len" bytes inside the header.  OG_OK; OG_ERR_NOTFOUND, OG_ERR_EXISTS. */
enum og_err browser_news(
    const struct exchange *x, const char **value, size_t *len) OG_MUST_CHECK;

/* Add Set-Cookie lines. */
void browser_set_session(struct exchange *x, const char *value);
void browser_end_session(struct exchange *x);
void browser_set_pre(struct exchange *x, const char *value);
void browser_end_pre(struct exchange *x);
void browser_set_device(struct exchange *x, const char *value);
void browser_set_enroll(struct exchange *x, const char *value, int64_t life);
void browser_end_enroll(struct exchange *x);
void browser_set_news(struct exchange *x, const char *value);
void browser_set_language(struct exchange *x, const char *code);

#endif
