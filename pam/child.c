/* SPDX-License-Identifier: ISC */
/*
 * A process between fork and exec, or instead of it.  Whoever has started su
 * owns the process that has loaded the module: he may stop it, limit it, and
 * hand down a mask of signals.  The one that is made here is out of his reach
 * before it runs anything of ours that opens a file or calls anybody.  Between
 * the two calls memory is that of a caller who may have threads: nothing but
 * system calls.
 */
#include "pam/child.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/clock.h"

#define KILLED_MS 2000 /* for a process to be gone that was killed */
#define FULL_PAUSE 10  /* ms, when the queue of the socket is full */
#define SHARE_PAUSE 50 /* ms, when the user has all of his shares */

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

/* Where ids once had 16 bits, the calls for all of them have other names. */
#ifdef SYS_setresuid32
#define CALL_SETGROUPS SYS_setgroups32
#define CALL_SETRESGID SYS_setresgid32
#define CALL_SETRESUID SYS_setresuid32
#else
#define CALL_SETGROUPS SYS_setgroups
#define CALL_SETRESGID SYS_setresgid
#define CALL_SETRESUID SYS_setresuid
#endif

static const struct {
	__rlimit_resource_t resource;
	rlim_t value;
} limits[] = {
    {RLIMIT_AS, RLIM_INFINITY},
    {RLIMIT_CORE, 0},
    {RLIMIT_CPU, RLIM_INFINITY},
    {RLIMIT_DATA, RLIM_INFINITY},
    {RLIMIT_FSIZE, RLIM_INFINITY},
    {RLIMIT_NOFILE, 256},
    {RLIMIT_STACK, 8 << 20},
};

/* Root, or the one whose rights the caller has, and nobody else beside him.
 * glibc's own functions would tell the other threads, which are not there. */
static bool
be_one_user(void)
{
	const uid_t user = geteuid();
	const gid_t group = user == 0 ? 0 : getegid();

	/* without the right to do so, groups stay: root needs none */
	if (user == 0)
		(void)syscall(CALL_SETGROUPS, 0, NULL);
	return syscall(CALL_SETRESGID, group, group, group) == 0 &&
	       syscall(CALL_SETRESUID, user, user, user) == 0;
}

/* False when a limit could not be raised that may be somebody else's: "strict"
 * is for programs of root, and those with rights that are not their user's. */
static bool
set_limits(bool strict)
{
	struct rlimit want, have;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		want.rlim_cur = want.rlim_max = limits[i].value;
		if (setrlimit(limits[i].resource, &want) == 0)
			continue;
		if (strict || getrlimit(limits[i].resource, &have) != 0)
			return false;
		have.rlim_cur = have.rlim_max < want.rlim_cur ? have.rlim_max
							      : want.rlim_cur;
		if (setrlimit(limits[i].resource, &have) != 0)
			return false;
	}
	return true;
}

/* The caller may have closed 0 to 2: "fd" comes first, or /dev/null might be
 * what it takes the place of. */
static bool
set_files(int fd)
{
	int null;

	if (dup2(fd, 0) != 0)
		return false;
	null = open("/dev/null", O_RDWR);
	return null != -1 && dup2(null, 1) == 1 && dup2(null, 2) == 2 &&
	       syscall(SYS_close_range, 3, ~0U, 0) == 0;
}

/* The program itself, as the child of its keeper: without it, it ends. */
static _Noreturn void
run(const char *path, int fd)
{
	static char name[] = "otpgate-pam-verify";
	char *const argv[] = {name, NULL};
	char *const envp[] = {NULL};
	sigset_t none;

	(void)setsid();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (!set_files(fd))
		_exit(CHILD_FILES);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execve(path, argv, envp);
	_exit(CHILD_EXEC);
}

