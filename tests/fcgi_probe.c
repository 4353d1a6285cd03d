/* SPDX-License-Identifier: ISC */
/*
 * Has this libfcgi the fix of CVE-2025-23016?  configure runs this program: it
 * exits 0 when the library refuses a record whose two lengths overflow an int
 * when added, and not 0 when it takes the record, crashes over it or hangs.
 *
 * Without the fix the library allocates next to nothing and then copies the
 * whole name there.  The name sent here is larger than the heap of the child
 * that receives it, so the copy cannot end well unnoticed.  A sound request
 * goes first: if that is not accepted, the refusal of the other says nothing.
 */
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS 20  /* until a child that hangs is ended */
#define RECORDS 128 /* of NAME_LEN bytes each: 4 MiB in all */
#define NAME_LEN 32768
#define ACCEPTED 10
#define REFUSED 11

#define TYPE_BEGIN 1
#define TYPE_PARAMS 4
#define TYPE_STDIN 5

/* Lets the library take one request from "fd".  The child's whole life. */
static void
receive(int fd)
{
	static const struct rlimit none = {0, 0};
	FCGX_Request request;

	(void)alarm(SECONDS);
	(void)setrlimit(RLIMIT_CORE, &none);
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, -1, 0) != 0)
		_exit(1);
	request.ipcFd = fd;
	request.keepConnection = 1;
	if (FCGX_Accept_r(&request) != 0)
		_exit(REFUSED);
	/* not just answered, but with the parameter that was sent */
	if (FCGX_GetParam("A", request.envp) == NULL)
		_exit(1);
	_exit(ACCEPTED);
}

/* Sends one record.  A reader that went away is no error here. */
static void
send_record(int fd, unsigned char type, const void *data, size_t len)
{
	unsigned char head[8] = {1, 0, 0, 1, 0, 0, 0, 0};
	const char *p = data;

	head[1] = type;
	head[4] = (unsigned char)(len >> 8);
	head[5] = (unsigned char)len;
	if (write(fd, head, sizeof(head)) != (ssize_t)sizeof(head))
		return;
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n <= 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

static void
send_request(int fd, int sound)
{
	/* responder, keep the connection */
	static const unsigned char begin[8] = {0, 1, 1, 0, 0, 0, 0, 0};
	static const unsigned char lengths[8] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static char name[NAME_LEN];
	int i;

	send_record(fd, TYPE_BEGIN, begin, sizeof(begin));
	if (sound) {
		send_record(fd, TYPE_PARAMS, "\1\1AB", 4);
	} else {
		memset(name, 'A', sizeof(name));
		send_record(fd, TYPE_PARAMS, lengths, sizeof(lengths));
		for (i = 0; i < RECORDS; i++)
			send_record(fd, TYPE_PARAMS, name, sizeof(name));
	}
	send_record(fd, TYPE_PARAMS, "", 0);
	send_record(fd, TYPE_STDIN, "", 0);
	(void)shutdown(fd, SHUT_WR);
}

/* What became of a request: ACCEPTED, REFUSED, or -1 for anything else. */
static int
outcome(int sound)
{
	int fds[2], status;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		(void)close(fds[1]);
		receive(fds[0]);
	}
	(void)close(fds[0]);
	if (child < 0) {
		(void)close(fds[1]);
		return -1;
	}
	send_request(fds[1], sound);
	if (waitpid(child, &status, 0) != child)
		status = -1;
	(void)close(fds[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	if (outcome(1) != ACCEPTED) {
		(void)fprintf(stderr, "a sound request was not accepted\n");
		return 2;
	}
	if (outcome(0) != REFUSED) {
		(void)fprintf(stderr, "lengths that overflow: not refused\n");
		return 1;
	}
	return 0;
}
