/* SPDX-License-Identifier: ISC */
/*
 * otpadm set: e-mail address, telephone number, full name and groups.  Must
 * not touch anything that lets a person in.
 */
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/fields.h"

#define WORDS_MAX 8

struct set_job {
	struct context *c;
	const struct args *a;
};

/* For the log: which fields, and the value of the groups, which decide who gets
 * in where. */
static void
set_describe(struct set_job *job, const struct og_user *u)
{
	struct og_buf b;

	og_buf_init(&b, sizeof(job->c->detail) - 1);
	for (int i = 1; i < job->a->n; i++) {
		const char *word = job->a->arg[i];
		size_t len = strcspn(word, "=");

		og_buf_printf(&b, "%s%.*s", i > 1 ? " " : "", (int)len, word);
		if (strncmp(word, "groups=", len + 1) == 0)
			og_buf_printf(&b, "=%.*s", 100, u->groups);
	}
	(void)snprintf(
	    job->c->detail, sizeof(job->c->detail), "%s", og_buf_str(&b));
	og_buf_clear(&b);
}

static enum og_err
set_edit(struct og_user *u, void *arg)
{
	struct set_job *job = arg;
	enum og_err err = OG_OK;

	for (int i = 1; i < job->a->n && err == OG_OK; i++) {
		const char *word = job->a->arg[i];
		size_t len = strcspn(word, "=");

		err = fields_set(u, word, len, word + len + 1, &job->c->why);
	}
	if (err == OG_OK)
		set_describe(job, u);
	return err;
}

static int
set_run(struct context *c, const struct args *a)
{
	struct set_job job = {.c = c, .a = a};
	char name[OG_NAME_SIZE];
	bool groups = false;

	for (int i = 1; i < a->n; i++) {
		size_t len = strcspn(a->arg[i], "=");

		if (a->arg[i][len] == '\0' || !fields_is_known(a->arg[i], len))
			return context_usage(c, "needs key=value, where key is "
						"email, phone, name, groups");
	}
	if (!context_name(a->arg[0], name) ||
	    !change_user(c, name, set_edit, &job))
		return STATUS_FAILED;
	output_say(name, "changed");
	for (int i = 1; i < a->n; i++)
		groups = groups || strncmp(a->arg[i], "groups=", 7) == 0;
	if (groups) /* some may stand in certificates */
		certs_remind_of(c, name);
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
