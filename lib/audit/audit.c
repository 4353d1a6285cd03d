/* SPDX-License-Identifier: ISC */
/*
 * The audit log.  Everything from outside is escaped and cut, so that one event
 * is one line and nobody can add a second one or a field.  Must not fail a
 * login because a line could not be written, nor wait for the reader of the
 * log: what is not taken stays in a queue.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/audit/audit.h"
#include "lib/audit/line.h"
#include "lib/audit/queue.h"
#include "lib/base/buf.h"
#include "lib/base/num.h"
#include "lib/base/outlet.h"
#include "lib/base/pages.h"
#include "lib/files/folder.h"

#define NOTE_SIZE 640
#define LOST_SIZE 80
#define LOG_MODE 0640

enum kind { TO_SYSLOG, TO_STDERR, TO_JOURNAL, TO_FILE };

struct og_audit {
	pthread_mutex_t lock; /* over fd, outlet and queue */
	enum kind kind;
	_Atomic enum og_audit_format format;
	int fd;			 /* TO_FILE */
	struct og_outlet outlet; /* all others */
	char *path;		 /* TO_FILE */
	char *ident;		 /* TO_SYSLOG */
	struct og_audit_queue queue;
};

/* Also for reading, if that is allowed: then a line that was cut is noticed. */
static int
open_existing(const struct og_folder *f)
{
	int fd = og_folder_reach(f, f->base, O_RDWR | O_APPEND);

	if (fd == -1 && errno == EACCES)
		fd = og_folder_reach(f, f->base, O_WRONLY | O_APPEND);
	return fd;
}

/* Opens the log, or makes it: a file made by root belongs to the owner of its
 * folder, so that the responder can write to it. */
static int
open_or_make(const struct og_folder *f)
{
	int fd = open_existing(f);

	if (fd != -1 || errno != ENOENT)
		return fd;
	/* one that cannot be given away stays root's, which is safe */
	if (og_folder_create(f, f->base, LOG_MODE, true, &fd) == OG_OK ||
	    og_folder_create(f, f->base, LOG_MODE, false, &fd) == OG_OK)
		(void)close(fd);
	/* by whomever it was made in this moment */
	return open_existing(f);
}

/* Most often a file of root, or none in a folder of root. */
static enum og_err
fail_file(struct og_why *why, const char *path, int error)
{
	const unsigned long me = geteuid();
	struct stat st;

	if (error == ELOOP || error == EISDIR || error == ENXIO)
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: no regular file: the log must be one, not a symlink",
		    path);
	if (error == ENOENT)
		return og_why_set(why, OG_ERR_IO,
		    "%s: is not there, and uid %lu cannot make it: if that is "
		    "the gate's account, install -m 0640 -o %lu /dev/null %s",
		    path, me, me, path);
	/* nobody is told to give away what may be another's under this name */
	if (error == EACCES && lstat(path, &st) == 0 &&
	    (!S_ISREG(st.st_mode) || st.st_nlink != 1))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: the log must be a regular file with one name", path);
	if (error == EACCES)
		return og_why_set(why, OG_ERR_IO,
		    "%s: uid %lu may not write to it: if that is the gate's "
		    "account, chown %lu %s",
		    path, me, me, path);
	return og_why_set(why, OG_ERR_IO, "%s: %s", path, strerror(error));
}

static enum og_err
file_open(const char *path, int *out, struct og_why *why)
{
	struct og_folder f;
	enum og_err err;
	struct stat st;
	int fd, error;

	err = og_folder_open(&f, path, OG_FOLDER_ANY, why);
	if (err != OG_OK)
		return err == OG_ERR_UNSAFE ? err : OG_ERR_IO;
	fd = open_or_make(&f);
	error = errno;
	og_folder_close(&f);
	if (fd == -1)
		return fail_file(why, path, error);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) || st.st_nlink != 1) {
		(void)close(fd);
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: the log must be a regular file with one name", path);
	}
	*out = fd;
	return OG_OK;
}

