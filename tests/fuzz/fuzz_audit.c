/* SPDX-License-Identifier: ISC */
/* Fuzz target: one line of the audit log, in either format. */
#include <string.h>

#include "fuzz.h"
#include "lib/audit/line.h"

/* Writes what was read, reads that, and writes it again: the same. */
static void
round_trip(const struct og_audit_line *l, enum og_audit_format format)
{
	static struct og_audit_line again;
	struct og_buf a, b;

	og_buf_init(&a, 8 * OG_AUDIT_LINE_MAX);
	og_buf_init(&b, 8 * OG_AUDIT_LINE_MAX);
	if (l->note)
		og_audit_line_note(
		    &a, l->event.when, l->event.event, l->event.detail, format);
	else
		og_audit_line_event(&a, &l->event, format, false);
	MUST(og_buf_err(&a) == OG_OK);
	for (size_t i = 0; i < a.len; i++)
		MUST((unsigned char)a.data[i] >= 0x20 && a.data[i] != 0x7f);
	if (a.len < OG_AUDIT_LINE_MAX) {
		MUST(og_audit_line_parse(a.data, a.len, &again) == OG_OK);
		MUST(again.note == l->note);
		if (again.note)
			og_audit_line_note(&b, again.event.when,
			    again.event.event, again.event.detail, format);
		else
			og_audit_line_event(&b, &again.event, format, false);
		MUST(strcmp(og_buf_str(&a), og_buf_str(&b)) == 0);
	}
	og_buf_clear(&a);
	og_buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct og_audit_line l;
	char *line = malloc(size + 1);

	if (line == NULL)
		abort();
	memcpy(line, data, size); /* no NUL behind it: none may be needed */
	if (og_audit_line_parse(line, size, &l) == OG_OK) {
		round_trip(&l, OG_AUDIT_TEXT);
		round_trip(&l, OG_AUDIT_JSON);
	}
	free(line);
	return 0;
}
