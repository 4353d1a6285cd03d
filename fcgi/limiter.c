// SPDX-License-Identifier: ISC
/*
 * Two tables of failures in memory: by address, and by name where no record
 * could count.  Of a fixed size, so that a flood costs no memory: where there
 * is no room, what was noted longest ago goes.  Decides about nobody; keeps no
 * name and no address, only their hashes under a key of this process.
 */
#include "limiter.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mac.h"
#include "random.h"
#include "wipe.h"

#define WAYS 8
#define ADDRESS_SETS 2048 /* powers of two */
#define NAME_SETS 4096
#define NAME_HASHED 256 /* bytes of a name that count */
#define SECOND_MS 1000

/* One address or name; "tag" 0 is a free one. */
struct entry {
	uint64_t tag;
	int64_t when; /* address: paid off at (ms); name: last failure (s) */
	uint32_t failures; /* of a name */
};

struct table {
	pthread_mutex_t mutex;
	size_t sets;
	struct entry *entries; /* WAYS for each set */
};

struct limiter {
	uint8_t key[OG_MAC_LEN];
	struct table addresses;
	struct table names;
};

/* --- tables --- */

static bool
table_init(struct table *t, size_t sets)
{
	t->sets = sets;
	t->entries = calloc(sets * WAYS, sizeof(t->entries[0]));
	return t->entries != NULL;
}

/* The entry with "tag", or NULL; the mutex is held. */
static struct entry *
find(const struct table *t, uint64_t tag)
{
	struct entry *set = &t->entries[(tag & (t->sets - 1)) * WAYS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].tag == tag)
			return &set[i];
	return NULL;
}

/* The same, or an empty one in its place; the oldest of the set goes. */
static struct entry *
have(const struct table *t, uint64_t tag)
{
	struct entry *set = &t->entries[(tag & (t->sets - 1)) * WAYS];
	struct entry *e = find(t, tag), *old = &set[0];

	if (e != NULL)
		return e;
	for (size_t i = 0; i < WAYS && old->tag != 0; i++)
		if (set[i].tag == 0 || set[i].when < old->when)
			old = &set[i];
	memset(old, 0, sizeof(*old));
	old->tag = tag;
	return old;
}

struct limiter *
limiter_new(void)
{
	struct limiter *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	pthread_mutex_init(&l->addresses.mutex, NULL);
	pthread_mutex_init(&l->names.mutex, NULL);
	if (table_init(&l->addresses, ADDRESS_SETS) &&
	    table_init(&l->names, NAME_SETS) &&
	    og_random(l->key, sizeof(l->key)) == OG_OK)
		return l;
	limiter_free(l);
	return NULL;
}

void
limiter_free(struct limiter *l)
{
	if (l == NULL)
		return;
	pthread_mutex_destroy(&l->addresses.mutex);
	pthread_mutex_destroy(&l->names.mutex);
	free(l->addresses.entries);
	free(l->names.entries);
	OG_WIPE_OBJECT(l);
	free(l);
}

/* Never 0.  When the hash fails, all share one entry. */
static uint64_t
tag_of(
    const struct limiter *l, const char *purpose, const void *data, size_t len)
{
	const struct og_part part = {data, len};
	uint8_t mac[OG_MAC_LEN];
	uint64_t tag = 0;

	if (og_mac(l->key, purpose, &part, 1, mac) == OG_OK)
		memcpy(&tag, mac, sizeof(tag));
	return tag != 0 ? tag : 1;
}

/* --- addresses --- */

/* What one client can easily have many of counts as one: an IPv6 network of
 * 64 bits.  IPv4 within IPv6 is IPv4. */
static uint64_t
address_tag(const struct limiter *l, const char *address)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct in6_addr six;
	struct in_addr four;
	size_t len;

	if (inet_pton(AF_INET, address, &four) == 1)
		return tag_of(l, "ipv4", &four, sizeof(four));
	if (inet_pton(AF_INET6, address, &six) == 1) {
		if (memcmp(&six, mapped, sizeof(mapped)) == 0)
			return tag_of(l, "ipv4", (const uint8_t *)&six + 12, 4);
		return tag_of(l, "ipv6", &six, 8);
	}
	len = strnlen(address, NAME_HASHED);
	return tag_of(l, "other", address, len);
}

/*
 * Each failure is worth "interval"; what an address owes is paid off by time.
 * It may log in while it owes less than "burst" of them.
 */
unsigned
limiter_address_wait(struct limiter *l, const char *address, unsigned burst,
    unsigned interval, int64_t now_ms)
{
	const int64_t cost = (int64_t)interval * SECOND_MS;
	const struct entry *e;
	int64_t wait = 0;
	uint64_t tag;

	if (burst == 0)
		return 0;
	tag = address_tag(l, address);
	pthread_mutex_lock(&l->addresses.mutex);
	e = find(&l->addresses, tag);
	if (e != NULL)
		wait = e->when - now_ms - (int64_t)(burst - 1) * cost;
	pthread_mutex_unlock(&l->addresses.mutex);
	if (wait <= 0)
		return 0;
	/* what was charged under other settings ends, too */
	if (wait > (int64_t)burst * cost)
		wait = (int64_t)burst * cost;
	return (unsigned)((wait + SECOND_MS - 1) / SECOND_MS);
}

void
limiter_address_charge(struct limiter *l, const char *address, unsigned burst,
    unsigned interval, int64_t now_ms)
{
	const int64_t cost = (int64_t)interval * SECOND_MS;
	const int64_t most = now_ms + (2 * (int64_t)burst - 1) * cost;
	struct entry *e;
	uint64_t tag;

	if (burst == 0)
		return;
	tag = address_tag(l, address);
	pthread_mutex_lock(&l->addresses.mutex);
	e = have(&l->addresses, tag);
	if (e->when < now_ms)
		e->when = now_ms;
	e->when += cost;
	/* those that came at once are waited for, but not for ever */
	if (e->when > most)
		e->when = most;
	pthread_mutex_unlock(&l->addresses.mutex);
}

/* --- names --- */

static uint64_t
name_tag(const struct limiter *l, const char *name, size_t len)
{
	return tag_of(l, "name", name, len < NAME_HASHED ? len : NAME_HASHED);
}

void
limiter_name_get(struct limiter *l, const char *name, size_t len,
    uint32_t *failures, int64_t *failed_at)
{
	uint64_t tag = name_tag(l, name, len);
	const struct entry *e;

	pthread_mutex_lock(&l->names.mutex);
	e = find(&l->names, tag);
	*failures = e != NULL ? e->failures : 0;
	*failed_at = e != NULL ? e->when : 0;
	pthread_mutex_unlock(&l->names.mutex);
}

void
limiter_name_charge(
    struct limiter *l, const char *name, size_t len, int64_t now)
{
	uint64_t tag = name_tag(l, name, len);
	struct entry *e;

	pthread_mutex_lock(&l->names.mutex);
	e = have(&l->names, tag);
	if (e->failures < UINT32_MAX)
		e->failures++;
	e->when = now;
	pthread_mutex_unlock(&l->names.mutex);
}