enum og_err
og_audit_open(struct og_audit **out, const char *target, const char *ident,
    struct og_why *why)
{
	struct og_audit *a;
	enum og_err err = OG_ERR_NOMEM;
	bool fresh;

	*out = NULL;
	a = og_pages_new(sizeof(*a)); /* the queue is seldom used */
	if (a == NULL)
		return og_why_set(why, err, "%s: %s", target, og_strerror(err));
	a->fd = -1;
	(void)pthread_mutex_init(&a->lock, NULL);

	if (strcmp(target, "stderr") == 0 || strcmp(target, "journal") == 0) {
		a->kind = target[0] == 's' ? TO_STDERR : TO_JOURNAL;
		og_outlet_init(&a->outlet, OG_OUTLET_STDERR);
	} else if (strcmp(target, "syslog") == 0) {
		a->kind = TO_SYSLOG;
		if (ident != NULL && (a->ident = strdup(ident)) == NULL)
			goto out;
		og_outlet_init(&a->outlet, OG_OUTLET_SYSLOG);
		/* at once: a root directory may be changed later */
		(void)og_outlet_open(&a->outlet, &fresh);
	} else {
		a->kind = TO_FILE;
		a->path = strdup(target);
		if (a->path == NULL)
			goto out;
		err = file_open(a->path, &a->fd, why);
		if (err != OG_OK)
			goto out;
	}
	*out = a;
	return OG_OK;
out:
	if (err == OG_ERR_NOMEM)
		(void)og_why_set(why, err, "%s: %s", target, og_strerror(err));
	og_audit_free(&a);
	return err;
}

void
og_audit_set_format(struct og_audit *a, enum og_audit_format format)
{
	if (a != NULL)
		atomic_store(&a->format, format);
}

/* True when a line can begin at "end".  If that is unknown it cannot: an empty
 * line is better than two in one. */
static bool
is_line_start(int fd, off_t end)
{
	char last;

	return end == 0 || (pread(fd, &last, 1, end - 1) == 1 && last == '\n');
}

/*
 * To the file, with the lock held.  Each write is a whole line, because other
 * processes may write between any two; so a fragment of a line is always its
 * beginning, and never something that a client has typed.  A line cut between
 * our look at the end and our write is noticed afterwards, and ours is written
 * once more.  "s" begins with a line end, which is written only after a line
 * that was cut.  False when the line is not there as a whole.
 */
static bool
write_file(const struct og_audit *a, const char *s, size_t len)
{
	bool clean = is_line_start(a->fd, lseek(a->fd, 0, SEEK_END));
	bool whole = false;
	ssize_t n;

	for (int tries = 0; tries < 2; tries++) {
		const size_t want = len - clean;

		do
			n = write(a->fd, s + clean, want);
		while (n == -1 && errno == EINTR);
		if (n <= 0)
			return whole;
		whole = whole || (size_t)n == want;
		/* O_APPEND leaves the position behind what was written */
		if ((size_t)n == want &&
		    (!clean || is_line_start(a->fd,
				   lseek(a->fd, 0, SEEK_CUR) - (off_t)want)))
			return true;
		clean = false;
	}
	return whole;
}

/* The same for all other targets.  What a stream has begun is continued by the
 * next writer. */
static bool
write_outlet(struct og_audit *a, const char *s, size_t len)
{
	struct og_audit_queue *q = &a->queue;
	ssize_t n;
	bool fresh;

	/* again once: a syslog that was started anew has another socket */
	for (int tries = 0; tries < 2; tries++) {
		if (!og_outlet_open(&a->outlet, &fresh))
			return false;
		if (fresh)
			q->done = 0;
		n = og_outlet_put(&a->outlet, s + q->done, len - q->done);
		if (n > 0)
			q->done += (size_t)n;
		if (n >= 0)
			return q->done == len;
	}
	return false;
}

