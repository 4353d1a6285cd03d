// SPDX-License-Identifier: ISC
/*
 * Seats, counted for everybody and for each network that holds some.  Counters
 * and no lock, because the loop gives seats back.  Two networks may share one
 * counter, by chance and not by design; then they share one part.
 */
#include "fcgi/gate/seats.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 16384 /* many more than there are seats */

struct seats {
	unsigned limit, more;
	_Atomic unsigned taken;
	_Atomic uint32_t held[SLOTS];
};

struct seats *
seats_new(unsigned limit, unsigned more)
{
	struct seats *p = calloc(1, sizeof(*p));

	if (p != NULL) {
		p->limit = limit;
		p->more = more;
	}
	return p;
}

void
seats_free(struct seats *p)
{
	free(p);
}

/* True when somebody with "share" who holds so many may take one of those that
 * are free. */
static bool
may_take(unsigned held, unsigned free_seats, unsigned share)
{
	if (share == 1)
		return held < (free_seats + 1) / 2;
	if (share == OG_SHARE_IPV6_56)
		return held * 4 < free_seats * 3;
	return held < free_seats;
}

bool
seats_take(struct seats *p, const struct limiter_who *who, bool known,
    struct seat *seat)
{
	const unsigned limit = known ? p->limit + p->more : p->limit;
	unsigned taken = atomic_fetch_add(&p->taken, 1), held;
	bool ok = taken < limit;

	memset(seat, 0, sizeof(*seat));
	seat->of = p;
	for (unsigned i = 0; i < who->n && ok; i++) {
		seat->slot[i] = (uint16_t)(who->tag[i] % SLOTS);
		held = atomic_fetch_add(&p->held[seat->slot[i]], 1);
		seat->n++;
		ok = may_take(held, limit - taken, who->share[i]);
	}
	if (!ok)
		seats_leave(seat);
	return ok;
}

void
seats_leave(struct seat *seat)
{
	struct seats *p = seat->of;

	if (p == NULL)
		return;
	for (unsigned i = 0; i < seat->n; i++)
		atomic_fetch_sub(&p->held[seat->slot[i]], 1);
	atomic_fetch_sub(&p->taken, 1);
	memset(seat, 0, sizeof(*seat));
}

unsigned
seats_taken(const struct seats *p)
{
	return atomic_load(&p->taken);
}
