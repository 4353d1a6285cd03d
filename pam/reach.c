/* SPDX-License-Identifier: ISC */
/*
 * Carries one question to otpgate-pam-verify and one reply back.  Decides
 * nothing, opens no file of the gate's, and waits for nobody without an end.
 */
#include "pam/reach.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/trust.h"
#include "lib/base/wipe.h"
#include "pam/child.h"

/* ms, when systemd has as many of them as it may have and closes what it has
 * accepted */
#define CROWD_PAUSE 200

/* A question on its way. */
struct asking {
	const char *helper;
	uint64_t asker;
	struct og_buf text;
	int64_t crowd, deadline;
};

/* --- whom to ask --- */

static enum og_err
fail(struct og_why *why, const char *path)
{
	return og_why_set(why, OG_ERR_IO, "%s: %s", path, strerror(errno));
}

/* Out of the way of descriptors 0 to 2, which the caller may have closed. */
static int
raise_fd(int fd)
{
	int high;

	if (fd == -1 || fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	(void)close(fd);
	return high;
}

/* --- the question --- */

/* What a status says about a process that gave no reply. */
static const char *
say_status(int status)
{
	switch (status) {
	case CHILD_IDS:
		return "it cannot get ids of its own";
	case CHILD_LIMITS:
		return "a limit of the program that asks cannot be lifted";
	case CHILD_FILES:
		return "no /dev/null, or a kernel before 5.9";
	case CHILD_EXEC:
		return "it cannot be run";
	default:
		return "no reply";
	}
}

/* OG_ERR_NOTFOUND: the other end was closed with the question in it, so nobody
 * has read it and nothing was decided. */
static enum og_err
lost(int error)
{
	return error == EPIPE || error == ECONNRESET ? OG_ERR_NOTFOUND
						     : OG_ERR_IO;
}

/* What became of a call. */
static enum og_err
judge_call(struct og_why *why, const char *path, int status)
{
	if (status == 0)
		return OG_OK;
	if (lost(status) == OG_ERR_NOTFOUND)
		return OG_ERR_NOTFOUND;
	if (status == CHILD_CROWD)
		return og_why_set(why, OG_ERR_BUSY,
		    "%s: %d questions of the same user are on their way", path,
		    CHILD_SHARE);
	if (status == CHILD_PEER)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: somebody who is not root listens", path);
	if (status == CHILD_IDS || status == CHILD_FILES || status == -1)
		return og_why_set(why, OG_ERR_IO, "%s: not asked: %s", path,
		    say_status(status));
	errno = status;
	return fail(why, path);
}

/* Beside the socket, in "out"; NULL where there is no such place.  What root
 * alone asks has no bounds of its own. */
static const char *
shares_of(const char *path, const struct asking *a, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');

	if (a->asker == 0 || geteuid() != 0 || slash == NULL ||
	    snprintf(out, PATH_MAX, "%.*s/shares", (int)(slash - path), path) >=
		PATH_MAX)
		return NULL;
	return out;
}

/* The question is put by a process out of the user's reach: he could stop
 * this one between the call and the question, and have a place for nothing. */
static enum og_err
call(const char *path, const struct asking *a, int *out, struct og_why *why)
{
	char shares[PATH_MAX];
	struct child_question q = {.to = {.sun_family = AF_UNIX},
	    .bytes = a->text.data,
	    .len = a->text.len,
	    .shares = shares_of(path, a, shares),
	    .asker = a->asker,
	    .crowd = a->crowd,
	    .deadline = a->deadline};
	enum og_err err;
	int fd;

	if (strlen(path) >= sizeof(q.to.sun_path))
		return og_why_set(why, OG_ERR_RANGE, "%s: too long", path);
	memcpy(q.to.sun_path, path, strlen(path) + 1);
	fd = raise_fd(
	    socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (fd == -1)
		return fail(why, path);
	err = judge_call(why, path, child_call(fd, &q));
	if (err == OG_OK)
		*out = fd;
	else
		(void)close(fd);
	return err;
}

/* It finds the question when it begins. */
static enum og_err
start(const char *path, const struct asking *a, int *out, int *process,
    struct og_why *why)
{
	const struct og_buf *b = &a->text;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		ends) == -1)
		return fail(why, path);
	ends[0] = raise_fd(ends[0]);
	ends[1] = raise_fd(ends[1]);
	if (ends[0] != -1 && ends[1] != -1 &&
	    send(ends[0], b->data, b->len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		(ssize_t)b->len &&
	    shutdown(ends[0], SHUT_WR) == 0)
		*process = child_start(path, ends[1]);
	if (ends[1] != -1)
		(void)close(ends[1]);
	if (*process != -1) {
		*out = ends[0];
		return OG_OK;
	}
	(void)fail(why, path);
	if (ends[0] != -1)
		(void)close(ends[0]);
	return OG_ERR_IO;
}

/* Puts the question: a connection for the reply, and the process if it is one
 * of ours. */
static enum og_err
ask(const struct asking *a, int *fd, int *process, struct og_why *why)
{
	const char *helper = a->helper;
	struct stat st;
	enum og_err err;

	/* only root is served there */
	if (helper == NULL && geteuid() == 0) {
		if (lstat(REACH_SOCKET, &st) == 0)
			helper = REACH_SOCKET;
		else if (errno != ENOENT)
			return fail(why, REACH_SOCKET);
	}
	if (helper == NULL)
		helper = VERIFIER;
	err = og_trust_look(helper, &st, why);
	if (err != OG_OK)
		return err == OG_ERR_NOTFOUND ? OG_ERR_IO : err;
	return S_ISSOCK(st.st_mode) ? call(helper, a, fd, why)
				    : start(helper, a, fd, process, why);
}

/* --- the reply --- */

/* Waits until something can be done with "fd". */
static bool
await(int fd, short events, int64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = events};
	const int64_t left = deadline - og_clock_ms();

	return left > 0 && (poll(&p, 1, (int)left) >= 0 || errno == EINTR);
}

