// SPDX-License-Identifier: ISC
/*
 * Tables in memory: what networks, browsers and sessions owe, and failures by
 * name where no record could count.  Of a fixed size, so that a flood costs no
 * memory.  Decides nothing itself; keeps no names and addresses, only their
 * hashes under a key of this process.
 */
#include "fcgi/gate/limiter.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/pages.h"
#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/random.h"

#define WAYS 8
#define NETWORK_SETS 2048 /* powers of two */
#define NAME_SETS 4096
#define TEXT_HASHED 256 /* bytes of a name that count */
#define SECOND_US 1000000

/* One network or name; "tag" 0 is a free one. */
struct entry {
	uint64_t tag;
	int64_t when; /* network: paid off at (us); name: last failure (s) */
	int64_t rank; /* the same, of failures alone: the least goes first */
	uint32_t failures; /* of a name */
};

struct table {
	size_t sets;
	struct entry *entries; /* WAYS for each set */
};

/* Wide networks have their own table, so that no number of narrow ones can
 * displace one. */
struct limiter {
	uint8_t key[OG_MAC_LEN];
	pthread_mutex_t mutex; /* held for a look at a few sets */
	struct table narrow, wide, names;
};

/* --- tables --- */

static size_t
table_size(const struct table *t)
{
	return t->sets * WAYS * sizeof(t->entries[0]);
}

static bool
table_init(struct table *t, size_t sets)
{
	t->sets = sets;
	t->entries = og_pages_new(table_size(t));
	return t->entries != NULL;
}

