// SPDX-License-Identifier: ISC
/*
 * The readiness loop.  A connection comes to libfcgi only when the whole
 * PARAMS stream lies in the socket buffer; a check is then answered here, all
 * else goes to workers.  Nothing here blocks.
 */
#include "server.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "route.h"
#include "server_impl.h"
#include "wipe.h"

#define DEADLINE_MS 5000 /* from accept to the last byte of the request */
#define DRAIN_MS 4000
#define BACKOFF_MS 100 /* after accept found no descriptor */
#define HOUSEKEEPING_MS 2000
#define SEND_TIMEOUT_S 5
#define DISCARD_READS 16 /* at a time, so that others come between */
#define NOTE_EVERY_MS 1000
#define EVENTS 64
#define ACCEPTS 64

/* --- requests --- */

/* Reads the head with libfcgi: it is all there, so this does not wait. */
static bool
read_head(struct exchange *x, bool nul)
{
	if (FCGX_InitRequest(&x->fcgi, -1, 0) != 0)
		return false;
	x->fcgi.ipcFd = x->fd;
	x->fcgi.keepConnection = 1;
	if (FCGX_Accept_r(&x->fcgi) != 0)
		return false;
	request_init(&x->request, &x->fcgi, nul);
	return true;
}

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

/* Settings change rarely: the loop asks for them without a lock. */
static struct gate_conf *
current_conf(struct server *s)
{
	unsigned serial = atomic_load(&s->gate->conf_serial);

	if (s->conf == NULL || s->conf_serial != serial) {
		if (s->conf != NULL)
			gate_conf_drop(s->gate, s->conf);
		s->conf = gate_conf_get(s->gate);
		s->conf_serial = serial;
	}
	return s->conf;
}

/* The head is complete: a check is answered here, the rest by a worker. */
static void
begin(struct exchange *x, bool nul)
{
	struct server *s = x->server;

	if (!read_head(x, nul)) {
		x->fd = -1; /* libfcgi has closed it */
		exchange_close(x);
		return;
	}
	x->conf = current_conf(s);
	if (route_on_loop(x)) {
		x->conf = NULL;
		exchange_send(x);
		metrics_check(x);
		exchange_close(x);
		return;
	}
	x->conf = gate_conf_get(s->gate);
	if (x->in_epoll)
		(void)epoll_ctl(s->epoll, EPOLL_CTL_DEL, x->fd, NULL);
	x->in_epoll = false;
	make_blocking(x->fd);
	x->phase = PHASE_BODY;
	if (!server_work(x, route_on_worker)) {
		exchange_send(x);
		exchange_close(x);
	}
}

