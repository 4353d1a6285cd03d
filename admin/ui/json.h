/* SPDX-License-Identifier: ISC */
/* A small JSON writer (RFC 8259).  What it writes is pure ASCII. */
#ifndef OTPGATE_ADMIN_UI_JSON_H
#define OTPGATE_ADMIN_UI_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"

/* Fields are private to the writer. */
struct json {
	struct og_buf out;
	bool comma; /* the next value needs one before it */
	bool lost;  /* something did not fit, or could not be written */
};

/* Makes the writer empty; json_finish releases its memory. */
void json_init(struct json *j);

/*
 * Each writes one value: a member called "key" of an object, or an element of
 * an array when "key" is NULL.  Brackets are '{' or '[', closed by '}' or ']'.
 */
void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_string(struct json *j, const char *key, const char *value);
void json_int(struct json *j, const char *key, int64_t value);
void json_real(struct json *j, const char *key, double value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);

/* The items of a comma-separated list, as an array of strings. */
void json_list(struct json *j, const char *key, const char *list);

/* A time as an RFC 3339 string, null for 0. */
void json_time(struct json *j, const char *key, int64_t when);

/* Prints the rest and a line end on standard output, and wipes.  False after a
 * complaint when anything was lost. */
bool json_finish(struct json *j);

#endif
