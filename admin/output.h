/* SPDX-License-Identifier: ISC */
/* What otpadm prints: everything that came from outside goes through here. */
#ifndef ADMIN_OUTPUT_H
#define ADMIN_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/*
 * Prints "otpadm: who: text" (or "otpadm: text" when "who" is NULL) on
 * standard error by printf rules, with all that could work on a terminal
 * escaped.
 */
void output_complain(const char *who, const char *fmt, ...) OG_PRINTF(2, 3);

/* Prints "who: text" on standard output in the same way. */
void output_say(const char *who, const char *fmt, ...) OG_PRINTF(2, 3);

/* Prints "s" on standard output, escaped; "-" when it is empty. */
void output_text(const char *s);

/* Prints a time as RFC 3339, "-" for 0. */
void output_time(int64_t when);

/* Says that some output is lost for want of memory: output_finish fails. */
void output_lose(void);

/*
 * Makes sure, before something counts, that what was printed has left this
 * process, and is on the disk where standard output is a file.  OG_OK;
 * OG_ERR_IO or OG_ERR_NOMEM with a sentence in "why", which says that nothing
 * is changed; output_finish is false then without another complaint.
 */
enum og_err output_reached(struct og_why *why) OG_MUST_CHECK;

/* Flushes standard output.  False when any of it was lost, after a complaint
 * unless output_reached has given the reason. */
bool output_finish(void);

#endif
