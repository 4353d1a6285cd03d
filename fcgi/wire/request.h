/* SPDX-License-Identifier: ISC */
/* What the web server said: the params that a client cannot set. */
#ifndef OTPGATE_FCGI_WIRE_REQUEST_H
#define OTPGATE_FCGI_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/wire/record.h"
#include "lib/base/err.h"

/* Names that do not begin with HTTP_; all others are ignored. */
enum param {
	PARAM_COOKIE, /* OTPGATE_COOKIE, ... */
	PARAM_URI,    /* raw, as the browser sent it */
	PARAM_METHOD,
	PARAM_ADDR,
	PARAM_SCHEME,
	PARAM_HOST,
	PARAM_PORT,   /* named by the client: ":8443", or nothing */
	PARAM_POLICY, /* the address of the check */
	PARAM_STATUS, /* 401 or 403: why this page is requested */
	PARAM_REASON,
	PARAM_NEED,
	PARAM_FORMS_FROM, /* origins whose forms are asked about, see foreign.h
			   */
	PARAM_ORIGIN,
	PARAM_FETCH_SITE,
	PARAM_FETCH_MODE,
	PARAM_FETCH_DEST,
	PARAM_UPGRADE,
	PARAM_ACCEPT,
	PARAM_AGENT,
	PARAM_LANGUAGE,	     /* Accept-Language; old files have none */
	PARAM_AUTHORIZATION, /* checks: a bearer token, perhaps */
	PARAM_SENT, /* checks: which request, its length, where it is from */
	PARAM_USER, /* the user whom the web server authenticated */
	PARAM_CONTENT_LENGTH, /* without OTPGATE_ */
	PARAM_CONTENT_TYPE,
	PARAMS
};

/* Values live where they were read: in the request of the protocol, or in the
 * bytes of the head. */
struct request {
	const char *value[PARAMS]; /* NULL when absent */
	bool ambiguous; /* a known name twice, a NUL byte in a value, a "=" in
			 * what might be a known name */
};

/* Adds a param: unknown names are skipped.  "value" must live as long as the
 * request. */
void request_note(
    struct request *rq, const char *name, size_t len, const char *value);

/* The params in the bytes of a FastCGI head that record_scan found ready with
 * "info"; the bytes change, and hold the values. */
void
request_read(struct request *rq, uint8_t *head, const struct record_info *info);

/* The value, or "" when absent. */
const char *request_get(const struct request *rq, enum param p);

/* True if the param is present, even if empty. */
bool request_has(const struct request *rq, enum param p);

/* The first param of "list" (ended by PARAMS) that is missing, or NULL. */
const char *request_missing(const struct request *rq, const enum param *list);

/* Reads up to "len" bytes from "from"; 0: there are no more. */
typedef size_t request_reader(void *from, char *to, size_t len);

/*
 * Reads the body by "read": CONTENT_LENGTH must be present and at most "max".
 * *body gets one byte more than *len, a NUL; the caller wipes and frees it.
 * OG_OK; OG_ERR_FORMAT (no length), OG_ERR_RANGE (too large: nothing read),
 * OG_ERR_IO (ended early), OG_ERR_NOMEM.
 */
enum og_err request_body(const struct request *rq, request_reader *read,
    void *from, size_t max, char **body, size_t *len) OG_MUST_CHECK;

#endif
