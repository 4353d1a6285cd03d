// SPDX-License-Identifier: ISC
/*
 * Processes that act at the same instant.  Knows nothing of otpgate.
 */
#include "crew.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 60	  /* seconds without a meeting */
#define HEAD_START_US 300 /* until all sleep */

struct crew {
	pthread_barrier_t barrier;
	size_t n;
	pid_t parent;
	_Atomic int64_t start; /* microseconds of crew_us */
	pid_t pid[CREW_MAX];
};

void
crew_die(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_exit(1);
}

void *
crew_share(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		crew_die("no shared memory");
	return p;
}

int64_t
crew_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
tell(const char *text, size_t len)
{
	if (write(STDERR_FILENO, text, len) < 0)
		_exit(2);
	_exit(1);
}

static void
on_alarm(int number)
{
	static const char text[] = "nobody came to the barrier\n";

	(void)number;
	tell(text, sizeof(text) - 1);
}

/* A member that ends by itself ends with 0: anything else is the end. */
static void
on_child(int number, siginfo_t *info, void *context)
{
	static const char text[] = "a member of the crew has died\n";

	(void)number;
	(void)context;
	if (info->si_code != CLD_EXITED || info->si_status != 0)
		tell(text, sizeof(text) - 1);
}

static void
watch(void)
{
	struct sigaction child = {.sa_sigaction = on_child,
	    .sa_flags = SA_SIGINFO | SA_RESTART | SA_NOCLDSTOP};
	struct sigaction late = {.sa_handler = on_alarm};

	sigaction(SIGCHLD, &child, NULL);
	sigaction(SIGALRM, &late, NULL);
}

struct crew *
crew_start(size_t n, crew_work *work)
{
	struct crew *c = crew_share(sizeof(*c));
	pthread_barrierattr_t attr;

	if (n < 1 || n > CREW_MAX)
		crew_die("a crew of %zu", n);
	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	if (pthread_barrier_init(&c->barrier, &attr, (unsigned)n + 1) != 0)
		crew_die("no barrier");
	pthread_barrierattr_destroy(&attr);
	c->n = n;
	c->parent = getpid();
	watch();
	fflush(stdout);
	for (size_t i = 0; i < n; i++) {
		c->pid[i] = fork();
		if (c->pid[i] < 0)
			crew_die("cannot fork");
		if (c->pid[i] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() != c->parent)
				_exit(1); /* it has died already */
			signal(SIGCHLD, SIG_DFL);
			work(c, i);
			_exit(0);
		}
	}
	return c;
}

void
crew_meet(struct crew *c)
{
	if (getpid() == c->parent)
		alarm(PATIENCE);
	pthread_barrier_wait(&c->barrier);
}

void
crew_start_together(struct crew *c)
{
	struct timespec ts;
	int64_t start = crew_us() + HEAD_START_US;

	c->start = start; /* whoever comes last says when */
	crew_meet(c);
	start = c->start;
	ts.tv_sec = start / 1000000;
	ts.tv_nsec = start % 1000000 * 1000;
	while (
	    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

void
crew_end(struct crew *c)
{
	for (size_t i = 0; i < c->n; i++) {
		while (waitpid(c->pid[i], NULL, 0) < 0 && errno == EINTR)
			;
	}
	alarm(0);
	signal(SIGCHLD, SIG_DFL);
	pthread_barrier_destroy(&c->barrier);
	munmap(c, sizeof(*c));
}