/* Writes what the log takes, oldest first.  The lock is held. */
static void
flush(struct og_audit *a)
{
	const char *s;
	size_t len, done;
	bool whole;

	while ((s = og_audit_queue_first(&a->queue, &len)) != NULL) {
		/* of a message the NUL at its end is for streams */
		if (a->kind == TO_SYSLOG && !a->outlet.packed)
			len--;
		done = a->queue.done;
		whole = a->kind == TO_FILE ? write_file(a, s, len)
					   : write_outlet(a, s, len);
		if (whole)
			og_audit_queue_drop(&a->queue);
		else if (a->kind == TO_FILE || a->queue.done <= done)
			return;
	}
}

enum og_err
og_audit_reopen(struct og_audit *a, struct og_why *why)
{
	enum og_err err;
	int fd = -1;

	if (a == NULL || a->kind != TO_FILE)
		return OG_OK;
	err = file_open(a->path, &fd, why);
	if (err != OG_OK)
		return err;
	(void)pthread_mutex_lock(&a->lock);
	(void)close(a->fd);
	a->fd = fd;
	flush(a);
	(void)pthread_mutex_unlock(&a->lock);
	return OG_OK;
}

void
og_audit_free(struct og_audit **a)
{
	if (*a == NULL)
		return;
	(void)og_audit_drain(*a, 0);
	if ((*a)->kind == TO_FILE && (*a)->fd != -1)
		(void)close((*a)->fd);
	if ((*a)->kind != TO_FILE)
		og_outlet_close(&(*a)->outlet);
	(void)pthread_mutex_destroy(&(*a)->lock);
	free((*a)->path);
	free((*a)->ident);
	og_pages_free(*a, sizeof(**a));
	*a = NULL;
}

/* Begins a line, in the form of the log. */
static void
line_begin(const struct og_audit *a, struct og_buf *b, int level, int64_t when)
{
	og_buf_init(b, OG_AUDIT_LINE_MAX);
	if (a->kind == TO_FILE)
		og_buf_putc(b, '\n');
	else if (a->kind == TO_JOURNAL)
		og_buf_printf(b, "<%d>", level);
	else if (a->kind == TO_SYSLOG)
		og_outlet_head(b, LOG_AUTHPRIV | level, when, a->ident);
}

static void
line_close(const struct og_audit *a, struct og_buf *b)
{
	og_buf_putc(b, a->kind == TO_SYSLOG ? '\0' : '\n');
}

/* Says how many lines found no room, as soon as that message and "more" bytes
 * do. The lock is held. */
static void
tell_lost(struct og_audit *a, int64_t when, size_t more)
{
	char text[LOST_SIZE];
	struct og_buf b;

	if (a->queue.lost == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "%u line%s lost: the log did not take %s", a->queue.lost,
	    OG_S_ARE(a->queue.lost), a->queue.lost == 1 ? "it" : "them");
	line_begin(a, &b, LOG_ERR, when);
	og_audit_line_note(&b, when, "lost", text, atomic_load(&a->format));
	line_close(a, &b);
	if (og_buf_err(&b) == OG_OK &&
	    og_audit_queue_has_room(&a->queue, b.len + more + 2)) {
		a->queue.lost = 0;
		og_audit_queue_add(&a->queue, b.data, b.len);
	}
	og_buf_clear(&b);
}

static void
line_end(struct og_audit *a, struct og_buf *b, int64_t when)
{
	line_close(a, b);
	(void)pthread_mutex_lock(&a->lock);
	flush(a);
	if (og_buf_err(b) == OG_OK) {
		tell_lost(a, when, b->len);
		og_audit_queue_add(&a->queue, b->data, b->len);
	} else {
		a->queue.lost++;
		a->queue.lost_ever++;
		tell_lost(a, when, 0);
	}
	flush(a);
	(void)pthread_mutex_unlock(&a->lock);
	og_buf_clear(b);
}

