/* SPDX-License-Identifier: ISC */
/* Checking raw FastCGI bytes before libfcgi may have them. */
#ifndef OTPGATE_FCGI_WIRE_RECORD_H
#define OTPGATE_FCGI_WIRE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_PARAMS_MAX 65536 /* bytes of the PARAMS stream */
#define RECORD_COUNT_MAX 200	/* name-value pairs in it */
#define RECORD_PEEK_MAX 131072	/* raw bytes up to the end of PARAMS */

/* Zero is "refuse". */
enum record_state {
	RECORD_BAD = 0, /* close the connection, read nothing more of it */
	RECORD_MORE,	/* well formed so far, not complete */
	RECORD_READY	/* libfcgi can read the head without waiting */
};

/* What a complete head holds. */
struct record_info {
	unsigned id;	/* of the request */
	size_t head;	/* raw bytes up to the end of PARAMS, padding too */
	size_t params;	/* bytes of the PARAMS stream */
	unsigned count; /* name-value pairs in it */
	bool nul; /* a name or value holds a NUL byte: libfcgi would cut it */
	bool keep_conn; /* the web server wants to use the connection again */
	bool whole;	/* an empty body follows, and nothing else is here */
};

/*
 * Judges the first "len" bytes of a connection; call it again from the start as
 * more arrive.  Ready is one BEGIN_REQUEST for a responder and, under the same
 * request id, the whole PARAMS stream with its empty end record, containing
 * only complete name-value pairs within the limits above.  Bad is anything that
 * cannot become that, as soon as a whole record shows it: management records,
 * other roles, types and flags, padding after the first record (which libfcgi
 * would read), a length that leaves its stream, and an unfinished head of
 * RECORD_PEEK_MAX bytes.  What follows the head is ignored.  *info is zero
 * unless ready.  (FastCGI 1.0, sections 3.3-3.4, 5.1-5.2.)
 */
enum record_state
record_scan(const uint8_t *p, size_t len, struct record_info *info);

/* A walk over the name-value pairs of a head that is ready. */
struct record_walk {
	char *at;	    /* the next name */
	const char *end;    /* of the PARAMS stream */
	size_t name, value; /* lengths of the next pair */
	bool more;	    /* there is one */
};

/* A pair; only its value ends with a NUL. */
struct record_pair {
	const char *name;
	size_t name_len;
	const char *value;
};

/* Begins a walk over the head at "p", which record_scan found ready with
 * "info". The bytes change: record_scan must not see them again. */
void record_walk_begin(
    struct record_walk *w, uint8_t *p, const struct record_info *info);

/* The next pair, which lives in the bytes of the head; false at the end. */
bool record_walk_next(struct record_walk *w, struct record_pair *pair);

#endif
