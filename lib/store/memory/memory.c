/* SPDX-License-Identifier: ISC */
/*
 * The records as text in a list, under one mutex.  Small rather than fast: it
 * shows what an implementation owes to the interface, and nothing of it
 * survives the process.
 */
#include "lib/store/memory/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"

#define HELD_PAUSE_NS 1000000L

struct entry {
	uint64_t id;
	uint64_t version;
	char name[OG_NAME_SIZE];
	struct og_buf text; /* of the record */
	struct entry *next;
};

struct shared {
	pthread_mutex_t mutex;
	unsigned refs;
	bool held; /* og_memory_hold */
	uint64_t sequence;
	struct entry *first;
};

struct memory {
	struct og_store store; /* first: the interface points here */
	struct shared *shared;
	og_memory_before *before;
	void *arg;
	bool applied;
	enum og_err ready;
};

static struct memory *
memory(struct og_store *s)
{
	return (struct memory *)og_store_self(s);
}

static struct shared *
lock(struct og_store *s)
{
	struct shared *sh = memory(s)->shared;

	pthread_mutex_lock(&sh->mutex);
	return sh;
}

/* The entry of the user called "name" or, when that is NULL, with "id". */
static struct entry *
find(const struct shared *sh, const char *name, uint64_t id)
{
	struct entry *e;

	for (e = sh->first; e != NULL; e = e->next)
		if (name != NULL ? strcmp(e->name, name) == 0 : e->id == id)
			return e;
	return NULL;
}

static void
entry_free(struct entry *e)
{
	og_buf_clear(&e->text);
	free(e);
}

static enum og_err
read_entry(const struct entry *e, struct og_user *out)
{
	enum og_err err = OG_ERR_NOTFOUND;

	if (e != NULL)
		err = og_user_parse(og_buf_str(&e->text), e->text.len, out);
	if (err == OG_OK)
		out->version = e->version;
	return err;
}

static enum og_err
get(struct og_store *s, const char *name, uint64_t id, struct og_user *out)
{
	struct shared *sh = lock(s);
	enum og_err err = read_entry(find(sh, name, id), out);

	pthread_mutex_unlock(&sh->mutex);
	return err;
}

static enum og_err
get_name(struct og_store *s, const char *name, int64_t end, struct og_user *out)
{
	(void)end; /* it never waits for long */
	return get(s, name, 0, out);
}

static enum og_err
get_id(struct og_store *s, uint64_t id, bool local, int64_t end,
    struct og_user *out)
{
	(void)local;
	(void)end;
	return get(s, NULL, id, out);
}

/* --- commits --- */

/* True when another user than those of "changes" has the name, or two of them
 * want it. */
static bool
is_taken(const struct shared *sh, const struct og_change *changes, size_t n,
    size_t self)
{
	const char *name = changes[self].user->name;
	const struct entry *e = find(sh, name, 0);

	for (size_t i = 0; i < n; i++) {
		if (i != self && !changes[i].remove &&
		    strcmp(changes[i].user->name, name) == 0)
			return true;
		if (e != NULL && changes[i].user->id == e->id)
			e = NULL;
	}
	return e != NULL;
}

static enum og_err
compare(const struct shared *sh, const struct og_change *changes, size_t n)
{
	const struct entry *e;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (changes[k].user->id == changes[i].user->id)
				return OG_ERR_ARG;
	for (size_t i = 0; i < n; i++) {
		e = find(sh, NULL, changes[i].user->id);
		if (e == NULL && changes[i].expected != 0)
			return OG_ERR_NOTFOUND;
		if (e != NULL && e->version != changes[i].expected)
			return OG_ERR_CONFLICT;
		if (!changes[i].remove && is_taken(sh, changes, n, i))
			return OG_ERR_EXISTS;
	}
	return OG_OK;
}

