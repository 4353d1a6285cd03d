// SPDX-License-Identifier: ISC
/*
 * The main thread of a serving gate: starts and ends the loops, handles
 * signals, and runs housekeeping and reloads on their own threads, because a
 * compaction would otherwise occupy a login worker.  Serves no request
 * itself.
 */
#include "fcgi/server/server.h"

#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/gate/reading.h"
#include "fcgi/server/server_impl.h"
#include "lib/base/clock.h"

#define HOUSEKEEPING_MS 2000
#define DUTIES 2 /* housekeeping and reload */

/* A task that is under way at most once. */
struct duty {
	struct task task; /* first: the pool runs this */
	struct gate *gate;
	int wake; /* of the keeper */
	void (*work)(struct gate *g);
	pthread_mutex_t mutex;
	bool busy;  /* queued or under way */
	bool again; /* asked for meanwhile: what it has read may be old */
};

struct keeper {
	struct gate *gate;
	const struct server_routes *routes;
	int signals;
	int wake;	   /* eventfd: a duty is done */
	struct pool *pool; /* a thread for each duty: none waits for another */
	struct duty housekeeping, reload;
	struct loop *loops[OG_LOOPS_MAX];
	unsigned n;
};

/* --- duties --- */

static bool
is_busy(struct duty *d)
{
	bool busy;

	pthread_mutex_lock(&d->mutex);
	busy = d->busy;
	pthread_mutex_unlock(&d->mutex);
	return busy;
}

/* True when it has to be done again. */
static bool
duty_end(struct duty *d)
{
	bool again;

	pthread_mutex_lock(&d->mutex);
	again = d->again;
	d->again = false;
	d->busy = again;
	pthread_mutex_unlock(&d->mutex);
	return again;
}

static void
run_duty(struct task *t)
{
	struct duty *d = (struct duty *)t;
	const uint64_t one = 1;

	do {
		d->work(d->gate);
	} while (duty_end(d));
	(void)!write(d->wake, &one, sizeof(one));
}

static void
duty_init(struct duty *d, const struct keeper *k, void (*work)(struct gate *g))
{
	d->task.run = run_duty;
	d->gate = k->gate;
	d->wake = k->wake;
	d->work = work;
	pthread_mutex_init(&d->mutex, NULL);
}

/* Only the main thread starts them.  With "again", one that is under way starts
 * again at its end. */
static void
duty_start(struct keeper *k, struct duty *d, bool again)
{
	bool busy;

	pthread_mutex_lock(&d->mutex);
	busy = d->busy;
	d->again = busy && again;
	d->busy = true;
	pthread_mutex_unlock(&d->mutex);
	if (!busy && !pool_submit(k->pool, &d->task))
		(void)duty_end(d);
}

/* True when nothing is under way any more. */
static bool
wait_for_duties(struct keeper *k, int64_t until)
{
	struct pollfd p = {.fd = k->wake, .events = POLLIN};
	uint64_t done;
	int64_t now;

	while (is_busy(&k->housekeeping) || is_busy(&k->reload)) {
		now = og_clock_ms();
		if (now >= until)
			return false;
		if (poll(&p, 1, (int)(until - now)) > 0)
			(void)!read(k->wake, &done, sizeof(done));
	}
	return true;
}

/* --- serving --- */

static bool
set_up(struct keeper *k, struct og_why *why)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	k->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	k->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (k->signals < 0 || k->wake < 0) {
		(void)og_why_set(why, OG_ERR_IO, "cannot wait for signals: %s",
		    strerror(errno));
		return false;
	}
	k->pool = pool_new(DUTIES);
	if (k->pool == NULL) {
		(void)og_why_set(why, OG_ERR_NOMEM, "cannot start threads");
		return false;
	}
	duty_init(&k->housekeeping, k, gate_housekeeping);
	duty_init(&k->reload, k, gate_reload);
	return true;
}

/* True when one of them means that it is time to end. */
static bool
read_signals(struct keeper *k)
{
	struct signalfd_siginfo si;
	bool end = false;

	while (read(k->signals, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGHUP)
			duty_start(k, &k->reload, true);
		else
			end = true;
	}
	return end;
}

static void
serve(struct keeper *k)
{
	struct pollfd p = {.fd = k->signals, .events = POLLIN};
	int64_t next = og_clock_ms() + HOUSEKEEPING_MS, now;

	do {
		now = og_clock_ms();
		if (now >= next) {
			duty_start(k, &k->housekeeping, false);
			next = now + HOUSEKEEPING_MS;
		}
		(void)poll(&p, 1, (int)(next - now));
	} while (!read_signals(k));
}

static bool
start(struct keeper *k, int listener, struct og_why *why)
{
	const struct og_settings *set = &k->gate->conf->settings;

	for (unsigned i = 0; i < set->loops; i++) {
		k->loops[i] = loop_open(k->gate, k->routes, listener,
		    (set->connections + set->loops - 1) / set->loops, why);
		if (k->loops[i] == NULL)
			return false;
		k->n++;
		if (!loop_start(k->loops[i], why))
			return false;
	}
	return true;
}

/* True when no thread is working any more. */
static bool
stop(struct keeper *k)
{
	const int64_t until = og_clock_ms() + DRAIN_MS;
	bool clean = true;

	reading_give_up();
	for (unsigned i = 0; i < k->n; i++)
		loop_drain(k->loops[i]);
	for (unsigned i = 0; i < k->n; i++)
		clean = loop_join(k->loops[i]) && clean;
	return wait_for_duties(k, until) && clean;
}

int
server_run(struct gate *g, const struct server_routes *routes, int listener,
    bool *clean, struct og_why *why)
{
	static struct keeper k; /* threads may outlive this function */
	int r = -1;

	*clean = true;
	k.gate = g;
	k.routes = routes;
	if (!set_up(&k, why))
		return -1;
	if (start(&k, listener, why)) {
		serve(&k);
		r = 0;
	}
	*clean = stop(&k);
	if (!*clean)
		return r;
	pool_free(k.pool);
	pool_free(g->hashers);
	pool_free(g->workers);
	pool_free(g->checkers);
	g->hashers = g->workers = g->checkers = NULL;
	for (unsigned i = 0; i < k.n; i++)
		loop_close(k.loops[i]);
	close(k.signals);
	close(k.wake);
	return r;
}
