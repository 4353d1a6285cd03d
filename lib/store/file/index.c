// SPDX-License-Identifier: ISC
/*
 * The index: for every user id and name, where the newest line is.  Two hash
 * tables with chains through one array of entries.  No files here.
 */
#include "lib/store/file/impl.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

void
fs_index_init(struct fs_index *x)
{
	memset(x, 0, sizeof(*x));
	x->free = FS_NONE;
}

void
fs_index_clear(struct fs_index *x)
{
	free(x->entries);
	free(x->by_id);
	free(x->by_name);
	fs_index_init(x);
}

/* FNV-1a with a final mix; names come from the administrator. */
uint32_t
fs_index_hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	h ^= h >> 15;
	h *= 0x2c1b3c6du;
	return h ^ (h >> 13);
}

/* Ids are random numbers already. */
static uint32_t
bucket_of_id(const struct fs_index *x, uint64_t id)
{
	return (uint32_t)(id ^ (id >> 32)) & (x->buckets - 1);
}

static uint32_t
bucket_of_name(const struct fs_index *x, uint32_t name_hash)
{
	return name_hash & (x->buckets - 1);
}

struct fs_entry *
fs_index_find(const struct fs_index *x, uint64_t id)
{
	uint32_t i;

	if (x->buckets == 0)
		return NULL;
	for (i = x->by_id[bucket_of_id(x, id)]; i != FS_NONE;
	     i = x->entries[i].next_id) {
		if (x->entries[i].id == id)
			return &x->entries[i];
	}
	return NULL;
}

struct fs_entry *
fs_index_named(
    const struct fs_index *x, uint32_t name_hash, const struct fs_entry *prev)
{
	uint32_t i;

	if (x->buckets == 0)
		return NULL;
	i = prev == NULL ? x->by_name[bucket_of_name(x, name_hash)]
			 : prev->next_name;
	for (; i != FS_NONE; i = x->entries[i].next_name) {
		if (x->entries[i].name_hash == name_hash)
			return &x->entries[i];
	}
	return NULL;
}

static void
link_id(struct fs_index *x, uint32_t i)
{
	uint32_t *head = &x->by_id[bucket_of_id(x, x->entries[i].id)];

	x->entries[i].next_id = *head;
	*head = i;
}

static void
link_name(struct fs_index *x, uint32_t i)
{
	uint32_t *head =
	    &x->by_name[bucket_of_name(x, x->entries[i].name_hash)];

	x->entries[i].next_name = *head;
	*head = i;
}

void
fs_index_link(struct fs_index *x, struct og_pacer *rest)
{
	memset(x->by_id, 0xff, x->buckets * sizeof(*x->by_id));
	memset(x->by_name, 0xff, x->buckets * sizeof(*x->by_name));
	for (uint32_t i = 0; i < x->n; i++) {
		og_pacer_step(rest);
		link_id(x, i);
		link_name(x, i);
	}
}

static void
unlink_name(struct fs_index *x, uint32_t i)
{
	uint32_t *p = &x->by_name[bucket_of_name(x, x->entries[i].name_hash)];

	while (*p != i)
		p = &x->entries[*p].next_name;
	*p = x->entries[i].next_name;
}

/* Doubles the tables of chain heads when there are more entries. */
static enum og_err
grow_tables(struct fs_index *x)
{
	uint32_t buckets = x->buckets == 0 ? FIRST_CAP : x->buckets * 2;
	uint32_t *by_id, *by_name, *old_id = x->by_id;
	uint32_t *old_name = x->by_name, old_buckets = x->buckets, i, next;

	by_id = malloc(buckets * sizeof(*by_id));
	by_name = malloc(buckets * sizeof(*by_name));
	if (by_id == NULL || by_name == NULL) {
		free(by_id);
		free(by_name);
		return OG_ERR_NOMEM;
	}
	memset(by_id, 0xff, buckets * sizeof(*by_id));
	memset(by_name, 0xff, buckets * sizeof(*by_name));
	x->by_id = by_id;
	x->by_name = by_name;
	x->buckets = buckets;
	for (uint32_t b = 0; b < old_buckets; b++) {
		for (i = old_id[b]; i != FS_NONE; i = next) {
			next = x->entries[i].next_id;
			link_id(x, i);
		}
		for (i = old_name[b]; i != FS_NONE; i = next) {
			next = x->entries[i].next_name;
			link_name(x, i);
		}
	}
	free(old_id);
	free(old_name);
	return OG_OK;
}

