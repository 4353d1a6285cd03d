/* SPDX-License-Identifier: ISC */
/*
 * otpgate-pam-verify: answers one question of the PAM module on its standard
 * input, which is a connected UNIX socket, and ends.  Alone among those that
 * serve PAM it has the database open, so it must belong to nobody but root, or
 * to one user altogether, before it opens anything.
 */
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/base/outlet.h"
#include "lib/base/process.h"
#include "lib/base/wipe.h"
#include "lib/files/safefile.h"
#include "pam/verify.h"

/* For the whole question, which is there when an honest module has called:
 * until then this takes a place from others. */
#define PATIENCE_MS 500
#define LIFETIME 25 /* seconds for everything: less than the module has */
#define SETTLING 10 /* the same for a failure that is still to be counted */
#define SOCKET STDIN_FILENO
#define SLACK_NS 50000 /* of timers, the kernel's default */
#define IO_PROCESS 1   /* ioprio_set: of a process */

/* Whose process it is, all of it: else somebody might stop or end it. */
static bool
is_one_user(void)
{
	uid_t real, effective, saved;

	return getresuid(&real, &effective, &saved) == 0 && real == effective &&
	       saved == effective;
}

/* The other end must be root's, or that user's.  False also for what is no
 * UNIX socket. */
static bool
is_peer_allowed(void)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	int domain = 0;

	if (getsockopt(SOCKET, SOL_SOCKET, SO_PEERCRED, &peer, &len) == -1 ||
	    len != sizeof(peer))
		return false;
	len = sizeof(domain);
	return getsockopt(SOCKET, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 &&
	       domain == AF_UNIX && peer.uid == geteuid();
}

/* What a process inherits of how fast it is; whoever started su may have made
 * it slow.  Where the rights are missing, they were missing for him, too. */
static void
hurry(void)
{
	const struct sched_param normal = {.sched_priority = 0};
	cpu_set_t all;
	int fd;

	(void)sched_setscheduler(0, SCHED_OTHER, &normal);
	(void)setpriority(PRIO_PROCESS, 0, 0);
	(void)syscall(SYS_ioprio_set, IO_PROCESS, 0, 0);
	memset(&all, 0xff, sizeof(all));
	(void)sched_setaffinity(0, sizeof(all), &all);
	(void)prctl(PR_SET_TIMERSLACK, SLACK_NS, 0, 0, 0);
	(void)personality(PER_LINUX);
	fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (fd != -1)
		(void)!write(fd, "0\n", 2);
	if (fd != -1)
		(void)close(fd);
}

/* Reads up to end-of-file, within the time for all of it. */
static enum og_err
read_question(struct og_buf *b)
{
	const int64_t end = og_clock_ms() + PATIENCE_MS;
	struct pollfd p = {.fd = SOCKET, .events = POLLIN};
	char chunk[QUESTION_MAX];
	enum og_err err = OG_ERR_AGAIN;
	int64_t left;
	ssize_t n;

	/* what is there is read, however late it is */
	while (err == OG_ERR_AGAIN) {
		n = recv(SOCKET, chunk, sizeof(chunk), MSG_DONTWAIT);
		left = end - og_clock_ms();
		if (n > 0)
			og_buf_put(b, chunk, (size_t)n);
		if (n == 0 || og_buf_err(b) != OG_OK)
			err = og_buf_err(b);
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			err = OG_ERR_IO;
		else if (n < 0 && left <= 0)
			err = OG_ERR_BUSY;
		else if (n < 0)
			(void)poll(&p, 1, (int)left);
	}
	OG_WIPE_ARRAY(chunk);
	return err;
}

/* A reply fits into the socket: nobody can keep it from being sent. */
static bool
send_reply(const struct reply *r)
{
	struct og_buf b;
	bool sent;

	og_buf_init(&b, REPLY_MAX);
	reply_format(r, &b);
	sent = og_buf_err(&b) == OG_OK &&
	       send(SOCKET, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		   (ssize_t)b.len;
	og_buf_clear(&b);
	(void)shutdown(SOCKET, SHUT_WR);
	return sent;
}

/* A module that has started this program gives it no standard error. */
static bool
is_heard(void)
{
	struct stat st;

	return fstat(STDERR_FILENO, &st) == 0 &&
	       !(S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3));
}

static int
complain(const char *what)
{
	char text[160];

	(void)snprintf(text, sizeof(text), "otpgate-pam-verify: %s", what);
	if (is_heard())
		(void)og_outlet_complain(text);
	else
		(void)og_outlet_say(
		    LOG_AUTHPRIV | LOG_ERR, og_clock_wall(), NULL, what);
	return EXIT_FAILURE;
}

/*
 * When the reply is on its way.  A module that has started this process waits
 * for its end: what may take its time does so in another, which takes the lines
 * of the log with it.  systemd waits for nobody, and would end what another
 * left.
 */
static void
finish(bool owes)
{
	pid_t pid = -1;
	char text[80];
	unsigned n;

	if (owes)
		pid = getppid() == 1 ? 0 : fork();
	if (pid > 0)
		return;
	if (pid == 0) {
		(void)alarm(SETTLING * 2);
		verify_settle(SETTLING * 1000);
	}
	n = verify_end();
	if (n == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "%u line%s lost: the log did not take %s", n, OG_S_ARE(n),
	    n == 1 ? "it" : "them");
	(void)complain(text);
}

int
main(int argc, char **argv)
{
	static struct question q;
	static struct reply r;
	struct og_buf text;
	enum og_err err;
	bool owes;
	int status;

	(void)argv;
	(void)signal(SIGALRM, SIG_DFL);
	(void)alarm(LIFETIME);
	hurry();
	if (!og_process_harden() || chdir("/") != 0)
		return complain("cannot shut itself in");
	if (argc > 1)
		return complain("takes no arguments: pam_otpgate.so starts it");
	if (!is_one_user())
		return complain("must not run with the rights of two users");
	if (!is_peer_allowed())
		return complain("standard input is no UNIX socket of root's");
	og_buf_init(&text, QUESTION_MAX);
	err = read_question(&text);
	if (err == OG_OK && text.len == 0)
		return EXIT_SUCCESS; /* "otpadm check": does anybody listen? */
	if (err == OG_OK)
		err = question_parse(og_buf_str(&text), text.len, &q);
	og_buf_clear(&text);
	if (err != OG_OK)
		return complain("the question was not understood, or too slow");
	owes = verify_reply(&q, &r);
	status = send_reply(&r) ? EXIT_SUCCESS : EXIT_FAILURE;
	OG_WIPE_ARRAY(q.password);
	OG_WIPE_ARRAY(q.answer);
	finish(owes);
	return status;
}
