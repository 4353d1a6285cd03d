/* SPDX-License-Identifier: ISC */
/* Tables for people: every column is as wide as its contents. */
#ifndef OTPGATE_ADMIN_UI_TABLE_H
#define OTPGATE_ADMIN_UI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#define TABLE_COLUMNS 10

/* Fields are private to the table. */
struct table {
	const char *const *titles;
	size_t columns;
	unsigned right; /* a bit for each column whose cells are numbers */
	size_t width[TABLE_COLUMNS];
	struct og_buf cells; /* each with its NUL */
	size_t n;	     /* cells in there */
	bool headed;
	bool lost; /* out of memory for some */
};

/* Begins a table with these titles (static strings, TABLE_COLUMNS at most). */
void table_begin(
    struct table *t, const char *const *titles, size_t columns, unsigned right);

/*
 * Adds the next cell, row by row: text by printf rules, escaped, "-" when
 * empty; or a time for people; table_time_if writes "-" for 0.  Long tables are
 * printed in pieces, and columns only grow.
 */
void table_cell(struct table *t, const char *fmt, ...) OG_PRINTF(2, 3);
void table_time(struct table *t, int64_t when);
void table_time_if(struct table *t, int64_t when);

/* Prints what is left, titles first; nothing if there are no rows.  Releases
 * everything.  False after a complaint: not all was printed. */
bool table_end(struct table *t);

#endif