/* As fork, with this signal at the end of the child, or none. */
static long
split(int signal_at_end, int *process)
{
	struct clone_args args = {.exit_signal = (unsigned)signal_at_end};
	long pid;

	if (process != NULL) {
		args.flags = CLONE_PIDFD;
		args.pidfd = (uint64_t)(uintptr_t)process;
	}
	pid = syscall(SYS_clone3, &args, sizeof(args));
#ifndef __s390x__
	/* where a filter of system calls knows the older one alone */
	if (pid == -1 && (errno == ENOSYS || errno == EPERM))
		pid = syscall(SYS_clone, (long)args.flags | signal_at_end, 0L,
		    process, 0L, 0L);
#endif
	return pid;
}

/* All of them act as ever; glibc's own function leaves two of them out.  The
 * kernel's structure is smaller than this, and nothing in it is SIG_DFL. */
static void
reset_signals(void)
{
	static const char as_ever[64];

	for (int n = 1; n < NSIG; n++)
		(void)syscall(SYS_rt_sigaction, n, as_ever, NULL, NSIG / 8);
}

/*
 * Keeps the program until it ends.  It stands between the caller and the
 * program because exec would have the caller get a SIGCHLD in the end, as for
 * any child: this one never runs exec.  Ids come first: until then the user
 * may stop it, and nothing waits for it but the caller.
 */
static _Noreturn void
keep(const char *path, int fd, bool strict)
{
	siginfo_t info = {.si_pid = 0};
	long pid;

	if (!be_one_user())
		_exit(CHILD_IDS);
	(void)setsid();
	reset_signals();
	if (!set_limits(strict))
		_exit(CHILD_LIMITS);
	pid = split(SIGCHLD, NULL);
	if (pid == 0)
		run(path, fd);
	/* the other end has to see when the program has closed its own */
	(void)syscall(SYS_close_range, 0, ~0U, 0);
	if (pid == -1 || waitid(P_PID, (id_t)pid, &info, WEXITED) != 0 ||
	    info.si_code != CLD_EXITED)
		_exit(CHILD_ENDED);
	_exit(info.si_status);
}

/* What a process of ours does; it does not return. */
struct task {
	const char *path; /* to start, or NULL: to ask */
	const struct child_question *q;
	int fd;
	bool strict;
};

/* Whoever started the caller may have made it slow. */
static void
hurry(void)
{
	const struct sched_param normal = {.sched_priority = 0};
	cpu_set_t all;

	memset(&all, 0xff, sizeof(all));
	(void)sched_setscheduler(0, SCHED_OTHER, &normal);
	(void)setpriority(PRIO_PROCESS, 0, 0);
	(void)sched_setaffinity(0, sizeof(all), &all);
}

/* The file of shares as a descriptor; -1 where nothing can be told from it. */
static int
open_shares(const char *path)
{
	struct stat st;
	const int fd = open(path,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);

	if (fd == -1 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_uid != geteuid() || st.st_nlink != 1)
		return -1;
	return fd;
}

/* One byte of the file for each share, locked as long as this process lives:
 * whoever has asked many questions has his own wait.  The status to end with,
 * or 0. */
