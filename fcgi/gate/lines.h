/* SPDX-License-Identifier: ISC */
/*
 * How many lines of a kind get into the log: those that nobody has paid for
 * with a code, or with a guess that a record counts, must not fill a disk.
 * Omitted lines are counted, and the log gets their number.
 */
#ifndef OTPGATE_FCGI_GATE_LINES_H
#define OTPGATE_FCGI_GATE_LINES_H

#include <stdbool.h>
#include <stdint.h>

#define LINES_MAX 600 /* of a kind, in LINES_SPAN_MS */
#define LINES_SPAN_MS 60000

enum lines_kind {
	LINES_LOGIN, /* refused, with nothing that a record counts */
	LINES_FAULT, /* could not be done because something is broken */
	LINES_FORM,  /* not one of our forms, or not one of our hosts */
	LINES_KINDS
};

struct lines; /* opaque; may be used by several threads */

/* NULL when memory is exhausted. */
struct lines *lines_new(void);
void lines_free(struct lines *l);

/* The name of a kind, in words. */
const char *lines_name(enum lines_kind kind);

/* True when one more may be written at "now_ms" (og_clock_ms); otherwise it is
 * counted. */
bool lines_may(struct lines *l, enum lines_kind kind, int64_t now_ms);

/* How many were left out since this was last reported, at most once in a span,
 * or at the "end"; otherwise 0. */
unsigned
lines_left_out(struct lines *l, enum lines_kind kind, int64_t now_ms, bool end);

#endif
