/* SPDX-License-Identifier: ISC */
/* What all requests of one responder share. */
#ifndef OTPGATE_FCGI_GATE_GATE_H
#define OTPGATE_FCGI_GATE_GATE_H

#include <sys/types.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "fcgi/gate/lines.h"
#include "fcgi/gate/metrics.h"
#include "lib/audit/audit.h"
#include "lib/conf/look.h"
#include "lib/conf/settings.h"
#include "lib/crypto/keyring.h"
#include "lib/login/owed.h"
#include "lib/store/store.h"

struct user_counts;
struct limiter;
struct deferred_log;
struct seats;
struct sent_forms;
struct pool;
struct repeats;
struct reseal;
struct log_sampler;
struct last_seen;

/* How a change of the key file is detected. */
struct key_mark {
	ino_t ino;
	struct timespec modified;
	struct timespec changed;
};

/* What every page has of the settings, made once for all of them.  Of a frame
 * that was made, none is NULL. */
struct gate_frame {
	char *csp;	      /* Content-Security-Policy */
	char *style;	      /* the elements with the style */
	char *script;	      /* the element that loads the script */
	char *script_address; /* in it, with the hash */
	char *brand;   /* above the heading: logo or name of the site, or "" */
	char *support; /* below the page: whom to ask, or "" */
};

/* Fills in *frame, whose members gate_conf_free frees, also after a failure:
 * false when memory is exhausted. */
typedef bool gate_frame_maker(const struct og_settings *s,
    const struct og_look *look, struct gate_frame *frame);

/* Settings and keys as they were when a request began; never changed. */
struct gate_conf {
	unsigned refs; /* under gate.mutex */
	struct og_settings settings;
	struct og_keyring ring;
	uid_t peers[OG_PEERS_MAX]; /* of settings.peers */
	gate_frame_maker *make_frame;
	struct gate_frame frame;
	struct key_mark mark; /* of the key file, before it was read */
};

struct gate {
	const char *path; /* of the settings file */
	gate_frame_maker *make_frame;
	pthread_mutex_t mutex; /* of "conf" and what follows it */
	struct gate_conf *conf;
	struct og_settings started;   /* those of the start */
	_Atomic unsigned conf_serial; /* counts changes of "conf" */
	pthread_mutex_t change;	      /* one change of "conf" at a time */
	bool keys_refused; /* under "mutex": this key file was refused */
	struct key_mark bad_mark;
	struct og_store *store; /* of the workers; each loop has its own */
	struct og_store *check_store; /* of the checkers */
	struct og_audit *audit;
	struct pool *workers;  /* pages, logins */
	struct pool *hashers;  /* argon2id only */
	struct pool *checkers; /* checks that a loop could not answer */
	struct last_seen *last_seen;
	struct reseal *reseal;	       /* of housekeeping */
	struct og_owed *owed;	       /* failures still to be charged */
	struct limiter *limiter;       /* failed logins, by address */
	struct repeats *repeats;       /* logins of the last minute */
	struct sent_forms *sent_forms; /* kept forms that were sent on */
	struct lines *lines;	       /* how many of each kind */
	struct log_sampler *tokens;    /* already reported to the log */
	struct deferred_log *deferred_log;
	struct metrics metrics;
	struct user_counts *user_counts;
	struct seats *logins;  /* submitted, but not yet answered */
	struct seats *hashes;  /* waiting for one, or being computed */
	int64_t compact_at;    /* og_clock_ms; not before, after a failure */
	int64_t compact_delay; /* ms */
	char database[OG_PATH_SIZE]; /* that of "store" */
	bool shifted; /* users.clock may exist; for housekeeping */
};

/* Reads settings, keys and what pages show from "path".  NULL with "why" set on
 * failure. */
struct gate_conf *gate_conf_load(
    const char *path, gate_frame_maker *make_frame, struct og_why *why);

/* The current settings; give them back with gate_conf_drop. */
struct gate_conf *gate_conf_get(struct gate *g);
void gate_conf_drop(struct gate *g, struct gate_conf *conf);

/*
 * Opens everything except sockets and threads for "conf", which the gate owns
 * from here on.  False with "why" set; the gate is then as after gate_close.
 */
bool gate_open(struct gate *g, const char *path, struct gate_conf *conf,
    struct og_why *why);

/* Starts the threads; do not fork after this.  False with "why" set. */
bool gate_start(struct gate *g, struct og_why *why);

/* Messages of the loop to the log: never waits (og_audit_note). */
void gate_note(struct gate *g, const char *event, const char *fmt, ...)
    OG_PRINTF(3, 4);

/* The same for an event, which is copied (og_audit_write).  "event",
 * "verdict", "reason" and "factor" must be literals. */
void gate_event(struct gate *g, const struct og_event *e);

/* True when a line of this kind (lines.h), for which nobody has paid, may be
 * written now; otherwise it is counted, and housekeeping reports the number. */
bool gate_may_tell(struct gate *g, enum lines_kind kind);

/* Frees everything; threads must be gone. */
void gate_close(struct gate *g);

/*
 * SIGHUP: reads settings and keys, and opens the log file again.  What cannot
 * be changed while running (database, socket, threads) stays.  An invalid file
 * changes nothing and is logged.
 */
void gate_reload(struct gate *g);

/*
 * True when the key file is not the one that "conf" was made from: somebody
 * has rotated keys since housekeeping looked.  One stat; also for the loop.
 */
bool gate_keys_have_changed(struct gate *g, const struct gate_conf *conf);

/*
 * On a worker, when a signature or a seal names a key that *conf does not have:
 * reads a changed key file at once.  True when *conf (a reference) was
 * replaced, so that another try is worthwhile.
 */
bool gate_take_new_keys(struct gate *g, struct gate_conf **conf);

/*
 * Charges the failures that could not be counted when they happened, and logs
 * them.  "store" is the gate's or a turn of it.  OG_OK: none is left. Otherwise
 * nothing may be decided.
 */
enum og_err gate_settle(struct gate *g, const struct gate_conf *conf,
    struct og_store *store) OG_MUST_CHECK;

/* Every few seconds, on its own thread: keys rotated?  sessions seen?  database
 * to compact?  seeds to seal again? */
void gate_housekeeping(struct gate *g);

#endif
