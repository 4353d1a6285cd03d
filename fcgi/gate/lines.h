/* SPDX-License-Identifier: ISC */
/*
 * How many lines of a kind get into the log: those that nobody has paid for
 * with a code, or with a guess that a record counts, must not fill a disk.
 * What is left out is counted, and the log is told how much it was.
 */
#ifndef OTPGATE_FCGI_GATE_LINES_H
#define OTPGATE_FCGI_GATE_LINES_H

#include <stdbool.h>
#include <stdint.h>

#define LINES_MAX 600 /* of a kind, in LINES_SPAN_MS */
#define LINES_SPAN_MS 60000

enum lines_kind {
	LINES_LOGIN, /* refused, with nothing that a record counts */
	LINES_FAULT, /* what could not be done because something is broken */
	LINES_FORM,  /* what is no form of ours, and no host of ours */
	LINES_KINDS
};

struct lines; /* opaque; may be used by several threads */

/* NULL when memory is exhausted. */
struct lines *lines_new(void);
void lines_free(struct lines *l);

/* What a kind is, in words. */
const char *lines_name(enum lines_kind kind);

/* True when one more may be written at "now_ms" (og_clock_ms); else it is
 * counted. */
bool lines_may(struct lines *l, enum lines_kind kind, int64_t now_ms);

/* How many were left out since that was told last, which is once in a span at
 * most, or at the "end"; else 0. */
unsigned
lines_left_out(struct lines *l, enum lines_kind kind, int64_t now_ms, bool end);

#endif
