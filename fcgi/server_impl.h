/* SPDX-License-Identifier: ISC */
/* Inside the loop; included by server.c and exchange.c only. */
#ifndef OTPGATE_SERVER_IMPL_H
#define OTPGATE_SERVER_IMPL_H

#include "record.h"
#include "server.h"

struct server {
	struct gate *gate;
	int epoll;
	int listener;
	int signals;
	int wake;	/* eventfd: something is in the inbox */
	bool listening; /* in the epoll set */
	bool draining;
	int64_t peer_noted; /* when a refused peer was last logged */
	int64_t resume;	    /* when to accept again, 0: now */
	int64_t drain_end;
	int64_t next_housekeeping;
	bool housekeeping; /* one is under way; under mutex */
	struct task house_task;
	struct task reload_task;
	bool reloading;		       /* under mutex */
	struct exchange *first, *last; /* open, oldest first */
	unsigned n_open, max_open;
	struct gate_conf *conf; /* as the loop sees it now */
	unsigned conf_serial;
	struct exchange *delayed;
	struct exchange *spare;
	unsigned n_spare;
	pthread_mutex_t mutex; /* of the inbox and of phases */
	struct exchange *inbox;
	uint8_t peek[RECORD_PEEK_MAX];
};

/* A connection that was accepted, at the end of the list; NULL when memory is
 * exhausted. */
struct exchange *exchange_new(struct server *s, int fd);

/* Closes it and keeps its memory for the next one. */
void exchange_close(struct exchange *x);

/* Makes the loop look at its inbox, and at what is drained. */
void server_wake(struct server *s);

/* Writes the answer. */
void exchange_send(struct exchange *x);

/* Takes back what workers are done with, or what has to be sent later. */
void exchange_read_inbox(struct server *s);

/* Sends the delayed answers whose time has come, on workers. */
void exchange_release_due(struct server *s, int64_t now);

/* Frees all of them; no thread may hold one. */
void exchange_free_all(struct server *s);

#endif
