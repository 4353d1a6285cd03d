// SPDX-License-Identifier: ISC
/*
 * Answers.  Whatever happens, the first bytes of the stream are "Status: " and
 * three digits, and what was not decided is 403.
 */
#include "response.h"

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

bool
response_send(const struct response *rs, FCGX_Request *f)
{
	static const char deny[] = "Status: 403 Forbidden\r\n"
				   "Cache-Control: no-store\r\n\r\n";
	char line[64];
	int n, r;

	if (rs->status == 0 || og_buf_err(&rs->head) != OG_OK ||
	    og_buf_err(&rs->body) != OG_OK) {
		r = FCGX_PutStr(deny, (int)sizeof(deny) - 1, f->out);
	} else {
		n = snprintf(line, sizeof(line), "Status: %03d %s\r\n",
		    rs->status, reason_phrase(rs->status));
		r = FCGX_PutStr(line, n, f->out);
		if (rs->head.len > 0)
			FCGX_PutStr(rs->head.data, (int)rs->head.len, f->out);
		r = FCGX_PutStr("\r\n", 2, f->out) < 0 ? -1 : r;
		if (rs->body.len > 0)
			r = FCGX_PutStr(
			    rs->body.data, (int)rs->body.len, f->out);
	}
	f->keepConnection = 1; /* closing is ours: libfcgi would linger */
	FCGX_Finish_r(f);
	return r >= 0;
}
