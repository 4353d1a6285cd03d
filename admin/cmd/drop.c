/* SPDX-License-Identifier: ISC */
/*
 * otpadm drop: removes one authenticator, whatever its state, and ends the
 * sessions that it has proven.  Must not choose which one by itself.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/rules/ways.h"

struct drop_job {
	struct context *c;
	uint32_t id;
};

static enum og_err
drop_edit(struct og_user *u, void *arg)
{
	const struct drop_job *job = arg;
	struct context *c = job->c;
	size_t ended;

	if (og_user_authenticator(u, job->id) == NULL)
		return og_why_set(&c->why, OG_ERR_ARG,
		    "no authenticator %" PRIu32 ": see otpadm show %s", job->id,
		    u->name);
	ended = og_ways_drop(u, job->id, NULL);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " dropped, %zu session%s ended", job->id,
	    ended, OUTPUT_S(ended));
	return OG_OK;
}

static int
drop_run(struct context *c, const struct args *a)
{
	struct drop_job job = {.c = c};
	char name[OG_NAME_SIZE];
	unsigned id = 0;

	if (!options_number(c, a, OPT_ID, 1, UINT32_MAX, &id))
		return STATUS_USAGE;
	if (id == 0)
		return context_usage(
		    c, "needs --id, a number that otpadm show prints");
	job.id = id;
	if (!context_name(a->arg[0], name) ||
	    !change_user(c, name, drop_edit, &job))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	certs_remind_of(c, name);
	return STATUS_DONE;
}

static const struct option_spec drop_options[] = {
    OPTION_ID,
    OPTIONS_END,
};

const struct command command_drop = {
    .name = "drop",
    .synopsis = "USER",
    .help = "remove one authenticator; its sessions end",
    .min_args = 1,
    .max_args = 1,
    .options = drop_options,
    .run = drop_run,
};
