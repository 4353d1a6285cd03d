// SPDX-License-Identifier: ISC
/*
 * FastCGI.  Checks are read from and answered with their bytes; for everything
 * else libfcgi, which only this file knows, reads head and body and writes
 * the answer.  It gets no byte that record_scan has not judged.
 */
#include <sys/uio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "fcgi/wire/wire.h"

enum { END_REQUEST = 3, STDOUT = 6 }; /* types of records */

struct wire_request {
	FCGX_Request fcgi;
};

/* libfcgi waits up to 2 s on a close unless told otherwise. */
bool
wire_fastcgi_start(void)
{
	return setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "0", 1) == 0 &&
	       FCGX_Init() == 0;
}

static enum wire_state
scan(const uint8_t *p, size_t len, struct wire_head *head)
{
	const enum record_state state = record_scan(p, len, &head->record);

	head->whole = head->record.whole;
	return state == RECORD_READY  ? WIRE_READY
	       : state == RECORD_MORE ? WIRE_MORE
				      : WIRE_BAD;
}

/* --- checks --- */

static void
params(struct request *rq, uint8_t *p, const struct wire_head *head)
{
	request_read(rq, p, &head->record);
}

static bool
answer(
    const struct response *rs, int fd, const struct wire_head *head, bool bare)
{
	/* FastCGI 1.0: what stands before the text, and behind it */
	uint8_t begin[] = {1, STDOUT, 0, 0, 0, 0, 0, 0};
	uint8_t end[] = {'\r', '\n', 1, STDOUT, 0, 0, 0, 0, 0, 0, 1,
	    END_REQUEST, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	uint8_t *const ids[] = {begin + 2, end + 4, end + 12};
	const unsigned id = head->record.id;
	char line[RESPONSE_LINE_SIZE];
	struct iovec v[] = {
	    {begin, sizeof(begin)}, {line, 0}, {NULL, 0}, {end, sizeof(end)}};
	size_t len;

	v[1].iov_len = response_begin(rs, line);
	if (response_is_complete(rs)) {
		v[2].iov_base = rs->head.data;
		v[2].iov_len = rs->head.len;
	}
	/* nginx does without the end of a request whose head is all it wants */
	v[3].iov_len = bare ? 2 : sizeof(end);
	len = v[1].iov_len + v[2].iov_len + 2;
	begin[4] = (uint8_t)(len >> 8);
	begin[5] = (uint8_t)len;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		ids[i][0] = (uint8_t)(id >> 8);
		ids[i][1] = (uint8_t)id;
	}
	len += sizeof(begin) + v[3].iov_len - 2;
	return writev(fd, v, sizeof(v) / sizeof(v[0])) == (ssize_t)len;
}

/* --- pages, by libfcgi --- */

static void
take_params(struct request *rq, const FCGX_Request *f, bool nul)
{
	const char *eq;

	memset(rq, 0, sizeof(*rq));
	rq->ambiguous = nul;
	for (char **p = f->envp; p != NULL && *p != NULL; p++) {
		eq = strchr(*p, '=');
		if (eq != NULL)
			request_note(rq, *p, (size_t)(eq - *p), eq + 1);
	}
}

static struct wire_request *
begin(int fd, const struct wire_head *head, struct request *rq)
{
	struct wire_request *w = calloc(1, sizeof(*w));

	if (w == NULL || FCGX_InitRequest(&w->fcgi, -1, 0) != 0) {
		free(w);
		close(fd);
		return NULL;
	}
	w->fcgi.ipcFd = fd;
	w->fcgi.keepConnection = 1;
	if (FCGX_Accept_r(&w->fcgi) != 0) {
		free(w); /* libfcgi has closed it */
		return NULL;
	}
	take_params(rq, &w->fcgi, head->record.nul);
	return w;
}

static size_t
body(struct wire_request *w, char *to, size_t len)
{
	const int n = FCGX_GetStr(to, (int)len, w->fcgi.in);

	return n > 0 ? (size_t)n : 0;
}

static bool
send_all(struct wire_request *w, const struct response *rs)
{
	const bool complete = response_is_complete(rs);
	char line[RESPONSE_LINE_SIZE];
	const size_t n = response_begin(rs, line);
	FCGX_Request *f = &w->fcgi;
	bool kept;

	FCGX_PutStr(line, (int)n, f->out);
	if (complete && rs->head.len > 0)
		FCGX_PutStr(rs->head.data, (int)rs->head.len, f->out);
	FCGX_PutStr("\r\n", 2, f->out);
	if (complete && rs->body.len > 0)
		FCGX_PutStr(rs->body.data, (int)rs->body.len, f->out);
	f->keepConnection = 1; /* closing is ours: libfcgi would linger */
	FCGX_Finish_r(f);
	kept = f->ipcFd >= 0; /* after a failed write it has closed it */
	free(w);
	return kept;
}

static void
drop(struct wire_request *w)
{
	w->fcgi.ipcFd = -1;
	FCGX_Free(&w->fcgi, 0);
	free(w);
}

const struct wire wire_fastcgi = {
    .scan = scan,
    .params = params,
    .answer = answer,
    .begin = begin,
    .body = body,
    .send = send_all,
    .drop = drop,
};
