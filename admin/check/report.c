/* SPDX-License-Identifier: ISC */
/*
 * Where the parts of "otpadm check" report what they find: counted, and printed
 * as text or as JSON.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "admin/check/check.h"
#include "admin/ui/output.h"

void
check_tell(struct check *k, enum check_kind kind, const char *where,
    uint64_t line, const char *fmt, ...)
{
	const char *word = kind == CHECK_PROBLEM ? "problem" : "warning";
	char text[1024], place[OG_PATH_SIZE + 32];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (kind == CHECK_PROBLEM)
		k->problems++;
	else
		k->warnings++;
	progress_pause(&k->progress);
	if (k->c->json) {
		json_open(&k->json, NULL, '{');
		json_string(&k->json, "kind", word);
		if (where != NULL)
			json_string(&k->json, "where", where);
		if (line != 0)
			json_int(&k->json, "line", (int64_t)line);
		json_string(&k->json, "text", text);
		json_close(&k->json, '}');
	} else if (where == NULL) {
		output_say(word, "%s", text);
	} else {
		(void)snprintf(place, sizeof(place), "%s", where);
		if (line != 0)
			(void)snprintf(
			    place, sizeof(place), "%s:%" PRIu64, where, line);
		output_say(word, "%s: %s", place, text);
	}
	progress_resume(&k->progress);
}
