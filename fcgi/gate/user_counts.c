// SPDX-License-Identifier: ISC
/*
 * The walk through all records.  It reads through its own view, so that nobody
 * waits for it, and costs nothing while nobody asks for metrics.
 */
#include "fcgi/gate/user_counts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "fcgi/gate/gate.h"
#include "fcgi/gate/session_clock.h"
#include "lib/base/clock.h"

struct user_counts {
	pthread_mutex_t mutex; /* of "result" and "done" */
	struct user_counts_result result;
	int64_t done; /* og_clock_ms; 0: never */
	int64_t next; /* of housekeeping only */
};

/* One walk. */
struct walk {
	const struct og_policy *p;
	int64_t now;	  /* wall clock */
	int64_t sessions; /* the sessions' clock */
	struct user_counts_result r;
	struct og_user copy; /* og_throttle_is_closed wants one to look into */
};

struct user_counts *
user_counts_new(void)
{
	struct user_counts *c = calloc(1, sizeof(*c));

	if (c != NULL)
		pthread_mutex_init(&c->mutex, NULL);
	return c;
}

void
user_counts_free(struct user_counts *c)
{
	if (c == NULL)
		return;
	pthread_mutex_destroy(&c->mutex);
	free(c);
}

static bool
is_waiting(const struct walk *w, const struct og_counter *c)
{
	const struct og_limits *l = &w->p->limits;

	return og_throttle_until(l, c->failures, c->failed_at, w->now) != 0 ||
	       og_throttle_until(
		   l, c->password_failures, c->password_failed_at, w->now) != 0;
}

static bool
is_throttled(const struct walk *w, const struct og_user *u)
{
	for (size_t i = 0; i < OG_LANES; i++) {
		if (is_waiting(w, &u->lanes[i]))
			return true;
	}
	for (size_t i = 0; i < u->n_devices; i++) {
		if (is_waiting(w, &u->devices[i].counter))
			return true;
	}
	return false;
}

/* Most users have never mistyped a code: no more is read about them. */
static bool
is_locked(struct walk *w, const struct og_user *u)
{
	const struct og_limits *l = &w->p->limits;

	for (size_t i = 0; i < u->n_authenticators; i++) {
		if (u->authenticators[i].state == OG_AUTH_DISABLED)
			return true;
	}
	if (og_throttle_year(u, OG_SHARE_STRANGERS, w->now) == 0 &&
	    og_throttle_year(u, OG_SHARE_OWNER, w->now) == 0)
		return false;
	og_user_copy(&w->copy, u);
	for (size_t i = 0; i < OG_LANES; i++) {
		if (og_throttle_is_closed(
			l, &w->copy, (enum og_lane)i, 0, w->now))
			return true;
	}
	for (size_t i = 0; i < u->n_devices; i++) {
		if (og_throttle_is_closed(
			l, &w->copy, OG_LANE_DEVICE, u->devices[i].id, w->now))
			return true;
	}
	return false;
}

/* By the record alone: a session whose last use is not written yet matters to
 * nobody who looks at a curve. */
static enum og_err
visit(const struct og_user *u, void *arg)
{
	struct walk *w = arg;

	w->r.disabled += u->disabled;
	w->r.throttled += is_throttled(w, u);
	w->r.locked += is_locked(w, u);
	w->r.devices += (unsigned)u->n_devices;
	for (size_t i = 0; i < u->n_sessions; i++)
		w->r.sessions +=
		    !u->disabled &&
		    !og_policy_is_over(w->p, &u->sessions[i], w->sessions);
	for (size_t i = 0; i < u->n_bearers; i++)
		w->r.bearers += u->bearers[i].expires > w->now;
	return OG_OK;
}

static void
count(struct user_counts *c, struct gate *g)
{
	struct gate_conf *conf = gate_conf_get(g);
	struct walk *w = calloc(1, sizeof(*w));
	int64_t begun = og_clock_ms();
	enum og_err err = OG_ERR_NOMEM;

	if (w != NULL) {
		w->p = &conf->settings.policy;
		w->now = og_clock_wall();
		w->sessions = session_clock_now();
		err = og_store_iterate(g->store, visit, w);
		w->r.took_ms = og_clock_ms() - begun;
	}
	if (err == OG_OK || err == OG_ERR_DAMAGED) {
		pthread_mutex_lock(&c->mutex);
		c->result = w->r;
		c->done = og_clock_ms();
		pthread_mutex_unlock(&c->mutex);
	}
	if (w != NULL)
		og_user_clear(&w->copy);
	free(w);
	gate_conf_drop(g, conf);
}

void
user_counts_follow(struct user_counts *c, struct gate *g)
{
	const int64_t now = og_clock_ms();
	const int64_t asked = atomic_load(&g->metrics.scraped_at);
	struct og_store_stats st;

	if (asked == 0 || now - asked > USER_COUNTS_WANTED_MS || now < c->next)
		return;
	c->next = now + USER_COUNTS_EVERY_MS;
	og_store_stats(g->store, &st);
	if (st.users <= USER_COUNTS_USERS_MAX)
		count(c, g);
}

bool
user_counts_get(struct user_counts *c, struct user_counts_result *out)
{
	bool fresh;

	pthread_mutex_lock(&c->mutex);
	fresh =
	    c->done != 0 && og_clock_ms() - c->done < 3 * USER_COUNTS_EVERY_MS;
	*out = c->result;
	pthread_mutex_unlock(&c->mutex);
	return fresh;
}
