/* SPDX-License-Identifier: ISC */
/*
 * The audit log.  Everything that came from outside is escaped and cut, so
 * that one event is one line and nobody can write a second one or a field of
 * his own.  Must not fail a login because a line could not be written.
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

#include "audit.h"
#include "audit_line.h"
#include "buf.h"
#include "folder.h"

#define NOTE_SIZE 640
#define LOG_MODE 0640

enum kind { TO_SYSLOG, TO_STDERR, TO_JOURNAL, TO_FILE };

struct og_audit {
	pthread_mutex_t lock; /* over fd and torn */
	enum kind kind;
	_Atomic enum og_audit_format format;
	int fd;
	bool torn;   /* standard error ended within a line */
	char *path;  /* TO_FILE */
	char *ident; /* TO_SYSLOG: openlog keeps the pointer */
};

/* For reading, too, where that is allowed: a line that was cut is seen then. */
static int
open_existing(const struct og_folder *f)
{
	int fd = og_folder_reach(f, f->base, O_RDWR | O_APPEND);

	if (fd == -1 && errno == EACCES)
		fd = og_folder_reach(f, f->base, O_WRONLY | O_APPEND);
	return fd;
}

/* Opens the log, or makes it: what root makes belongs to whom its folder
 * belongs to, so that the responder can write to it. */
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
	if (fd == -1 && (error == ELOOP || error == EISDIR || error == ENXIO))
		return og_why_set(why, OG_ERR_UNSAFE,
		    "%s: no regular file: the log must be one, not a symlink",
		    path);
	if (fd == -1)
		return og_why_set(
		    why, OG_ERR_IO, "%s: %s", path, strerror(error));
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

	*out = NULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return og_why_set(why, err, "%s: %s", target, og_strerror(err));
	a->fd = -1;
	(void)pthread_mutex_init(&a->lock, NULL);

	if (strcmp(target, "stderr") == 0 || strcmp(target, "journal") == 0) {
		a->kind = target[0] == 's' ? TO_STDERR : TO_JOURNAL;
		a->fd = STDERR_FILENO;
	} else if (strcmp(target, "syslog") == 0) {
		a->kind = TO_SYSLOG;
		if (ident != NULL && (a->ident = strdup(ident)) == NULL)
			goto out;
		if (a->ident != NULL)
			openlog(a->ident, LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
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
	(void)pthread_mutex_unlock(&a->lock);
	return OG_OK;
}

void
og_audit_free(struct og_audit **a)
{
	if (*a == NULL)
		return;
	if ((*a)->kind == TO_FILE && (*a)->fd != -1)
		(void)close((*a)->fd);
	if ((*a)->ident != NULL)
		closelog();
	(void)pthread_mutex_destroy(&(*a)->lock);
	free((*a)->path);
	free((*a)->ident);
	free(*a);
	*a = NULL;
}

/*
 * Begins a line.  The line end in front is written only after a line that was
 * cut, by a full disk or by a limit of who wrote it, so that the next one does
 * not stick to it.
 */
static void
line_begin(const struct og_audit *a, struct og_buf *b, int level)
{
	og_buf_init(b, OG_AUDIT_LINE_MAX);
	og_buf_putc(b, '\n');
	if (a->kind == TO_JOURNAL)
		og_buf_printf(b, "<%d>", level);
}

/* True when a line can begin at "end".  Where nobody can tell it cannot: an
 * empty line is better than two in one. */
static bool
is_line_start(int fd, off_t end)
{
	char last;

	return end == 0 || (pread(fd, &last, 1, end - 1) == 1 && last == '\n');
}

/*
 * To the file, with the lock held.  Each write is of a whole line, since other
 * processes may write between any two; so a part of a line is always its
 * beginning, and never something that a client has typed.  Who is cut between
 * our look at the end and our write is noticed behind it, and the line is
 * written once more.  "s" begins with a line end.
 */
static void
write_file(const struct og_audit *a, const char *s, size_t len)
{
	bool clean = is_line_start(a->fd, lseek(a->fd, 0, SEEK_END));
	ssize_t n;

	for (int tries = 0; tries < 2; tries++) {
		const size_t want = len - clean;

		do
			n = write(a->fd, s + clean, want);
		while (n == -1 && errno == EINTR);
		if (n <= 0)
			return;
		/* O_APPEND leaves the position behind what was written */
		if ((size_t)n == want &&
		    (!clean || is_line_start(a->fd,
				   lseek(a->fd, 0, SEEK_CUR) - (off_t)want)))
			return;
		clean = false;
	}
}

/* To standard error, with the lock held; remembers whether a part is missing.
 * "s" begins with a line end. */
static void
write_stream(struct og_audit *a, const char *s, size_t len)
{
	ssize_t n;

	if (!a->torn) {
		s++;
		len--;
	}
	while (len > 0) {
		n = write(a->fd, s, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		s += n;
		len -= (size_t)n;
		a->torn = len > 0;
	}
}

static void
line_end(struct og_audit *a, struct og_buf *b, int level)
{
	static const char lost[] = "\n- event=lost detail=-\n";
	const char *s = lost;
	size_t len = sizeof(lost) - 1;

	og_buf_putc(b, '\n');
	if (og_buf_err(b) == OG_OK) {
		s = b->data;
		len = b->len;
	}
	if (a->kind == TO_SYSLOG) {
		syslog(LOG_AUTHPRIV | level, "%.*s", (int)len - 2, s + 1);
	} else {
		(void)pthread_mutex_lock(&a->lock);
		if (a->kind == TO_FILE)
			write_file(a, s, len);
		else
			write_stream(a, s, len);
		(void)pthread_mutex_unlock(&a->lock);
	}
	og_buf_clear(b);
}

/* How important a line is: by what it says, in syslog's terms. */
static int
level_of(const char *event, const char *verdict)
{
	if (event != NULL && strcmp(event, "error") == 0)
		return LOG_ERR;
	if (verdict != NULL &&
	    (strcmp(verdict, "deny") == 0 || strcmp(verdict, "failed") == 0))
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
	line_begin(a, &b, level);
	og_audit_line_event(&b, e, atomic_load(&a->format), true);
	line_end(a, &b, level);
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
	line_begin(a, &b, level);
	og_audit_line_note(&b, when, event, text, atomic_load(&a->format));
	line_end(a, &b, level);
}
