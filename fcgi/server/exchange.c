// SPDX-License-Identifier: ISC
/*
 * The life of one connection with its one request: opened by the loop, passed
 * to workers and back, closed by the loop.  Only the loop closes descriptors,
 * except for a wire after a failure, so nobody can ever act on a number that is
 * in use again.
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "fcgi/server/server_impl.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

#define DRAIN_READS 4
#define SPARE_MAX 64 /* exchanges kept for use again */

/* --- open exchanges --- */

/* At the end of the list, which is in the order of "arrived". */
static void
append(struct loop *s, struct exchange *x)
{
	x->arrived_ns = og_clock_ns();
	x->arrived = x->arrived_ns / 1000000;
	x->prev = s->last;
	x->next = NULL;
	if (s->last != NULL)
		s->last->next = x;
	else
		s->first = x;
	s->last = x;
	s->n_open++;
	atomic_fetch_add_explicit(
	    &s->gate->metrics.open, 1, memory_order_relaxed);
}

static void
unlink_exchange(struct loop *s, struct exchange *x)
{
	if (x->prev != NULL)
		x->prev->next = x->next;
	else
		s->first = x->next;
	if (x->next != NULL)
		x->next->prev = x->prev;
	else
		s->last = x->prev;
	s->n_open--;
	atomic_fetch_sub_explicit(
	    &s->gate->metrics.open, 1, memory_order_relaxed);
}

struct exchange *
exchange_new(struct loop *s, int fd)
{
	struct exchange *x = s->spare;

	if (x != NULL) {
		s->spare = x->next;
		s->n_spare--;
	} else {
		x = calloc(1, sizeof(*x));
		if (x == NULL)
			return NULL;
		response_init(&x->response);
	}
	x->loop = s;
	x->gate = s->gate;
	x->local = s->store;
	x->fd = fd;
	x->phase = PHASE_HEAD;
	x->in_epoll = false;
	x->whole = false;
	x->counted = false;
	x->conf = NULL;
	x->credential = METRICS_NONE;
	x->mark = 0;
	x->language = NULL;
	x->undecided = false;
	append(s, x);
	metrics_count(&s->gate->metrics, METRICS_CONNECTIONS);
	return x;
}

/* Closes the connection; first reads what the peer sent and nobody read,
 * because close would otherwise reset the connection before the answer arrives.
 * Once is enough where nothing more can come. */
void
exchange_close(struct exchange *x)
{
	struct loop *s = x->loop;
	ssize_t n;

	if (x->fd >= 0) {
		for (int i = 0; i < (x->whole ? 1 : DRAIN_READS); i++) {
			n = recv(x->fd, s->peek, sizeof(s->peek), MSG_DONTWAIT);
			if (n <= 0)
				break;
			og_wipe(s->peek, (size_t)n);
		}
		/* not by close() alone: a child that reads settings may hold
		 * the connection a little longer, and events would come for
		 * an exchange that is gone */
		if (x->in_epoll)
			(void)epoll_ctl(s->epoll, EPOLL_CTL_DEL, x->fd, NULL);
		close(x->fd);
	}
	if (x->wire != NULL)
		s->wire->drop(x->wire);
	x->wire = NULL;
	if (x->conf != NULL)
		gate_conf_drop(x->gate, x->conf);
	if (x->state_free != NULL)
		x->state_free(x->state);
	x->state = NULL;
	x->state_free = NULL;
	response_reset(&x->response);
	if (x->counted)
		s->n_pages--;
	unlink_exchange(s, x);
	if (s->n_spare >= SPARE_MAX) {
		response_clear(&x->response);
		free(x);
		return;
	}
	x->next = s->spare;
	s->spare = x;
	s->n_spare++;
}

/* --- from the workers back to the loop --- */

/* From now on: the store has no part in how long "x" stood in a queue, or how
 * slowly its body came. */
static void
give_time(struct exchange *x)
{
	x->store =
	    og_store_turn(x->gate->store, og_clock_ms() + OG_STORE_PATIENCE_MS);
}

static void
run_step(struct task *t)
{
	struct exchange *x = (struct exchange *)t;

	give_time(x);
	x->step(x);
}

bool
exchange_work(struct exchange *x, void (*step)(struct exchange *x))
{
	x->step = step;
	x->task.run = run_step;
	return pool_submit(x->gate->workers, &x->task);
}

