/* SPDX-License-Identifier: ISC */
/* Inside a loop; included by server.c, loop.c and exchange.c only. */
#ifndef OTPGATE_FCGI_SERVER_SERVER_IMPL_H
#define OTPGATE_FCGI_SERVER_SERVER_IMPL_H

#include "fcgi/server/server.h"
#include "lib/rules/token.h"

#define DRAIN_MS 4000

/* One loop. */
struct loop {
	struct gate *gate;
	const struct server_routes *routes;
	const struct wire *wire;
	struct og_store *store; /* its own handle */
	pthread_t thread;
	bool running; /* the thread has been started */
	int epoll;
	int listener;
	int wake;	       /* eventfd: look at the inbox, or drain */
	bool listening;	       /* in the epoll set */
	_Atomic bool draining; /* told to */
	int64_t drain_end;     /* 0: not draining yet */
	int64_t peer_noted;    /* when a refused peer was last logged */
	int64_t full_noted;    /* the same for missing descriptors */
	int64_t resume;	       /* when to accept again, 0: now */
	struct exchange *first, *last; /* open, oldest first */
	unsigned n_open, max_open;
	unsigned n_pages;	/* of these, requests other than checks */
	struct gate_conf *conf; /* as the loop sees it now */
	unsigned conf_serial;
	struct og_token_reader reader; /* of its keys */
	struct exchange *delayed;
	struct exchange *spare;
	unsigned n_spare;
	pthread_mutex_t mutex; /* of the inbox and of phases */
	struct exchange *inbox;
	uint8_t peek[RECORD_PEEK_MAX];
};

/* --- loop.c: for the main thread --- */

/* A loop that will accept from "listener", with at most "max_open" connections
 * at a time; NULL with "why" set. */
struct loop *loop_open(struct gate *g, const struct server_routes *routes,
    int listener, unsigned max_open, struct og_why *why);

/* Starts its thread.  False with "why" set. */
bool loop_start(struct loop *s, struct og_why *why);

/* Tells it to accept nothing more and to end when everything is answered, or
 * after DRAIN_MS in any case. */
void loop_drain(struct loop *s);

/* Waits for its end.  True when no worker uses anything of it any more. */
bool loop_join(struct loop *s);

/* Frees it; its thread and the workers must be gone. */
void loop_close(struct loop *s);

/* --- exchange.c --- */

/* An accepted connection, at the end of the list; NULL when memory is
 * exhausted. */
struct exchange *exchange_new(struct loop *s, int fd);

/* Closes it and keeps its memory for the next one. */
void exchange_close(struct exchange *x);

/* Makes the loop look at its inbox. */
void loop_wake(struct loop *s);

/* Writes the answer. */
void exchange_send(struct exchange *x);

/* Takes back what workers have finished, or what has to be sent later. */
void exchange_read_inbox(struct loop *s);

/* Waits for the peer to close, and discards what it sends meanwhile; or closes
 * the connection if it cannot wait. */
void exchange_linger(struct exchange *x);

/* Sends the delayed answers whose time has come, on workers. */
void exchange_release_due(struct loop *s, int64_t now);

/* Frees all of them; no thread may hold one. */
void exchange_free_all(struct loop *s);

#endif
