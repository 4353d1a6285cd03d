/* SPDX-License-Identifier: ISC */
/*
 * A form that was sent to a page of ours: from this site, of the right type,
 * not too large, and well-formed; then whether it is one that this browser was
 * given.  On a worker: the body comes as slowly as the client likes.
 */
#ifndef OTPGATE_FCGI_WEB_FORM_REQUEST_H
#define OTPGATE_FCGI_WEB_FORM_REQUEST_H

#include "fcgi/server/server.h"
#include "fcgi/web/form.h"

#define FORM_TOKEN "csrf" /* the field that has the token */

/* What became of it.  Nothing of a form counts before it is FORM_TAKEN. */
enum form_state {
	FORM_FOREIGN = 0, /* sent from another site; the log knows */
	FORM_OTHER,	  /* of another type */
	FORM_TOO_LARGE,
	FORM_ENDLESS, /* nobody knows how long it is */
	FORM_BROKEN,  /* see "err" */
	FORM_TAKEN
};

struct form_request {
	struct form_field *fields; /* the caller's, with their names */
	size_t n;
	size_t max; /* bytes of the body */
	/* the rest is form_request_read's */
	enum form_state state;
	enum og_err err; /* of reading and taking apart */
	char *body;	 /* in which the values are */
	size_t len;
};

/*
 * Reads the form of this request.  True when it is taken, and the fields are
 * filled in; else f->state says why not, and no field has a value.  The body is
 * read only when all else is right.  form_request_clear in any case.
 */
bool form_request_read(struct exchange *x, struct form_request *f);

/* Answers such a form with a page: 403, 415, 413, 411 or 400, and in the last
 * case a line of the log.  The caller finishes the exchange. */
void form_request_refuse(struct exchange *x, const struct form_request *f);

/* True when the form has the token "form" for these bytes, as made by
 * og_token_form_new.  One that was not taken has none. */
bool
form_request_has_token(const struct exchange *x, const struct form_request *f,
    const char *form, const void *bound, size_t len);

/* Wipes and frees the body, and with it all values. */
void form_request_clear(struct form_request *f);

#endif
