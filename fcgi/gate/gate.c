// SPDX-License-Identifier: ISC
/*
 * The shared state of a responder: settings and keys (replaced as a whole,
 * never changed), the database, the log, and the work that needs no request.
 */
#include "fcgi/gate/gate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/gate/deferred_log.h"
#include "fcgi/gate/gate_impl.h"
#include "fcgi/gate/last_seen.h"
#include "fcgi/gate/limiter.h"
#include "fcgi/gate/log_sampler.h"
#include "fcgi/gate/pool.h"
#include "fcgi/gate/repeats.h"
#include "fcgi/gate/reseal.h"
#include "fcgi/gate/seats.h"
#include "fcgi/gate/sent_forms.h"
#include "fcgi/gate/session_clock.h"
#include "fcgi/gate/user_counts.h"
#include "lib/audit/outcome.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/stores/open.h"

#define COMPACT_RETRY_MIN_MS 10000
#define COMPACT_RETRY_MAX_MS 3600000
#define LOG_PATIENCE_MS 500 /* at the end, with a log that takes nothing */
#define RESTART_SIZE 128    /* for all names */
#define CHECKERS 2	    /* so that one slow peer holds up nobody */

/* --- open and close --- */

static unsigned
hash_threads(const struct og_settings *set)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (set->hash_threads != 0)
		return set->hash_threads;
	return cores < 4 ? 1 : (unsigned)cores / 2;
}

/*
 * Answers to failures wait for their time with the connection open: logins may
 * not take more than a part of the connections, because checks need some, too.
 */
static void
make_seats(struct gate *g, const struct og_settings *set)
{
	const unsigned queue = set->hash_queue;

	g->logins = seats_new(set->connections / 4, set->connections / 16);
	g->hashes =
	    seats_new(queue + hash_threads(set), queue < 4 ? 1 : queue / 4);
}

bool
gate_open(struct gate *g, const char *path, struct gate_conf *conf,
    struct og_why *why)
{
	const struct og_settings *set = &conf->settings;

