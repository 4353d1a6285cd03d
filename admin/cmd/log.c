/* SPDX-License-Identifier: ISC */
/*
 * otpadm log: the audit log, read from its file, for one user or a time.  It
 * may contain both formats; lines that are not ours are skipped and counted.
 * Must not print a byte that was not understood.
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/ui/table.h"
#include "admin/work/command.h"
#include "lib/audit/line.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/files/folder.h"

#define CHUNK 65536
#define SINCE_MAX (3650 * 86400ull)

/* What is wanted, and what was found. */
struct log_job {
	const char *user; /* folded; NULL: all */
	int64_t since;	  /* INT64_MIN: from the beginning */
	enum og_audit_format format;
	uint64_t found;	     /* lines that were printed */
	uint64_t strange;    /* lines that were not understood */
	struct table *table; /* NULL: the lines as they are, for programs */
};

/* Lines carry the name at their time.  A reader of one name should see whose it
 * was before: the line of the rename counts for both names. */
static bool
is_about(const struct og_event *e, const char *user)
{
	static const char now[] = "now ";

	if (e->user != NULL && strcmp(e->user, user) == 0)
		return true;
	return e->event != NULL && strcmp(e->event, "rename") == 0 &&
	       e->verdict != NULL && strcmp(e->verdict, "done") == 0 &&
	       e->detail != NULL &&
	       strncmp(e->detail, now, sizeof(now) - 1) == 0 &&
	       strcmp(e->detail + sizeof(now) - 1, user) == 0;
}

/* A row for people; a note has time, event and detail only. */
static void
log_row(struct table *t, const struct og_event *e)
{
	const char *const words[] = {e->event, e->user, e->verdict, e->reason,
	    e->factor, e->address, e->detail};

	table_time(t, e->when);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		table_cell(t, "%s", words[i] != NULL ? words[i] : "");
}

/* Prints the line if it is wanted. */
static void
log_line(struct log_job *job, const char *line, size_t len)
{
	static struct og_audit_line l;
	const struct og_event *e = &l.event;
	struct og_buf b;

	/* two that ended the same cut line leave an empty one */
	if (len == 0)
		return;
	if (og_audit_line_parse(line, len, &l) != OG_OK) {
		job->strange++;
		return;
	}
	if (e->when < job->since ||
	    (job->user != NULL && !is_about(e, job->user)))
		return;
	job->found++;
	if (job->table != NULL) {
		log_row(job->table, e);
		return;
	}
	og_buf_init(&b, 8 * OG_AUDIT_LINE_MAX);
	if (l.note)
		og_audit_line_note(
		    &b, e->when, e->event, e->detail, job->format);
	else
		og_audit_line_event(&b, e, job->format, false);
	og_buf_putc(&b, '\n');
	if (og_buf_err(&b) != OG_OK)
		output_lose();
	(void)fputs(og_buf_str(&b), stdout);
	og_buf_clear(&b);
}

/*
 * Reads "fd" to its end in pieces.  A line that does not fit into one is not
 * one of ours: it is skipped up to its end.  False with errno set.
 */
static bool
log_read(struct log_job *job, int fd)
{
	static char buf[CHUNK];
	size_t have = 0;
	bool skip = false;
	ssize_t n;

	while ((n = read(fd, buf + have, sizeof(buf) - have)) != 0) {
		char *line = buf, *end;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		have += (size_t)n;
		while ((end = memchr(line, '\n', have)) != NULL) {
			size_t len = (size_t)(end - line);

			if (!skip)
				log_line(job, line, len);
			skip = false;
			line = end + 1;
			have -= len + 1;
		}
		if (have == sizeof(buf)) {
			job->strange += !skip;
			skip = true;
			have = 0;
		}
		memmove(buf, line, have);
		if (ferror(stdout))
			return true; /* nobody reads on */
	}
	/* a line without its end is being written, or was cut by a full disk */
	if (have > 0 && !skip)
		log_line(job, buf, have);
	return true;
}

