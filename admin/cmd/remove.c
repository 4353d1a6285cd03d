/* SPDX-License-Identifier: ISC */
/*
 * otpadm remove and otpadm rename.  A renamed user keeps everything, because
 * everything is bound to the id and not to the name.  Must not leave a moment
 * in which both names, or neither, exist.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"

/* Asks at the terminal, about the user with *id; scripts have already decided.
 */
static bool
remove_agreed(
    struct context *c, const struct args *a, const char *name, uint64_t *id)
{
	static struct og_user u;
	char answer[16] = "";

	if (a->opt[OPT_YES] != NULL || !isatty(STDIN_FILENO))
		return true;
	if (!context_user(c, name, &u))
		return false;
	*id = u.id;
	og_user_clear(&u);
	fprintf(stderr,
	    "Remove %s and everything stored about this user? [y/N] ", name);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	output_complain(name, "not removed");
	return false;
}

static int
remove_run(struct context *c, const struct args *a)
{
	char name[OG_NAME_SIZE];
	uint64_t id = 0;

	if (!context_name(a->arg[0], name) || !remove_agreed(c, a, name, &id) ||
	    !change_remove(c, name, &id))
		return STATUS_FAILED;
	output_say(name, "removed");
	certs_remind(c, name, id, false);
	return STATUS_DONE;
}

struct rename_job {
	struct context *c;
	uint64_t id;
	char name[OG_NAME_SIZE];
};

static enum og_err
rename_edit(struct og_user *u, void *arg)
{
	struct rename_job *job = arg;

	(void)snprintf(
	    job->c->detail, sizeof(job->c->detail), "now %s", job->name);
	job->id = u->id;
	memcpy(u->name, job->name, sizeof(u->name));
	return OG_OK;
}

static int
rename_run(struct context *c, const struct args *a)
{
	struct rename_job job = {.c = c};
	char name[OG_NAME_SIZE];

	if (!context_name(a->arg[0], name) ||
	    !context_name(a->arg[1], job.name))
		return STATUS_FAILED;
	if (strcmp(name, job.name) == 0) {
		output_complain(name, "that is already the name");
		return STATUS_FAILED;
	}
	if (!change_user(c, name, rename_edit, &job))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	certs_remind(c, job.name, job.id, true);
	certs_remind_of_others(c, job.name, job.id);
	return STATUS_DONE;
}

static const struct option_spec remove_options[] = {
    {OPT_YES, 'y', "yes", NULL, "do not ask"},
    OPTIONS_END,
};

const struct command command_remove = {
    .name = "remove",
    .synopsis = "USER",
    .help = "remove a user",
    .min_args = 1,
    .max_args = 1,
    .options = remove_options,
    .run = remove_run,
};

const struct command command_rename = {
    .name = "rename",
    .synopsis = "OLD NEW",
    .help = "give a user another name; secrets and sessions stay",
    .min_args = 2,
    .max_args = 2,
    .run = rename_run,
};
