// SPDX-License-Identifier: ISC
/*
 * The table of forms that came within the last minute.  A form that is being
 * decided keeps its place until that is over; of the others the oldest goes
 * when there is no room.  Keeps no name, no credential and no readable outcome.
 */
#include "fcgi/gate/repeats.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/pages.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"
#include "lib/crypto/seal.h"

#define WAYS 8
#define SETS (REPEATS_ENTRIES / WAYS) /* a power of two */

enum stage { FREE = 0, DECIDING, DECIDED };

struct repeat_entry {
	enum stage stage;
	unsigned n_waiting;
	struct repeat_place *waiting;
	int64_t until; /* ms; when it was decided */
	uint8_t tag[OG_MAC_LEN];
	size_t len; /* of "sealed" */
	uint8_t sealed[REPEATS_DATA_MAX + OG_SEAL_EXTRA];
};

struct repeats {
	uint8_t key[OG_MAC_LEN];
	pthread_mutex_t mutex; /* held for a look at one set */
	struct repeat_entry entries[REPEATS_ENTRIES];
};

struct repeats *
repeats_new(void)
{
	struct repeats *r = og_pages_new(sizeof(*r));

	if (r == NULL)
		return NULL;
	if (og_random(r->key, sizeof(r->key)) != OG_OK) {
		og_pages_free(r, sizeof(*r));
		return NULL;
	}
	pthread_mutex_init(&r->mutex, NULL);
	return r;
}

void
repeats_free(struct repeats *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->mutex);
	og_pages_free(r, sizeof(*r));
}

enum og_err
repeats_key(const struct repeats *r, const struct og_part *parts, size_t n,
    struct repeat_key *key)
{
	enum og_err err;

	err = og_mac(r->key, "repeat tag", parts, n, key->tag);
	if (err == OG_OK)
		err = og_mac(r->key, "repeat seal", parts, n, key->seal);
	if (err != OG_OK)
		OG_WIPE_OBJECT(key);
	return err;
}

/* --- the table; the mutex is held --- */

static bool
is_over(const struct repeat_entry *e, int64_t now_ms)
{
	return e->stage == DECIDED && now_ms >= e->until;
}

static struct repeat_entry *
set_of(struct repeats *r, const uint8_t tag[OG_MAC_LEN])
{
	unsigned i = ((unsigned)tag[0] << 8 | tag[1]) % SETS;

	return &r->entries[(size_t)i * WAYS];
}

/* The entry of this form, or NULL. */
static struct repeat_entry *
find(struct repeats *r, const uint8_t tag[OG_MAC_LEN])
{
	struct repeat_entry *e = set_of(r, tag);

	for (int i = 0; i < WAYS; i++, e++)
		if (e->stage != FREE && og_equal_ct(e->tag, tag, OG_MAC_LEN))
			return e;
	return NULL;
}

/* An entry for a new form: a free one, or that of the oldest decided one;
 * NULL when all are being decided. */
static struct repeat_entry *
make_room(struct repeats *r, const uint8_t tag[OG_MAC_LEN])
{
	struct repeat_entry *e = set_of(r, tag), *best = NULL;

	for (int i = 0; i < WAYS; i++, e++) {
		if (e->stage == FREE)
			return e;
		if (e->stage == DECIDED &&
		    (best == NULL || e->until < best->until))
			best = e;
	}
	return best;
}

/* Takes those that wait out of the entry. */
static struct repeat_place *
dismiss(struct repeat_entry *e)
{
	struct repeat_place *all = e->waiting, *p;

	for (p = all; p != NULL; p = p->next)
		p->entry = NULL;
	e->waiting = NULL;
	e->n_waiting = 0;
	return all;
}

static void
unlink_place(struct repeat_place *p)
{
	struct repeat_place **at = &p->entry->waiting;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	p->entry->n_waiting--;
	p->entry = NULL;
	p->next = NULL;
}

/* --- coming and going --- */

/* Without the mutex. */
static void
wake_all(struct repeat_place *p)
{
	struct repeat_place *next;

	for (; p != NULL; p = next) {
		next = p->next; /* "p" may be gone when it was woken */
		p->next = NULL;
		p->wake(p);
	}
}