void
og_audit_flush(struct og_audit *a, int64_t when)
{
	if (a == NULL)
		return;
	(void)pthread_mutex_lock(&a->lock);
	flush(a);
	tell_lost(a, when, 0);
	flush(a);
	(void)pthread_mutex_unlock(&a->lock);
}

unsigned
og_audit_drain(struct og_audit *a, int ms)
{
	unsigned n, before;

	if (a == NULL)
		return 0;
	(void)pthread_mutex_lock(&a->lock);
	flush(a);
	do {
		before = a->queue.n;
		if (before == 0 || a->kind == TO_FILE)
			break;
		/* no clock is asked: each wait without an end is the last */
		if (!og_outlet_wait(&a->outlet, ms))
			break;
		flush(a);
	} while (a->queue.n < before);
	n = a->queue.n + a->queue.lost;
	(void)pthread_mutex_unlock(&a->lock);
	return n;
}

/* Keeps room for a line beyond the end of the file.  The queue shows a full
 * disk only to a process that has tried to write; the verifier and the signer
 * start afresh with each question. */
static bool
has_room(int fd)
{
	const off_t end = lseek(fd, 0, SEEK_END);
	int r;

	if (end == -1)
		return false;
	do
		r = fallocate(fd, FALLOC_FL_KEEP_SIZE, end, OG_AUDIT_LINE_MAX);
	while (r != 0 && errno == EINTR);
	/* where the file system cannot tell, a write has to */
	return r == 0 || errno == EOPNOTSUPP;
}

bool
og_audit_is_ready(struct og_audit *a)
{
	bool ready, fresh;

	if (a == NULL)
		return false;
	(void)pthread_mutex_lock(&a->lock);
	flush(a);
	ready = a->queue.n == 0;
	if (ready && a->kind == TO_FILE)
		ready = has_room(a->fd);
	else if (ready)
		ready = og_outlet_open(&a->outlet, &fresh) &&
			og_outlet_wait(&a->outlet, 0);
	(void)pthread_mutex_unlock(&a->lock);
	return ready;
}

void
og_audit_look(struct og_audit *a, unsigned *waiting, uint64_t *lost)
{
	*waiting = 0;
	*lost = 0;
	if (a == NULL)
		return;
	(void)pthread_mutex_lock(&a->lock);
	*waiting = a->queue.n;
	*lost = a->queue.lost_ever;
	(void)pthread_mutex_unlock(&a->lock);
}

/* How important a line is, in syslog's terms. */
static int
level_of(const char *event, const char *verdict)
{
	if (event != NULL && strcmp(event, "error") == 0)
		return LOG_ERR;
	if (verdict != NULL &&
	    (strcmp(verdict, "deny") == 0 || strcmp(verdict, "failed") == 0 ||
		strcmp(verdict, "unknown") == 0))
		return LOG_WARNING;
	return LOG_NOTICE;
}

void
og_audit_write(struct og_audit *a, const struct og_event *e)
{
	struct og_buf b;
	int level;

	if (a == NULL)
		return;
	level = level_of(e->event, e->verdict);
	line_begin(a, &b, level, e->when);
	og_audit_line_event(&b, e, atomic_load(&a->format), true);
	line_end(a, &b, e->when);
}

void
og_audit_note(
    struct og_audit *a, int64_t when, const char *event, const char *fmt, ...)
{
	char text[NOTE_SIZE];
	struct og_buf b;
	va_list ap;
	int level;

	if (a == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	level = level_of(event, NULL);
	line_begin(a, &b, level, when);
	og_audit_line_note(&b, when, event, text, atomic_load(&a->format));
	line_end(a, &b, when);
}

void
og_audit_tell_elsewhere(int64_t when, const char *ident, const char *text)
{
	struct og_buf b;

	og_buf_init(&b, OG_AUDIT_LINE_MAX);
	og_buf_printf(&b, "%s: %s", ident, text);
	(void)og_outlet_complain(og_buf_str(&b));
	(void)og_outlet_say(LOG_AUTHPRIV | LOG_ERR, when, ident, text);
	og_buf_clear(&b);
}
