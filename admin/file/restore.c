/* SPDX-License-Identifier: ISC */
/*
 * otpadm restore: restores a backup without making spent codes valid again, and
 * without bringing back anybody or anything that was taken away since, even if
 * the database is damaged or gone.  Must not change anything before it has said
 * what, and was told to.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/file/restore_list.h"
#include "admin/file/restore_notes.h"
#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/ui/progress.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"
#include "lib/files/keyfile.h"
#include "lib/store/file/filestore.h"

struct restore_job {
	struct context *c;
	const struct args *a;
	struct og_restore how;
	struct restore_list list;
	struct restore_notes notes;
	struct og_filestore_restored back;
	struct progress progress;
};

static void
show_progress(uint64_t done, uint64_t total, void *arg)
{
	struct restore_job *job = arg;

	progress_set(done, total, &job->progress);
}

static void
hear(const struct og_filestore_coming *coming, void *arg)
{
	struct restore_job *job = arg;

	/* where nothing is compared, all of them are said in one sentence */
	restore_notes_add(&job->notes, job->c, coming);
	if (coming->fate != OG_BACK_NEW || job->back.compared)
		restore_list_add(coming, &job->list);
}

static bool
complain(const struct context *c, enum og_err err)
{
	output_complain(NULL, "%s",
	    c->why.text[0] != '\0' ? c->why.text : og_strerror(err));
	return false;
}

static bool
weigh(struct restore_job *job)
{
	struct context *c = job->c;
	enum og_err err;

	c->why.text[0] = '\0';
	progress_begin(&job->progress, "comparing");
	err = og_filestore_weigh(c->settings.database, job->a->arg[0],
	    &job->how, hear, show_progress, job, &job->back, &c->why);
	progress_end(&job->progress);
	if (restore_is_foreign(&job->notes))
		restore_list_foreign(&job->list);
	return err == OG_OK || complain(c, err);
}

static bool
restore(struct restore_job *job)
{
	struct context *c = job->c;
	enum og_err err;

	c->why.text[0] = '\0';
	progress_begin(&job->progress, "restoring");
	err = og_filestore_restore(c->settings.database, job->a->arg[0],
	    &job->how, &job->back, show_progress, job, &c->why);
	progress_end(&job->progress);
	return err == OG_OK || complain(c, err);
}

static void
describe(struct restore_job *job)
{
	const struct og_filestore_restored *b = &job->back;
	struct context *c = job->c;
	struct og_buf text;

	og_buf_init(&text, sizeof(c->detail) - 1);
	og_buf_printf(&text, "%" PRIu64 " user%s restored, recovery codes %s",
	    b->restored, OUTPUT_S(b->restored),
	    job->how.keep_codes ? "kept" : "revoked");
	if (b->kept > 0)
		og_buf_printf(
		    &text, ", %" PRIu64 " kept who are not in it", b->kept);
	if (b->out > 0)
		og_buf_printf(&text, ", %" PRIu64 " left out", b->out);
	if (b->lost > 0)
		og_buf_printf(&text, ", %" PRIu64 " lost", b->lost);
	if (!b->compared)
		og_buf_puts(&text, ", nothing compared");
	(void)snprintf(c->detail, sizeof(c->detail), "%s", og_buf_str(&text));
	og_buf_clear(&text);
}

/* Printed before the question, which makes no sense without it. */
static bool
say_list(struct restore_job *job)
{
	if (!job->back.compared)
		output_complain(NULL,
		    "nothing can be compared (%s): users who were disabled or "
		    "removed since the backup get in again, passwords, "
		    "authenticators and groups that were taken away are back, "
		    "and users who were enrolled since are lost",
		    job->back.why.text);
	restore_notes_warn(&job->notes, job->c, job->a->arg[0]);
	if (!job->c->json)
		restore_list_print(&job->list);
	if (output_reached(&job->c->why) == OG_OK)
		return true;
	output_complain(NULL, "%s", job->c->why.text);
	return false;
}

