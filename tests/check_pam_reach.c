/* SPDX-License-Identifier: ISC */
/* Tests of pam/reach.c and pam/child.c: programs and sockets that do as they
 * like, with /bin/sh in the place of otpgate-pam-verify. */
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/base/clock.h"
#include "pam/child.h"
#include "pam/reach.h"

char reach_socket[108], reach_program[128];

/* A good reply to a question for a decision, as printf(1) takes it. */
#define DENIED                                                                 \
	"otpgate-pam 1\\n6:denied\\n4:code\\n4:open\\n1:0\\n1:-\\n3:100\\n"    \
	"1:-\\n0:\\n"
#define REPLY "printf '" DENIED "' >&0\n"
/* The socket blocks nobody: cat fails where there is nothing yet. */
#define READ                                                                   \
	": >\"$D/asked\"\n"                                                    \
	"until cat <&0 >>\"$D/asked\" 2>/dev/null; do sleep 0.01; done\n"

static uint64_t asker;
static struct question q;
static struct reply r;
static struct og_why why;

/* A program in the folder, in which $D is the folder. */
static const char *
script(const char *name, mode_t mode, const char *body)
{
	static char path[256];
	char text[4096];

	(void)snprintf(
	    text, sizeof(text), "#!/bin/sh\nD='%s'\n%s", folder, body);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	file_puts(path, mode, text);
	return path;
}

static void
setup(void)
{
	memset(&q, 0, sizeof(q));
	q.step = STEP_DECIDE;
	(void)strcpy(q.config, "/x");
	(void)strcpy(q.user, "alice");
	(void)strcpy(q.answer, "123456");
	(void)snprintf(reach_socket, sizeof(reach_socket), "%s/sock", folder);
	(void)snprintf(
	    reach_program, sizeof(reach_program), "%s/program", folder);
}

static enum og_err
reach(const char *helper)
{
	why.text[0] = '\0';
	memset(&r, 0xff, sizeof(r));
	return reach_verifier(helper, asker, &q, &r, &why);
}

/* The first bytes of a file of the folder. */
static const char *
contents(const char *name)
{
	static char text[4096];
	int fd = open(in_folder(name), O_RDONLY);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);

	(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

START_TEST(asks_a_program_and_is_told)
{
	ck_assert_ok(reach(script("good", 0755, READ REPLY)));
	ck_assert_int_eq(r.outcome, OUTCOME_DENIED);
	ck_assert_uint_eq(r.floor, 100);
	ck_assert_ptr_nonnull(strstr(contents("asked"), "\n6:123456\n"));
}
END_TEST

START_TEST(a_program_that_misbehaves_lets_nobody_in)
{
	static const char *const bodies[] = {
	    "exit 0\n",
	    READ "exit 0\n",
	    READ "kill -9 $$\n",
	    READ "printf x >&0\n",
	    READ "printf 'otpgate-pam 1\\n6:let-in\\n' >&0\n",
	    READ REPLY "printf '\\n' >&0\n",
	    READ REPLY REPLY,
	    READ "head -c 100000 /dev/zero >&0\n",
	    READ "yes 1: | head -c 100000 >&0\n",
	    "exec nonsense-that-is-nowhere\n",
	};

	ck_assert_int_ne(reach(script("bad", 0755, bodies[_i])), OG_OK);
	ck_assert_int_eq(r.outcome, OUTCOME_UNAVAILABLE);
	ck_assert_str_ne(why.text, "");
}
END_TEST

START_TEST(does_not_wait_for_ever)
{
	const int64_t begun = og_clock_ms();
	char path[64], text[256];
	pid_t pid;

	ck_assert_int_eq(
	    reach(script("mute", 0755, "echo $$ >\"$D/pid\"\nexec sleep 60\n")),
	    OG_ERR_BUSY);
	ck_assert_int_ge(og_clock_ms() - begun, REACH_PATIENCE * 1000);
	pid = (pid_t)strtol(contents("pid"), NULL, 10);
	ck_assert_int_gt(pid, 1);
	/* it is ended with the one that kept it, if not at once */
	(void)snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	for (int i = 0; i < 500 && readlink(path, text, sizeof(text)) > 0; i++)
		(void)usleep(10000);
	ck_assert_int_eq((int)readlink(path, text, sizeof(text)), -1);
}
END_TEST

START_TEST(starts_no_program_of_somebody_else)
{
	char path[256];

	(void)strcpy(path, script("open", 0775, READ REPLY));
	ck_assert_int_eq(reach(path), OG_ERR_UNSAFE);
	ck_assert_ptr_nonnull(strstr(why.text, path));
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_ok(reach(path));
	/* nor one in a folder in which others may rename */
	ck_assert_int_eq(chmod(folder, 0777), 0);
	ck_assert_int_eq(reach(path), OG_ERR_UNSAFE);
	ck_assert_int_eq(chmod(folder, 0755), 0);
	if (geteuid() == 0) {
		ck_assert_int_eq(chown(path, 1, 1), 0);
		ck_assert_int_eq(reach(path), OG_ERR_UNSAFE);
		/* also behind a link */
		ck_assert_int_eq(symlink(path, in_folder("link")), 0);
		(void)snprintf(path, sizeof(path), "%s/link", folder);
		ck_assert_int_eq(reach(path), OG_ERR_UNSAFE);
	}
}
END_TEST

/* Whoever may write above the end of a link puts another program there. */
START_TEST(starts_no_program_behind_a_link_into_a_folder_of_others)
{
	char open_folder[160], link[160];

	(void)snprintf(open_folder, sizeof(open_folder), "%s/open", folder);
	(void)snprintf(link, sizeof(link), "%s/link", folder);
	ck_assert_int_eq(mkdir(open_folder, 0755), 0);
	(void)script("open/good", 0755, READ REPLY);
	ck_assert_int_eq(
	    symlink(_i == 0 ? "open/good" : in_folder("open/good"), link), 0);
	ck_assert_ok(reach(link));
	ck_assert_int_eq(chmod(open_folder, 0777), 0);
	ck_assert_int_eq(reach(link), OG_ERR_UNSAFE);
	ck_assert_ptr_nonnull(strstr(why.text, open_folder));
}
END_TEST

START_TEST(says_what_cannot_be_started)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/nothing", folder);
	ck_assert_int_eq(reach(path), OG_ERR_IO);
	ck_assert_ptr_nonnull(strstr(why.text, path));
	ck_assert_int_ne(reach(script("file", 0644, REPLY)), OG_OK);
	ck_assert_ptr_nonnull(strstr(why.text, "cannot be run"));
}
END_TEST

