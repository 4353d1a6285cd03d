/* SPDX-License-Identifier: ISC */
/* What otpadm prints: everything from outside goes through here. */
#ifndef OTPGATE_ADMIN_UI_OUTPUT_H
#define OTPGATE_ADMIN_UI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/num.h"

/*
 * Prints "otpadm: who: text" (or "otpadm: text" when "who" is NULL) on
 * standard error by printf rules, with everything escaped that could control a
 * terminal.
 */
void output_complain(const char *who, const char *fmt, ...) OG_PRINTF(2, 3);

/* Prints "who: text" on standard output in the same way. */
void output_say(const char *who, const char *fmt, ...) OG_PRINTF(2, 3);

/* Appends "s" to "b" in the same way. */
void output_escape(struct og_buf *b, const char *s);

/* Prints "s" on standard output, escaped; "-" when it is empty. */
void output_text(const char *s);

#define OUTPUT_S(n) OG_S(n)

#define OUTPUT_TIME_SIZE 32 /* "2026-11-23T10:00:00+01:00" and its NUL */

/* Writes a time for people: RFC 3339 in this host's zone, "Z" where that is
 * UTC; "-" when out of range.  0 is a time, too: callers know where it means
 * none. */
void output_time_format(int64_t when, char out[OUTPUT_TIME_SIZE]);

/* Prints a time in that way. */
void output_time(int64_t when);

/* Records that some output is lost for lack of memory: output_finish fails. */
void output_lose(void);

/*
 * Makes sure, before something counts, that what was printed has left this
 * process, and is on the disk if standard output is a file.  OG_OK;
 * OG_ERR_IO or OG_ERR_NOMEM with a sentence in "why", which says that nothing
 * is changed; output_finish then returns false without another complaint.
 */
enum og_err output_reached(struct og_why *why) OG_MUST_CHECK;

/* Flushes standard output.  False when any of it was lost, after a complaint
 * unless output_reached has given the reason. */
bool output_finish(void);

#endif
