// SPDX-License-Identifier: ISC
/*
 * Places, counted for everybody and for each network that holds some.  Counters
 * and no lock, since the loop gives places back.  Two networks may meet in one
 * counter, by chance and not by anybody's will; then they share what is one's.
 */
#include "places.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 65536 /* of a uint16_t; many more than there are places */

struct places {
	unsigned limit, more;
	_Atomic unsigned taken;
	_Atomic uint32_t held[SLOTS];
};

struct places *
places_new(unsigned limit, unsigned more)
{
	struct places *p = calloc(1, sizeof(*p));

	if (p != NULL) {
		p->limit = limit;
		p->more = more;
	}
	return p;
}

void
places_free(struct places *p)
{
	free(p);
}

/* True when who has "share" and holds so many may take one of those that are
 * free. */
static bool
may_take(unsigned held, unsigned free_places, unsigned share)
{
	if (share == 1)
		return held < (free_places + 1) / 2;
	if (share == OG_SHARE_IPV6_56)
		return held * 4 < free_places * 3;
	return held < free_places;
}

bool
places_take(struct places *p, const struct limiter_who *who, bool known,
    struct place *place)
{
	const unsigned limit = known ? p->limit + p->more : p->limit;
	unsigned taken = atomic_fetch_add(&p->taken, 1), held;
	bool ok = taken < limit;

	memset(place, 0, sizeof(*place));
	place->of = p;
	for (unsigned i = 0; i < who->n && ok; i++) {
		place->slot[i] = (uint16_t)(who->tag[i] % SLOTS);
		held = atomic_fetch_add(&p->held[place->slot[i]], 1);
		place->n++;
		ok = may_take(held, limit - taken, who->share[i]);
	}
	if (!ok)
		places_leave(place);
	return ok;
}

void
places_leave(struct place *place)
{
	struct places *p = place->of;

	if (p == NULL)
		return;
	for (unsigned i = 0; i < place->n; i++)
		atomic_fetch_sub(&p->held[place->slot[i]], 1);
	atomic_fetch_sub(&p->taken, 1);
	memset(place, 0, sizeof(*place));
}

unsigned
places_taken(const struct places *p)
{
	return atomic_load(&p->taken);
}
