/* SPDX-License-Identifier: ISC */
/* Tests of lib/audit/audit.c and lib/base/outlet.c: whoever reads the log and
 * stands still stops nobody, and what he did not take is kept, or counted. */
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/audit/audit.h"

#define WHEN 1795424400 /* 2026-11-23T09:00:00Z */
#define AT "2026-11-23T09:00:00Z"
#define MANY 20000 /* lines: more than any queue or pipe holds */

static struct og_audit *the_log;
static int saved = -1, reader = -1;
static char got[1 << 22];

/* The library's, but for where syslog is. */
int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	struct sockaddr_un un;

	memset(&un, 0, sizeof(un));
	memcpy(&un, to, len < sizeof(un) ? len : sizeof(un));
	if (un.sun_family == AF_UNIX && strcmp(un.sun_path, "/dev/log") == 0) {
		(void)snprintf(
		    un.sun_path, sizeof(un.sun_path), "%s/dev-log", folder);
		return (int)syscall(SYS_connect, fd, &un, sizeof(un));
	}
	return (int)syscall(SYS_connect, fd, to, len);
}

static bool old_kernel; /* before Linux 6.5 */

/* The library's, or that of one where a pipe does not know this. */
ssize_t
pwritev2(int fd, const struct iovec *v, int n, off_t at, int flags)
{
	if (old_kernel) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return syscall(SYS_pwritev2, fd, v, (long)n, (long)at, 0L, (long)flags);
}

/* --- logs that nobody reads yet --- */

static void
stderr_becomes(int fd)
{
	saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	ck_assert_int_ne(dup2(fd, STDERR_FILENO), -1);
	(void)close(fd);
}

static void
use_pipe(void)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	reader = fds[0];
	stderr_becomes(fds[1]);
}

/* As with one that root has made, for an account: it cannot be opened anew. */
static void
use_foreign_pipe(void)
{
	use_pipe();
	if (geteuid() == 0) {
		ck_assert_int_eq(fchmod(STDERR_FILENO, 0), 0);
		ck_assert_int_eq(chmod(folder_base, 0755), 0);
		ck_assert_int_eq(chown(folder, 12345, 12345), 0);
		ck_assert_int_eq(seteuid(12345), 0);
	} else {
		ck_assert_int_eq(fchmod(STDERR_FILENO, 0), 0);
	}
}

static void
use_foreign_pipe_of_old(void)
{
	old_kernel = true;
	use_foreign_pipe();
}

static void
use_stream(void)
{
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	reader = fds[0];
	stderr_becomes(fds[1]);
}

static int
listen_at(const char *name, int type)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s/%s", folder, name);
	(void)unlink(un.sun_path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	if (type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 8), 0);
	return fd;
}

static void
use_syslog(void)
{
	reader = listen_at("dev-log", SOCK_DGRAM);
}

static int listener = -1;

static void
use_old_syslog(void)
{
	listener = listen_at("dev-log", SOCK_STREAM);
}

static const struct {
	const char *target;
	void (*use)(void);
} logs[] = {
    {"stderr", use_pipe},
    {"journal", use_pipe},
    {"stderr", use_foreign_pipe},
    {"journal", use_stream},
    {"syslog", use_syslog},
    {"syslog", use_old_syslog},
    {"stderr", use_foreign_pipe_of_old},
};
#define LOGS ((int)(sizeof(logs) / sizeof(logs[0])))

static void
open_log(int i)
{
	logs[i].use();
	ck_assert_int_eq(
	    og_audit_open(&the_log, logs[i].target, "t", NULL), OG_OK);
	if (listener != -1)
		reader = accept(listener, NULL, NULL);
}

static void
give_back(void)
{
	og_audit_free(&the_log);
	if (geteuid() == 12345)
		ck_assert_int_eq(seteuid(0), 0);
	if (saved != -1)
		ck_assert_int_ne(dup2(saved, STDERR_FILENO), -1);
}

/* Reads what is there, and lets the log write what waits, until no more comes;
 * messages end with a line end then, too. */