bool
exchange_check(struct exchange *x, void (*step)(struct exchange *x))
{
	x->step = step;
	x->task.run = run_step;
	return pool_submit(x->gate->checkers, &x->task);
}

bool
exchange_hash(struct exchange *x, void (*step)(struct exchange *x))
{
	x->step = step;
	x->task.run = run_step;
	return pool_submit(x->gate->hashers, &x->task);
}

void
exchange_body_done(struct exchange *x)
{
	pthread_mutex_lock(&x->loop->mutex);
	x->phase = PHASE_WORK;
	pthread_mutex_unlock(&x->loop->mutex);
}

void
loop_wake(struct loop *s)
{
	uint64_t one = 1;
	ssize_t n;

	do {
		n = write(s->wake, &one, sizeof(one));
	} while (n < 0 && errno == EINTR);
}

static void
to_inbox(struct exchange *x, enum phase phase)
{
	struct loop *s = x->loop;

	pthread_mutex_lock(&s->mutex);
	x->phase = phase;
	x->inbox = s->inbox;
	s->inbox = x;
	pthread_mutex_unlock(&s->mutex);
	loop_wake(s);
}

/* Passes bytes of the body to request_body. */
static size_t
read_body(void *from, char *to, size_t len)
{
	struct exchange *x = from;

	return x->loop->wire->body(x->wire, to, len);
}

enum og_err
exchange_body(struct exchange *x, size_t max, char **body, size_t *len)
{
	enum og_err err =
	    request_body(&x->request, read_body, x, max, body, len);

	give_time(x);
	return err;
}

void
exchange_send(struct exchange *x)
{
	if (!x->loop->wire->send(x->wire, &x->response))
		x->fd = -1;
	x->wire = NULL;
	/* unread, this may be its end alone: nobody knows what was acted on */
	x->mark = 0;
}

void
exchange_finish(struct exchange *x)
{
	exchange_body_done(x);
	exchange_send(x);
	to_inbox(x, PHASE_DONE);
}

void
exchange_finish_at(struct exchange *x, int64_t due)
{
	x->due = due;
	to_inbox(x, PHASE_WORK);
}

/* Keeps the list of delayed answers in order of time. */
static void
delay(struct loop *s, struct exchange *x)
{
	struct exchange **p = &s->delayed;

	while (*p != NULL && (*p)->due <= x->due)
		p = &(*p)->delayed;
	x->delayed = *p;
	*p = x;
}

/*
 * An upload that is not read to its end is discarded for a while: after a close
 * the web server would fail to send the rest, and report that to its client
 * instead of our answer.  And for a form that may go on we want to know whether
 * the web server has read so.
 */
void
exchange_linger(struct exchange *x)
{
	struct loop *s = x->loop;
	struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = x};

	if (x->fd < 0 || s->drain_end != 0 ||
	    shutdown(x->fd, SHUT_WR) != 0 || /* nginx waits for the end */
	    fcntl(x->fd, F_SETFL, O_NONBLOCK) != 0 ||
	    epoll_ctl(s->epoll, x->in_epoll ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
		x->fd, &ev) != 0) {
		exchange_close(x);
		return;
	}
	x->in_epoll = true;
	x->phase = PHASE_LINGER;
	unlink_exchange(s, x);
	append(s, x); /* with a deadline of its own */
}

void
exchange_read_inbox(struct loop *s)
{
	struct exchange *x, *next;
	uint64_t count;

	while (read(s->wake, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	pthread_mutex_lock(&s->mutex);
	x = s->inbox;
	s->inbox = NULL;
	pthread_mutex_unlock(&s->mutex);
	for (; x != NULL; x = next) {
		next = x->inbox;
		if (x->phase == PHASE_DONE)
			exchange_linger(x);
		else
			delay(s, x);
	}
}

/* Sends the delayed answers whose time has come, on workers. */
void
exchange_release_due(struct loop *s, int64_t now)
{
	struct exchange *x;

	while (s->delayed != NULL && s->delayed->due <= now) {
		x = s->delayed;
		s->delayed = x->delayed;
		if (!exchange_work(x, exchange_finish))
			exchange_close(x);
	}
}

void
exchange_free_all(struct loop *s)
{
	struct exchange *x;

	while (s->first != NULL)
		exchange_close(s->first);
	while ((x = s->spare) != NULL) {
		s->spare = x->next;
		response_clear(&x->response);
		free(x);
	}
}
