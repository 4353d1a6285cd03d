/* SPDX-License-Identifier: ISC */
/*
 * otpadm restore: a backup comes back without bringing spent codes back to
 * life, also where the database is damaged or gone.  Must not use the present
 * database for anything but its version numbers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "change.h"
#include "clock.h"
#include "command.h"
#include "filestore.h"
#include "output.h"
#include "progress.h"

static bool
restore_agreed(const struct context *c, const struct args *a)
{
	char answer[16] = "";

	if (a->opt[OPT_YES] != NULL || !isatty(STDIN_FILENO))
		return true;
	fprintf(stderr,
	    "Put this backup in the place of %s?  Every session ends%s. "
	    "[y/N] ",
	    c->settings.database,
	    a->opt[OPT_KEEP_CODES] != NULL ? ""
					   : " and recovery codes are revoked");
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	output_complain(NULL, "not restored");
	return false;
}

static int
restore_run(struct context *c, const struct args *a)
{
	const struct og_limits *limits = &c->settings.policy.limits;
	struct og_restore how = {.now = og_clock_wall(),
	    .keep_codes = a->opt[OPT_KEEP_CODES] != NULL};
	struct progress p;
	uint64_t users;
	enum og_err err;

	if (!context_settings(c) || !restore_agreed(c, a))
		return STATUS_FAILED;
	(void)context_audit(c);
	how.window = limits->window;
	how.look_ahead = limits->look_ahead;
	c->why.text[0] = '\0';
	progress_begin(&p, "restoring");
	err = og_filestore_restore(c->settings.database, a->arg[0], &how,
	    &users, progress_set, &p, &c->why);
	progress_end(&p);
	if (err != OG_OK) {
		output_complain(NULL, "%s",
		    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
		return STATUS_FAILED;
	}
	(void)snprintf(c->detail, sizeof(c->detail),
	    "%" PRIu64 " users restored, recovery codes %s", users,
	    how.keep_codes ? "kept" : "revoked");
	change_audit(c, NULL);
	output_say(c->settings.database, "%s", c->detail);
	return STATUS_DONE;
}

static const struct option_spec restore_options[] = {
    {OPT_KEEP_CODES, 0, "keep-codes", NULL,
	"keep recovery codes: those spent since work again"},
    {OPT_YES, 'y', "yes", NULL, "do not ask"},
    OPTIONS_END,
};

const struct command command_restore = {
    .name = "restore",
    .synopsis = "FILE",
    .help = "put a backup of the database in its place, safely",
    .min_args = 1,
    .max_args = 1,
    .options = restore_options,
    .run = restore_run,
};
