/* SPDX-License-Identifier: ISC */
/* The audit log: one escaped line per event, to syslog or a file. */
#ifndef OTPGATE_AUDIT_AUDIT_H
#define OTPGATE_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/err.h"

struct og_audit; /* opaque; may be used by several threads */

/* The format of a line: "name=value" words, or one JSON object. */
enum og_audit_format { OG_AUDIT_TEXT = 0, OG_AUDIT_JSON };

/* What happened.  NULL or "" fields are written as "-". */
struct og_event {
	int64_t when;	     /* seconds since 1970 */
	const char *event;   /* "login", "logout", "enroll", ... */
	const char *verdict; /* "allow", "deny", "done", "failed", "unknown" */
	const char *reason;  /* a word */
	const char *factor;  /* a word */
	const char *address; /* of the client, escaped here */
	const char *detail;  /* free text, escaped here */
	const char *user;    /* escaped; the last field of the line.  Names that
				are not in the database must be given as NULL:
				people type passwords there. */
};

/*
 * Opens the log: "syslog" (facility authpriv, name "ident"; NULL keeps the name
 * that the process already uses), "stderr", "journal" (standard error with a
 * leading "<N>", which systemd's journal takes for the priority), or the path
 * of a file that is appended to (made 0640 when missing, by root for the owner
 * of its folder; symlinks refused).  The format is OG_AUDIT_TEXT.  OG_OK with
 * *a, to be freed by og_audit_free; OG_ERR_UNSAFE, OG_ERR_IO, OG_ERR_NOMEM with
 * *a NULL.
 */
enum og_err og_audit_open(struct og_audit **a, const char *target,
    const char *ident, struct og_why *why) OG_MUST_CHECK;

/* The format of lines from now on.  "a" may be NULL. */
void og_audit_set_format(struct og_audit *a, enum og_audit_format format);

/* Opens the file again (after rotation).  After a failure the old one stays.
 * Waiting lines go to the new one. */
enum og_err
og_audit_reopen(struct og_audit *a, struct og_why *why) OG_MUST_CHECK;

/*
 * Writes one line, and never waits for the reader of the log: what it does not
 * take now waits in a queue of a fixed size, in order, and goes with the next
 * line or og_audit_flush.  Lines without room there are counted, and the log is
 * told once how many there were ("event=lost").  A file is the exception: that
 * takes as long as its disk takes.
 *
 * In a file it begins at the beginning of a line, whatever another process has
 * left there; what a full disk or a limit leaves is the beginning of a line,
 * and its end is never written separately.  A line may be there twice, once
 * attached to the remains of another.
 *
 * "2026-11-23T09:00:00Z event=login verdict=deny reason=code factor=totp
 * addr=192.0.2.1 detail="..." user="alice"", or the same fields in the same
 * order as one JSON object (audit/line.h).  "a" may be NULL.
 */
void og_audit_write(struct og_audit *a, const struct og_event *e);

/* An operational message ("event=error", "event=start"...), printf rules. */
void og_audit_note(struct og_audit *a, int64_t when, const char *event,
    const char *fmt, ...) OG_PRINTF(4, 5);

/* Says "text" to syslog and standard error, as far as they take it at once: for
 * what the log itself cannot report.  "ident" is the name of the program. */
void og_audit_tell_elsewhere(int64_t when, const char *ident, const char *text);

/* Writes waiting lines, as far as the log takes them; for housekeeping. */
void og_audit_flush(struct og_audit *a, int64_t when);

/*
 * The same before the end of a process: waits while the log takes something,
 * and for at most "ms" milliseconds when it takes nothing.  Returns how many
 * lines are not written (0: all are).
 */
unsigned og_audit_drain(struct og_audit *a, int ms);

/* True when nothing waits and a line would be taken now.  A file gets room for
 * it; if the file system cannot provide that, true when the last line was
 * taken. */
bool og_audit_is_ready(struct og_audit *a) OG_MUST_CHECK;

/* How many lines wait, and how many were lost since it was opened. */
void og_audit_look(struct og_audit *a, unsigned *waiting, uint64_t *lost);

/* Closes and frees, without waiting; *a becomes NULL. */
void og_audit_free(struct og_audit **a);

#endif
