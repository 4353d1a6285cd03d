// SPDX-License-Identifier: ISC
/*
 * The floor that a check is measured against: a FastCGI responder written by
 * hand that reads a request to its end, says 204 to whatever it was, and
 * closes.  One thread, one epoll; no library, no decision, nothing to copy.
 *
 *	noop SOCKET
 */
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVENTS 64
#define REQUEST_MAX 16384
#define CONNECTIONS 4096 /* descriptors */

enum { END_REQUEST = 3, STDIN = 5, STDOUT = 6 };

struct connection {
	size_t used;
	uint8_t bytes[REQUEST_MAX];
};

static struct connection *connections[CONNECTIONS];

/* True when the empty record that ends the body has come. */
static int
is_complete(const struct connection *c)
{
	size_t at = 0, length;

	while (at + 8 <= c->used) {
		length = (size_t)c->bytes[at + 4] << 8 | c->bytes[at + 5];
		if (c->bytes[at + 1] == STDIN && length == 0)
			return 1;
		at += 8 + length + c->bytes[at + 6];
	}
	return 0;
}

static void
answer(int fd)
{
	static const uint8_t text[] = "\1\6\0\1\0\xf\1\0"
				      "Status: 204\r\n\r\n\0"
				      "\1\6\0\1\0\0\0\0"
				      "\1\3\0\1\0\x8\0\0\0\0\0\0\0\0\0";

	if (write(fd, text, sizeof(text)) == -1 && errno != EPIPE)
		perror("write");
}

static void
take(int fd)
{
	struct connection *c = connections[fd];
	ssize_t n = read(fd, c->bytes + c->used, sizeof(c->bytes) - c->used);

	if (n == -1 && errno == EAGAIN)
		return;
	if (n > 0) {
		c->used += (size_t)n;
		if (!is_complete(c) && c->used < sizeof(c->bytes))
			return;
		answer(fd);
	}
	close(fd);
}

static void
accept_all(int listener, int epoll)
{
	struct epoll_event e = {.events = EPOLLIN};

	for (;;) {
		e.data.fd =
		    accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (e.data.fd == -1)
			return;
		if (e.data.fd >= CONNECTIONS) {
			close(e.data.fd);
			continue;
		}
		if (connections[e.data.fd] == NULL)
			connections[e.data.fd] =
			    calloc(1, sizeof(struct connection));
		if (connections[e.data.fd] == NULL)
			exit(1);
		connections[e.data.fd]->used = 0;
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, e.data.fd, &e) == -1)
			exit(1);
	}
}

static int
listen_at(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd == -1 || strlen(path) >= sizeof(a.sun_path))
		return -1;
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    chmod(path, 0666) == -1 || listen(fd, 511) == -1)
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	struct epoll_event e = {.events = EPOLLIN}, events[EVENTS];
	int listener, epoll = epoll_create1(0);

	if (argc != 2 || (listener = listen_at(argv[1])) == -1 || epoll == -1) {
		fprintf(stderr, "usage: noop SOCKET (which is not there)\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	e.data.fd = listener;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e) == -1)
		return 1;
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				accept_all(listener, epoll);
			else
				take(events[i].data.fd);
		}
	}
}
