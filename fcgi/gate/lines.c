// SPDX-License-Identifier: ISC
/* Lines of the log, so many of a kind in a minute.  Writes none itself. */
#include "fcgi/gate/lines.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

struct count {
	int64_t begun; /* of this span */
	unsigned written;
	int64_t since; /* the first of those that were left out */
	unsigned left_out;
};

struct lines {
	pthread_mutex_t mutex; /* of all counts; never held while writing */
	struct count counts[LINES_KINDS];
};

struct lines *
lines_new(void)
{
	struct lines *l = calloc(1, sizeof(*l));

	if (l != NULL)
		pthread_mutex_init(&l->mutex, NULL);
	return l;
}

void
lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	pthread_mutex_destroy(&l->mutex);
	free(l);
}

const char *
lines_name(enum lines_kind kind)
{
	switch (kind) {
	case LINES_LOGIN:
		return "logins refused without a guess";
	case LINES_FAULT:
		return "requests that failed";
	case LINES_FORM:
		return "forms and pages refused unread";
	case LINES_KINDS:
		break;
	}
	return "?";
}

bool
lines_may(struct lines *l, enum lines_kind kind, int64_t now_ms)
{
	struct count *c = &l->counts[kind];
	bool ok;

	pthread_mutex_lock(&l->mutex);
	if (c->written == 0 || now_ms - c->begun >= LINES_SPAN_MS) {
		c->begun = now_ms;
		c->written = 0;
	}
	ok = c->written < LINES_MAX;
	if (ok)
		c->written++;
	else if (c->left_out++ == 0)
		c->since = now_ms;
	pthread_mutex_unlock(&l->mutex);
	return ok;
}

unsigned
lines_left_out(struct lines *l, enum lines_kind kind, int64_t now_ms, bool end)
{
	struct count *c = &l->counts[kind];
	unsigned n = 0;

	pthread_mutex_lock(&l->mutex);
	if (end || now_ms - c->since >= LINES_SPAN_MS) {
		n = c->left_out;
		c->left_out = 0;
	}
	pthread_mutex_unlock(&l->mutex);
	return n;
}