static volatile sig_atomic_t children;

static void
on_child(int number)
{
	(void)number;
	children++;
}

/* Whatever the caller does with its own children. */
START_TEST(the_caller_notices_no_child)
{
	const char *path = script("good", 0755, READ REPLY);
	struct sigaction act = {.sa_handler = on_child};

	if (_i == 1)
		act.sa_handler = SIG_IGN;
	ck_assert_int_eq(sigaction(SIGCHLD, &act, NULL), 0);
	for (int i = 0; i < 10; i++) {
		ck_assert_ok(reach(path));
		ck_assert_int_eq(waitpid(-1, NULL, WNOHANG | __WALL), -1);
		ck_assert_int_eq(errno, ECHILD);
	}
	ck_assert_int_eq(children, 0);
}
END_TEST

START_TEST(hands_down_nothing_of_the_caller)
{
	const char *path = script("look", 0755,
	    READ "cat /proc/$$/environ >\"$D/environ\"\n"
		 "readlink /proc/$$/fd/* >\"$D/files\"\n"
		 "cat /proc/self/status >\"$D/status\"\n" REPLY);
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t set, now;
	int leak;

	ck_assert_int_eq(setenv("SECRET", "of the caller", 1), 0);
	leak = open("/etc/passwd", O_RDONLY); /* not closed by exec */
	ck_assert_int_ge(leak, 0);
	ck_assert_int_eq(sigaction(SIGTERM, &ignore, NULL), 0);
	ck_assert_int_eq(sigaction(SIGUSR1, &ignore, NULL), 0);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGUSR2);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	ck_assert_ok(reach(path));
	ck_assert_str_eq(contents("environ"), "");
	ck_assert_ptr_null(strstr(contents("files"), "passwd"));
	ck_assert_ptr_nonnull(
	    strstr(contents("status"), "SigBlk:\t0000000000000000"));
	ck_assert_ptr_nonnull(
	    strstr(contents("status"), "SigIgn:\t0000000000000000"));
	/* and the caller has its own as they were */
	ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &now), 0);
	ck_assert_int_eq(sigismember(&now, SIGUSR2), 1);
	ck_assert_int_eq(sigismember(&now, SIGTERM), 0);
}
END_TEST

/* Whatever the caller has closed of these. */
START_TEST(has_a_socket_and_nothing_else)
{
	const char *path = script("look", 0755,
	    READ "readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 | cat "
		 ">\"$D/files\"\n" REPLY);
	enum og_err err;

	for (int fd = 0; fd <= 2; fd++)
		if (((unsigned)_i >> fd & 1) != 0)
			(void)close(fd);
	err = reach(path);
	for (int fd = 0; fd <= 2; fd++)
		if (((unsigned)_i >> fd & 1) != 0)
			(void)open("/dev/null", O_RDWR);
	ck_assert_msg(err == OG_OK, "%s", why.text);
	ck_assert_ptr_eq(
	    strstr(contents("files"), "socket:"), contents("files"));
	ck_assert_msg(
	    strstr(contents("files"), "]\n/dev/null\n/dev/null\n") != NULL,
	    "%s", contents("files"));
}
END_TEST

