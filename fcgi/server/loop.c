// SPDX-License-Identifier: ISC
/*
 * A readiness loop.  No decision begins before the whole head of a request is
 * in the socket buffer; a check is then answered here, and everything else goes
 * to workers.  Nothing here blocks.  Loops share the listening socket and the
 * gate, and nothing else.
 */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/gate/sent_forms.h"
#include "fcgi/server/measure.h"
#include "fcgi/server/server_impl.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

#define DEADLINE_MS 5000 /* from accept to the last byte of the request */
#define BACKOFF_MS 100	 /* after accept found no descriptor */
#define SEND_TIMEOUT_S 5
#define DISCARD_READS 16 /* at a time, so that others come between */
#define NOTE_EVERY_MS 1000
#define EVENTS 64
#define ACCEPTS 64

/* --- requests --- */

/* Workers may wait for the peer, within limits. */
static void
make_blocking(int fd)
{
	const struct timeval tv = {SEND_TIMEOUT_S, 0};
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

static void
drop_conf(struct loop *s)
{
	og_token_reader_clear(&s->reader);
	if (s->conf != NULL)
		gate_conf_drop(s->gate, s->conf);
	s->conf = NULL;
}

/* Settings change rarely: the loop checks for that without a lock. */
static struct gate_conf *
current_conf(struct loop *s)
{
	unsigned serial = atomic_load(&s->gate->conf_serial);

	if (s->conf == NULL || s->conf_serial != serial) {
		drop_conf(s);
		s->conf = gate_conf_get(s->gate);
		s->conf_serial = serial;
		og_token_reader_init(&s->reader, &s->conf->ring);
	}
	return s->conf;
}

/*
 * Writes the answer to a check.  One that lets a form go on stays open until
 * the web server has read it or has gone: when the web server ends a request
 * that the browser cancels, it reads no answer, and the form has to come again.
 */
static void
send_answer(struct exchange *x, const struct wire_head *head)
{
	struct loop *s = x->loop;
	const bool form = x->mark != 0;
	const bool sent = s->wire->answer(&x->response, x->fd, head, form);

	measure_check(x);
	/* a 403 in the place of an answer that could not be built lets nothing
	 * go on */
	if (form && sent && response_is_complete(&x->response)) {
		exchange_linger(x);
		return;
	}
	if (form)
		sent_forms_forget(s->gate->sent_forms, x->mark);
	exchange_close(x);
}

/*
 * Answers a check from the bytes that "look" has seen, without an allocation.
 * False when it is not a check, or one for a worker.
 */
static bool
answer_here(struct exchange *x, const struct wire_head *head)
{
	struct loop *s = x->loop;
	bool done;

	s->wire->params(&x->request, s->peek, head);
	x->conf = current_conf(s);
	x->reader = &s->reader;
	done = s->routes->on_loop(x);
	x->conf = NULL;
	x->reader = NULL;
	memset(&x->request, 0, sizeof(x->request)); /* it ends with the bytes */
	if (!done)
		return false;
	x->whole = head->whole;
	send_answer(x, head);
	return true;
}

/*
 * Pages and logins may not take all connections: what waits for a worker holds
 * one, and checks need some, too.  False when they have used up their share.
 */
static bool
count_page(struct exchange *x)
{
	struct loop *s = x->loop;

	if (s->n_pages >= s->max_open - s->max_open / 4)
		return false;
	s->n_pages++;
	x->counted = true;
	return true;
}

/* Passes the request on; what is known about it by now is enough for that. */
static void
hand_over(struct exchange *x)
{
	const struct server_routes *routes = x->loop->routes;
	bool ok = true;

	if (request_has(&x->request, PARAM_POLICY))
		ok = exchange_check(x, routes->on_worker);
	else if (count_page(x))
		ok = exchange_work(x, routes->on_worker);
	else
		routes->crowded(x);
	if (!ok) {
		exchange_send(x);
		exchange_close(x);
	}
}

/* Anything else: reads the head; a worker does the rest. */
static void
begin(struct exchange *x, const struct wire_head *head)
{
	struct loop *s = x->loop;

	/* first: it may close the descriptor, and a child that reads settings
	 * may hold the connection a little longer */
	if (x->in_epoll)
		(void)epoll_ctl(s->epoll, EPOLL_CTL_DEL, x->fd, NULL);
	x->in_epoll = false;
	x->wire = s->wire->begin(x->fd, head, &x->request);
	if (x->wire == NULL) {
		x->fd = -1; /* it is closed */
		exchange_close(x);
		return;
	}
	x->conf = gate_conf_get(s->gate);
	make_blocking(x->fd);
	x->phase = PHASE_BODY;
	hand_over(x);
}

/* Discards what the peer still sends after its answer. */
static void
discard(struct exchange *x)
{
	struct loop *s = x->loop;
	ssize_t n;

	for (int i = 0; i < DISCARD_READS; i++) {
		n = recv(x->fd, s->peek, sizeof(s->peek), MSG_DONTWAIT);
		if (n > 0) {
			og_wipe(s->peek, (size_t)n);
			continue;
		}
		/* how a UNIX socket says that not all of it was read */
		if (n < 0 && errno == ECONNRESET && x->mark != 0)
			sent_forms_forget(s->gate->sent_forms, x->mark);
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			exchange_close(x);
		return;
	}
}

/* True when the peer sends nothing more: what is there by then is all. */
static bool
is_half_closed(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};

	return poll(&p, 1, 0) == 1;
}

