/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: the bytes of a connection on their whole way into params, as
 * the loop takes them: judged by record_scan, read by request_read (a check)
 * or by libfcgi (all else).  What comes out is compared with a
 * plain reading, so that they can never mean different things.
 */
#include <sys/socket.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/wire/wire.h"
#include "fuzz.h"

struct stream {
	const uint8_t *p;
	size_t len;
};

/* Joins the contents of the PARAMS records of a head that is ready. */
static uint8_t *
join(const uint8_t *p, const struct record_info *info)
{
	uint8_t *out = malloc(info->params + 1);
	size_t at = 16 + (size_t)p[6], n, total = 0;

	MUST(out != NULL);
	while (at < info->head) {
		n = (size_t)p[at + 4] << 8 | p[at + 5];
		memcpy(out + total, p + at + 8, n);
		total += n;
		at += 8 + n + p[at + 6];
	}
	MUST(total == info->params);
	return out;
}

static size_t
take_length(struct stream *s)
{
	size_t n = *s->p & 127;
	size_t more = *s->p < 128 ? 0 : 3;

	MUST(s->len > more);
	for (size_t i = 1; i <= more; i++)
		n = n << 8 | s->p[i];
	s->p += more + 1;
	s->len -= more + 1;
	return n;
}

/* "NAME=VALUE" of the next pair; the caller frees it.  *odd becomes true when
 * a "=" stands in a name that begins as ours do. */
static char *
take_pair(struct stream *s, bool *odd)
{
	size_t name = take_length(s), value = take_length(s);
	char *out = malloc(name + value + 2);

	MUST(out != NULL && name <= s->len && value <= s->len - name);
	memcpy(out, s->p, name);
	if (name > 0 && (*out == 'O' || *out == 'C') &&
	    memchr(out, '=', name) != NULL)
		*odd = true;
	out[name] = '=';
	memcpy(out + name + 1, s->p + name, value);
	out[name + 1 + value] = '\0';
	s->p += name + value;
	s->len -= name + value;
	return out;
}

/* The name of a param, which only an empty request tells. */
static const char *
name_of(enum param p)
{
	static const struct request nothing;
	const enum param list[] = {p, PARAMS};

	return request_missing(&nothing, list);
}

/* "direct": read without libfcgi, which does not see an odd name. */
static void
compare(const struct request *rq, struct stream s, bool nul, bool direct)
{
	char *seen[PARAMS] = {NULL}, *pair;
	bool twice = false, odd = false;
	size_t len;

	while (s.len > 0) {
		pair = take_pair(&s, &odd);
		len = strcspn(pair, "=");
		for (int i = 0; i < PARAMS && pair != NULL; i++) {
			if (strlen(name_of((enum param)i)) != len ||
			    memcmp(name_of((enum param)i), pair, len) != 0)
				continue;
			twice = twice || seen[i] != NULL;
			free(seen[i]);
			seen[i] = pair;
			pair = NULL;
		}
		free(pair);
	}
	if (!direct || !odd)
		MUST(rq->ambiguous == (nul || twice));
	else
		MUST(rq->ambiguous);
	for (int i = 0; i < PARAMS; i++) {
		if (!rq->ambiguous) {
			MUST((rq->value[i] != NULL) == (seen[i] != NULL));
			MUST(seen[i] == NULL ||
			     strcmp(request_get(rq, (enum param)i),
				 seen[i] + strlen(name_of((enum param)i)) +
				     1) == 0);
		}
		free(seen[i]);
	}
}

/* Reads the head as a check is read. */
static void
read_directly(
    const uint8_t *data, const struct record_info *info, const uint8_t *params)
{
	/* no byte more than the head may be needed */
	uint8_t *head = malloc(info->head);
	struct request rq;

	MUST(head != NULL);
	memcpy(head, data, info->head);
	request_read(&rq, head, info);
	compare(&rq, (struct stream){params, info->params}, info->nul, true);
	free(head);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct record_info info;
	struct request rq;
	struct wire_request *w;
	struct wire_head head;
	uint8_t *params;
	int fd[2];

	if (record_scan(data, size, &info) != RECORD_READY)
		return 0;
	head = (struct wire_head){info.whole, info};
	MUST(ready || wire_fastcgi_start());
	ready = true;
	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0);
	/* no more than the head: libfcgi must not wait for what follows */
	MUST(send(fd[1], data, info.head, MSG_DONTWAIT) == (ssize_t)info.head);
	MUST(shutdown(fd[1], SHUT_WR) == 0);
	w = wire_fastcgi.begin(fd[0], &head, &rq);
	MUST(w != NULL);
	params = join(data, &info);
	compare(&rq, (struct stream){params, info.params}, info.nul, false);
	read_directly(data, &info, params);
	free(params);
	wire_fastcgi.drop(w);
	close(fd[0]);
	close(fd[1]);
	return 0;
}