/* --- sockets --- */

static int listener;

/* Answers one question by "reply", or says nothing and closes. */
static void *
serve(void *reply)
{
	int fd = accept(listener, NULL, NULL);
	char text[QUESTION_MAX];
	ssize_t n;

	do
		n = read(fd, text, sizeof(text));
	while (n > 0);
	if (reply != NULL)
		n = write(fd, reply, strlen(reply));
	(void)close(fd);
	return NULL;
}

static void *(*answer)(void *) = serve;

static pthread_t
offer(char *reply)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	pthread_t thread;

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", reach_socket);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)unlink(reach_socket);
	ck_assert_int_eq(
	    bind(listener, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(listener, 4), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, answer, reply), 0);
	return thread;
}

static char denied[] = "otpgate-pam 1\n6:denied\n4:code\n4:open\n1:0\n1:-\n"
		       "3:100\n1:-\n0:\n";

START_TEST(asks_a_socket_and_is_told)
{
	pthread_t thread = offer(denied);

	ck_assert_ok(reach(reach_socket));
	ck_assert_int_eq(r.outcome, OUTCOME_DENIED);
	(void)pthread_join(thread, NULL);
	thread = offer(NULL);
	ck_assert_int_ne(reach(reach_socket), OG_OK);
	ck_assert_int_eq(r.outcome, OUTCOME_UNAVAILABLE);
	(void)pthread_join(thread, NULL);
	/* it is there, and nobody listens */
	(void)close(listener);
	ck_assert_int_eq(reach(reach_socket), OG_ERR_IO);
}
END_TEST

/* Who has asked is not the caller, whom its user might stop meanwhile. */
static void *
look_and_serve(void *reply)
{
	static struct ucred peer;
	struct pollfd p = {.fd = listener, .events = POLLIN};
	socklen_t len = sizeof(peer);
	int fd;

	(void)poll(&p, 1, 5000);
	fd = accept(listener, NULL, NULL);
	(void)getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len);
	while (read(fd, (char[64]){0}, 64) > 0)
		;
	(void)!write(fd, reply, strlen(reply));
	(void)close(fd);
	return &peer;
}

START_TEST(another_process_puts_the_question_and_leaves_no_trace)
{
	struct sigaction act = {.sa_handler = on_child};
	pthread_t thread;
	void *peer;

	ck_assert_int_eq(sigaction(SIGCHLD, &act, NULL), 0);
	answer = look_and_serve;
	for (int fd = 0; fd <= 2; fd++)
		if (((unsigned)_i >> fd & 1) != 0)
			(void)close(fd);
	thread = offer(denied);
	ck_assert_ok(reach(reach_socket));
	(void)pthread_join(thread, &peer);
	answer = serve;
	ck_assert_int_ne(((struct ucred *)peer)->pid, getpid());
	ck_assert_uint_eq(((struct ucred *)peer)->uid, geteuid());
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_int_eq(children, 0);
	(void)close(listener);
}
END_TEST

/* Locks all shares of one who asks; unlocked when it is closed. */
static int
lock_shares(uint64_t of)
{
	struct flock all = {.l_type = F_WRLCK,
	    .l_whence = SEEK_SET,
	    .l_start = (off_t)(of * CHILD_SHARE),
	    .l_len = CHILD_SHARE};
	int fd = open(in_folder("shares"), O_RDWR | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_OFD_SETLK, &all), 0);
	return fd;
}

static void
is_served(uint64_t of)
{
	pthread_t thread = offer(denied);

	asker = of;
	ck_assert_ok(reach(reach_socket));
	(void)pthread_join(thread, NULL);
	(void)close(listener);
}

START_TEST(who_has_all_of_his_shares_waits_and_nobody_else)
{
	const uint64_t most = ((uint64_t)1 << 40) - 1;
	const uint64_t of = _i == 0 ? 1000 : most;
	pthread_t thread;
	int fd;

	if (geteuid() != 0)
		return;
	fd = lock_shares(of);
	is_served(0);
	is_served(of - 1);
	is_served(_i == 0 ? of + 1 : 1);
	thread = offer(denied);
	asker = of;
	ck_assert_int_eq(reach(reach_socket), OG_ERR_BUSY);
	ck_assert_ptr_nonnull(strstr(why.text, "of the same user"));
	(void)close(fd);
	ck_assert_ok(reach(reach_socket));
	(void)pthread_join(thread, NULL);
	/* all are given back */
	(void)close(lock_shares(of));
}
END_TEST

