/* SPDX-License-Identifier: ISC */
/*
 * A form that met an ended session: sealed into the login page, and offered
 * again after the login.  Nothing is kept on this side.
 */
#ifndef OTPGATE_FCGI_PAGES_FORM_KEPT_H
#define OTPGATE_FCGI_PAGES_FORM_KEPT_H

#include "fcgi/server/server.h"
#include "fcgi/words/words.h"
#include "lib/rules/token.h"

#define KEPT_BODY_MAX 32768 /* bytes of a form that can be kept */
#define KEPT_LIFETIME 600   /* seconds */

/* What became of a form that was to be kept. */
enum kept_state {
	KEPT_OK = 0,
	KEPT_NONE, /* the request carried no form */
	KEPT_TOO_LARGE,
	KEPT_FILES,   /* multipart, or any type but urlencoded */
	KEPT_FOREIGN, /* Origin missing or not ours, or no session cookie */
	KEPT_EXPIRED,
	KEPT_OTHER_USER, /* logged in as somebody else */
	KEPT_BAD	 /* not authentic, or cannot be shown as a form */
};

/*
 * Reads the body of the request that "x" stands in for (a POST that was
 * refused) and seals it with user, host, method, target and time.  KEPT_OK
 * with *text (base64url, NUL-terminated; the caller frees it); otherwise *text
 * is NULL and the body was not read, or is forgotten.
 */
enum kept_state kept_seal(struct exchange *x, char **text);

/*
 * Appends a query ("?form=...") that is different for each kept form "text":
 * for the address of the page that will offer it, by which a check knows it
 * again (gate/sent_forms.h).  It says nothing about what is in the form.  When
 * it cannot be made, nothing is appended.
 */
void kept_put_id(struct og_buf *out, const char *text);

/* KEPT_OK when a form of this type may go on to "uri", whoever has sent it:
 * all but the body. */
enum kept_state kept_may_ask(const struct exchange *x, const char *uri);

/*
 * Reads the body of such a request and appends it to "out" as a form with a
 * Continue button, which leads to "uri".  *fields is the number of its fields.
 * Anything but KEPT_OK appends nothing.  The caller has judged where it comes
 * from.
 */
enum kept_state kept_ask(
    struct exchange *x, const char *uri, struct og_buf *out, size_t *fields);

/*
 * Opens such a text after "user" has logged in on this host and appends the
 * form with its Continue button to "out".  Anything but KEPT_OK appends
 * nothing.
 */
enum kept_state kept_offer(struct exchange *x, const char *text, size_t len,
    uint64_t user, struct og_buf *out);

/* What the person is told: that the form has to be sent again, and why.
 * WORD_NONE for KEPT_OK and KEPT_NONE. */
enum word kept_explain(enum kept_state state);

#endif