static ssize_t
peek(struct exchange *x)
{
	struct loop *s = x->loop;
	ssize_t n;

	do {
		n = recv(
		    x->fd, s->peek, sizeof(s->peek), MSG_PEEK | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* Looks at what has arrived without reading it. */
static void
look(struct exchange *x)
{
	struct loop *s = x->loop;
	enum wire_state state;
	struct wire_head head;
	struct epoll_event ev;
	ssize_t n;
	bool done;

	if (x->phase == PHASE_LINGER) {
		discard(x);
		return;
	}
	n = peek(x);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
		exchange_close(x);
		return;
	}
	state = n > 0 ? s->wire->scan(s->peek, (size_t)n, &head) : WIRE_MORE;
	if (state == WIRE_MORE && is_half_closed(x->fd)) {
		/* the rest may have come between the two */
		n = peek(x);
		state =
		    n > 0 ? s->wire->scan(s->peek, (size_t)n, &head) : WIRE_BAD;
		if (state == WIRE_MORE)
			state = WIRE_BAD;
	}
	done = state == WIRE_READY && answer_here(x, &head);
	if (n > 0)
		og_wipe(s->peek, (size_t)n); /* cookies; a form behind a head */
	if (done)
		return;
	switch (state) {
	case WIRE_READY:
		begin(x, &head);
		return;
	case WIRE_MORE:
		break;
	case WIRE_BAD:
		exchange_close(x);
		return;
	}
	if (x->in_epoll)
		return;
	ev.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
	ev.data.ptr = x;
	if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, x->fd, &ev) != 0)
		exchange_close(x);
	else
		x->in_epoll = true;
}

/* --- accepting --- */

static bool
is_peer_allowed(struct loop *s, int fd)
{
	const struct gate_conf *conf = current_conf(s);
	int64_t now = og_clock_ms();
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) != 0)
		return false;
	for (size_t i = 0; i < conf->settings.n_peers; i++) {
		if (conf->peers[i] == cred.uid)
			return true;
	}
	metrics_count(&s->gate->metrics, METRICS_PEERS);
	if (now - s->peer_noted >= NOTE_EVERY_MS) {
		s->peer_noted = now;
		gate_note(s->gate, "peer",
		    "connection refused: user id %ld is not in the setting "
		    "peers",
		    (long)cred.uid);
	}
	return false;
}

static void
listen_on(struct loop *s, bool on)
{
	/* of several loops, one is woken for a connection */
	struct epoll_event ev = {
	    .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = s};

	if (on == s->listening)
		return;
	if (epoll_ctl(s->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, s->listener,
		&ev) == 0)
		s->listening = on;
}

/* At most once a second: this must not fill a disk. */
static void
note_full(struct loop *s)
{
	int64_t now = og_clock_ms();

	if (now - s->full_noted < NOTE_EVERY_MS)
		return;
	s->full_noted = now;
	gate_note(s->gate, "error", "accept: out of descriptors or memory");
}

static void
accept_some(struct loop *s)
{
	struct exchange *x;
	int fd;

	for (int i = 0; i < ACCEPTS; i++) {
		if (s->n_open >= s->max_open) {
			listen_on(s, false);
			return;
		}
		fd = accept4(
		    s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EMFILE || errno == ENFILE ||
				  errno == ENOMEM || errno == ENOBUFS)) {
			note_full(s);
			s->resume = og_clock_ms() + BACKOFF_MS;
			listen_on(s, false);
			return;
		}
		if (fd < 0)
			return;
		x = is_peer_allowed(s, fd) ? exchange_new(s, fd) : NULL;
		if (x == NULL)
			close(fd);
		else
			look(x);
	}
}

/* --- time --- */

/* Ends what has not sent its request in time.  Exchanges are in the order of
 * their arrival, so the first young one ends the walk. */
static void
expire(struct loop *s, int64_t now)
{
	struct exchange *x, *next;

	for (x = s->first; x != NULL; x = next) {
		next = x->next;
		if (now - x->arrived < DEADLINE_MS)
			return;
		if (x->phase == PHASE_HEAD || x->phase == PHASE_LINGER) {
			exchange_close(x);
			continue;
		}
		pthread_mutex_lock(&s->mutex);
		if (x->phase == PHASE_BODY)
			(void)shutdown(x->fd, SHUT_RD);
		pthread_mutex_unlock(&s->mutex);
	}
}

