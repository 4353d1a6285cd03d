/* SPDX-License-Identifier: ISC */
/*
 * otpadm compact: rewrites the database without its superseded lines.  Must
 * not be needed: it happens by itself when it is worth the work.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/ui/output.h"
#include "admin/ui/progress.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/store/file/filestore.h"

static int
compact_run(struct context *c, const struct args *a)
{
	struct og_filestore_stats before, after;
	struct progress p;
	const char *path = c->settings.database;
	enum og_err err;

	(void)a;
	progress_begin(&p, "compacting");
	if (!context_store(c)) {
		progress_end(&p);
		return STATUS_FAILED;
	}
	(void)context_audit(c);
	og_filestore_stats(c->store, &before);
	c->why.text[0] = '\0';
	err = og_filestore_compact(c->store, progress_set, &p, &c->why);
	progress_end(&p);
	if (err != OG_OK) {
		output_complain(NULL, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return STATUS_FAILED;
	}
	og_filestore_stats(c->store, &after);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "%" PRIu64 " user%s, %" PRIu64 " bytes before, %" PRIu64 " now",
	    after.users, OUTPUT_S(after.users), before.size, after.size);
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
