/* SPDX-License-Identifier: ISC */
/*
 * Writing without waiting.  Standard error is shared with whatever started us,
 * so its description is never made non-blocking; where possible we open our
 * own.  Must not keep anything: what is not taken remains the caller's.
 */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/outlet.h"

#define SYSLOG_SOCKET "/dev/log"
#define MESSAGE_MAX 8192
#define PIECE 4096 /* PIPE_BUF: a pipe with room takes so much at once */

void
og_outlet_init(struct og_outlet *o, enum og_outlet_kind kind)
{
	memset(o, 0, sizeof(*o));
	o->kind = kind;
	o->fd = o->through = o->into = -1;
}

static void
close_one(int *fd)
{
	if (*fd > STDERR_FILENO)
		(void)close(*fd);
	*fd = -1;
}

void
og_outlet_close(struct og_outlet *o)
{
	close_one(&o->fd);
	close_one(&o->through);
	close_one(&o->into);
}

/* Above standard input, output and error, which may be closed. */
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

/* --- syslog --- */

static int
connect_syslog(int type)
{
	const struct sockaddr_un to = {
	    .sun_family = AF_UNIX, .sun_path = SYSLOG_SOCKET};
	int fd =
	    raise_fd(socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	int error;

	if (fd != -1 &&
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		error = errno;
		(void)close(fd);
		errno = error;
		fd = -1;
	}
	return fd;
}

static bool
open_syslog(struct og_outlet *o)
{
	o->packed = false;
	o->fd = connect_syslog(SOCK_DGRAM);
	if (o->fd == -1 && errno == EPROTOTYPE) {
		o->packed = true;
		o->fd = connect_syslog(SOCK_STREAM);
	}
	o->socket = true;
	o->messages = !o->packed;
	return o->fd != -1;
}

/* --- standard error --- */

/*
 * A pipe that belongs to another account cannot be opened again.  splice() can
 * be told not to wait at the end of any pipe, but only reads from pipes.
 */
static bool
open_between(struct og_outlet *o)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	o->through = raise_fd(fds[0]);
	o->into = raise_fd(fds[1]);
	return o->through != -1 && o->into != -1;
}

static bool
open_stderr(struct og_outlet *o, const struct stat *st)
{
	o->messages = o->packed = false;
	o->device = st->st_dev;
	o->inode = st->st_ino;
	o->socket = S_ISSOCK(st->st_mode);
	o->fd = -1;
	if (S_ISFIFO(st->st_mode) || S_ISCHR(st->st_mode))
		o->fd = raise_fd(open("/proc/self/fd/2",
		    O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
	if (o->fd == -1 && S_ISFIFO(st->st_mode) && !open_between(o)) {
		og_outlet_close(o);
		return false;
	}
	if (o->fd == -1)
		o->fd = STDERR_FILENO;
	return true;
}

bool
og_outlet_open(struct og_outlet *o, bool *fresh)
{
	struct stat st;

	*fresh = false;
	if (o->kind == OG_OUTLET_STDERR) {
		if (fstat(STDERR_FILENO, &st) != 0) {
			og_outlet_close(o);
			return false;
		}
		if (o->fd != -1 && st.st_dev == o->device &&
		    st.st_ino == o->inode)
			return true;
		og_outlet_close(o);
		*fresh = true;
		return open_stderr(o, &st);
	}
	if (o->fd != -1)
		return true;
	*fresh = true;
	return open_syslog(o);
}

/* --- putting --- */

/* Somebody else's pipe, if the kernel can be told not to wait for one write
 * (Linux 6.5): lines then share its pages. */
static ssize_t
put_at_once(const char *s, size_t len)
{
	const struct iovec one = {.iov_base = (void *)(uintptr_t)s, len};

	return pwritev2(STDERR_FILENO, &one, 1, -1, RWF_NOWAIT);
}

/* Otherwise through our own pipe, which is empty before and after: each piece
 * takes a page, of which a pipe has 16. */
static ssize_t
put_between(struct og_outlet *o, const char *s, size_t len)
{
	char rest[PIECE];
	ssize_t n, taken;

	n = write(o->into, s, len < PIECE ? len : PIECE);
	if (n <= 0)
		return -1;
	taken = splice(o->through, NULL, STDERR_FILENO, NULL, (size_t)n,
	    SPLICE_F_NONBLOCK);
	if (taken < n) {
		const int error = errno;

		(void)!read(o->through, rest, sizeof(rest));
		errno = error;
	}
	return taken;
}

static ssize_t
put_once(struct og_outlet *o, const char *s, size_t len)
{
	if (o->socket)
		return send(o->fd, s, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (o->through != -1) {
		const ssize_t n = put_at_once(s, len);

		return n == -1 && (errno == EOPNOTSUPP || errno == ENOSYS)
			   ? put_between(o, s, len)
			   : n;
	}
	/* a terminal of another account: all that there is to ask */
	if (o->fd == STDERR_FILENO && !og_outlet_wait(o, 0)) {
		errno = EAGAIN;
		return -1;
	}
	return write(o->fd, s, len);
}

ssize_t
og_outlet_put(struct og_outlet *o, const char *s, size_t len)
{
	ssize_t n;

	do
		n = put_once(o, s, len);
	while (n == -1 && errno == EINTR);
	if (n >= 0)
		return n;
	/* a full disk, or no memory in the kernel: perhaps later */
	if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ||
	    errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return 0;
	og_outlet_close(o);
	return -1;
}

bool
og_outlet_wait(const struct og_outlet *o, int ms)
{
	struct pollfd p = {.fd = o->fd, .events = POLLOUT};

	return o->fd != -1 && poll(&p, 1, ms) == 1 && (p.revents & POLLOUT);
}

/* --- messages --- */

void
og_outlet_head(struct og_buf *b, int priority, int64_t when, const char *ident)
{
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const time_t t = (time_t)when;
	struct tm tm;

	og_buf_printf(b, "<%d>", priority);
	if (localtime_r(&t, &tm) != NULL)
		og_buf_printf(b, "%s %2d %02d:%02d:%02d ", months[tm.tm_mon],
		    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	og_buf_printf(b,
	    "%s[%ld]: ", ident != NULL ? ident : program_invocation_short_name,
	    (long)getpid());
}

/* Once, and whole as far as can be determined. */
static bool
put_alone(enum og_outlet_kind kind, const struct og_buf *b, size_t end)
{
	struct og_outlet o;
	bool fresh, taken;

	og_outlet_init(&o, kind);
	taken = og_buf_err(b) == OG_OK && og_outlet_open(&o, &fresh);
	if (taken) {
		const size_t len = b->len - (o.packed ? 0 : end);

		taken = og_outlet_put(&o, b->data, len) == (ssize_t)len;
	}
	og_outlet_close(&o);
	return taken;
}

bool
og_outlet_say(int priority, int64_t when, const char *ident, const char *text)
{
	struct og_buf b;
	bool taken;

	og_buf_init(&b, MESSAGE_MAX);
	og_outlet_head(&b, priority, when, ident);
	og_buf_puts(&b, text);
	og_buf_putc(&b, '\0'); /* for a stream only */
	taken = put_alone(OG_OUTLET_SYSLOG, &b, 1);
	og_buf_clear(&b);
	return taken;
}

bool
og_outlet_complain(const char *text)
{
	struct og_buf b;
	bool taken;

	og_buf_init(&b, MESSAGE_MAX);
	og_buf_puts(&b, text);
	og_buf_putc(&b, '\n');
	taken = put_alone(OG_OUTLET_STDERR, &b, 0);
	og_buf_clear(&b);
	return taken;
}