/* Throws away what the peer still sends after its answer. */
static void
discard(struct exchange *x)
{
	struct server *s = x->server;
	ssize_t n;

	for (int i = 0; i < DISCARD_READS; i++) {
		n = recv(x->fd, s->peek, sizeof(s->peek), MSG_DONTWAIT);
		if (n > 0) {
			og_wipe(s->peek, (size_t)n);
			continue;
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			exchange_close(x);
		return;
	}
}

/* Looks at what has arrived without taking it. */
static void
look(struct exchange *x)
{
	struct server *s = x->server;
	enum record_state state;
	struct record_info info;
	struct epoll_event ev;
	ssize_t n;

	if (x->phase == PHASE_LINGER) {
		discard(x);
		return;
	}
	do {
		n = recv(
		    x->fd, s->peek, sizeof(s->peek), MSG_PEEK | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
		exchange_close(x);
		return;
	}
	state = RECORD_MORE;
	if (n > 0) {
		state = record_scan(s->peek, (size_t)n, &info);
		og_wipe(s->peek, (size_t)n); /* a form may follow the head */
	}
	switch (state) {
	case RECORD_READY:
		begin(x, info.nul);
		return;
	case RECORD_MORE:
		break;
	case RECORD_BAD:
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
is_peer_allowed(struct server *s, int fd)
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
	metrics_count_on_loop(&s->gate->metrics, METRICS_PEERS);
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
listen_on(struct server *s, bool on)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = s};

	if (on == s->listening || s->listener < 0)
		return;
	if (epoll_ctl(s->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, s->listener,
		&ev) == 0)
		s->listening = on;
}

static void
accept_some(struct server *s)
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
			gate_note(s->gate, "error",
			    "accept: out of descriptors or memory");
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
expire(struct server *s, int64_t now)
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

static void
run_housekeeping(struct task *t)
{
	struct server *s =
	    (struct server *)((char *)t - offsetof(struct server, house_task));

	gate_housekeeping(s->gate);
	pthread_mutex_lock(&s->mutex);
	s->housekeeping = false;
	pthread_mutex_unlock(&s->mutex);
	server_wake(s);
}

static void
run_reload(struct task *t)
{
	struct server *s =
	    (struct server *)((char *)t - offsetof(struct server, reload_task));

	gate_reload(s->gate);
	pthread_mutex_lock(&s->mutex);
	s->reloading = false;
	pthread_mutex_unlock(&s->mutex);
	server_wake(s);
}

/* Queues "t" unless it is queued or running already. */
static void
start_once(
    struct server *s, bool *busy, struct task *t, void (*run)(struct task *t))
{
	pthread_mutex_lock(&s->mutex);
	if (!*busy) {
		t->run = run;
		*busy = pool_submit(s->gate->workers, t);
	}
	pthread_mutex_unlock(&s->mutex);
}

static void
read_signals(struct server *s)
{
	struct signalfd_siginfo si;

	while (read(s->signals, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGHUP) {
			start_once(
			    s, &s->reloading, &s->reload_task, run_reload);
			continue;
		}
		s->draining = true;
		s->drain_end = og_clock_ms() + DRAIN_MS;
		listen_on(s, false);
	}
}

/* Milliseconds until something has to happen. */
static int
next_timeout(const struct server *s, int64_t now)
{
	int64_t at = s->draining ? s->drain_end : s->next_housekeeping;

	if (s->first != NULL && s->first->arrived + DEADLINE_MS > now &&
	    s->first->arrived + DEADLINE_MS < at)
		at = s->first->arrived + DEADLINE_MS;
	if (s->delayed != NULL && s->delayed->due < at)
		at = s->delayed->due;
	if (s->resume != 0 && s->resume < at)
		at = s->resume;
	return at <= now ? 0 : (int)(at - now);
}

static void
on_time(struct server *s, int64_t now)
{
	exchange_release_due(s, now);
	expire(s, now);
	if (s->resume != 0 && s->resume <= now)
		s->resume = 0;
	if (!s->draining && s->resume == 0 && !s->listening &&
	    s->n_open < s->max_open)
		listen_on(s, true);
	if (!s->draining && s->next_housekeeping <= now) {
		s->next_housekeeping = now + HOUSEKEEPING_MS;
		start_once(
		    s, &s->housekeeping, &s->house_task, run_housekeeping);
	}
}

/* While draining: connections that have not sent a request are not waited for
 * any longer than what is in the socket already. */
static bool
is_drained(struct server *s)
{
	bool busy;

	pthread_mutex_lock(&s->mutex);
	busy = s->housekeeping || s->reloading;
	pthread_mutex_unlock(&s->mutex);
	if (busy)
		return false;
	for (const struct exchange *x = s->first; x != NULL; x = x->next) {
		if (x->phase != PHASE_HEAD && x->phase != PHASE_LINGER)
			return false;
	}
	return true;
}

static void
loop(struct server *s)
{
	struct epoll_event ev[EVENTS];
	int64_t now = og_clock_ms();
	bool woken;
	int n;

	while (!s->draining || (!is_drained(s) && now < s->drain_end)) {
		n = epoll_wait(s->epoll, ev, EVENTS, next_timeout(s, now));
		woken = false;
		for (int i = 0; i < n; i++) {
			if (ev[i].data.ptr == s)
				accept_some(s);
			else if (ev[i].data.ptr == &s->signals)
				read_signals(s);
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
}

/* --- start and end --- */

static bool
add_fd(struct server *s, int fd, void *ptr)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = ptr};

	return fd >= 0 && epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev) == 0;
}

static bool
server_open(struct server *s, struct og_why *why)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->epoll < 0 || !add_fd(s, s->wake, &s->wake) ||
	    !add_fd(s, s->signals, &s->signals)) {
		(void)og_why_set(why, OG_ERR_IO, "cannot set up the loop: %s",
		    strerror(errno));
		return false;
	}
	listen_on(s, true);
	s->max_open = current_conf(s)->settings.connections;
	return true;
}

static void
server_close(struct server *s)
{
	exchange_free_all(s);
	if (s->conf != NULL)
		gate_conf_drop(s->gate, s->conf);
	if (s->epoll >= 0)
		close(s->epoll);
	if (s->wake >= 0)
		close(s->wake);
	if (s->signals >= 0)
		close(s->signals);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

int
server_run(struct gate *g, int listener, bool *clean, struct og_why *why)
{
	struct server *s;
	int r = -1;

	*clean = true;
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		(void)og_why_set(why, OG_ERR_NOMEM, "out of memory");
		return -1;
	}
	s->gate = g;
	s->listener = listener;
	s->epoll = s->wake = s->signals = -1;
	s->next_housekeeping = og_clock_ms() + HOUSEKEEPING_MS;
	pthread_mutex_init(&s->mutex, NULL);
	g->server = s;
	if (server_open(s, why)) {
		loop(s);
		*clean = is_drained(s);
		r = 0;
	}
	if (!*clean)
		return r;
	pool_free(g->hashers);
	pool_free(g->workers);
	g->hashers = g->workers = NULL;
	server_close(s);
	g->server = NULL;
	return r;
}