	memset(g, 0, sizeof(*g));
	pthread_mutex_init(&g->mutex, NULL);
	g->path = path;
	g->make_frame = conf->make_frame;
	g->conf = conf;
	g->started = conf->settings;
	atomic_store(&g->conf_serial, 1);
	pthread_mutex_init(&g->change, NULL);
	g->last_seen = last_seen_new();
	g->limiter = limiter_new();
	g->repeats = repeats_new();
	g->sent_forms = sent_forms_new();
	g->reseal = reseal_new();
	g->tokens = log_sampler_new();
	g->lines = lines_new();
	make_seats(g, set);
	g->user_counts = user_counts_new();
	g->owed = og_owed_new();
	g->metrics.started = og_clock_wall();
	session_clock_init(set->database);
	memcpy(g->database, set->database, sizeof(g->database));
	g->shifted = true; /* perhaps */
	gate_keys_retire(conf);
	if (og_audit_open(&g->audit, set->log, "otpgate", why) != OG_OK ||
	    og_store_open(&g->store, set, OG_STORE_SERVE, why) != OG_OK ||
	    og_store_handle(g->store, &g->check_store, why) != OG_OK) {
		gate_close(g);
		return false;
	}
	og_store_hurry(g->store);
	og_audit_set_format(g->audit, set->log_format);
	g->deferred_log = deferred_log_new(g->audit, &g->metrics);
	if (g->last_seen == NULL || g->limiter == NULL || g->reseal == NULL ||
	    g->repeats == NULL || g->sent_forms == NULL ||
	    g->deferred_log == NULL || g->tokens == NULL ||
	    g->user_counts == NULL || g->owed == NULL || g->lines == NULL ||
	    g->logins == NULL || g->hashes == NULL) {
		(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
		gate_close(g);
		return false;
	}
	return true;
}

bool
gate_start(struct gate *g, struct og_why *why)
{
	const struct og_settings *set = &g->conf->settings;

	g->workers = pool_new(set->workers);
	g->hashers = pool_new(hash_threads(set));
	g->checkers = pool_new(CHECKERS);
	if (g->workers != NULL && g->hashers != NULL && g->checkers != NULL)
		return true;
	(void)og_why_set(why, OG_ERR_NOMEM, "cannot start threads");
	return false;
}

/* Says how many lines are not in the log. */
static void
tell_left_out(struct gate *g, bool end)
{
	unsigned n;

	for (int i = 0; i < LINES_KINDS; i++) {
		n = lines_left_out(
		    g->lines, (enum lines_kind)i, og_clock_ms(), end);
		if (n > 0)
			og_audit_note(g->audit, og_clock_wall(), "lines",
			    "and %u more: %s", n,
			    lines_name((enum lines_kind)i));
	}
}

void
gate_close(struct gate *g)
{
	pool_free(g->hashers);
	pool_free(g->workers);
	pool_free(g->checkers);
	og_store_free(&g->check_store);
	if (g->lines != NULL && g->audit != NULL)
		tell_left_out(g, true);
	og_store_free(&g->store);
	(void)og_audit_drain(g->audit, LOG_PATIENCE_MS);
	og_audit_free(&g->audit);
	last_seen_free(g->last_seen);
	reseal_free(g->reseal);
	limiter_free(g->limiter);
	repeats_free(g->repeats);
	sent_forms_free(g->sent_forms);
	og_owed_free(g->owed);
	lines_free(g->lines);
	seats_free(g->logins);
	seats_free(g->hashes);
	log_sampler_free(g->tokens);
	user_counts_free(g->user_counts);
	deferred_log_free(g->deferred_log);
	gate_conf_free(g->conf);
	pthread_mutex_destroy(&g->change);
	pthread_mutex_destroy(&g->mutex);
	memset(g, 0, sizeof(*g));
}

/* --- while running --- */

/* Names the changed settings that are used only at the start: "" or
 * " database log". */
static void
needs_restart(const struct og_settings *a, const struct og_settings *b,
    char out[RESTART_SIZE])
{
	const struct {
		const char *name;
		bool same;
	} all[] = {
	    {"database", strcmp(a->database, b->database) == 0},
	    {"socket", strcmp(a->socket, b->socket) == 0},
	    {"socket_group", strcmp(a->socket_group, b->socket_group) == 0},
	    {"user", strcmp(a->user, b->user) == 0},
	    {"log", strcmp(a->log, b->log) == 0},
	    {"workers", a->workers == b->workers},
	    {"loops", a->loops == b->loops},
	    {"hash_threads", a->hash_threads == b->hash_threads},
	    {"hash_queue", a->hash_queue == b->hash_queue},
	    {"connections", a->connections == b->connections},
	};
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!all[i].same)
			len += (size_t)snprintf(
			    out + len, RESTART_SIZE - len, " %s", all[i].name);
}

/* The open file may have no name any more: whoever reads the present log, or no
 * log, has to learn of it elsewhere. */
static void
tell_unopened(struct gate *g, const struct og_why *why)
{
	const int64_t now = og_clock_wall();
	char text[sizeof(why->text) + 64];

	(void)snprintf(
	    text, sizeof(text), "log not opened again: %s", why->text);
	og_audit_note(g->audit, now, "error", "%s", text);
	og_audit_tell_elsewhere(now, "otpgate", text);
}

void
gate_reload(struct gate *g)
{
	struct gate_conf *fresh;
	struct og_why why = {""};
	char left[RESTART_SIZE];

	pthread_mutex_lock(&g->change);
	if (og_audit_reopen(g->audit, &why) != OG_OK)
		tell_unopened(g, &why);
	fresh = gate_conf_load(g->path, g->make_frame, &why);
	if (fresh != NULL)
		og_audit_set_format(g->audit, fresh->settings.log_format);
	if (fresh == NULL) {
		og_audit_note(g->audit, og_clock_wall(), "error",
		    "reload failed, the old settings stay: %s", why.text);
	} else {
		needs_restart(&g->started, &fresh->settings, left);
		if (left[0] != '\0')
			og_audit_note(g->audit, og_clock_wall(), "reload",
			    "settings and keys taken; changed, but used only "
			    "after a restart:%s",
			    left);
		else
			og_audit_note(g->audit, og_clock_wall(), "reload",
			    "settings and keys taken");
		gate_keys_retire(fresh);
		gate_conf_replace(g, fresh);
	}
	pthread_mutex_unlock(&g->change);
}

/* Compacts when it is time; after a failure the wait for the next try doubles,
 * because each one reads the whole file. */
