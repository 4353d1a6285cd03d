/* SPDX-License-Identifier: ISC */
/*
 * The JSON writer of --json.  Every byte that is not printable ASCII becomes
 * \uXXXX (bytes that are not UTF-8 become U+FFFD), so nothing in it can control
 * a terminal.  Must not be used to read anything.
 */
#include "admin/ui/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/base/clock.h"
#include "lib/base/text.h"

#define PIECE 65536	   /* bytes held back before they are written */
#define VALUE_MAX 16777216 /* bytes of one value */

void
json_init(struct json *j)
{
	memset(j, 0, sizeof(*j));
	og_buf_init(&j->out, VALUE_MAX);
}

static void
json_write(struct json *j)
{
	if (og_buf_err(&j->out) != OG_OK) {
		output_lose();
		j->lost = true;
	} else if (fwrite(og_buf_str(&j->out), 1, j->out.len, stdout) !=
		   j->out.len) {
		j->lost = true;
	}
	og_buf_reset(&j->out);
}

static void
json_key(struct json *j, const char *key)
{
	if (j->out.len >= PIECE)
		json_write(j);
	if (j->comma)
		og_buf_putc(&j->out, ',');
	j->comma = true;
	if (key != NULL) {
		og_text_json_string(&j->out, key, strlen(key));
		og_buf_putc(&j->out, ':');
	}
}

void
json_open(struct json *j, const char *key, char bracket)
{
	json_key(j, key);
	og_buf_putc(&j->out, bracket);
	j->comma = false;
}

void
json_close(struct json *j, char bracket)
{
	og_buf_putc(&j->out, bracket);
	j->comma = true;
}

void
json_string(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	og_text_json_string(&j->out, value, strlen(value));
}

void
json_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	og_buf_printf(&j->out, "%" PRId64, value);
}

void
json_real(struct json *j, const char *key, double value)
{
	json_key(j, key);
	og_buf_printf(&j->out, "%.9g", value);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	og_buf_puts(&j->out, value ? "true" : "false");
}

void
json_null(struct json *j, const char *key)
{
	json_key(j, key);
	og_buf_puts(&j->out, "null");
}

void
json_list(struct json *j, const char *key, const char *list)
{
	json_open(j, key, '[');
	while (*list != '\0') {
		size_t len = strcspn(list, ",");

		json_key(j, NULL);
		og_text_json_string(&j->out, list, len);
		list += len;
		list += *list == ',';
	}
	json_close(j, ']');
}

void
json_time(struct json *j, const char *key, int64_t when)
{
	char text[OG_TIME_SIZE];

	if (when == 0) {
		json_null(j, key);
		return;
	}
	og_clock_format(when, text);
	json_string(j, key, text);
}

bool
json_finish(struct json *j)
{
	bool lost;

	og_buf_putc(&j->out, '\n');
	json_write(j);
	lost = j->lost;
	og_buf_clear(&j->out);
	return !lost; /* output_finish says why */
}
