// SPDX-License-Identifier: ISC
/*
 * Last seen, batched.  A bounded table between the loop, which must not write,
 * and a worker, which may.
 */
#include "fcgi/gate/last_seen.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/record/bearer.h"

#define SLOTS 1024 /* notes between two flushes; a power of two */
#define PROBES 8

struct note {
	uint64_t user; /* 0: free */
	int64_t when;
	bool bearer; /* a token; else a session */
	uint8_t id[OG_DIGEST_LEN];
};

struct last_seen {
	pthread_mutex_t mutex; /* the loop only tries it */
	struct note notes[SLOTS];
	struct note copy[SLOTS]; /* of the flush */
};

struct last_seen *
last_seen_new(void)
{
	struct last_seen *t = calloc(1, sizeof(*t));

	if (t != NULL)
		pthread_mutex_init(&t->mutex, NULL);
	return t;
}

void
last_seen_free(struct last_seen *t)
{
	if (t == NULL)
		return;
	pthread_mutex_destroy(&t->mutex);
	free(t);
}

/* The entry of a session, or a free one, or NULL; the mutex is held. */
static struct note *
find_note(struct last_seen *t, const uint8_t id[OG_DIGEST_LEN], bool or_free)
{
	struct note *n;
	uint32_t h;

	memcpy(&h, id, sizeof(h)); /* a hash already */
	for (uint32_t i = 0; i < PROBES; i++) {
		n = &t->notes[(h + i) & (SLOTS - 1)];
		if (n->user != 0 ? memcmp(n->id, id, OG_DIGEST_LEN) == 0
				 : or_free)
			return n;
	}
	return NULL;
}

static void
add(struct last_seen *t, const struct note *fresh)
{
	struct note *n;

	if (pthread_mutex_trylock(&t->mutex) != 0)
		return;
	n = find_note(t, fresh->id, true);
	if (n != NULL)
		*n = *fresh;
	pthread_mutex_unlock(&t->mutex);
}

void
last_seen_add(struct last_seen *t, uint64_t user,
    const uint8_t id[OG_DIGEST_LEN], int64_t now)
{
	struct note n = {.user = user, .when = now};

	memcpy(n.id, id, OG_DIGEST_LEN);
	add(t, &n);
}

void
last_seen_add_bearer(struct last_seen *t, uint64_t user,
    const uint8_t digest[OG_DIGEST_LEN], int64_t now)
{
	struct note n = {.user = user, .when = now, .bearer = true};

	memcpy(n.id, digest, OG_DIGEST_LEN);
	add(t, &n);
}

int64_t
last_seen_last(struct last_seen *t, const uint8_t id[OG_DIGEST_LEN])
{
	const struct note *n;
	int64_t when = 0;

	/* held for a copy of the table at the longest, never by a login */
	pthread_mutex_lock(&t->mutex);
	n = find_note(t, id, false);
	if (n != NULL)
		when = n->when;
	pthread_mutex_unlock(&t->mutex);
	return when;
}

static enum og_err
edit_session(struct og_user *u, const struct note *n)
{
	struct og_session *s = og_session_find(u, n->id);

	if (s == NULL || s->seen >= n->when)
		return OG_ERR_NOTFOUND;
	s->seen = n->when;
	return OG_OK;
}

static enum og_err
edit_bearer(struct og_user *u, const struct note *n)
{
	struct og_bearer *b = og_bearer_find(u, n->id);

	if (b == NULL || b->used >= n->when)
		return OG_ERR_NOTFOUND;
	b->used = n->when;
	return OG_OK;
}

static enum og_err
edit(struct og_user *u, void *arg)
{
	const struct note *n = arg;

	return n->bearer ? edit_bearer(u, n) : edit_session(u, n);
}

/* Forgets what was written, unless it was recorded again meanwhile. */
static void
forget(struct last_seen *t, const struct note *written)
{
	struct note *n;

	pthread_mutex_lock(&t->mutex);
	n = find_note(t, written->id, false);
	if (n != NULL && n->when == written->when)
		n->user = 0;
	pthread_mutex_unlock(&t->mutex);
}

void
last_seen_flush(struct last_seen *t, struct og_store *store)
{
	enum og_err err;
	size_t n = 0;

	pthread_mutex_lock(&t->mutex);
	for (size_t i = 0; i < SLOTS; i++) {
		if (t->notes[i].user != 0)
			t->copy[n++] = t->notes[i];
	}
	pthread_mutex_unlock(&t->mutex);
	for (size_t i = 0; i < n; i++) {
		err = og_store_update_id(
		    store, t->copy[i].user, edit, &t->copy[i], OG_LAZY);
		if (err == OG_OK || err == OG_ERR_NOTFOUND)
			forget(t, &t->copy[i]);
	}
}
