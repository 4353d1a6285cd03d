/* SPDX-License-Identifier: ISC */
/* What all requests of one responder share. */
#ifndef OTPGATE_GATE_H
#define OTPGATE_GATE_H

#include <sys/types.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "audit.h"
#include "keyring.h"
#include "settings.h"
#include "store.h"

struct pool;
struct server;
struct touch;

/* Settings and keys as they were when a request began; never changed. */
struct gate_conf {
	unsigned refs; /* under gate.mutex */
	struct og_settings settings;
	struct og_keyring ring;
	uid_t peers[OG_PEERS_MAX]; /* of settings.peers */
	char *csp;		   /* Content-Security-Policy of the pages */
};

struct gate {
	const char *path;      /* of the settings file */
	pthread_mutex_t mutex; /* of "conf" and what follows it */
	struct gate_conf *conf;
	_Atomic unsigned conf_serial; /* counts changes of "conf" */
	struct timespec key_mtime;
	ino_t key_ino;
	struct og_store *store; /* of the workers */
	struct og_store *local; /* of the loop: no lock that a login holds */
	struct og_audit *audit;
	struct pool *workers; /* pages, logins, housekeeping */
	struct pool *hashers; /* argon2id only */
	struct touch *touch;
	struct server *server;
};

/* Reads settings and keys from "path".  NULL with "why" set on failure. */
struct gate_conf *gate_conf_load(const char *path, struct og_why *why);

/* The current settings; give them back with gate_conf_drop. */
struct gate_conf *gate_conf_get(struct gate *g);
void gate_conf_drop(struct gate *g, struct gate_conf *conf);

/*
 * Opens everything but sockets and threads for "conf", which the gate owns
 * from here on.  False with "why" set; the gate is then as after gate_close.
 */
bool gate_open(struct gate *g, const char *path, struct gate_conf *conf,
    struct og_why *why);

/* Starts the threads; after this no fork.  False with "why" set. */
bool gate_start(struct gate *g, struct og_why *why);

/* Frees everything; threads must be gone. */
void gate_close(struct gate *g);

/*
 * SIGHUP: settings and keys anew, log file again.  What cannot be changed
 * while running (database, socket, threads) stays.  A bad file changes
 * nothing and is logged.
 */
void gate_reload(struct gate *g);

/* Every few seconds, on a worker: keys rotated?  sessions seen?  compaction? */
void gate_housekeeping(struct gate *g);

#endif
