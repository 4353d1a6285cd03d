/* SPDX-License-Identifier: ISC */
/*
 * otpadm invite: a link by which a user sets up an authenticator, once.  The
 * link is printed before it counts, and is kept nowhere.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/fields.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"
#include "lib/rules/invite.h"

#define DAY 86400
#define ADDRESS "/otp/enroll?t="

struct invite_job {
	struct context *c;
	const struct args *a;
	const char *name;
	struct og_invite_token token;
	uint64_t user; /* whose id was printed */
	int64_t now;
	int64_t life;
	bool is_new; /* the user, too */
};

static const char *
host_of(const struct context *c)
{
	return c->settings.login_host[0] != '\0' ? c->settings.login_host
						 : c->settings.hosts[0];
}

static void
link_print(void *arg)
{
	const struct invite_job *job = arg;
	const struct context *c = job->c;
	char token[OG_INVITE_SIZE];
	char link[sizeof("https://" ADDRESS) + OG_HOST_MAX + OG_INVITE_SIZE];
	struct json j;

	og_invite_format(&job->token, token);
	(void)snprintf(
	    link, sizeof(link), "https://%s" ADDRESS "%s", host_of(c), token);
	if (c->json) {
		json_init(&j);
		json_open(&j, NULL, '{');
		json_string(&j, "user", job->name);
		json_bool(&j, "new_user", job->is_new);
		json_string(&j, "link", link);
		json_time(&j, "expires", job->now + job->life);
		json_bool(&j, "replace", job->a->opt[OPT_REPLACE] != NULL);
		json_close(&j, '}');
		(void)json_finish(&j);
	} else {
		printf("%s\n", link);
	}
	OG_WIPE_ARRAY(link);
	OG_WIPE_ARRAY(token);
}

/* The link names the user by an id, and one who is not stored yet gets another
 * with each try. */
static enum og_err
show(struct invite_job *job, const struct og_user *u)
{
	enum og_err err;

	if (job->c->shown.done && job->user != u->id)
		return og_why_set(&job->c->why, OG_ERR_ARG,
		    "somebody else has just made this user: run it again");
	job->user = u->id;
	err = change_show(job->c, u, 0, link_print, job);
	return err;
}

static enum og_err
invite_edit(struct og_user *u, void *arg)
{
	struct invite_job *job = arg;
	struct context *c = job->c;
	const bool replace = job->a->opt[OPT_REPLACE] != NULL;
	const bool before = og_invite_is_open(u, job->now);
	char until[OG_TIME_SIZE];
	enum og_err err;

	job->is_new = u->version == 0;
	if (u->disabled)
		return og_why_set(&c->why, OG_ERR_ARG,
		    "the user is disabled, and could not use the link: otpadm "
		    "enable %s first",
		    u->name);
	err = fields_set_options(u, job->a, &c->why);
	if (err == OG_OK)
		err = og_invite_add(
		    u, &c->ring, &job->token, job->now, job->life, replace);
	if (err == OG_ERR_RANGE && c->why.text[0] == '\0')
		return og_why_set(&c->why, err,
		    "the user has as many authenticators as there can be, %d: "
		    "otpadm drop %s --id N removes one, --replace all",
		    OG_AUTHENTICATORS_MAX, u->name);
	if (err != OG_OK)
		return err;
	og_clock_format(u->invite.expires, until);
	(void)snprintf(c->detail, sizeof(c->detail), "invited until %s%s%s",
	    until, replace ? ", to replace all authenticators" : "",
	    before ? "; the link before is void" : "");
	return show(job, u);
}

struct revoke_job {
	struct context *c;
	bool was; /* there was one */
};

static enum og_err
revoke_edit(struct og_user *u, void *arg)
{
	struct revoke_job *job = arg;
	struct context *c = job->c;

	job->was = og_invite_drop(u);
	(void)snprintf(c->detail, sizeof(c->detail), "%s",
	    job->was ? "invitation revoked" : "there was no invitation");
	return OG_OK;
}

