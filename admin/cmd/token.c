/* SPDX-License-Identifier: ISC */
/*
 * otpadm token: bearer tokens for programs.  One is shown when it is made and
 * never again.  Must not store a token that was not printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/ui/table.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/show.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/base/text.h"
#include "lib/base/wipe.h"
#include "lib/crypto/random.h"
#include "lib/record/bearer.h"

#define DAY 86400
#define EXPIRES_DEFAULT (90 * DAY)
#define EXPIRES_MIN 60
#define EXPIRES_MAX (366 * DAY)

struct token_job {
	struct context *c;
	const char *name;
	struct og_bearer bearer; /* without id */
	struct og_bearer_token token;
	uint32_t id; /* that it got, or that is to go */
};

/* --- a new one --- */

/* Expired ones make room for new ones. */
static void
drop_expired(struct og_user *u, int64_t now)
{
	for (size_t i = u->n_bearers; i-- > 0;)
		if (u->bearers[i].expires <= now)
			(void)og_bearer_drop(u, u->bearers[i].id);
}

static void
token_print(void *arg)
{
	const struct token_job *job = arg;
	const struct og_bearer *b = &job->bearer;
	char text[OG_BEARER_SIZE];
	struct json j;

	og_bearer_format(&job->token, text);
	if (job->c->json) {
		json_init(&j);
		json_open(&j, NULL, '{');
		json_string(&j, "user", job->name);
		show_bearer_members(&j, b, b->created);
		json_string(&j, "token", text);
		json_close(&j, '}');
		(void)json_finish(&j);
	} else {
		printf("%s\n", text);
	}
	OG_WIPE_ARRAY(text);
}

static enum og_err
new_edit(struct og_user *u, void *arg)
{
	struct token_job *job = arg;
	struct context *c = job->c;
	char until[OG_TIME_SIZE];

	if (u->n_bearers == OG_BEARERS_MAX)
		drop_expired(u, job->bearer.created);
	if (u->n_bearers == OG_BEARERS_MAX || u->next_id == UINT32_MAX)
		return og_why_set(&c->why, OG_ERR_RANGE,
		    "the user already has %d tokens: revoke one first",
		    OG_BEARERS_MAX);
	job->id = u->next_id++;
	job->bearer.id = job->id;
	job->token.user = u->id;
	u->bearers[u->n_bearers++] = job->bearer;
	og_clock_format(job->bearer.expires, until);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "token %" PRIu32 " for %s%s%s until %s", job->id,
	    job->bearer.prefix, job->bearer.network[0] != '\0' ? " from " : "",
	    job->bearer.network, until);
	return change_show(c, u, job->id, token_print, job);
}

/* Checks the options; STATUS_DONE when all are valid. */
static int
read_path(struct context *c, const char *text, struct og_bearer *b)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (text == NULL)
		return context_usage(c,
		    "--path is missing: the path that the token is valid "
		    "for, with everything below it");
	if (len > 2 && text[len - 1] == '/')
		len--; /* people write "/api/" */
	if (len < sizeof(b->prefix)) {
		memcpy(b->prefix, text, len);
		b->prefix[len] = '\0';
		if (og_bearer_prefix_is_valid(b->prefix))
			return STATUS_DONE;
	}
	return context_usage(c,
	    "--path: needs an absolute path of %d bytes at most, without "
	    "escapes, empty or dot segments, not below /otp",
	    OG_PREFIX_MAX);
}

static int
read_network(struct context *c, const char *text, struct og_bearer *b)
{
	enum og_err err;

	if (text == NULL)
		return STATUS_DONE;
	err = og_bearer_network_parse(text, b->network);
	if (err == OG_ERR_RANGE)
		return context_usage(c, "--network: bits are set beyond the "
					"mask; a single address needs no mask");
	if (err != OG_OK)
		return context_usage(c,
		    "--network: needs an address or a network such as "
		    "192.0.2.0/24 or 2001:db8::/32");
	return STATUS_DONE;
}

static int
read_rest(struct context *c, const struct args *a, struct og_bearer *b)
{
	const char *label = a->opt[OPT_LABEL], *expires = a->opt[OPT_EXPIRES];
	uint64_t span = EXPIRES_DEFAULT;

	if (expires != NULL && (og_num_parse_span(expires, strlen(expires),
				    EXPIRES_MAX, &span) != OG_OK ||
				   span < EXPIRES_MIN))
		return context_usage(c,
		    "--expires: needs a span of time from %ds to %dd: a number "
		    "and s, m, h or d",
		    EXPIRES_MIN, EXPIRES_MAX / DAY);
	b->created = og_clock_wall();
	b->expires = b->created + (int64_t)span;
	if (label == NULL)
		return STATUS_DONE;
	if (strlen(label) > OG_LABEL_MAX ||
	    !og_text_is_clean(label, strlen(label)))
		return context_usage(c,
		    "the label must be UTF-8, %d bytes at most", OG_LABEL_MAX);
	memcpy(b->label, label, strlen(label) + 1);
	return STATUS_DONE;
}

