/* SPDX-License-Identifier: ISC */
/*
 * Tables for people.  Cells are kept until a piece is full or the table ends,
 * then the widths are known.  Must not print a byte that output_escape has not
 * seen.
 */
#include "admin/ui/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/base/text.h"

#define PIECE 262144 /* bytes of cells that are held */
#define CELL_MAX 1024
#define GAP "  "

/* Columns that "s" takes on a terminal. */
static size_t
width_of(const char *s)
{
	size_t len = strlen(s);
	long n = og_text_length(s, len);

	return n >= 0 ? (size_t)n : len;
}

void
table_begin(
    struct table *t, const char *const *titles, size_t columns, unsigned right)
{
	memset(t, 0, sizeof(*t));
	t->titles = titles;
	t->columns = columns;
	t->right = right;
	for (size_t i = 0; i < columns; i++)
		t->width[i] = width_of(titles[i]);
	og_buf_init(&t->cells, (size_t)2 * PIECE);
}

/* Prints "s" in the column "i"; nothing follows the last one. */
static void
put(const struct table *t, size_t i, const char *s)
{
	const bool last = i + 1 == t->columns;
	const int pad = (int)(t->width[i] - width_of(s));

	if ((t->right >> i & 1) != 0)
		printf("%*s%s", pad, "", s);
	else if (last)
		printf("%s", s);
	else
		printf("%s%*s", s, pad, "");
	printf("%s", last ? "\n" : GAP);
}

static void
flush(struct table *t)
{
	const char *s = t->cells.len > 0 ? og_buf_str(&t->cells) : "";

	if (og_buf_err(&t->cells) != OG_OK) {
		t->lost = true;
		t->n = 0;
	}
	for (size_t i = 0; t->n > 0 && !t->headed && i < t->columns; i++)
		put(t, i, t->titles[i]);
	t->headed = t->headed || t->n > 0;
	for (size_t i = 0; i < t->n; i++, s += strlen(s) + 1)
		put(t, i % t->columns, s);
	t->n = 0;
	og_buf_reset(&t->cells);
}

void
table_cell(struct table *t, const char *fmt, ...)
{
	const size_t column = t->n % t->columns, at = t->cells.len;
	char text[CELL_MAX];
	size_t width;
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	output_escape(&t->cells, text[0] != '\0' ? text : "-");
	og_buf_putc(&t->cells, '\0');
	t->n++;
	if (og_buf_err(&t->cells) != OG_OK)
		return;
	width = width_of(og_buf_str(&t->cells) + at);
	if (width > t->width[column])
		t->width[column] = width;
	if (t->n % t->columns == 0 && t->cells.len > PIECE)
		flush(t);
}

void
table_time(struct table *t, int64_t when)
{
	char text[OUTPUT_TIME_SIZE];

	output_time_format(when, text);
	table_cell(t, "%s", text);
}

void
table_time_if(struct table *t, int64_t when)
{
	if (when != 0)
		table_time(t, when);
	else
		table_cell(t, "-");
}

bool
table_end(struct table *t)
{
	flush(t);
	og_buf_clear(&t->cells);
	if (t->lost)
		output_complain(NULL, "out of memory: the table is incomplete");
	return !t->lost;
}