static int
take_back(struct context *c, const struct args *a, const char *name)
{
	static const enum option_id others[] = {
	    OPT_EXPIRES, OPT_REPLACE, OPT_EMAIL, OPT_PHONE, OPT_NAME};
	struct revoke_job job = {.c = c};
	struct json j;
	bool alone = a->n_groups == 0;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		alone = alone && a->opt[others[i]] == NULL;
	if (!alone)
		return context_usage(c, "--revoke takes no other option");
	if (!change_user(c, name, revoke_edit, &job))
		return STATUS_FAILED;
	if (!c->json) {
		output_say(name, "%s", c->detail);
		return STATUS_DONE;
	}
	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", name);
	json_bool(&j, "revoked", job.was);
	json_close(&j, '}');
	return json_finish(&j) ? STATUS_DONE : STATUS_FAILED;
}

/* What was done, where a person sees it. */
static void
tell(struct context *c, const struct invite_job *job)
{
	char until[OUTPUT_TIME_SIZE];

	if (!c->json && isatty(STDOUT_FILENO)) {
		output_time_format(job->now + job->life, until);
		output_say(job->name,
		    "the link works once, until %s, for whoever has it: send "
		    "it where nobody else reads",
		    until);
	}
	if (job->is_new)
		certs_remind_of_others(c, job->name, job->user);
	else if (job->a->n_groups > 0) /* some may stand in certificates */
		certs_remind_of(c, job->name);
}

static int
invite(struct context *c, const struct args *a, const char *name)
{
	struct invite_job job = {
	    .c = c, .a = a, .name = name, .now = og_clock_wall()};
	const char *expires = a->opt[OPT_EXPIRES];
	uint64_t life = OG_INVITE_LIFE_DEFAULT;
	int status = STATUS_FAILED;
	bool is_new;

	if (expires != NULL && (og_num_parse_span(expires, strlen(expires),
				    OG_INVITE_LIFE_MAX, &life) != OG_OK ||
				   life < OG_INVITE_LIFE_MIN))
		return context_usage(c,
		    "--expires: needs a span of time from %ds to %dd: a number "
		    "and s, m, h or d",
		    OG_INVITE_LIFE_MIN, OG_INVITE_LIFE_MAX / DAY);
	job.life = (int64_t)life;
	if (!context_ring(c) || !context_store(c))
		return STATUS_FAILED;
	if (c->settings.n_hosts == 0) {
		output_complain(NULL,
		    "%s: no \"hosts\" are set, so there is no address for a "
		    "link: set them, or use otpadm enroll",
		    c->conf);
		return STATUS_FAILED;
	}
	if (og_random(job.token.secret, sizeof(job.token.secret)) != OG_OK) {
		output_complain(name, "no random numbers are available");
	} else if (change_or_create(c, name, invite_edit, &job, &is_new)) {
		tell(c, &job);
		status = STATUS_DONE;
	}
	OG_WIPE_OBJECT(&job);
	return status;
}

static int
invite_run(struct context *c, const struct args *a)
{
	char name[OG_NAME_SIZE];

	if (!context_name(a->arg[0], name))
		return STATUS_FAILED;
	if (a->opt[OPT_REVOKE] != NULL)
		return take_back(c, a, name);
	return invite(c, a, name);
}

static const struct option_spec invite_options[] = {
    {OPT_EXPIRES, 0, "expires", "SPAN",
	"how long the link works, 60s to 30d (24h)"},
    {OPT_REPLACE, 0, "replace", NULL,
	"drop the user's other authenticators once this one is proven"},
    {OPT_REVOKE, 0, "revoke", NULL, "take the invitation back"},
    {OPT_EMAIL, 0, "email", "ADDRESS", "set the e-mail address"},
    {OPT_PHONE, 0, "phone", "NUMBER", "set the telephone number"},
    {OPT_NAME, 0, "name", "TEXT", "set the full name"},
    {OPT_GROUP, 0, "group", "GROUP", "set the groups; may be repeated"},
    OPTIONS_END,
};

const struct command command_invite = {
    .name = "invite",
    .synopsis = "USER",
    .help = "print a link by which a user, new or not, sets up an app",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = invite_options,
    .run = invite_run,
};