/* *gone is the place that has to give way for that, or NULL. */
static enum repeat_state
wait_at(
    struct repeat_entry *e, struct repeat_place *p, struct repeat_place **gone)
{
	struct repeat_place **at = &e->waiting;

	if (e->n_waiting >= REPEATS_WAITING_MAX) {
		*gone = e->waiting;
		(*gone)->displaced = true;
		unlink_place(*gone);
	}
	while (*at != NULL)
		at = &(*at)->next;
	*at = p;
	e->n_waiting++;
	p->entry = e;
	return REPEAT_WAIT;
}

static enum repeat_state
begin(struct repeats *r, const struct repeat_key *key, struct repeat_place *p)
{
	struct repeat_entry *e = make_room(r, key->tag);

	if (e == NULL)
		return REPEAT_ALONE;
	OG_WIPE_OBJECT(e);
	e->stage = DECIDING;
	memcpy(e->tag, key->tag, sizeof(e->tag));
	p->entry = e;
	p->deciding = true;
	return REPEAT_FIRST;
}

/* What cannot be opened is of no use to anybody: decided again. */
static bool
open_outcome(const struct repeat_entry *e, const struct repeat_key *key,
    uint8_t out[REPEATS_DATA_MAX], size_t *len)
{
	if (og_unseal(key->seal, e->tag, sizeof(e->tag), e->sealed, e->len,
		out) != OG_OK)
		return false;
	*len = e->len - OG_SEAL_EXTRA;
	return true;
}

enum repeat_state
repeats_enter(struct repeats *r, const struct repeat_key *key,
    struct repeat_place *p, int64_t now_ms, uint8_t out[REPEATS_DATA_MAX],
    size_t *len)
{
	enum repeat_state state;
	struct repeat_place *gone = NULL;
	struct repeat_entry *e;

	*len = 0;
	p->entry = NULL;
	p->next = NULL;
	p->deciding = p->displaced = false;
	pthread_mutex_lock(&r->mutex);
	e = find(r, key->tag);
	if (e != NULL && e->stage == DECIDING) {
		state = wait_at(e, p, &gone);
	} else if (e != NULL && !is_over(e, now_ms) &&
		   open_outcome(e, key, out, len)) {
		state = REPEAT_KNOWN;
	} else {
		if (e != NULL)
			OG_WIPE_OBJECT(e);
		state = begin(r, key, p);
	}
	pthread_mutex_unlock(&r->mutex);
	wake_all(gone);
	return state;
}

void
repeats_tell(struct repeats *r, const struct repeat_key *key,
    struct repeat_place *p, const void *data, size_t len, int64_t until_ms)
{
	struct repeat_entry *e = p->entry;
	struct repeat_place *waiting;

	if (e == NULL || !p->deciding)
		return;
	pthread_mutex_lock(&r->mutex);
	waiting = dismiss(e);
	if (len <= REPEATS_DATA_MAX &&
	    og_seal(key->seal, e->tag, sizeof(e->tag), data, len, e->sealed) ==
		OG_OK) {
		e->len = len + OG_SEAL_EXTRA;
		e->until = until_ms;
		e->stage = DECIDED;
	} else {
		OG_WIPE_OBJECT(e);
	}
	p->entry = NULL;
	p->deciding = false;
	pthread_mutex_unlock(&r->mutex);
	wake_all(waiting);
}

void
repeats_leave(struct repeats *r, struct repeat_place *p)
{
	struct repeat_place *waiting = NULL;

	/* a loop that closes a connection takes no lock for this */
	if (p->entry == NULL)
		return;
	pthread_mutex_lock(&r->mutex);
	if (p->entry != NULL && p->deciding) {
		waiting = dismiss(p->entry);
		OG_WIPE_OBJECT(p->entry);
		p->entry = NULL;
		p->deciding = false;
	} else if (p->entry != NULL) {
		unlink_place(p);
	}
	pthread_mutex_unlock(&r->mutex);
	wake_all(waiting);
}

void
repeats_sweep(struct repeats *r, int64_t now_ms)
{
	struct repeat_entry *e;

	for (size_t i = 0; i < REPEATS_ENTRIES; i++) {
		e = &r->entries[i];
		pthread_mutex_lock(&r->mutex);
		if (is_over(e, now_ms))
			OG_WIPE_OBJECT(e);
		pthread_mutex_unlock(&r->mutex);
	}
}
