// SPDX-License-Identifier: ISC
/*
 * Answers.  Whatever happens, the first bytes of the stream are "Status: " and
 * three digits, and what was not decided is 403.
 */
#include "fcgi/wire/response.h"

#include <sys/uio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LINE_SIZE 64

enum { END_REQUEST = 3, STDOUT = 6 }; /* types of records */

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

/* Where the answer could not be built in full. */
static const char denial[] = "Status: 403 Forbidden\r\n"
			     "Cache-Control: no-store\r\n";

static bool
is_complete(const struct response *rs)
{
	return rs->status != 0 && og_buf_err(&rs->head) == OG_OK &&
	       og_buf_err(&rs->body) == OG_OK;
}

/* The first line (or two), and how long they are. */
static int
first_line(const struct response *rs, char line[LINE_SIZE])
{
	if (!is_complete(rs))
		return snprintf(line, LINE_SIZE, "%s", denial);
	return snprintf(line, LINE_SIZE, "Status: %03d %s\r\n", rs->status,
	    reason_phrase(rs->status));
}

bool
response_send(const struct response *rs, FCGX_Request *f)
{
	const bool complete = is_complete(rs);
	char line[LINE_SIZE];
	int n = first_line(rs, line), r;

	r = FCGX_PutStr(line, n, f->out);
	if (complete && rs->head.len > 0)
		FCGX_PutStr(rs->head.data, (int)rs->head.len, f->out);
	r = FCGX_PutStr("\r\n", 2, f->out) < 0 ? -1 : r;
	if (complete && rs->body.len > 0)
		r = FCGX_PutStr(rs->body.data, (int)rs->body.len, f->out);
	f->keepConnection = 1; /* closing is ours: libfcgi would linger */
	FCGX_Finish_r(f);
	return r >= 0;
}

bool
response_write(const struct response *rs, int fd, unsigned id)
{
	/* FastCGI 1.0: what stands before the text, and behind it */
	uint8_t begin[] = {1, STDOUT, 0, 0, 0, 0, 0, 0};
	uint8_t end[] = {'\r', '\n', 1, STDOUT, 0, 0, 0, 0, 0, 0, 1,
	    END_REQUEST, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	uint8_t *const ids[] = {begin + 2, end + 4, end + 12};
	char line[LINE_SIZE];
	struct iovec v[] = {
	    {begin, sizeof(begin)}, {line, 0}, {NULL, 0}, {end, sizeof(end)}};
	size_t len;

	v[1].iov_len = (size_t)first_line(rs, line);
	if (is_complete(rs)) {
		v[2].iov_base = rs->head.data;
		v[2].iov_len = rs->head.len;
	}
	len = v[1].iov_len + v[2].iov_len + 2;
	begin[4] = (uint8_t)(len >> 8);
	begin[5] = (uint8_t)len;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		ids[i][0] = (uint8_t)(id >> 8);
		ids[i][1] = (uint8_t)id;
	}
	len += sizeof(begin) + sizeof(end) - 2;
	return writev(fd, v, sizeof(v) / sizeof(v[0])) == (ssize_t)len;
}
