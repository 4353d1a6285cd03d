// SPDX-License-Identifier: ISC
/* Thread pools.  They know nothing of requests. */
#include "fcgi/gate/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct pool {
	pthread_mutex_t mutex;
	pthread_cond_t more;
	struct task *first;
	struct task **last;
	unsigned waiting;
	unsigned running;
	bool stopping;
	unsigned n;
	pthread_t threads[];
};

static void *
work(void *arg)
{
	struct pool *p = arg;
	struct task *t;

	pthread_mutex_lock(&p->mutex);
	for (;;) {
		while (p->first == NULL && !p->stopping)
			pthread_cond_wait(&p->more, &p->mutex);
		t = p->first;
		if (t == NULL)
			break;
		p->first = t->next;
		if (p->first == NULL)
			p->last = &p->first;
		p->waiting--;
		p->running++;
		pthread_mutex_unlock(&p->mutex);
		t->run(t);
		pthread_mutex_lock(&p->mutex);
		p->running--;
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

struct pool *
pool_new(unsigned threads)
{
	sigset_t all, old;
	struct pool *p;

	p = calloc(1, sizeof(*p) + threads * sizeof(p->threads[0]));
	if (p == NULL)
		return NULL;
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->more, NULL);
	p->last = &p->first;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (p->n < threads &&
	       pthread_create(&p->threads[p->n], NULL, work, p) == 0)
		p->n++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (p->n < threads) {
		pool_free(p);
		return NULL;
	}
	return p;
}

bool
pool_submit(struct pool *p, struct task *t)
{
	bool ok;

	t->next = NULL;
	pthread_mutex_lock(&p->mutex);
	ok = !p->stopping;
	if (ok) {
		*p->last = t;
		p->last = &t->next;
		p->waiting++;
		pthread_cond_signal(&p->more);
	}
	pthread_mutex_unlock(&p->mutex);
	return ok;
}

void
pool_look(struct pool *p, struct pool_stats *out)
{
	pthread_mutex_lock(&p->mutex);
	out->waiting = p->waiting;
	out->running = p->running;
	pthread_mutex_unlock(&p->mutex);
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->mutex);
	p->stopping = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->mutex);
	for (unsigned i = 0; i < p->n; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->mutex);
	free(p);
}
