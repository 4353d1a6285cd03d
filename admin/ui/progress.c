/* SPDX-License-Identifier: ISC */
/*
 * Progress of long work.  A separate thread draws it, so that it appears after
 * a second whatever the work is doing.  Must not write anything if
 * standard error is not a terminal, and must leave nothing behind.
 */
#include "admin/ui/progress.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/stops.h"

#define QUIET_MS 1000 /* shorter work shows nothing */
#define EVERY_MS 200

/* The mutex is held. */
static void
draw(struct progress *p)
{
	uint64_t done = atomic_load(&p->done), total = atomic_load(&p->total);
	char text[64];
	int n;

	if (total > 0 && done <= total)
		n = snprintf(text, sizeof(text), "%s: %3u %%", p->what,
		    (unsigned)(100.0 * (double)done / (double)total));
	else
		n = snprintf(text, sizeof(text), "%s ...", p->what);
	fprintf(stderr, "\r%-*s", p->shown, text);
	fflush(stderr);
	if (n > p->shown)
		p->shown = n;
}

static void
erase(struct progress *p)
{
	if (p->shown == 0)
		return;
	fprintf(stderr, "\r%*s\r", p->shown, "");
	fflush(stderr);
	p->shown = 0;
}

static void
add_ms(struct timespec *t, long ms)
{
	t->tv_nsec += ms % 1000 * 1000000;
	t->tv_sec += ms / 1000 + t->tv_nsec / 1000000000;
	t->tv_nsec %= 1000000000;
}

static void *
run(void *arg)
{
	struct progress *p = arg;
	struct timespec when;
	int r;

	clock_gettime(CLOCK_MONOTONIC, &when);
	add_ms(&when, QUIET_MS);
	pthread_mutex_lock(&p->mutex);
	while (!p->ended) {
		r = pthread_cond_timedwait(&p->cond, &p->mutex, &when);
		if (r != ETIMEDOUT || p->ended)
			continue; /* the end, or nothing */
		draw(p);
		clock_gettime(CLOCK_MONOTONIC, &when);
		add_ms(&when, EVERY_MS);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

void
progress_begin(struct progress *p, const char *what)
{
	pthread_condattr_t attr;
	sigset_t before;

	memset(p, 0, sizeof(*p));
	if (!isatty(STDERR_FILENO))
		return;
	p->what = what;
	pthread_mutex_init(&p->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->cond, &attr);
	pthread_condattr_destroy(&attr);
	/* without a thread there is no progress, and nothing is lost; ^Z is for
	 * the one that does the work, when it holds no lock */
	og_stops_hold(&before);
	p->running = pthread_create(&p->thread, NULL, run, p) == 0;
	og_stops_let(&before);
}

void
progress_next(struct progress *p, const char *what)
{
	if (!p->running)
		return;
	pthread_mutex_lock(&p->mutex);
	p->what = what;
	atomic_store(&p->total, 0);
	atomic_store(&p->done, 0);
	pthread_mutex_unlock(&p->mutex);
}

void
progress_set(uint64_t done, uint64_t total, void *progress)
{
	struct progress *p = progress;

	atomic_store(&p->done, done);
	atomic_store(&p->total, total);
}

void
progress_pause(struct progress *p)
{
	if (!p->running)
		return;
	pthread_mutex_lock(&p->mutex);
	erase(p);
}

void
progress_resume(struct progress *p)
{
	if (!p->running)
		return;
	fflush(stdout);
	pthread_mutex_unlock(&p->mutex);
}

void
progress_end(struct progress *p)
{
	if (!p->running)
		return;
	pthread_mutex_lock(&p->mutex);
	p->ended = true;
	erase(p);
	pthread_cond_signal(&p->cond);
	pthread_mutex_unlock(&p->mutex);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->cond);
	pthread_mutex_destroy(&p->mutex);
	memset(p, 0, sizeof(*p));
}
