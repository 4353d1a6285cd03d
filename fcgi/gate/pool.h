/* SPDX-License-Identifier: ISC */
/* Pools of threads that run tasks in the order of their arrival. */
#ifndef OTPGATE_FCGI_GATE_POOL_H
#define OTPGATE_FCGI_GATE_POOL_H

#include <stdbool.h>

/* Embedded in the work to be done; the pool does not touch it after "run". */
struct task {
	struct task *next;
	void (*run)(struct task *t);
};

struct pool;

/* Starts "threads" threads, all signals blocked.  NULL when threads or memory
 * are not available. */
struct pool *pool_new(unsigned threads);

/* Queues a task.  False when the pool is stopping.  The caller limits how many
 * may wait (seats.h). */
bool pool_submit(struct pool *p, struct task *t);

struct pool_stats {
	unsigned waiting; /* tasks */
	unsigned running;
};

/* What the pool is doing at this moment. */
void pool_look(struct pool *p, struct pool_stats *out);

/* Waits for what is queued, ends the threads, frees; NULL is allowed. */
void pool_free(struct pool *p);

#endif