static bool
agreed(const struct restore_job *job)
{
	const struct args *a = job->a;
	const bool compared = job->back.compared;
	char answer[16] = "";

	if (a->opt[OPT_YES] != NULL)
		return true;
	if (!isatty(STDIN_FILENO)) {
		output_complain(NULL, "not restored: without a terminal to ask "
				      "on, --yes is needed");
		return false;
	}
	fprintf(stderr,
	    "Replace %s by this backup?  Sessions of the users in it end%s. "
	    "%s ",
	    job->c->settings.database,
	    job->how.keep_codes ? "" : ", and their recovery codes are revoked",
	    compared ? "[y/N]" : "To go on, type \"yes\":");
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (compared ? answer[0] == 'y' || answer[0] == 'Y'
		      : strcmp(answer, "yes\n") == 0))
		return true;
	output_complain(NULL, "not restored");
	return false;
}

static int
say_json(struct restore_job *job, bool done)
{
	const struct og_filestore_restored *b = &job->back;
	struct json j;

	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "database", job->c->settings.database);
	json_bool(&j, "compared", b->compared);
	json_string(&j, "why", b->compared ? "" : b->why.text);
	json_bool(&j, "foreign", restore_is_foreign(&job->notes));
	json_bool(&j, "done", done);
	json_int(&j, "restored", (int64_t)b->restored);
	json_int(&j, "kept", (int64_t)b->kept);
	json_int(&j, "left_out", (int64_t)b->out);
	json_int(&j, "lost", (int64_t)b->lost);
	restore_list_json(&job->list, &j);
	json_close(&j, '}');
	return json_finish(&j) ? STATUS_DONE : STATUS_FAILED;
}

static int
run(struct restore_job *job)
{
	struct context *c = job->c;
	const bool list = job->a->opt[OPT_LIST] != NULL;
	int status;

	if (!weigh(job))
		return STATUS_FAILED;
	if (!say_list(job))
		return STATUS_FAILED;
	if (list)
		return c->json ? say_json(job, false) : STATUS_DONE;
	if (!agreed(job))
		return STATUS_FAILED;
	(void)context_audit(c);
	/* to less than was listed nobody has agreed */
	job->how.compare = job->back.compared;
	if (!restore(job))
		return STATUS_FAILED;
	describe(job);
	change_audit(c, NULL);
	status = STATUS_DONE;
	if (c->json)
		status = say_json(job, true);
	else
		output_say(c->settings.database, "%s", c->detail);
	restore_notes_remind(&job->notes, c);
	return status;
}

static int
restore_run(struct context *c, const struct args *a)
{
	struct restore_job job = {.c = c, .a = a};
	int status;

	if (a->opt[OPT_LIST] != NULL && a->opt[OPT_YES] != NULL)
		return context_usage(c, "--list asks and changes nothing");
	if (c->json && a->opt[OPT_LIST] == NULL && a->opt[OPT_YES] == NULL)
		return context_usage(
		    c, "--json asks nothing: it needs --list or --yes");
	if (!context_settings(c))
		return STATUS_FAILED;
	/* without keys it can be put back as well */
	if (og_keyfile_load(c->settings.keys, &c->ring, &c->why) != OG_OK)
		c->why.text[0] = '\0';
	job.how.now = og_clock_wall();
	job.how.window = c->settings.policy.limits.window;
	job.how.look_ahead = c->settings.policy.limits.look_ahead;
	job.how.keep_codes = a->opt[OPT_KEEP_CODES] != NULL;
	job.how.removed = a->opt[OPT_REMOVED] != NULL;
	job.list.keep_codes = job.how.keep_codes;
	status = run(&job);
	restore_list_clear(&job.list);
	restore_notes_clear(&job.notes);
	return status;
}

static const struct option_spec restore_options[] = {
    {OPT_KEEP_CODES, 0, "keep-codes", NULL,
	"keep recovery codes, even if perhaps spent"},
    {OPT_LIST, 0, "list", NULL, "print what would change, and change nothing"},
    {OPT_REMOVED, 0, "removed", NULL,
	"bring back users removed since, disabled"},
    {OPT_YES, 'y', "yes", NULL, "do not ask"},
    OPTIONS_END,
};

const struct command command_restore = {
    .name = "restore",
    .synopsis = "FILE",
    .help = "replace the database by a backup, safely",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = restore_options,
    .run = restore_run,
};
