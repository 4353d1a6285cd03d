/* SPDX-License-Identifier: ISC */
/*
 * A bounded list between an attempt whose commit failed and the next one that
 * works.  Decides nothing, and asks nobody for the time.
 */
#include "lib/login/owed.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"
#include "lib/record/session.h"
#include "lib/rules/throttle.h"

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
	const struct og_limits *limits;
	int64_t now;
	og_owed_told *told;
	void *arg;
	struct debt debt;
	size_t spare; /* sessions that make room for it */
	char name[OG_NAME_SIZE];
	struct og_decision done;
};

static unsigned
count_disabled(const struct og_user *u)
{
	unsigned n = 0;

	for (size_t i = 0; i < u->n_authenticators; i++)
		n += u->authenticators[i].state == OG_AUTH_DISABLED;
	return n;
}

static void
charge_code(struct og_user *u, const struct og_counter *c, struct paying *p)
{
	const struct debt *debt = &p->debt;
	const unsigned disabled = count_disabled(u);
	const bool closed = og_throttle_is_closed(
	    p->limits, u, debt->lane, debt->device, p->now);

	p->done.failures = c != NULL ? c->failures : 0;
	og_throttle_charge(p->limits, u, debt->lane, debt->device,
	    og_throttle_charged_at(
		c != NULL ? c->failed_at : 0, debt->when, p->now));
	p->done.disabled = count_disabled(u) - disabled;
	p->done.closed = !closed && og_throttle_is_closed(p->limits, u,
					debt->lane, debt->device, p->now);
}

/* May be called again, with the record read anew. */
static enum og_err
charge(struct og_user *u, void *arg)
{
	struct paying *p = arg;
	const struct debt *debt = &p->debt;
	const struct og_counter *c =
	    og_user_counter(u, debt->lane, debt->device);

	if (p->spare > 0 && p->spare >= u->n_sessions)
		return OG_ERR_RANGE;
	for (size_t i = 0; i < p->spare; i++)
		og_session_drop_oldest(u);
	memcpy(p->name, u->name, sizeof(p->name));
	p->done = (struct og_decision){
	    .commit = true, .lane = debt->lane, .device = debt->device};
	if (debt->charge == OG_CHARGE_CODE)
		charge_code(u, c, p);
	else if (c != NULL)
		og_throttle_charge_password(u, debt->lane, debt->device,
		    og_throttle_charged_at(
			c->password_failed_at, debt->when, p->now));
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
	       err == OG_ERR_UNSAFE || err == OG_ERR_NOMEM ||
	       err == OG_ERR_UNREACHABLE;
}

/* The one that p->debt holds. */
static enum og_err
pay_one(struct og_store *store, struct paying *p)
{
	enum og_err err = OG_ERR_RANGE;

	for (p->spare = 0; err == OG_ERR_RANGE && p->spare < OG_SESSIONS_MAX;
	     p->spare++)
		err = og_store_update_id(
		    store, p->debt.user, charge, p, OG_VISIBLE);
	if (err == OG_OK && p->told != NULL &&
	    (p->done.closed || p->done.disabled > 0))
		p->told(p->name, &p->done, p->arg);
	return err;
}

static enum og_err
pay(struct og_owed *o, struct og_store *store, struct paying *p,
    unsigned *charged)
{
	enum og_err err;

	while (first(o, &p->debt)) {
		err = pay_one(store, p);
		if (is_of_the_store(err))
			return err;
		/* what may be charged is not charged twice: a disk that cannot
		 * say would close a lane with one failure */
		if (err == OG_OK || err == OG_ERR_UNKNOWN)
			(*charged)++;
		drop_first(o);
	}
	return OG_OK;
}

enum og_err
og_owed_settle(struct og_owed *o, struct og_store *store,
    const struct og_limits *limits, int64_t now, og_owed_told *told, void *arg,
    unsigned *charged)
{
	struct paying p = {
	    .limits = limits, .now = now, .told = told, .arg = arg};
	enum og_err err;

	*charged = 0;
	if (atomic_load(&o->n) == 0)
		return OG_OK;
	if (!og_clock_lock(&o->paying, WAIT_MS))
		return OG_ERR_BUSY;
	err = pay(o, store, &p, charged);
	pthread_mutex_unlock(&o->paying);
	return err;
}
