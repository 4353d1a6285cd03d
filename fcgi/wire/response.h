/* SPDX-License-Identifier: ISC */
/* An answer, before a protocol writes it. */
#ifndef OTPGATE_FCGI_WIRE_RESPONSE_H
#define OTPGATE_FCGI_WIRE_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

#define RESPONSE_HEAD_MAX 32768
#define RESPONSE_BODY_MAX 262144
#define RESPONSE_LINE_SIZE 64

/*
 * Zero status is 403: an answer that nobody filled in denies.  nginx takes a
 * FastCGI answer without a Status line for 200, so this structure is the only
 * way to a stream.
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

/* False: head or body could not be built completely, or nobody has decided.
 * Then neither is sent. */
bool response_is_complete(const struct response *rs);

/*
 * Writes the first line of the answer as in CGI, "Status: " and three digits,
 * and returns its length; for an incomplete answer the whole head, an empty
 * 403.
 */
size_t response_begin(const struct response *rs, char line[RESPONSE_LINE_SIZE]);

#endif