/* The next deadline.  An exchange past its own is already at work, otherwise it
 * would be gone: it must not hide the younger ones after it. */
static int64_t
next_deadline(const struct loop *s, int64_t now)
{
	const struct exchange *x = s->first;

	while (x != NULL && x->arrived + DEADLINE_MS <= now)
		x = x->next;
	return x != NULL ? x->arrived + DEADLINE_MS : INT64_MAX;
}

/* Milliseconds until something has to happen; -1: until something comes. */
static int
next_timeout(const struct loop *s, int64_t now)
{
	int64_t at = next_deadline(s, now);

	if (s->drain_end != 0 && s->drain_end < at)
		at = s->drain_end;
	if (s->delayed != NULL && s->delayed->due < at)
		at = s->delayed->due;
	if (s->resume != 0 && s->resume < at)
		at = s->resume;
	if (at == INT64_MAX)
		return -1;
	return at <= now ? 0 : (int)(at - now);
}

static void
on_time(struct loop *s, int64_t now)
{
	exchange_release_due(s, now);
	expire(s, now);
	if (s->resume != 0 && s->resume <= now)
		s->resume = 0;
	if (s->drain_end != 0)
		return;
	if (s->draining) {
		s->drain_end = now + DRAIN_MS;
		listen_on(s, false);
	} else if (s->resume == 0 && !s->listening && s->n_open < s->max_open) {
		listen_on(s, true);
	}
}

/* While draining: a connection that has not sent a request is not waited for
 * beyond what is already in the socket. */
static bool
is_drained(const struct loop *s)
{
	for (const struct exchange *x = s->first; x != NULL; x = x->next) {
		if (x->phase != PHASE_HEAD && x->phase != PHASE_LINGER)
			return false;
	}
	return true;
}

static void *
run(void *arg)
{
	struct loop *s = arg;
	struct epoll_event ev[EVENTS];
	int64_t now = og_clock_ms();
	bool woken;
	int n;

	while (s->drain_end == 0 || (!is_drained(s) && now < s->drain_end)) {
		n = epoll_wait(s->epoll, ev, EVENTS, next_timeout(s, now));
		woken = false;
		for (int i = 0; i < n; i++) {
			if (ev[i].data.ptr == s)
				accept_some(s);
			else if (ev[i].data.ptr == &s->wake)
				woken = true;
			else
				look(ev[i].data.ptr);
		}
		/* last, since it frees exchanges that events may name */
		if (woken)
			exchange_read_inbox(s);
		now = og_clock_ms();
		on_time(s, now);
	}
	return NULL;
}

/* --- start and end --- */

static bool
set_up(struct loop *s, struct og_why *why)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = &s->wake};

	if (og_store_handle(s->gate->store, &s->store, why) != OG_OK)
		return false;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->epoll >= 0 && s->wake >= 0 &&
	    epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->wake, &ev) == 0)
		return true;
	(void)og_why_set(
	    why, OG_ERR_IO, "cannot set up a loop: %s", strerror(errno));
	return false;
}

struct loop *
loop_open(struct gate *g, const struct server_routes *routes, int listener,
    unsigned max_open, struct og_why *why)
{
	struct loop *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
		return NULL;
	}
	s->gate = g;
	s->routes = routes;
	s->wire = &wire_fastcgi;
	s->listener = listener;
	s->max_open = max_open;
	s->epoll = s->wake = -1;
	pthread_mutex_init(&s->mutex, NULL);
	if (!set_up(s, why)) {
		loop_close(s);
		return NULL;
	}
	listen_on(s, true);
	return s;
}

bool
loop_start(struct loop *s, struct og_why *why)
{
	int err = pthread_create(&s->thread, NULL, run, s);

	s->running = err == 0;
	if (s->running)
		(void)pthread_setname_np(s->thread, "loop");
	if (!s->running)
		(void)og_why_set(why, OG_ERR_NOMEM, "cannot start a thread: %s",
		    strerror(err));
	return s->running;
}

void
loop_drain(struct loop *s)
{
	s->draining = true;
	loop_wake(s);
}

bool
loop_join(struct loop *s)
{
	if (s->running)
		(void)pthread_join(s->thread, NULL);
	s->running = false;
	return is_drained(s);
}

void
loop_close(struct loop *s)
{
	if (s == NULL)
		return;
	exchange_free_all(s);
	drop_conf(s);
	if (s->epoll >= 0)
		close(s->epoll);
	if (s->wake >= 0)
		close(s->wake);
	og_store_free(&s->store);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}