static void
drop(struct shared *sh, uint64_t id)
{
	struct entry **at = &sh->first, *e;

	while (*at != NULL && (*at)->id != id)
		at = &(*at)->next;
	e = *at;
	if (e == NULL)
		return;
	*at = e->next;
	entry_free(e);
}

static enum og_err
entry_new(const struct og_user *u, struct entry **out)
{
	struct entry *e = calloc(1, sizeof(*e));
	enum og_err err = OG_ERR_NOMEM;

	if (e == NULL)
		return err;
	og_buf_init(&e->text, OG_RECORD_MAX + 1);
	err = og_user_format(u, &e->text);
	if (err == OG_OK)
		err = og_buf_err(&e->text);
	if (err != OG_OK) {
		entry_free(e);
		return err;
	}
	e->id = u->id;
	memcpy(e->name, u->name, sizeof(e->name));
	*out = e;
	return OG_OK;
}

/* Puts all of the new entries in, or frees them after an error. */
static enum og_err
commit(struct shared *sh, const struct og_change *changes, size_t n)
{
	struct entry *made[OG_CHANGES_MAX] = {NULL};
	enum og_err err = compare(sh, changes, n);

	for (size_t i = 0; i < n && err == OG_OK; i++)
		if (!changes[i].remove)
			err = entry_new(changes[i].user, &made[i]);
	if (err == OG_OK)
		sh->sequence++;
	for (size_t i = 0; i < n; i++) {
		if (err != OG_OK) {
			if (made[i] != NULL)
				entry_free(made[i]);
			continue;
		}
		drop(sh, changes[i].user->id);
		if (made[i] == NULL)
			continue;
		made[i]->version = sh->sequence;
		made[i]->next = sh->first;
		sh->first = made[i];
	}
	return err;
}

/* Waits until nobody holds the store. */
static enum og_err
wait_free(struct og_store *s, const struct og_deadline *by)
{
	const struct timespec pause = {.tv_nsec = HELD_PAUSE_NS};
	struct shared *sh;
	bool held;

	for (;;) {
		sh = lock(s);
		held = sh->held;
		pthread_mutex_unlock(&sh->mutex);
		if (!held)
			return OG_OK;
		if (og_clock_left(by->begin) == 0)
			return OG_ERR_BUSY;
		(void)nanosleep(&pause, NULL);
	}
}

static enum og_err
put(struct og_store *s, const struct og_change *changes, size_t n,
    enum og_durability durability, const struct og_deadline *by)
{
	struct memory *m = memory(s);
	enum og_err before = wait_free(s, by), err;
	struct shared *sh;

	(void)durability;
	if (before == OG_OK && m->before != NULL)
		before = m->before(s, m->arg);
	if (before != OG_OK && !(before == OG_ERR_UNKNOWN && m->applied))
		return before;
	sh = lock(s);
	err = commit(sh, changes, n);
	pthread_mutex_unlock(&sh->mutex);
	return err == OG_OK ? before : err;
}

static enum og_err
ready(struct og_store *s, const struct og_deadline *by)
{
	enum og_err err = wait_free(s, by);

	return err == OG_OK ? memory(s)->ready : err;
}

static enum og_err
iterate(struct og_store *s, og_store_visit *visit, void *arg)
{
	struct og_user *u = malloc(sizeof(*u));
	enum og_err err = u != NULL ? OG_OK : OG_ERR_NOMEM;
	struct shared *sh;
	uint64_t *ids = NULL;
	size_t n = 0, i = 0;

	/* the visitor may use the store: so by id, without the mutex */
	sh = lock(s);
	for (const struct entry *e = sh->first; e != NULL; e = e->next)
		n++;
	ids = calloc(n + 1, sizeof(*ids));
	for (const struct entry *e = sh->first; ids && e; e = e->next)
		ids[i++] = e->id;
	pthread_mutex_unlock(&sh->mutex);
	if (ids == NULL)
		err = OG_ERR_NOMEM;
	for (i = 0; i < n && err == OG_OK; i++) {
		err = get(s, NULL, ids[i], u);
		if (err == OG_OK)
			err = visit(u, arg);
		else if (err == OG_ERR_NOTFOUND)
			err = OG_OK;
	}
	if (u != NULL)
		og_user_clear(u);
	free(u);
	free(ids);
	return err;
}