/* Reads up to end-of-file. */
static enum og_err
get(int fd, struct og_buf *b, int64_t deadline)
{
	char chunk[REPLY_MAX];
	enum og_err err = OG_ERR_AGAIN;
	ssize_t n;

	while (err == OG_ERR_AGAIN) {
		n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (n > 0)
			og_buf_put(b, chunk, (size_t)n);
		if (og_buf_err(b) != OG_OK || n == 0)
			err = og_buf_err(b);
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			err = b->len == 0 ? lost(errno) : OG_ERR_IO;
		else if (n < 0 && !await(fd, POLLIN, deadline))
			err = OG_ERR_BUSY;
	}
	OG_WIPE_ARRAY(chunk);
	return err;
}

/* The whole reply, until the end of "fd". */
static enum og_err
hear(int fd, const struct question *q, struct reply *r, int64_t deadline)
{
	struct og_buf b;
	enum og_err err;

	og_buf_init(&b, REPLY_MAX);
	err = get(fd, &b, deadline);
	if (err == OG_OK)
		err = reply_parse(og_buf_str(&b), b.len, q, r);
	og_buf_clear(&b);
	return err;
}

/* One question and one reply, or again while there is a crowd. */
static enum og_err
converse(const struct asking *a, const struct question *q, struct reply *r,
    struct og_why *why)
{
	int fd = -1, process = -1, status = -1;
	enum og_err err;

	for (;;) {
		err = ask(a, &fd, &process, why);
		if (err == OG_OK) {
			err = hear(fd, q, r, a->deadline);
			(void)close(fd);
		} else if (err != OG_ERR_NOTFOUND) {
			return err;
		}
		if (err != OG_ERR_NOTFOUND || process != -1 ||
		    og_clock_ms() > a->crowd)
			break;
		(void)poll(NULL, 0, CROWD_PAUSE);
	}
	if (process != -1)
		status = child_end(
		    process, err == OG_OK ? a->deadline : og_clock_ms() + 100);
	if (err == OG_OK)
		return OG_OK;
	return og_why_set(why, err == OG_ERR_NOTFOUND ? OG_ERR_IO : err,
	    "otpgate-pam-verify: %s",
	    err == OG_ERR_BUSY ? "no reply in time" : say_status(status));
}

enum og_err
reach_verifier(const char *helper, uint64_t asker, const struct question *q,
    struct reply *r, struct og_why *why)
{
	const int64_t begun = og_clock_ms();
	struct asking a = {.helper = helper,
	    .asker = asker,
	    .crowd = begun + REACH_CROWD,
	    .deadline = begun + REACH_PATIENCE * 1000};
	enum og_err err;

	memset(r, 0, sizeof(*r));
	og_buf_init(&a.text, QUESTION_MAX);
	question_format(q, &a.text);
	err = og_buf_err(&a.text);
	if (err == OG_OK)
		err = converse(&a, q, r, why);
	og_buf_clear(&a.text);
	if (err != OG_OK)
		OG_WIPE_OBJECT(r);
	return err;
}
