/* SPDX-License-Identifier: ISC */
/* One line on the terminal that shows the progress of long work. */
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
	int shown; /* columns in use */
	bool ended;
	_Atomic uint64_t done, total;
};

/*
 * Shows "what" and its progress on standard error, on one line that is
 * overwritten, starting one second from now; nothing if that is not a terminal.
 * "what" remains the caller's.
 */
void progress_begin(struct progress *p, const char *what);

/* The next part of the work begins. */
void progress_next(struct progress *p, const char *what);

/* Sets the progress; "progress" is a struct progress.  For
 * og_store_progress. */
void progress_set(uint64_t done, uint64_t total, void *progress);

/* Removes the line so that something can be printed, and shows it again.  In
 * between it is not visible. */
void progress_pause(struct progress *p);
void progress_resume(struct progress *p);

/* Removes the line for good; may be called twice, or without progress_begin. */
void progress_end(struct progress *p);

#endif