/* Opens a regular file; -1 with errno set. */
static int
log_open(const char *path, struct stat *st)
{
	struct og_folder f;
	enum og_err err;
	int fd, error;

	err = og_folder_open(&f, path, OG_FOLDER_ANY, NULL);
	if (err != OG_OK) {
		errno = err == OG_ERR_NOTFOUND ? ENOENT
			: err == OG_ERR_UNSAFE ? ELOOP
					       : EACCES;
		return -1;
	}
	fd = og_folder_reach(&f, f.base, O_RDONLY);
	error = errno;
	og_folder_close(&f);
	errno = error;
	if (fd >= 0 && (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))) {
		(void)close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

static bool
complain(const char *path)
{
	if (errno == EACCES && context_is_foreign(path)) {
		context_want_root(path);
		return false;
	}
	output_complain(path, "%s%s",
	    errno == EINVAL || errno == ELOOP
		? "the log must be a regular file, not a symlink"
		: strerror(errno),
	    errno == ENOENT ? ": nothing was logged there yet" : "");
	return false;
}

/*
 * The file and, before it, the one that was rotated away last.  They are
 * opened in the other order: a file that is rotated meanwhile appears twice and
 * is not missing.
 */
static bool
log_files(struct log_job *job, const char *path)
{
	char old_path[OG_PATH_SIZE + 2];
	struct stat st = {0}, old_st = {0};
	int fd, old = -1;
	bool ok = false;

	(void)snprintf(old_path, sizeof(old_path), "%s.1", path);
	fd = log_open(path, &st);
	if (fd < 0 && errno != ENOENT)
		return complain(path);
	old = log_open(old_path, &old_st);
	if (old < 0 && errno != ENOENT) {
		(void)complain(old_path);
		goto out;
	}
	if (fd < 0 && old < 0) {
		errno = ENOENT;
		return complain(path);
	}
	if (old >= 0 && old_st.st_mtime >= job->since &&
	    !(fd >= 0 && old_st.st_ino == st.st_ino &&
		old_st.st_dev == st.st_dev) &&
	    !log_read(job, old)) {
		(void)complain(old_path);
		goto out;
	}
	ok = fd < 0 || log_read(job, fd) || complain(path);
out:
	if (fd >= 0)
		(void)close(fd);
	if (old >= 0)
		(void)close(old);
	return ok;
}

/* "7d", "2026-11-23", "2026-11-23T09:00:00Z". */
static bool
parse_since(const char *text, int64_t *since)
{
	size_t len = strlen(text);
	uint64_t span;

	if (og_clock_parse(text, len, since) == OG_OK)
		return true;
	if (og_num_parse_span(text, len, SINCE_MAX, &span) != OG_OK)
		return false;
	*since = og_clock_wall() - (int64_t)span;
	return true;
}

/* Where to look when we do not keep the log.  Not by names alone: everybody on
 * this host can log under them. */
static int
elsewhere(const struct context *c, const struct log_job *job)
{
	const bool json = c->settings.log_format == OG_AUDIT_JSON;
	const char *log = c->settings.log;
	char when[OG_TIME_SIZE], since[64] = "", user[224] = "";

	if (strcmp(log, "stderr") == 0) {
		output_complain(NULL, "the log goes to standard error: look "
				      "where the responder's goes");
		return STATUS_FAILED;
	}
	if (job->since != INT64_MIN) {
		og_clock_format(job->since, when);
		(void)snprintf(since, sizeof(since), " -S '%.10s %.8s UTC'",
		    when, when[0] == '-' ? "" : when + 11);
	}
	if (job->user != NULL)
		(void)snprintf(user, sizeof(user),
		    " -g 'user%s\"%s\"|\"now %s\"'", json ? "\":" : "=",
		    job->user, job->user);
	output_complain(NULL,
	    "the log goes to %s: try journalctl "
	    "_SYSTEMD_UNIT=otpgate.service + "
	    "_UID=0 SYSLOG_IDENTIFIER=otpadm%s%s%s",
	    log, since, user,
	    strcmp(log, "syslog") == 0
		? ", or the file where syslog keeps authpriv (often "
		  "/var/log/auth.log; every local user can write there)"
		: "");
	return STATUS_FAILED;
}

/* Printing nothing could mean anything. */
static void
tell_none(const struct context *c, const struct log_job *job)
{
	char when[OUTPUT_TIME_SIZE] = "";

	if (job->since != INT64_MIN)
		output_time_format(job->since, when);
	output_complain(job->user, "%s has no such line%s%s", c->settings.log,
	    when[0] != '\0' ? " since " : "", when);
}

static int
log_run(struct context *c, const struct args *a)
{
	static const char *const titles[] = {"TIME", "EVENT", "USER", "VERDICT",
	    "REASON", "FACTOR", "ADDRESS", "DETAIL"};
	struct log_job job = {.since = INT64_MIN};
	struct table table;
	char name[OG_NAME_SIZE];
	bool ok;

	if (a->opt[OPT_SINCE] != NULL &&
	    !parse_since(a->opt[OPT_SINCE], &job.since))
		return context_usage(c,
		    "--since: needs a date (2026-11-23), a time "
		    "(2026-11-23T09:00:00Z) or a span (2h, 7d)");
	if (a->n == 1) {
		if (!context_name(a->arg[0], name))
			return STATUS_FAILED;
		job.user = name;
	}
	if (!context_settings(c))
		return STATUS_FAILED;
	job.format = c->json ? OG_AUDIT_JSON : OG_AUDIT_TEXT;
	if (c->settings.log[0] != '/')
		return elsewhere(c, &job);
	if (!c->json && isatty(STDOUT_FILENO)) {
		table_begin(
		    &table, titles, sizeof(titles) / sizeof(titles[0]), 0);
		job.table = &table;
	}
	ok = log_files(&job, c->settings.log);
	if (job.table != NULL)
		ok = table_end(&table) && ok;
	if (!ok)
		return STATUS_FAILED;
	if (job.found == 0)
		tell_none(c, &job);
	if (job.strange > 0)
		output_complain(c->settings.log,
		    "%" PRIu64 " %s not of this log and %s skipped",
		    job.strange, job.strange == 1 ? "line is" : "lines are",
		    job.strange == 1 ? "was" : "were");
	return STATUS_DONE;
}

static const struct option_spec log_options[] = {
    {OPT_SINCE, 0, "since", "WHEN", "nothing older: 2h, 7d, a date or a time"},
    OPTIONS_END,
};

const struct command command_log = {
    .name = "log",
    .synopsis = "[USER]",
    .help = "print the audit log, of one user or of all",
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = log_options,
    .run = log_run,
};
