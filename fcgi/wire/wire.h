/* SPDX-License-Identifier: ISC */
/*
 * What a protocol does for the server: it judges bytes, extracts the params,
 * reads bodies and writes answers.  The server knows protocols only through
 * this.
 */
#ifndef OTPGATE_FCGI_WIRE_WIRE_H
#define OTPGATE_FCGI_WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/wire/record.h"
#include "fcgi/wire/request.h"
#include "fcgi/wire/response.h"

/* Zero is "refuse". */
enum wire_state {
	WIRE_BAD = 0, /* close the connection, read nothing more of it */
	WIRE_MORE,    /* well formed so far, not complete */
	WIRE_READY    /* the head can be taken without waiting */
};

/* A complete head. */
struct wire_head {
	bool whole; /* no body follows, and nothing else is here */
	struct record_info record; /* of FastCGI */
};

/* A request whose head was taken: opaque, and on the heap. */
struct wire_request;

struct wire {
	/*
	 * Judges the first "len" bytes of a connection; called again from the
	 * start as more arrive.  Sets *head when they are ready.  Pure.
	 */
	enum wire_state (*scan)(
	    const uint8_t *p, size_t len, struct wire_head *head);

	/* The params of a ready head, from its bytes, which change and hold the
	 * values.  No allocation. */
	void (*params)(
	    struct request *rq, uint8_t *p, const struct wire_head *head);

	/*
	 * Writes an answer without a body to such a request, on a socket in
	 * which nothing else waits: one write, no allocation.  False when the
	 * peer did not take all of it.  With "bare" the last byte is the end of
	 * its head: a peer that has not read all of it cannot act on it.
	 */
	bool (*answer)(const struct response *rs, int fd,
	    const struct wire_head *head, bool bare);

	/*
	 * Reads a ready head from "fd", without waiting, and its params, which
	 * live as long as the request.  NULL on failure: "fd" is closed.
	 */
	struct wire_request *(*begin)(
	    int fd, const struct wire_head *head, struct request *rq);

	/* Reads up to "len" bytes of the body, and may wait; 0 at its end or
	 * when the peer has gone. */
	size_t (*body)(struct wire_request *w, char *to, size_t len);

	/*
	 * Writes an answer and ends the request, which is freed.  The
	 * connection stays open; false: the peer did not take the answer, the
	 * descriptor is closed, and its number may already be in use again.
	 */
	bool (*send)(struct wire_request *w, const struct response *rs);

	/* Frees a request that gets no answer.  The descriptor stays. */
	void (*drop)(struct wire_request *w);
};

/* FastCGI 1.0, responder role.  Call wire_fastcgi_start before the threads
 * start; false without memory. */
extern const struct wire wire_fastcgi;
bool wire_fastcgi_start(void);

#endif
