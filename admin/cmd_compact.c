/* SPDX-License-Identifier: ISC */
/*
 * otpadm compact: rewrites the database without its superseded lines.  Must
 * not be needed: it happens by itself when it is worth the work.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "change.h"
#include "clock.h"
#include "command.h"
#include "filestore.h"
#include "output.h"

#define QUIET_MS 1000 /* shorter work shows no progress */
#define EVERY_MS 200

struct progress {
	int64_t started;
	int64_t shown; /* 0: never */
};

static void
show_progress(uint64_t done, uint64_t total, void *arg)
{
	struct progress *p = arg;
	int64_t now = og_clock_ms();

	if (total == 0 || now - p->started < QUIET_MS ||
	    (now - p->shown < EVERY_MS && done < total))
		return;
	fprintf(stderr, "\rcompacting: %3u %%",
	    (unsigned)(100.0 * (double)done / (double)total));
	p->shown = now;
}

static int
compact_run(struct context *c, const struct args *a)
{
	struct og_filestore_stats before, after;
	struct progress p = {.started = og_clock_ms()};
	const char *path = c->settings.database;
	enum og_err err;

	(void)a;
	if (!context_store(c))
		return STATUS_FAILED;
	(void)context_audit(c);
	og_filestore_stats(c->store, &before);
	c->why.text[0] = '\0';
	err = og_filestore_compact(c->store,
	    isatty(STDERR_FILENO) ? show_progress : NULL, &p, &c->why);
	if (p.shown != 0)
		fputc('\n', stderr);
	if (err != OG_OK) {
		output_complain(NULL, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return STATUS_FAILED;
	}
	og_filestore_stats(c->store, &after);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "%" PRIu64 " users, %" PRIu64 " bytes before, %" PRIu64 " now",
	    after.users, before.size, after.size);
	change_audit(c, NULL);
	output_say(path, "%s", c->detail);
	return STATUS_DONE;
}

const struct command command_compact = {
    .name = "compact",
    .synopsis = "",
    .help = "drop superseded lines from the database now",
    .run = compact_run,
};