static int
take_share(const struct child_question *q)
{
	struct flock one = {
	    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	const int fd = q->shares == NULL ? -1 : open_shares(q->shares);

	if (fd == -1)
		return 0;
	for (;;) {
		for (unsigned i = 0; i < CHILD_SHARE; i++) {
			one.l_start = (off_t)(q->asker * CHILD_SHARE + i);
			if (fcntl(fd, F_OFD_SETLK, &one) == 0 ||
			    (errno != EAGAIN && errno != EACCES))
				return 0;
		}
		if (og_clock_ms() >= q->crowd)
			return CHILD_CROWD;
		(void)poll(NULL, 0, SHARE_PAUSE);
	}
}

/* Connects descriptor 0.  The status to end with, or 0. */
static int
call(const struct child_question *q)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	while (
	    connect(0, (const struct sockaddr *)&q->to, sizeof(q->to)) != 0) {
		if ((errno != EAGAIN && errno != EINTR) ||
		    og_clock_ms() >= q->deadline)
			return errno;
		(void)poll(NULL, 0, FULL_PAUSE);
	}
	if (getsockopt(0, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return errno;
	return peer.uid == 0 || peer.uid == geteuid() ? 0 : CHILD_PEER;
}

/* What is connected is empty, and has room for all of it. */
static int
put(const void *bytes, size_t len)
{
	const ssize_t n = send(0, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n >= 0 && (size_t)n != len)
		return EMSGSIZE;
	return n >= 0 && shutdown(0, SHUT_WR) == 0 ? 0 : errno;
}

/*
 * As keep, for a socket.  Connected without a question, it would take a place
 * that others want: ids and speed come first here, too.  Once it has a share it
 * outlives the caller, for as long as the question has a place.
 */
static _Noreturn void
ask(const struct task *t)
{
	struct pollfd p = {.fd = 0, .events = POLLIN};
	int status;

	if (!be_one_user())
		_exit(CHILD_IDS);
	(void)setsid();
	reset_signals();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	hurry();
	if (dup2(t->fd, 0) != 0 || syscall(SYS_close_range, 1, ~0U, 0) != 0)
		_exit(CHILD_FILES);
	status = take_share(t->q);
	(void)prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	if (status == 0)
		status = call(t->q);
	if (status == 0)
		status = put(t->q->bytes, t->q->len);
	while (status == 0 && og_clock_ms() < t->q->deadline &&
	       poll(&p, 1, (int)(t->q->deadline - og_clock_ms())) == -1 &&
	       errno == EINTR)
		; /* the rest */
	_exit(status);
}

/* The descriptor of a process that does "t", or -1 with errno. */
static int
begin(const struct task *t)
{
	sigset_t all, before;
	int process = -1, high, error;
	long pid;

	/* no handler of the caller's may run in there */
	(void)sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return -1;
	pid = split(0, &process);
	if (pid == 0 && t->path != NULL)
		keep(t->path, t->fd, t->strict);
	if (pid == 0)
		ask(t);
	error = errno;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	if (pid == -1 || process > STDERR_FILENO)
		return pid == -1 ? -1 : process;
	/* the same, out of the way of those that the caller has closed */
	high = fcntl(process, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (high == -1)
		return process;
	(void)close(process);
	return high;
}

int
child_start(const char *path, int fd)
{
	/* sudo has made itself root before it asks: its real user is lost */
	const struct task t = {.path = path,
	    .fd = fd,
	    .strict = geteuid() == 0 || getuid() != geteuid()};

	return begin(&t);
}

int
child_call(int fd, const struct child_question *q)
{
	const struct task t = {.q = q, .fd = fd};
	const int process = begin(&t);

	/* it ends by itself, unless its group stands still */
	return process == -1 ? errno
			     : child_end(process, q->deadline + FULL_PAUSE);
}

/* True when the process has ended before the time. */
static bool
await(int process, int64_t deadline)
{
	struct pollfd p = {.fd = process, .events = POLLIN};
	int64_t left;
	int n;

	do {
		left = deadline - og_clock_ms();
		n = poll(&p, 1, left < 0 ? 0 : (int)left);
	} while (n == -1 && errno == EINTR);
	return n == 1;
}

int
child_end(int process, int64_t deadline)
{
	siginfo_t info = {.si_pid = 0};
	int status = -1;

	if (!await(process, deadline)) {
		(void)syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
		(void)await(process, og_clock_ms() + KILLED_MS);
	}
	/* whoever is stuck in the kernel is left to be reaped by others */
	if (waitid((idtype_t)P_PIDFD, (id_t)process, &info,
		WEXITED | WNOHANG | __WALL) == 0 &&
	    info.si_pid != 0 && info.si_code == CLD_EXITED)
		status = info.si_status;
	(void)close(process);
	return status;
}
