/* SPDX-License-Identifier: ISC */
/*
 * otpadm set: e-mail address, telephone number, full name and groups.  Must
 * not touch anything that lets a person in.
 */
#include <string.h>

#include "change.h"
#include "command.h"
#include "fields.h"
#include "output.h"

#define WORDS_MAX 8

struct set_job {
	struct context *c;
	const struct args *a;
};

static enum og_err
set_edit(struct og_user *u, void *arg)
{
	const struct set_job *job = arg;
	enum og_err err = OG_OK;

	for (int i = 1; i < job->a->n && err == OG_OK; i++) {
		const char *word = job->a->arg[i];
		size_t len = strcspn(word, "=");

		err = fields_set(u, word, len, word + len + 1, &job->c->why);
	}
	return err;
}

static int
set_run(struct context *c, const struct args *a)
{
	struct set_job job = {.c = c, .a = a};
	char name[OG_NAME_SIZE];

	for (int i = 1; i < a->n; i++) {
		size_t len = strcspn(a->arg[i], "=");

		if (a->arg[i][len] == '\0' || !fields_is_known(a->arg[i], len))
			return context_usage(c,
			    "wants key=value, key one of email, phone, name, "
			    "groups");
	}
	if (!context_name(a->arg[0], name) ||
	    !change_user(c, name, set_edit, &job))
		return STATUS_FAILED;
	output_say(name, "changed");
	return STATUS_DONE;
}

const struct command command_set = {
    .name = "set",
    .synopsis = "USER KEY=VALUE...",
    .help = "set email, phone, name or groups; an empty value clears",
    .min_args = 2,
    .max_args = 1 + WORDS_MAX,
    .run = set_run,
};
