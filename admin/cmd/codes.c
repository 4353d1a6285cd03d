/* SPDX-License-Identifier: ISC */
/*
 * otpadm codes: recovery codes, shown once, when they are made.  A new set
 * replaces the old one.  Must not store a code that was not printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/rules/enroll.h"

struct codes_job {
	struct context *c;
	const char *name;
	size_t n;
	struct og_recovery_code codes[OG_RECOVERY_MAX];
	struct og_recovery_set set; /* of these codes, once they are printed */
};

static void
codes_print(
    const struct context *c, const char *name, const struct codes_job *job)
{
	const bool heading = !c->json && job->n > 0 && isatty(STDOUT_FILENO);
	char text[OG_RECOVERY_SIZE];
	struct json j;

	if (heading)
		printf("Recovery codes of %s, each valid for one login; they "
		       "are not shown again.\n"
		       "The numbers in front, 01- and so on, are part of the "
		       "codes.\n\n",
		    name);
	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", name);
	json_open(&j, "codes", '[');
	for (size_t i = 0; i < job->n; i++) {
		og_recovery_format(&job->codes[i], text);
		if (c->json)
			json_string(&j, NULL, text);
		else
			printf("%s%s\n", heading ? "    " : "", text);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	if (c->json)
		(void)json_finish(&j);
	else
		og_buf_clear(&j.out);
	OG_WIPE_ARRAY(text);
}

static void
codes_show(void *arg)
{
	const struct codes_job *job = arg;

	codes_print(job->c, job->name, job);
}

static enum og_err
codes_edit(struct og_user *u, void *arg)
{
	struct codes_job *job = arg;
	struct context *c = job->c;
	enum og_err err;

	(void)snprintf(c->detail, sizeof(c->detail),
	    "%zu recovery code%s, %zu old one%s dropped", job->n,
	    OUTPUT_S(job->n), u->recovery.n, OUTPUT_S(u->recovery.n));
	if (c->shown.done) { /* and the record has changed: the same again */
		err = og_enroll_recovery_put(u, &job->set);
		if (err != OG_OK)
			return err;
		return change_show(c, u, 0, codes_show, job);
	}
	err = og_enroll_recovery(
	    u, &c->settings.policy.argon2, job->n, og_clock_wall(), job->codes);
	if (err != OG_OK)
		return err;
	job->set = u->recovery;
	return change_show(c, u, 0, codes_show, job);
}

static enum og_err
revoke_edit(struct og_user *u, void *arg)
{
	struct context *c = arg;

	(void)snprintf(c->detail, sizeof(c->detail),
	    "%zu recovery code%s revoked", u->recovery.n,
	    OUTPUT_S(u->recovery.n));
	OG_WIPE_OBJECT(&u->recovery);
	if (u->last.factor == OG_FACTOR_RECOVERY) /* nor does it prove more */
		memset(&u->last, 0, sizeof(u->last));
	return OG_OK;
}

static int
codes_count(struct context *c, const char *name)
{
	static struct og_user u;
	struct json j;

	if (!context_user(c, name, &u))
		return STATUS_FAILED;
	if (c->json) {
		json_init(&j);
		json_open(&j, NULL, '{');
		json_string(&j, "user", u.name);
		json_int(&j, "left", (int64_t)u.recovery.n);
		json_int(&j, "issued", u.recovery.issued);
		json_time(&j, "created", u.recovery.created);
		json_close(&j, '}');
		(void)json_finish(&j);
	} else {
		printf("%zu\n", u.recovery.n);
	}
	og_user_clear(&u);
	return STATUS_DONE;
}

static int
codes_run(struct context *c, const struct args *a)
{
	struct codes_job job = {.c = c};
	unsigned n = OG_RECOVERY_DEFAULT;
	char name[OG_NAME_SIZE];
	int status = STATUS_FAILED;

	if ((a->opt[OPT_COUNT] != NULL) + (a->opt[OPT_REVOKE] != NULL) +
		(a->opt[OPT_NUMBER] != NULL) >
	    1)
		return context_usage(
		    c, "-n, --count and --revoke exclude each other");
	if (!options_number(c, a, OPT_NUMBER, 1, OG_RECOVERY_MAX, &n))
		return STATUS_USAGE;
	if (!context_name(a->arg[0], name))
		return STATUS_FAILED;
	if (a->opt[OPT_COUNT] != NULL)
		return codes_count(c, name);
	if (a->opt[OPT_REVOKE] != NULL) {
		if (!change_user(c, name, revoke_edit, c))
			return STATUS_FAILED;
		if (!c->json)
			output_say(name, "%s", c->detail);
		else
			codes_print(c, name, &job);
		return STATUS_DONE;
	}
	job.n = n;
	job.name = name;
	if (change_user(c, name, codes_edit, &job))
		status = STATUS_DONE;
	OG_WIPE_OBJECT(&job);
	return status;
}

static const struct option_spec codes_options[] = {
    {OPT_NUMBER, 'n', "number", "N", "how many, 1 to 20 instead of 10"},
    {OPT_COUNT, 0, "count", NULL, "only print how many are left"},
    {OPT_REVOKE, 0, "revoke", NULL, "remove those that are left"},
    OPTIONS_END,
};

const struct command command_codes = {
    .name = "codes",
    .synopsis = "USER",
    .help = "issue new recovery codes; the old ones become invalid",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = codes_options,
    .run = codes_run,
};