/* An unused slot. */
static enum og_err
take_slot(struct fs_index *x, uint32_t *slot)
{
	struct fs_entry *entries;
	uint32_t cap;

	if (x->free != FS_NONE) {
		*slot = x->free;
		x->free = x->entries[*slot].next_id;
		return OG_OK;
	}
	if (x->n == x->cap) {
		cap = x->cap == 0 ? FIRST_CAP : x->cap + x->cap / 8 + 1;
		if (cap <= x->cap || cap >= FS_NONE)
			return OG_ERR_NOMEM;
		entries = realloc(x->entries, cap * sizeof(*entries));
		if (entries == NULL)
			return OG_ERR_NOMEM;
		x->entries = entries;
		x->cap = cap;
	}
	*slot = x->n++;
	return OG_OK;
}

static void
forget_damage(struct fs_index *x, struct fs_entry *e)
{
	if (!e->damaged)
		return;
	x->damaged--;
	e->damaged = 0;
}

enum og_err
fs_index_set(struct fs_index *x, uint64_t id, uint32_t name_hash,
    uint64_t offset, uint32_t len)
{
	struct fs_entry *e;
	enum og_err err;
	uint32_t i;

	/* three places in memory, none near the other: ask for two at once */
	if (x->buckets > 0)
		__builtin_prefetch(&x->by_name[bucket_of_name(x, name_hash)]);
	e = fs_index_find(x, id);
	if (e == NULL) {
		if (x->live >= x->buckets) {
			err = grow_tables(x);
			if (err != OG_OK)
				return err;
		}
		err = take_slot(x, &i);
		if (err != OG_OK)
			return err;
		e = &x->entries[i];
		memset(e, 0, sizeof(*e));
		e->id = id;
		e->name_hash = name_hash;
		link_id(x, i);
		link_name(x, i);
		x->live++;
	} else if (e->name_hash != name_hash) {
		i = (uint32_t)(e - x->entries);
		unlink_name(x, i);
		e->name_hash = name_hash;
		link_name(x, i);
	}
	forget_damage(x, e);
	x->live_bytes += (uint64_t)len - e->len;
	e->offset = offset;
	e->len = len & 0x3fffffff;
	e->side = x->side & 1;
	return OG_OK;
}

void
fs_index_remove(struct fs_index *x, uint64_t id)
{
	struct fs_entry *e = fs_index_find(x, id);
	uint32_t i, *p;

	if (e == NULL)
		return;
	i = (uint32_t)(e - x->entries);
	unlink_name(x, i);
	p = &x->by_id[bucket_of_id(x, id)];
	while (*p != i)
		p = &x->entries[*p].next_id;
	*p = e->next_id;
	forget_damage(x, e);
	x->live_bytes -= e->len;
	memset(e, 0, sizeof(*e));
	e->next_id = x->free;
	x->free = i;
	x->live--;
}

enum og_err
fs_index_damage(struct fs_index *x, const struct fs_line *line, uint64_t offset)
{
	struct fs_entry *e;
	enum og_err err;

	if (line->n_ids == 0)
		x->floor = offset;
	for (size_t i = 0; i < line->n_ids; i++) {
		e = fs_index_find(x, line->ids[i]);
		if (e == NULL) {
			/* unknown until now: keep the id, no name leads here */
			err = fs_index_set(x, line->ids[i], 0, offset, 0);
			if (err != OG_OK)
				return err;
			e = fs_index_find(x, line->ids[i]);
		}
		x->damaged += !e->damaged;
		e->damaged = 1;
	}
	return OG_OK;
}

bool
fs_index_is_denied(const struct fs_index *x, const struct fs_entry *e)
{
	if (e->side != x->side)
		return e->damaged || x->floor > 0;
	return e->damaged || e->offset < x->floor;
}