static int
token_new(struct context *c, const struct args *a, const char *name)
{
	struct token_job job = {.c = c, .name = name};
	int status;

	status = read_path(c, a->opt[OPT_PATH], &job.bearer);
	if (status == STATUS_DONE)
		status = read_network(c, a->opt[OPT_NETWORK], &job.bearer);
	if (status == STATUS_DONE)
		status = read_rest(c, a, &job.bearer);
	if (status != STATUS_DONE)
		return status;
	status = STATUS_FAILED;
	if (og_random(job.token.secret, OG_SECRET_LEN) != OG_OK ||
	    og_bearer_digest(job.token.secret, job.bearer.digest) != OG_OK) {
		output_complain(name, "no token could be made");
	} else if (change_user(c, name, new_edit, &job)) {
		if (!c->json && isatty(STDOUT_FILENO))
			output_say(
			    name, "%s; it is not shown again", c->detail);
		status = STATUS_DONE;
	}
	OG_WIPE_OBJECT(&job);
	return status;
}

/* --- those there are --- */

static void
bearer_print(struct table *t, const struct og_bearer *b, int64_t now)
{
	table_cell(t, "%" PRIu32, b->id);
	table_time(t, b->created);
	table_time(t, b->expires);
	table_time_if(t, b->used);
	table_cell(t, "%s", b->expires > now ? "good" : "ended");
	table_cell(t, "%s", b->prefix);
	table_cell(t, "%s", b->network);
	table_cell(t, "%s", b->label);
}

static int
token_list(struct context *c, const char *name)
{
	static const char *const titles[] = {"ID", "CREATED", "EXPIRES", "USED",
	    "STATE", "PATH", "NETWORK", "LABEL"};
	static struct og_user u;
	struct table t;
	int64_t now = og_clock_wall();
	bool ok = true;
	struct json j;

	if (!context_user(c, name, &u))
		return STATUS_FAILED;
	json_init(&j);
	json_open(&j, NULL, '[');
	table_begin(&t, titles, sizeof(titles) / sizeof(titles[0]), 1);
	for (size_t i = 0; i < u.n_bearers; i++) {
		if (c->json)
			show_bearer(&j, &u.bearers[i], now);
		else
			bearer_print(&t, &u.bearers[i], now);
	}
	json_close(&j, ']');
	if (c->json)
		ok = json_finish(&j);
	else
		og_buf_clear(&j.out);
	ok = table_end(&t) && ok;
	og_user_clear(&u);
	return ok ? STATUS_DONE : STATUS_FAILED;
}

static enum og_err
revoke_edit(struct og_user *u, void *arg)
{
	const struct token_job *job = arg;
	struct context *c = job->c;

	if (!og_bearer_drop(u, job->id))
		return og_why_set(&c->why, OG_ERR_ARG,
		    "no such token: see otpadm token --list %s", u->name);
	(void)snprintf(
	    c->detail, sizeof(c->detail), "token %" PRIu32 " revoked", job->id);
	return OG_OK;
}

static int
token_revoke(struct context *c, const char *text, const char *name)
{
	struct token_job job = {.c = c};
	uint64_t id;

	if (og_num_parse(text, strlen(text), 1, UINT32_MAX, &id) != OG_OK)
		return context_usage(
		    c, "--revoke: needs a number, as --list prints it");
	if (c->json)
		return context_usage(
		    c, "a change prints no data: --json has no effect");
	job.id = (uint32_t)id;
	if (!change_user(c, name, revoke_edit, &job))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	return STATUS_DONE;
}

static int
token_run(struct context *c, const struct args *a)
{
	static const enum option_id made_of[] = {
	    OPT_PATH, OPT_EXPIRES, OPT_NETWORK, OPT_LABEL};
	const bool list = a->opt[OPT_LIST] != NULL;
	const bool revoke = a->opt[OPT_REVOKE] != NULL;
	bool fresh = false;
	char name[OG_NAME_SIZE];

	for (size_t i = 0; i < sizeof(made_of) / sizeof(made_of[0]); i++)
		fresh = fresh || a->opt[made_of[i]] != NULL;
	if (list + revoke + fresh > 1)
		return context_usage(c, "--list, --revoke and the options of a "
					"new token exclude each other");
	if (!context_name(a->arg[0], name))
		return STATUS_FAILED;
	if (list)
		return token_list(c, name);
	if (revoke)
		return token_revoke(c, a->opt[OPT_REVOKE], name);
	return token_new(c, a, name);
}

static const struct option_spec token_options[] = {
    {OPT_PATH, 0, "path", "PREFIX", "what it is valid for, and all below"},
    {OPT_EXPIRES, 0, "expires", "SPAN",
	"when it ends: 90d by default, 366d at most"},
    {OPT_NETWORK, 0, "network", "CIDR", "valid from there only"},
    {OPT_LABEL, 0, "label", "TEXT", "a name to tell tokens apart"},
    {OPT_LIST, 0, "list", NULL, "print the user's tokens"},
    {OPT_REVOKE, 0, "revoke", "ID", "end the token with this number"},
    OPTIONS_END,
};

const struct command command_token = {
    .name = "token",
    .synopsis = "USER",
    .help = "make a token for a program, shown once; list or revoke",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = token_options,
    .run = token_run,
};