static void
table_clear(struct table *t)
{
	og_pages_free(t->entries, table_size(t));
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

/* The same, or an empty one in its place.  A full set drops the entry with the
 * fewest failures: those that failed once displace nobody who failed often. */
static struct entry *
have(const struct table *t, uint64_t tag)
{
	struct entry *set = &t->entries[(tag & (t->sets - 1)) * WAYS];
	struct entry *e = find(t, tag), *old = &set[0];

	if (e != NULL)
		return e;
	for (size_t i = 0; i < WAYS && old->tag != 0; i++)
		if (set[i].tag == 0 || set[i].rank < old->rank)
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
	pthread_mutex_init(&l->mutex, NULL);
	if (table_init(&l->narrow, NETWORK_SETS) &&
	    table_init(&l->wide, NETWORK_SETS) &&
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
	pthread_mutex_destroy(&l->mutex);
	table_clear(&l->narrow);
	table_clear(&l->wide);
	table_clear(&l->names);
	OG_WIPE_OBJECT(l);
	free(l);
}

/* Never 0.  If the hash fails, all share one entry. */
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

/* --- who --- */

/* The next wider network of "who". */
static void
add(const struct limiter *l, struct limiter_who *who, unsigned share,
    const char *purpose, const void *data, size_t len)
{
	who->tag[who->n] = tag_of(l, purpose, data, len);
	who->share[who->n++] = share;
}

static void
add_ipv4(const struct limiter *l, const uint8_t *four, struct limiter_who *who)
{
	add(l, who, 1, "ipv4", four, 4);
	add(l, who, OG_SHARE_IPV4_24, "ipv4/24", four, 3);
}

/* The IPv4 address inside an IPv6 one, or NULL. */
static const uint8_t *
ipv4_within(const uint8_t six[16])
{
	static const struct {
		uint8_t prefix[12];
		uint8_t len, at; /* bytes */
	} kinds[] = {
	    {{[10] = 0xff, [11] = 0xff}, 12, 12}, /* mapped */
	    {{0x00, 0x64, 0xff, 0x9b}, 12, 12},	  /* NAT64 */
	    {{0x20, 0x02}, 2, 2},		  /* 6to4 */
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (memcmp(six, kinds[i].prefix, kinds[i].len) == 0)
			return six + kinds[i].at;
	return NULL;
}

/* "address" without its zone, which is only meaningful on this host. */
static void
cut_zone(const char *address, char out[INET6_ADDRSTRLEN])
{
	size_t len = strcspn(address, "%");

	if (len >= INET6_ADDRSTRLEN)
		len = 0; /* no address is so long */
	memcpy(out, address, len);
	out[len] = '\0';
}

void
limiter_address(
    const struct limiter *l, const char *address, struct limiter_who *who)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t six[16], four[4];
	const uint8_t *within;

	memset(who, 0, sizeof(*who));
	cut_zone(address, text);
	if (inet_pton(AF_INET, text, four) == 1) {
		add_ipv4(l, four, who);
	} else if (inet_pton(AF_INET6, text, six) != 1) {
		add(l, who, 1, "text", address, strnlen(address, TEXT_HASHED));
		add(l, who, OG_SHARE_IPV4_24, "texts", "", 0);
	} else if ((within = ipv4_within(six)) != NULL) {
		add_ipv4(l, within, who);
	} else {
		add(l, who, 1, "ipv6/64", six, 8);
		add(l, who, OG_SHARE_IPV6_56, "ipv6/56", six, 7);
		add(l, who, OG_SHARE_IPV6_48, "ipv6/48", six, 6);
	}
}

void
limiter_browser(const struct limiter *l, uint64_t id, struct limiter_who *who)
{
	memset(who, 0, sizeof(*who));
	add(l, who, 1, "browser", &id, sizeof(id));
}

void
limiter_session(const struct limiter *l, const uint8_t id[OG_DIGEST_LEN],
    struct limiter_who *who)
{
	memset(who, 0, sizeof(*who));
	add(l, who, 1, "session", id, OG_DIGEST_LEN);
}

/* --- charges --- */

/*
 * Each attempt costs an address "interval", and a network with a share of N an
 * N-th of it; time pays off the debt.  Nobody owes more than "most", which is
 * "burst" times the interval: the same time for all.
 */
struct price {
	int64_t now, cost, most; /* microseconds */
};

static const struct table *
table_of(const struct limiter *l, unsigned level)
{
	return level == 0 ? &l->narrow : &l->wide;
}

static int64_t
owed(const struct limiter *l, const struct limiter_who *who, unsigned level,
    const struct price *p)
{
	const struct entry *e = find(table_of(l, level), who->tag[level]);

	if (e == NULL || e->when <= p->now)
		return 0;
	/* what was charged under other settings ends, too */
	return e->when - p->now < p->most ? e->when - p->now : p->most;
}

static int64_t
cost_of(const struct limiter_who *who, unsigned level, const struct price *p)
{
	return p->cost / (int64_t)who->share[level];
}

/* What each level will be charged; or how long to wait, charging nothing. */
static int64_t
ask(const struct limiter *l, const struct limiter_who *who,
    const struct price *p, int64_t amount[LIMITER_LEVELS])
{
	int64_t wait, inner, longest = 0;

	for (unsigned i = 0; i < who->n; i++)
		amount[i] = cost_of(who, i, p);
	for (unsigned i = 0; i < who->n; i++) {
		wait = owed(l, who, i, p) + cost_of(who, i, p) - p->most;
		if (wait > 0 && i > 0) {
			inner = owed(l, who, i - 1, p);
			if (inner < wait)
				wait = inner;
			if (wait == 0)
				amount[i - 1] = p->most;
		}
		if (wait > longest)
			longest = wait;
	}
	return longest;
}

static int64_t
later(int64_t when, int64_t amount, const struct price *p)
{
	when = (when > p->now ? when : p->now) + amount;
	return when < p->now + p->most ? when : p->now + p->most;
}

/* Adds to "*at", from now on at least, and returns what was added. */
static int64_t
charge(int64_t *at, int64_t amount, const struct price *p)
{
	int64_t before = *at > p->now ? *at : p->now;

	*at = later(*at, amount, p);
	return *at - before;
}

unsigned
limiter_take(struct limiter *l, const struct limiter_who *who, unsigned burst,
    unsigned interval, int64_t now_ms, struct limiter_debt *debt)
{
	const int64_t cost = (int64_t)interval * SECOND_US;
	const struct price p = {
	    .now = now_ms * 1000, .cost = cost, .most = (int64_t)burst * cost};
	int64_t amount[LIMITER_LEVELS], wait;
	struct entry *e;

	memset(debt, 0, sizeof(*debt));
	if (burst == 0)
		return 0;
	pthread_mutex_lock(&l->mutex);
	wait = ask(l, who, &p, amount);
	for (unsigned i = 0; i < who->n && wait <= 0; i++) {
		e = have(table_of(l, i), who->tag[i]);
		debt->tag[i] = who->tag[i];
		debt->amount[i] = charge(&e->when, amount[i], &p);
		debt->rank[i] = charge(&e->rank, cost_of(who, i, &p), &p);
		debt->n++;
	}
	pthread_mutex_unlock(&l->mutex);
	return wait <= 0 ? 0 : (unsigned)((wait + SECOND_US - 1) / SECOND_US);
}

void
limiter_give_back(struct limiter *l, struct limiter_debt *debt)
{
	struct entry *e;

	pthread_mutex_lock(&l->mutex);
	for (unsigned i = 0; i < debt->n; i++) {
		e = find(table_of(l, i), debt->tag[i]);
		if (e == NULL)
			continue;
		e->when -= debt->amount[i];
		e->rank -= debt->rank[i];
	}
	pthread_mutex_unlock(&l->mutex);
	memset(debt, 0, sizeof(*debt));
}

/* --- names --- */

static uint64_t
name_tag(const struct limiter *l, const char *name, size_t len)
{
	return tag_of(l, "name", name, len < TEXT_HASHED ? len : TEXT_HASHED);
}

void
limiter_name_get(struct limiter *l, const char *name, size_t len,
    uint32_t *failures, int64_t *failed_at)
{
	uint64_t tag = name_tag(l, name, len);
	const struct entry *e;

	pthread_mutex_lock(&l->mutex);
	e = find(&l->names, tag);
	*failures = e != NULL ? e->failures : 0;
	*failed_at = e != NULL ? e->when : 0;
	pthread_mutex_unlock(&l->mutex);
}

void
limiter_name_charge(
    struct limiter *l, const char *name, size_t len, int64_t now)
{
	uint64_t tag = name_tag(l, name, len);
	struct entry *e;

	pthread_mutex_lock(&l->mutex);
	e = have(&l->names, tag);
	if (e->failures < UINT32_MAX)
		e->failures++;
	e->when = e->rank = now;
	pthread_mutex_unlock(&l->mutex);
}
