// SPDX-License-Identifier: ISC
/*
 * A log that is a file takes as long as its disk, and the loop may not wait:
 * its messages wait here for a worker.
 */
#include "fcgi/gate/deferred_log.h"

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"
#include "lib/base/num.h"

#define SLOTS 16

/* The log cuts the strings of an event anyway. */
#define ADDRESS_SIZE 80
#define USER_SIZE 160

struct note {
	struct og_event event; /* strings are literals, or below */
	bool plain;	       /* a message: time, event and text only */
	char text[400];
	char address[ADDRESS_SIZE];
	char user[USER_SIZE];
};

struct deferred_log {
	struct task task; /* first: the pool runs this */
	struct og_audit *audit;
	struct metrics *metrics;
	pthread_mutex_t mutex; /* of what follows; never held while writing */
	struct note slots[SLOTS];
	unsigned n;
	unsigned lost;
	bool queued;
};

struct deferred_log *
deferred_log_new(struct og_audit *audit, struct metrics *metrics)
{
	struct deferred_log *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->audit = audit;
	n->metrics = metrics;
	pthread_mutex_init(&n->mutex, NULL);
	return n;
}

void
deferred_log_free(struct deferred_log *n)
{
	if (n == NULL)
		return;
	pthread_mutex_destroy(&n->mutex);
	free(n);
}

/* Takes out the oldest message.  False when there is none. */
static bool
take(struct deferred_log *n, struct note *out, unsigned *lost)
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
write_one(struct og_audit *audit, struct note *note)
{
	struct og_event *e = &note->event;

	if (note->plain) {
		og_audit_note(audit, e->when, e->event, "%s", note->text);
		return;
	}
	e->address = note->address;
	e->detail = note->text;
	e->user = note->user;
	og_audit_write(audit, e);
}

static void
write_all(struct task *t)
{
	struct deferred_log *n = (struct deferred_log *)t;
	struct note note;
	unsigned lost;
	bool any;

	do {
		any = take(n, &note, &lost);
		if (any)
			write_one(n->audit, &note);
		if (lost > 0)
			og_audit_note(n->audit, og_clock_wall(), "error",
			    "%u more message%s dropped", lost,
			    lost == 1 ? " was" : "s were");
	} while (any);
}

/* A free slot, which submit() must follow; NULL with the message counted as
 * lost.  The mutex is held. */
static struct note *
slot(struct deferred_log *n)
{
	if (n->n < SLOTS)
		return &n->slots[n->n++];
	n->lost++;
	metrics_count(n->metrics, METRICS_NOTES_LOST);
	return NULL;
}

/* Has the contents of the slots written.  Releases the mutex. */
static void
submit(struct deferred_log *n, struct pool *pool)
{
	bool idle = !n->queued;

	n->queued = true;
	pthread_mutex_unlock(&n->mutex);
	if (!idle)
		return;
	n->task.run = write_all;
	if (!pool_submit(pool, &n->task)) {
		pthread_mutex_lock(&n->mutex);
		n->queued = false;
		pthread_mutex_unlock(&n->mutex);
	}
}

void
deferred_log_add(struct deferred_log *n, struct pool *pool, const char *event,
    const char *fmt, va_list ap)
{
	struct note *note;

	pthread_mutex_lock(&n->mutex);
	note = slot(n);
	if (note != NULL) {
		note->plain = true;
		note->event =
		    (struct og_event){.when = og_clock_wall(), .event = event};
		(void)vsnprintf(note->text, sizeof(note->text), fmt, ap);
	}
	submit(n, pool);
}

/* "" for NULL. */
static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

void
deferred_log_add_event(
    struct deferred_log *n, struct pool *pool, const struct og_event *e)
{
	struct note *note;

	pthread_mutex_lock(&n->mutex);
	note = slot(n);
	if (note != NULL) {
		note->plain = false;
		note->event = *e;
		copy(note->text, sizeof(note->text), e->detail);
		copy(note->address, sizeof(note->address), e->address);
		copy(note->user, sizeof(note->user), e->user);
	}
	submit(n, pool);
}