static void
compact(struct gate *g)
{
	struct og_why why = {""};
	int64_t now = og_clock_ms();

	if (now < g->compact_at || !og_store_is_work_due(g->store))
		return;
	if (og_store_work(g->store, NULL, NULL, &why) == OG_OK) {
		g->compact_delay = 0;
		return;
	}
	g->compact_delay =
	    g->compact_delay == 0 ? COMPACT_RETRY_MIN_MS : g->compact_delay * 2;
	if (g->compact_delay > COMPACT_RETRY_MAX_MS)
		g->compact_delay = COMPACT_RETRY_MAX_MS;
	g->compact_at = now + g->compact_delay;
	og_audit_note(g->audit, og_clock_wall(), "error",
	    "compaction failed: %s", why.text);
}

/* While the sessions' clock differs from the wall clock, others have to know:
 * otpadm, and the next responder. */
static void
share_clock(struct gate *g, bool stepped)
{
	const char *database = g->database;
	struct og_why why = {""};
	struct og_shift shift;

	if (session_clock_look(&shift)) {
		if (!stepped && g->shifted)
			return;
		g->shifted = og_shift_write(database, &shift, &why) == OG_OK;
		if (!g->shifted && stepped)
			og_audit_note(g->audit, og_clock_wall(), "error",
			    "sessions will not outlive a restart: %s",
			    why.text);
	} else if (g->shifted) {
		og_shift_remove(database);
		g->shifted = false;
	}
}

/* Setting the wall clock does not affect sessions; the log records it. */
static void
follow_clock(struct gate *g)
{
	long long step = (long long)session_clock_follow();

	share_clock(g, step != 0);
	if (step != 0)
		og_audit_note(g->audit, og_clock_wall(), "clock",
		    "the wall clock was set %s by %lld s",
		    step > 0 ? "forward" : "back", step > 0 ? step : -step);
}

static void
seal_and_settle(struct gate *g)
{
	struct gate_conf *conf = gate_conf_get(g);

	(void)!gate_settle(
	    g, conf, g->store); /* the next login tries it, too */
	reseal_round(g->reseal, g->store, &conf->ring, conf->settings.database,
	    g->audit, og_clock_ms());
	gate_conf_drop(g, conf);
}

/* For an attempt that was answered long ago, perhaps from somewhere else. */
static void
tell_late(const char *user, const struct og_decision *d, void *arg)
{
	struct gate *g = arg;
	const struct og_event e = {.when = og_clock_wall(), .user = user};

	og_audit_outcome(g->audit, &e, d);
	metrics_locked(&g->metrics, d);
}

enum og_err
gate_settle(
    struct gate *g, const struct gate_conf *conf, struct og_store *store)
{
	const struct og_limits *limits = &conf->settings.policy.limits;
	char text[80];
	const int64_t now = og_clock_wall();
	const struct og_event e = {.when = now,
	    .event = "limit",
	    .verdict = "done",
	    .reason = "late",
	    .detail = text};
	unsigned charged;
	enum og_err err;

	err =
	    og_owed_settle(g->owed, store, limits, now, tell_late, g, &charged);
	if (charged > 0) {
		(void)snprintf(text, sizeof(text),
		    "%u failure%s counted that could not be before", charged,
		    OG_S(charged));
		og_audit_write(g->audit, &e);
	}
	return err;
}

/* What is not written now is written the next time. */
static void
write_last_seen(struct gate *g)
{
	struct og_store turn =
	    og_store_turn(g->store, og_clock_ms() + OG_STORE_PATIENCE_MS);

	last_seen_flush(g->last_seen, &turn);
}

void
gate_housekeeping(struct gate *g)
{
	follow_clock(g);
	gate_keys_follow(g);
	write_last_seen(g);
	if (og_store_refresh(g->store) == OG_OK)
		compact(g);
	user_counts_follow(g->user_counts, g);
	repeats_sweep(g->repeats, og_clock_ms());
	tell_left_out(g, false);
	og_audit_flush(g->audit, og_clock_wall());
	seal_and_settle(g);
	/* what is too much for the loop to read is read here */
	(void)!og_store_tidy(g->store);
}

void
gate_note(struct gate *g, const char *event, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	deferred_log_add(g->deferred_log, g->workers, event, fmt, ap);
	va_end(ap);
}

bool
gate_may_tell(struct gate *g, enum lines_kind kind)
{
	if (lines_may(g->lines, kind, og_clock_ms()))
		return true;
	metrics_count(&g->metrics, METRICS_LINES_LEFT_OUT);
	return false;
}

void
gate_event(struct gate *g, const struct og_event *e)
{
	deferred_log_add_event(g->deferred_log, g->workers, e);
}
