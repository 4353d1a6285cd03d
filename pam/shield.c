/* SPDX-License-Identifier: ISC */
/*
 * The one place where the module touches signals: those of its own thread, for
 * as long as it writes.  Must not install handlers, which belong to the
 * program.
 */
#include "shield.h"

#include <stddef.h>
#include <time.h>

static bool
is_pending(void)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 && sigismember(&waiting, SIGXFSZ) == 1;
}

void
shield_raise(struct shield *s)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGXFSZ);
	s->pending = is_pending();
	s->is_up = pthread_sigmask(SIG_BLOCK, &set, &s->before) == 0;
}

void
shield_lower(struct shield *s)
{
	const struct timespec now = {0, 0};
	sigset_t set;

	if (!s->is_up)
		return;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGXFSZ);
	if (!s->pending && is_pending())
		(void)sigtimedwait(&set, NULL, &now);
	(void)pthread_sigmask(SIG_SETMASK, &s->before, NULL);
	s->is_up = false;
}