static void
read_all(void)
{
	struct pollfd p = {.fd = reader, .events = POLLIN};
	size_t len = 0;
	ssize_t n;

	for (;;) {
		og_audit_flush(the_log, WHEN);
		if (poll(&p, 1, 0) != 1)
			break;
		n = read(reader, got + len, sizeof(got) - len - 2);
		if (n <= 0)
			break;
		len += (size_t)n;
		/* a message of syslog has no end of its own */
		if (listener == -1 && saved == -1)
			got[len++] = '\n';
	}
	for (size_t i = 0; i < len; i++)
		if (got[i] == '\0')
			got[i] = '\n';
	got[len] = '\0';
}

/* How many of the lines in "got" have "text"; numbered lines must be in
 * order. */
static unsigned
count_lines(const char *text, int *last)
{
	unsigned n = 0;
	const char *at;
	char *save = NULL;
	int number;

	for (char *line = strtok_r(got, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, "event=lost") != NULL)
			continue;
		at = strstr(line, text);
		ck_assert_msg(at != NULL, "not a line: %s", line);
		number = atoi(at + strlen(text));
		ck_assert_int_gt(number, *last);
		*last = number;
		n++;
	}
	return n;
}

/* --- the cases --- */

START_TEST(a_reader_that_stands_still_stops_nobody)
{
	unsigned waiting;
	uint64_t lost;

	open_log(_i);
	for (int i = 0; i < MANY; i++)
		og_audit_note(the_log, WHEN, "n", "%d", i);
	og_audit_look(the_log, &waiting, &lost);
	ck_assert_uint_gt(waiting, 500);
	ck_assert_uint_gt(lost, 0);
	ck_assert(!og_audit_is_ready(the_log));
	ck_assert_uint_gt(og_audit_drain(the_log, 1), 500);
	give_back();
}
END_TEST

START_TEST(what_waits_is_written_later_and_the_loss_told_once)
{
	unsigned waiting, n;
	uint64_t lost;
	char text[64];
	const char *told;
	int last = -1;

	open_log(_i);
	for (int i = 0; i < MANY; i++)
		og_audit_note(the_log, WHEN, "n", "%d", i);
	og_audit_look(the_log, &waiting, &lost);
	read_all();
	(void)snprintf(text, sizeof(text),
	    "event=lost detail=\"%lu lines are lost", (unsigned long)lost);
	told = strstr(got, text);
	ck_assert_ptr_nonnull(told);
	ck_assert_ptr_null(strstr(told + 1, "event=lost"));
	n = count_lines("event=n detail=\"", &last);
	ck_assert_uint_eq(n + lost, MANY);
	og_audit_look(the_log, &waiting, &lost);
	ck_assert_uint_eq(waiting, 0);
	/* and it goes on as if nothing had been */
	og_audit_note(the_log, WHEN, "n", "%d", MANY);
	ck_assert(og_audit_is_ready(the_log));
	ck_assert_uint_eq(og_audit_drain(the_log, 0), 0);
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 1);
	give_back();
}
END_TEST

START_TEST(who_is_not_there_loses_nothing_that_has_room)
{
	int last = -1;

	ck_assert_int_eq(og_audit_open(&the_log, "syslog", "t", NULL), OG_OK);
	ck_assert(!og_audit_is_ready(the_log));
	for (int i = 0; i < 500; i++)
		og_audit_note(the_log, WHEN, "n", "%d", i);
	use_syslog();
	for (int i = 500; i < 600; i++)
		og_audit_note(the_log, WHEN, "n", "%d", i);
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 600);
	/* started anew: another socket of the same name */
	(void)close(reader);
	use_syslog();
	og_audit_note(the_log, WHEN, "n", "600");
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 1);
	give_back();
}
END_TEST

