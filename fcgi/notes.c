// SPDX-License-Identifier: ISC
/*
 * A log may block for as long as it likes, the loop may not: what the loop has
 * to say waits here for a worker.
 */
#include "notes.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#define SLOTS 16

struct note {
	int64_t when;
	const char *event; /* a literal */
	char text[400];
};

struct notes {
	struct task task; /* first: the pool runs this */
	struct og_audit *audit;
	pthread_mutex_t mutex; /* of what follows; never held while writing */
	struct note slots[SLOTS];
	unsigned n;
	unsigned lost;
	bool queued;
};

struct notes *
notes_new(struct og_audit *audit)
{
	struct notes *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->audit = audit;
	pthread_mutex_init(&n->mutex, NULL);
	return n;
}

void
notes_free(struct notes *n)
{
	if (n == NULL)
		return;
	pthread_mutex_destroy(&n->mutex);
	free(n);
}

/* Takes the oldest message out.  False when there is none. */
static bool
take(struct notes *n, struct note *out, unsigned *lost)
{
	bool any;

	pthread_mutex_lock(&n->mutex);
	any = n->n > 0;
	if (any) {
		*out = n->slots[0];
		n->n--;
		memmove(&n->slots[0], &n->slots[1], n->n * sizeof(*out));
	} else {
		n->queued = false;
	}
	*lost = n->lost;
	n->lost = 0;
	pthread_mutex_unlock(&n->mutex);
	return any;
}

static void
write_all(struct task *t)
{
	struct notes *n = (struct notes *)t;
	struct note note;
	unsigned lost;
	bool any;

	do {
		any = take(n, &note, &lost);
		if (any)
			og_audit_note(
			    n->audit, note.when, note.event, "%s", note.text);
		if (lost > 0)
			og_audit_note(n->audit, og_clock_wall(), "error",
			    "%u more messages were dropped", lost);
	} while (any);
}

void
notes_add(struct notes *n, struct pool *pool, const char *event,
    const char *fmt, va_list ap)
{
	struct note *note;
	bool submit = false;

	pthread_mutex_lock(&n->mutex);
	if (n->n == SLOTS) {
		n->lost++;
	} else {
		note = &n->slots[n->n++];
		note->when = og_clock_wall();
		note->event = event;
		(void)vsnprintf(note->text, sizeof(note->text), fmt, ap);
		submit = !n->queued;
		n->queued = true;
	}
	pthread_mutex_unlock(&n->mutex);
	if (!submit)
		return;
	n->task.run = write_all;
	if (!pool_submit(pool, &n->task)) {
		pthread_mutex_lock(&n->mutex);
		n->queued = false;
		pthread_mutex_unlock(&n->mutex);
	}
}
