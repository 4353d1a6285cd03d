/* SPDX-License-Identifier: ISC */
/*
 * Loops accept, look, answer checks, and pass everything else to workers.
 * Nothing in them blocks.  The main thread manages them.
 */
#ifndef OTPGATE_FCGI_SERVER_SERVER_H
#define OTPGATE_FCGI_SERVER_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fcgi/gate/gate.h"
#include "fcgi/gate/pool.h"
#include "fcgi/wire/wire.h"
#include "fcgi/words/words.h"

/* The phase of a connection; under loop.mutex once a worker has it. */
enum phase {
	PHASE_HEAD = 0, /* the loop waits for the whole PARAMS stream */
	PHASE_BODY,	/* a worker reads; at the deadline the loop ends it */
	PHASE_WORK,	/* a worker has all that it needs from the peer */
	PHASE_DONE,	/* the loop may close it */
	PHASE_LINGER	/* answered; the rest of an upload is discarded */
};

/* One connection with its one request and answer. */
struct exchange {
	struct task task;		  /* first: the pools run this */
	void (*step)(struct exchange *x); /* what the next thread does */
	struct loop *loop;
	struct gate *gate;
	struct og_store *local; /* of its loop: no lock that a login holds */
	struct og_store store;	/* the gate's, on a thread that works for this
				   request, for as long as that may take */
	struct gate_conf *conf; /* settings of this request */
	struct og_token_reader *reader; /* of its loop, of "conf"; or NULL */
	struct wire_request *wire;	/* NULL: the head was not taken */
	struct request request;
	struct response response;
	const struct words *language; /* of its page; NULL: not known yet */
	int fd;
	_Atomic enum phase phase;
	bool in_epoll;
	bool counted; /* in n_pages of its loop */
	bool whole;   /* everything that the peer sends is in the socket */
	enum metrics_credential credential; /* of a check */
	uint64_t mark; /* of a form that this check lets go on (sent_forms.h) */
	bool undecided;	    /* a check: 403 because something is broken */
	int64_t arrived;    /* milliseconds */
	int64_t arrived_ns; /* the same in nanoseconds */
	int64_t due;	    /* when a delayed answer goes out */
	void *state;	    /* of the handler */
	void (*state_free)(void *state);
	struct exchange *prev, *next; /* all that are open, oldest first */
	struct exchange *inbox;	      /* on the way back to the loop */
	struct exchange *delayed;     /* in order of "due" */
};

/* Who answers.  The server itself knows no page and no address. */
struct server_routes {
	/* On the loop: true when "x" is a check and x->response holds its
	 * answer.  Must not wait. */
	bool (*on_loop)(struct exchange *x);
	/* On a worker: everything else, and checks that would have waited.
	 * Finishes the exchange, now or later. */
	void (*on_worker)(struct exchange *x);
	/* On the loop: there are too many requests for pages at once.
	 * Finishes the exchange. */
	void (*crowded)(struct exchange *x);
};

/*
 * Runs until SIGTERM or SIGINT, then drains (at most 4 s).  "listener" is a
 * listening UNIX socket, non-blocking.  Signals must already be blocked in all
 * threads.  0, or -1 with "why" when it could not start.  *clean becomes false
 * when threads were still working at the end: then the process must exit
 * without freeing what they use.
 */
int server_run(struct gate *g, const struct server_routes *routes, int listener,
    bool *clean, struct og_why *why);

/* --- for handlers, on any thread but the loop's --- */

/* Reads the body, at most "max" bytes: as request_body. */
enum og_err exchange_body(
    struct exchange *x, size_t max, char **body, size_t *len) OG_MUST_CHECK;

/* The body has been read (or will not be): the deadline is over. */
void exchange_body_done(struct exchange *x);

/*
 * Runs x->step on a worker, or on a thread of the hash pool, for which the
 * caller holds a seat (gate.hashes); with 5 s for everything it asks of
 * x->store.  False when the gate is stopping.
 */
bool exchange_work(struct exchange *x, void (*step)(struct exchange *x));
bool exchange_hash(struct exchange *x, void (*step)(struct exchange *x));

/* The same on a thread for checks, which does nothing else, so that a check
 * that the loop cannot answer waits for no page and no login. */
bool exchange_check(struct exchange *x, void (*step)(struct exchange *x));

/* Sends x->response now; "x" belongs to the loop afterwards. */
void exchange_finish(struct exchange *x);

/* The same at "due" (og_clock_ms), without a thread waiting for it. */
void exchange_finish_at(struct exchange *x, int64_t due);

#endif