START_TEST(a_message_of_syslog_is_what_libc_writes)
{
	char expected[200];
	time_t t = WHEN;
	struct tm tm;

	open_log(4);
	og_audit_note(the_log, WHEN, "error", "x");
	read_all();
	ck_assert_ptr_nonnull(localtime_r(&t, &tm));
	/* authpriv is 10, an error 3 */
	(void)snprintf(expected, sizeof(expected),
	    "<%d>Nov %2d %02d:%02d:%02d "
	    "t[%d]: " AT " event=error detail=\"x\"\n",
	    10 * 8 + 3, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    (int)getpid());
	ck_assert_str_eq(got, expected);
	give_back();
}
END_TEST

/* Whether one write to a pipe can be told not to wait (Linux 6.5). */
static bool
can_write_at_once(void)
{
	struct iovec one = {.iov_base = (char[]){"x"}, .iov_len = 1};
	int fds[2];
	bool can;

	ck_assert_int_eq(pipe(fds), 0);
	can = pwritev2(fds[1], &one, 1, -1, RWF_NOWAIT) == 1;
	(void)close(fds[0]);
	(void)close(fds[1]);
	return can;
}

/* Not a page for each. */
START_TEST(a_pipe_of_another_account_takes_many_lines)
{
	unsigned waiting;
	uint64_t lost;
	int last = -1;

	if (!can_write_at_once())
		return;
	open_log(2);
	for (int i = 0; i < 500; i++)
		og_audit_note(the_log, WHEN, "n", "%d", i);
	og_audit_look(the_log, &waiting, &lost);
	ck_assert_uint_eq(waiting, 0);
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 500);
	give_back();
}
END_TEST

START_TEST(standard_error_stays_as_it_was_for_others)
{
	open_log(_i);
	og_audit_note(the_log, WHEN, "n", "1");
	ck_assert_int_eq(fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK, 0);
	give_back();
}
END_TEST

START_TEST(it_follows_standard_error_to_where_that_goes)
{
	int last = -1;

	open_log(0);
	og_audit_note(the_log, WHEN, "n", "1");
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 1);
	(void)close(reader);
	use_stream();
	og_audit_note(the_log, WHEN, "n", "2");
	read_all();
	ck_assert_uint_eq(count_lines("event=n detail=\"", &last), 1);
	give_back();
}
END_TEST

START_TEST(a_file_that_is_full_gets_its_lines_later)
{
	unsigned waiting;
	uint64_t lost;

	ck_assert_int_eq(
	    og_audit_open(&the_log, in_folder("log"), "t", NULL), OG_OK);
	ck_assert(og_audit_is_ready(the_log));
	og_audit_note(the_log, WHEN, "n", "1");
	{
		const struct rlimit none = {10, RLIM_INFINITY};
		const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};

		(void)signal(SIGXFSZ, SIG_IGN);
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
		og_audit_note(the_log, WHEN, "n", "2");
		og_audit_look(the_log, &waiting, &lost);
		ck_assert_uint_eq(waiting, 1);
		ck_assert(!og_audit_is_ready(the_log));
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
	}
	ck_assert(og_audit_is_ready(the_log));
	og_audit_free(&the_log);
	file_holds(in_folder("log"),
	    AT " event=n detail=\"1\"\n" AT " event=n detail=\"2\"\n");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("still");
	Suite *s = suite_create("audit_still");

	folder_use(tc);
	tcase_add_loop_test(
	    tc, a_reader_that_stands_still_stops_nobody, 0, LOGS);
	tcase_add_loop_test(
	    tc, what_waits_is_written_later_and_the_loss_told_once, 0, LOGS);
	tcase_add_test(tc, a_pipe_of_another_account_takes_many_lines);
	tcase_add_loop_test(
	    tc, standard_error_stays_as_it_was_for_others, 0, 4);
	tcase_add_test(tc, who_is_not_there_loses_nothing_that_has_room);
	tcase_add_test(tc, a_message_of_syslog_is_what_libc_writes);
	tcase_add_test(tc, it_follows_standard_error_to_where_that_goes);
	tcase_add_test(tc, a_file_that_is_full_gets_its_lines_later);
	suite_add_tcase(s, tc);
	return check_main(s);
}