/* It is a matter of fairness: without it, all are served as they come. */
START_TEST(shares_that_cannot_be_told_keep_nobody_out)
{
	if (geteuid() != 0)
		return;
	if (_i == 0)
		ck_assert_int_eq(mkdir(in_folder("shares"), 0755), 0);
	else if (_i == 1)
		ck_assert_int_eq(
		    symlink(in_folder("good"), in_folder("shares")), 0);
	else
		ck_assert_int_eq(mkfifo(in_folder("shares"), 0600), 0);
	is_served(1000);
	ck_assert_int_eq(access(in_folder("good"), F_OK), -1);
}
END_TEST

/* As systemd does when as many are at work as may be: takes no question and
 * closes.  Twice here, then there is room. */
static void *
turn_away(void *reply)
{
	struct pollfd p = {.events = POLLIN};

	for (int i = 0; i < 2; i++) {
		p.fd = accept(listener, NULL, NULL);
		(void)poll(&p, 1, 1000);
		(void)close(p.fd);
	}
	return serve(reply);
}

START_TEST(comes_again_where_nobody_has_read_the_question)
{
	pthread_t thread;

	answer = turn_away;
	thread = offer(denied);
	answer = serve;
	ck_assert_ok(reach(reach_socket));
	ck_assert_int_eq(r.outcome, OUTCOME_DENIED);
	(void)pthread_join(thread, NULL);
	(void)close(listener);
}
END_TEST

/* Who has read it may have decided and charged. */
START_TEST(asks_nothing_twice_that_was_read)
{
	const int64_t begun = og_clock_ms();
	pthread_t thread = offer(NULL);

	ck_assert_int_eq(reach(reach_socket), OG_ERR_FORMAT);
	ck_assert_int_lt(og_clock_ms() - begun, 1000);
	(void)pthread_join(thread, NULL);
	(void)close(listener);
}
END_TEST

/* Where the socket exists, the program is not started in its place. */
START_TEST(where_there_is_a_socket_root_asks_nobody_else)
{
	pthread_t thread;

	(void)script("program", 0755, READ REPLY);
	ck_assert_ok(reach(NULL));
	ck_assert_str_ne(contents("asked"), "");
	ck_assert_int_eq(unlink(in_folder("asked")), 0);
	if (geteuid() != 0)
		return;
	thread = offer(denied);
	ck_assert_ok(reach(NULL));
	(void)pthread_join(thread, NULL);
	(void)close(listener);
	ck_assert_int_eq(reach(NULL), OG_ERR_IO);
	ck_assert_str_eq(contents("asked"), "");
	/* nor for a link that leads nowhere, or to where others are */
	ck_assert_int_eq(unlink(reach_socket), 0);
	ck_assert_int_eq(symlink("/nowhere", reach_socket), 0);
	ck_assert_int_ne(reach(NULL), OG_OK);
	ck_assert_int_eq(unlink(reach_socket), 0);
	ck_assert_ok(reach(NULL));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("reach");
	Suite *s = suite_create("pam_reach");

	folder_use(tc);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, asks_a_program_and_is_told);
	tcase_add_loop_test(
	    tc, a_program_that_misbehaves_lets_nobody_in, 0, 10);
	tcase_add_test(tc, does_not_wait_for_ever);
	tcase_add_test(tc, starts_no_program_of_somebody_else);
	tcase_add_loop_test(
	    tc, starts_no_program_behind_a_link_into_a_folder_of_others, 0, 2);
	tcase_add_test(tc, says_what_cannot_be_started);
	tcase_add_loop_test(tc, the_caller_notices_no_child, 0, 2);
	tcase_add_test(tc, hands_down_nothing_of_the_caller);
	tcase_add_loop_test(tc, has_a_socket_and_nothing_else, 0, 8);
	tcase_add_test(tc, asks_a_socket_and_is_told);
	tcase_add_loop_test(
	    tc, another_process_puts_the_question_and_leaves_no_trace, 0, 8);
	tcase_add_loop_test(
	    tc, who_has_all_of_his_shares_waits_and_nobody_else, 0, 2);
	tcase_add_loop_test(
	    tc, shares_that_cannot_be_told_keep_nobody_out, 0, 3);
	tcase_add_test(tc, comes_again_where_nobody_has_read_the_question);
	tcase_add_test(tc, asks_nothing_twice_that_was_read);
	tcase_add_test(tc, where_there_is_a_socket_root_asks_nobody_else);
	suite_add_tcase(s, tc);
	return check_main(s);
}
