// SPDX-License-Identifier: ISC
/* How a setting is refused: the first fault is the one that is told. */
#include <stdarg.h>
#include <stdio.h>

#include "lib/conf/settings_impl.h"

#define MESSAGE_MAX 256

enum og_err
og_settings_refuse(struct og_reading *p, enum og_err err, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	if (p->err != OG_OK)
		return p->err;
	p->err = err;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return og_why_set(p->why, err, "%s:%d: %s", p->path, p->line, text);
}
