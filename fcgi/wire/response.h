/* SPDX-License-Identifier: ISC */
/* An answer, and the two ways in which it is written. */
#ifndef OTPGATE_FCGI_WIRE_RESPONSE_H
#define OTPGATE_FCGI_WIRE_RESPONSE_H

#include <stdbool.h>

#include <fcgiapp.h>

#include "lib/base/buf.h"

#define RESPONSE_HEAD_MAX 32768
#define RESPONSE_BODY_MAX 262144

/*
 * Zero status is 403: an answer that nobody filled in denies.  nginx takes a
 * FastCGI answer without a Status line for 200, so this structure is the only
 * way to its stream.
 */
struct response {
	int status;
	struct og_buf head; /* lines, each ended by "\r\n" */
	struct og_buf body;
};

void response_init(struct response *rs);
void response_clear(struct response *rs);

/* Forgets what was filled in; keeps the memory. */
void response_reset(struct response *rs);

/*
 * Adds a header line.  A value with a byte below 0x20 or 0x7f is never sent:
 * the whole answer becomes an empty 403 instead.
 */
void response_header(struct response *rs, const char *name, const char *value);

/*
 * Writes the answer, "Status:" first, and ends the request.  When head or body
 * could not be built in full, an empty 403.  False when the peer did not take
 * it.
 */
bool response_send(const struct response *rs, FCGX_Request *f);

/*
 * The same without libfcgi, for an answer without a body on a socket in which
 * nothing else waits: one write, no allocation.  "id" is that of the request.
 * These two are the only functions of the program that write to a stream.
 */
bool response_write(const struct response *rs, int fd, unsigned id);

#endif
