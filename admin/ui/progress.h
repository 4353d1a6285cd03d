/* SPDX-License-Identifier: ISC */
/* One line on the terminal that says how far long work has come. */
#ifndef OTPGATE_ADMIN_UI_PROGRESS_H
#define OTPGATE_ADMIN_UI_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* All zero until progress_begin, and after progress_end. */
struct progress {
	bool running;
	pthread_t thread;
	pthread_mutex_t mutex; /* of what follows, and of the terminal */
	pthread_cond_t cond;
	const char *what;
	int shown; /* columns that are in use */
	bool ended;
	_Atomic uint64_t done, total;
};

/*
 * Shows "what" and how far it has come on standard error, on one line that is
 * overwritten, from one second after now on; nothing when that is no terminal.
 * "what" stays the caller's.
 */
void progress_begin(struct progress *p, const char *what);

/* The next part of the work begins. */
void progress_next(struct progress *p, const char *what);

/* Says how far it has come; "progress" is a struct progress.  For
 * og_store_progress. */
void progress_set(uint64_t done, uint64_t total, void *progress);

/* Takes the line away so that something can be printed, and lets it come back.
 * In between there is nothing of it. */
void progress_pause(struct progress *p);
void progress_resume(struct progress *p);

/* Takes the line away for good; may be called twice, or without beginning. */
void progress_end(struct progress *p);

#endif