/* --- what a store in memory has no need of --- */

static enum og_err
refresh(struct og_store *s, int64_t end)
{
	(void)s;
	(void)end;
	return OG_OK;
}

static enum og_err
tidy(struct og_store *s)
{
	(void)s;
	return OG_OK;
}

static bool
is_work_due(struct og_store *s)
{
	(void)s;
	return false;
}

static enum og_err
work(struct og_store *s, og_store_progress *progress, void *arg,
    struct og_why *why)
{
	(void)s;
	(void)progress;
	(void)arg;
	(void)why;
	return OG_OK;
}

static void
stats(struct og_store *s, struct og_store_stats *out)
{
	struct shared *sh = lock(s);

	memset(out, 0, sizeof(*out));
	for (const struct entry *e = sh->first; e != NULL; e = e->next) {
		out->users++;
		out->size += e->text.len;
	}
	out->generation = 1;
	out->sequence = sh->sequence;
	pthread_mutex_unlock(&sh->mutex);
}

static void
explain(struct og_store *s, enum og_err err, int ms, struct og_why *why)
{
	(void)s;
	if (err == OG_ERR_BUSY)
		(void)og_why_set(
		    why, err, "the store in memory is held for %d ms", ms);
}

/* --- handles --- */

static enum og_err
handle(struct og_store *s, struct og_store **out, struct og_why *why);

static void
free_handle(struct og_store *s)
{
	struct shared *sh = lock(s);
	const bool last = --sh->refs == 0;

	pthread_mutex_unlock(&sh->mutex);
	free(s);
	if (!last)
		return;
	while (sh->first != NULL)
		drop(sh, sh->first->id);
	pthread_mutex_destroy(&sh->mutex);
	free(sh);
}

static const struct og_store_ops memory_ops = {
    .get_name = get_name,
    .get_id = get_id,
    .put = put,
    .ready = ready,
    .iterate = iterate,
    .refresh = refresh,
    .handle = handle,
    .is_work_due = is_work_due,
    .work = work,
    .tidy = tidy,
    .stats = stats,
    .explain = explain,
    .free = free_handle,
};

static enum og_err
handle_new(struct shared *sh, struct og_store **out)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return OG_ERR_NOMEM;
	m->store.ops = &memory_ops;
	m->shared = sh;
	pthread_mutex_lock(&sh->mutex);
	sh->refs++;
	pthread_mutex_unlock(&sh->mutex);
	*out = &m->store;
	return OG_OK;
}

static enum og_err
handle(struct og_store *s, struct og_store **out, struct og_why *why)
{
	enum og_err err = handle_new(memory(s)->shared, out);

	return err == OG_OK ? err : og_why_set(why, err, "out of memory");
}

enum og_err
og_memory_new(struct og_store **s)
{
	struct shared *sh = calloc(1, sizeof(*sh));
	enum og_err err;

	*s = NULL;
	if (sh == NULL)
		return OG_ERR_NOMEM;
	pthread_mutex_init(&sh->mutex, NULL);
	err = handle_new(sh, s);
	if (err != OG_OK) {
		pthread_mutex_destroy(&sh->mutex);
		free(sh);
	}
	return err;
}

void
og_memory_disturb(
    struct og_store *s, og_memory_before *before, void *arg, bool applied)
{
	struct memory *m = memory(s);

	m->before = before;
	m->arg = arg;
	m->applied = applied;
}

void
og_memory_hold(struct og_store *s, bool held)
{
	struct shared *sh = lock(s);

	sh->held = held;
	pthread_mutex_unlock(&sh->mutex);
}

void
og_memory_set_ready(struct og_store *s, enum og_err err)
{
	memory(s)->ready = err;
}
