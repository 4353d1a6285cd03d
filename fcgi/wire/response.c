// SPDX-License-Identifier: ISC
/*
 * Answers.  Whatever happens, the first bytes of the stream are "Status: " and
 * three digits, and an undecided answer is 403.
 */
#include "fcgi/wire/response.h"

#include <stdio.h>
#include <string.h>

void
response_init(struct response *rs)
{
	rs->status = 0;
	og_buf_init(&rs->head, RESPONSE_HEAD_MAX);
	og_buf_init(&rs->body, RESPONSE_BODY_MAX);
}

void
response_clear(struct response *rs)
{
	rs->status = 0;
	og_buf_clear(&rs->head);
	og_buf_clear(&rs->body);
}

void
response_reset(struct response *rs)
{
	rs->status = 0;
	og_buf_reset(&rs->head);
	og_buf_reset(&rs->body);
}

void
response_header(struct response *rs, const char *name, const char *value)
{
	for (const char *p = value; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f) {
			rs->head.err = OG_ERR_FORMAT;
			return;
		}
	}
	og_buf_puts(&rs->head, name);
	og_buf_put(&rs->head, ": ", 2);
	og_buf_puts(&rs->head, value);
	og_buf_put(&rs->head, "\r\n", 2);
}

static const char *
reason_phrase(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 204:
		return "No Content";
	case 302:
		return "Found";
	case 303:
		return "See Other";
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 411:
		return "Length Required";
	case 413:
		return "Content Too Large";
	case 429:
		return "Too Many Requests";
	case 415:
		return "Unsupported Media Type";
	case 503:
		return "Service Unavailable";
	default:
		return "Forbidden";
	}
}

/* For an answer that could not be built completely. */
static const char denial[] = "Status: 403 Forbidden\r\n"
			     "Cache-Control: no-store\r\n";

bool
response_is_complete(const struct response *rs)
{
	return rs->status != 0 && og_buf_err(&rs->head) == OG_OK &&
	       og_buf_err(&rs->body) == OG_OK;
}

size_t
response_begin(const struct response *rs, char line[RESPONSE_LINE_SIZE])
{
	if (!response_is_complete(rs))
		return (size_t)snprintf(line, RESPONSE_LINE_SIZE, "%s", denial);
	return (size_t)snprintf(line, RESPONSE_LINE_SIZE, "Status: %03d %s\r\n",
	    rs->status, reason_phrase(rs->status));
}
