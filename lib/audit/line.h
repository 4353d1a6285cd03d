/* SPDX-License-Identifier: ISC */
/*
 * One line of the audit log, without its line end: written, and read again.
 * Pure.  Whatever is in an event, the line is one line, its fields are in
 * order, and nothing in it can control a terminal.
 */
#ifndef OTPGATE_AUDIT_LINE_H
#define OTPGATE_AUDIT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/audit/audit.h"
#include "lib/base/buf.h"

#define OG_AUDIT_LINE_MAX 8192 /* bytes of any line */

/*
 * Appends the line of "e".  With "cut", as the log is written, long fields end
 * early in "...": words after 64 bytes, detail and user after 128.
 */
void og_audit_line_event(struct og_buf *b, const struct og_event *e,
    enum og_audit_format format, bool cut);

/* Appends an operational message: time, event and detail only, uncut. */
void og_audit_line_note(struct og_buf *b, int64_t when, const char *event,
    const char *detail, enum og_audit_format format);

/* A line that was read. */
struct og_audit_line {
	struct og_event event; /* strings are in "text"; NULL for "-" */
	bool note;	       /* time, event and detail only */
	char text[OG_AUDIT_LINE_MAX];
};

/*
 * Reads the "len" bytes of a line in either format, exactly as the two above
 * write it.  OG_OK, or OG_ERR_FORMAT for anything else; *out is then
 * undefined.  A time that could not be written becomes -1.
 */
enum og_err og_audit_line_parse(
    const char *line, size_t len, struct og_audit_line *out) OG_MUST_CHECK;

#endif
