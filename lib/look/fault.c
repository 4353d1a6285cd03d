// SPDX-License-Identifier: ISC
/*
 * Faults of files that pages show, with the line of each.  Must not put bytes
 * of such a file into a message.
 */
#include "lib/look/fault.h"

#include <stdarg.h>
#include <stdio.h>

#include "lib/base/text.h"

enum og_err
og_fault_at(
    struct og_fault *fault, const char *s, size_t at, const char *fmt, ...)
{
	va_list ap;

	fault->line = 1;
	for (size_t i = 0; i < at; i++)
		fault->line += s[i] == '\n';
	va_start(ap, fmt);
	(void)vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
	va_end(ap);
	return OG_ERR_FORMAT;
}

enum og_err
og_fault_all(struct og_fault *fault, const char *fmt, ...)
{
	va_list ap;

	fault->line = 0;
	va_start(ap, fmt);
	(void)vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
	va_end(ap);
	return OG_ERR_FORMAT;
}

enum og_err
og_fault_text(struct og_fault *fault, const char *s, size_t len)
{
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = og_text_decode(s + i, len - i, &cp);
		if (n == 0)
			return og_fault_at(fault, s, i, "this is not UTF-8");
		if (n == 1 && (s[i] == '\t' || s[i] == '\n' || s[i] == '\r'))
			continue;
		if (cp == 0xfffe || cp == 0xffff || !og_text_is_clean(s + i, n))
			return og_fault_at(
			    fault, s, i, "a control character, U+%04X", cp);
	}
	return OG_OK;
}
