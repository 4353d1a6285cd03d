/* SPDX-License-Identifier: ISC */
/*
 * A bounded list between an attempt whose commit failed and the next one that
 * works.  Decides nothing, and asks nobody for the time.
 */
#include "owed.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "throttle.h"

#define WAIT_MS 200 /* for another thread that charges: as for a lock */

struct debt {
	uint64_t user;
	int64_t when;
	enum og_charge charge;
	enum og_lane lane;
	uint32_t device;
};

struct og_owed {
	pthread_mutex_t paying; /* one thread at a time */
	pthread_mutex_t mutex;	/* of what follows; never held for long */
	_Atomic size_t n;
	struct debt debts[OG_OWED_MAX];
};

struct og_owed *
og_owed_new(void)
{
	struct og_owed *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	pthread_mutex_init(&o->paying, NULL);
	pthread_mutex_init(&o->mutex, NULL);
	return o;
}

void
og_owed_free(struct og_owed *o)
{
	if (o == NULL)
		return;
	pthread_mutex_destroy(&o->mutex);
	pthread_mutex_destroy(&o->paying);
	free(o);
}

bool
og_owed_add(
    struct og_owed *o, uint64_t user, const struct og_decision *d, int64_t now)
{
	bool room;

	if (d->owed == OG_CHARGE_NONE)
		return false;
	pthread_mutex_lock(&o->mutex);
	room = o->n < OG_OWED_MAX;
	if (room)
		o->debts[o->n++] = (struct debt){.user = user,
		    .when = now,
		    .charge = d->owed,
		    .lane = d->lane,
		    .device = d->device};
	pthread_mutex_unlock(&o->mutex);
	return room;
}

struct paying {
	const struct debt *debt;
	const struct og_limits *limits;
};

static enum og_err
charge(struct og_user *u, void *arg)
{
	const struct paying *p = arg;
	const struct debt *debt = p->debt;

	if (debt->charge == OG_CHARGE_PASSWORD)
		og_throttle_charge_password(
		    u, debt->lane, debt->device, debt->when);
	else
		og_throttle_charge(
		    p->limits, u, debt->lane, debt->device, debt->when);
	return OG_OK;
}

/* False when there is none.  It stays in the list until it is paid. */
static bool
first(struct og_owed *o, struct debt *out)
{
	bool any;

	pthread_mutex_lock(&o->mutex);
	any = o->n > 0;
	if (any)
		*out = o->debts[0];
	pthread_mutex_unlock(&o->mutex);
	return any;
}

static void
drop_first(struct og_owed *o)
{
	pthread_mutex_lock(&o->mutex);
	o->n--;
	memmove(o->debts, o->debts + 1, o->n * sizeof(o->debts[0]));
	pthread_mutex_unlock(&o->mutex);
}

/* True for errors that say nothing about this one user. */
static bool
is_of_the_store(enum og_err err)
{
	return err == OG_ERR_BUSY || err == OG_ERR_CONFLICT ||
	       err == OG_ERR_NOSPACE || err == OG_ERR_IO ||
	       err == OG_ERR_UNSAFE || err == OG_ERR_NOMEM;
}

static enum og_err
pay(struct og_owed *o, struct og_store *store, const struct og_limits *limits,
    unsigned *charged)
{
	struct debt debt;
	struct paying p = {&debt, limits};
	enum og_err err;

	while (first(o, &debt)) {
		err = og_store_update_id(
		    store, debt.user, charge, &p, OG_VISIBLE);
		if (is_of_the_store(err))
			return err;
		if (err == OG_OK)
			(*charged)++;
		drop_first(o);
	}
	return OG_OK;
}

enum og_err
og_owed_settle(struct og_owed *o, struct og_store *store,
    const struct og_limits *limits, unsigned *charged)
{
	enum og_err err;

	*charged = 0;
	if (atomic_load(&o->n) == 0)
		return OG_OK;
	if (!og_clock_lock(&o->paying, WAIT_MS))
		return OG_ERR_BUSY;
	err = pay(o, store, limits, charged);
	pthread_mutex_unlock(&o->paying);
	return err;
}
