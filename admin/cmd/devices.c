/* SPDX-License-Identifier: ISC */
/*
 * otpadm devices: the known browsers of a user, each with guesses of its own.
 * Must not print what their cookies are made of.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/show.h"
#include "admin/work/users.h"
#include "lib/base/num.h"
#include "lib/record/device.h"

static void
device_json(struct json *j, const struct og_user *u, const struct og_device *d)
{
	json_open(j, NULL, '{');
	json_string(j, "user", u->name);
	show_device_members(j, d);
	json_close(j, '}');
}

static const char *const titles[] = {
    "ID", "USER", "FIRST LOGIN", "LAST LOGIN", "WRONG", "BROWSER"};

static const struct users_titles list_titles = {
    titles, sizeof(titles) / sizeof(titles[0]), 0x11};

static void
device_print(
    struct table *t, const struct og_user *u, const struct og_device *d)
{
	table_cell(t, "%" PRIu32, d->id);
	table_cell(t, "%s", u->name);
	table_time(t, d->created);
	table_time(t, d->seen);
	table_cell(t, "%" PRIu32, d->counter.failures);
	table_cell(t, "%s", d->agent);
}

static void
devices_visit(struct og_user *u, size_t width, void *arg)
{
	struct users_list *list = arg;

	(void)width;
	for (size_t i = 0; i < u->n_devices; i++) {
		const struct og_device *d = &u->devices[i];

		if (og_device_find(u, d->digest, list->now) == NULL)
			continue; /* forgotten: nothing is known by it */
		if (list->c->json)
			device_json(&list->json, u, d);
		else
			device_print(&list->table, u, d);
	}
}

struct revoke_job {
	struct context *c;
	uint32_t id; /* 0: all */
};

static enum og_err
revoke_edit(struct og_user *u, void *arg)
{
	const struct revoke_job *job = arg;
	struct context *c = job->c;
	size_t n;

	if (job->id == 0) {
		n = og_device_drop_all(u);
		(void)snprintf(c->detail, sizeof(c->detail),
		    "%zu browser%s forgotten", n, OUTPUT_S(n));
		return OG_OK;
	}
	if (!og_device_drop(u, job->id))
		return og_why_set(
		    &c->why, OG_ERR_ARG, "no such browser: see otpadm devices");
	(void)snprintf(c->detail, sizeof(c->detail),
	    "browser %" PRIu32 " forgotten", job->id);
	return OG_OK;
}

static int
devices_revoke(struct context *c, const struct args *a)
{
	const char *text = a->opt[OPT_REVOKE];
	struct revoke_job job = {.c = c};
	char name[OG_NAME_SIZE];
	uint64_t id = 0;

	if (text != NULL &&
	    og_num_parse(text, strlen(text), 1, UINT32_MAX, &id) != OG_OK)
		return context_usage(
		    c, "--revoke: needs a number, as otpadm devices prints it");
	job.id = (uint32_t)id;
	if (!context_name(a->arg[0], name) ||
	    !change_user(c, name, revoke_edit, &job))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	return STATUS_DONE;
}

static int
devices_run(struct context *c, const struct args *a)
{
	const bool one = a->opt[OPT_REVOKE] != NULL;
	const bool all = a->opt[OPT_ALL] != NULL;

	if (!one && !all)
		return users_list(c, a, &list_titles, devices_visit);
	if (one && all)
		return context_usage(
		    c, "--revoke and --all exclude each other");
	if (a->n == 0)
		return context_usage(
		    c, "%s needs a user", one ? "--revoke" : "--all");
	if (c->json)
		return context_usage(
		    c, "a change prints no data: --json has no effect");
	return devices_revoke(c, a);
}

static const struct option_spec devices_options[] = {
    {OPT_REVOKE, 0, "revoke", "ID", "forget this browser of the user"},
    {OPT_ALL, 0, "all", NULL, "forget all browsers of the user"},
    OPTIONS_END,
};

const struct command command_devices = {
    .name = "devices",
    .synopsis = "[USER]",
    .help = "print the known browsers, or forget some",
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = devices_options,
    .run = devices_run,
};
