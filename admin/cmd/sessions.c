/* SPDX-License-Identifier: ISC */
/*
 * otpadm sessions and otpadm logout.  A session is named by the first 16
 * digits of its stored id, from which the cookie cannot be made.  Must not
 * print more of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/users.h"
#include "lib/base/agent.h"
#include "lib/record/session.h"

#define ID_DIGITS (OG_SESSION_NAME_SIZE - 1)
#define PREFIX_MIN 4
#define FACTORS_MAX 128 /* bytes of all names of a session */

static void
session_json(struct json *j, const struct og_user *u,
    const struct og_session *s, const char *id)
{
	char browser[OG_AGENT_WORDS_SIZE];

	json_open(j, NULL, '{');
	json_string(j, "id", id);
	json_string(j, "user", u->name);
	json_string(j, "address", s->address);
	og_agent_describe(s->agent, browser);
	json_string(j, "browser", browser);
	json_string(j, "agent", s->agent);
	json_time(j, "created", s->created);
	json_time(j, "seen", s->seen);
	json_open(j, "factors", '[');
	for (size_t i = 0; i < s->n_proofs; i++) {
		json_open(j, NULL, '{');
		json_string(j, "factor", og_factor_name(s->proofs[i].factor));
		json_int(j, "authenticator", s->proofs[i].authenticator);
		json_time(j, "when", s->proofs[i].when);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static const char *const titles[] = {
    "SESSION", "USER", "CREATED", "SEEN", "FACTORS", "ADDRESS", "BROWSER"};

static const struct users_titles list_titles = {
    titles, sizeof(titles) / sizeof(titles[0]), 0};

static void
session_print(struct table *t, const struct og_user *u,
    const struct og_session *s, const char *id)
{
	char browser[OG_AGENT_WORDS_SIZE];
	struct og_buf factors;

	og_agent_describe(s->agent, browser);
	og_buf_init(&factors, FACTORS_MAX);
	for (size_t i = 0; i < s->n_proofs; i++)
		og_buf_printf(&factors, "%s%s", i > 0 ? "+" : "",
		    og_factor_name(s->proofs[i].factor));
	table_cell(t, "%s", id);
	table_cell(t, "%s", u->name);
	table_time(t, s->created);
	table_time(t, s->seen);
	table_cell(t, "%s", og_buf_str(&factors));
	table_cell(t, "%s", s->address);
	table_cell(t, "%s", browser);
	og_buf_clear(&factors);
}

static void
sessions_visit(struct og_user *u, size_t width, void *arg)
{
	struct users_list *list = arg;
	char id[OG_SESSION_NAME_SIZE];

	(void)width;
	for (size_t i = 0; i < u->n_sessions; i++) {
		const struct og_session *s = &u->sessions[i];

		if (!users_session_lives(list->c, u, s, list->now))
			continue;
		og_session_name(s, id);
		if (list->c->json)
			session_json(&list->json, u, s, id);
		else
			session_print(&list->table, u, s, id);
	}
}

static int
sessions_run(struct context *c, const struct args *a)
{
	return users_list(c, a, &list_titles, sessions_visit);
}

struct logout_job {
	struct context *c;
	const char *prefix; /* NULL: all */
};

/* Ends the one session whose id begins with the prefix. */
static enum og_err
end_one(struct og_user *u, const char *prefix, struct og_why *why)
{
	const struct og_session *found = NULL;
	char id[OG_SESSION_NAME_SIZE];
	uint8_t whole[OG_DIGEST_LEN];

	for (size_t i = 0; i < u->n_sessions; i++) {
		og_session_name(&u->sessions[i], id);
		if (strncmp(id, prefix, strlen(prefix)) != 0)
			continue;
		if (found != NULL)
			return og_why_set(why, OG_ERR_ARG,
			    "more than one session begins with that");
		found = &u->sessions[i];
	}
	if (found == NULL)
		return og_why_set(why, OG_ERR_ARG,
		    "no such session: see otpadm sessions %s", u->name);
	memcpy(whole, found->id, sizeof(whole));
	(void)og_session_end(u, whole);
	return OG_OK;
}

static enum og_err
logout_edit(struct og_user *u, void *arg)
{
	const struct logout_job *job = arg;
	size_t before = u->n_sessions, ended;
	enum og_err err = OG_OK;

	if (job->prefix != NULL)
		err = end_one(u, job->prefix, &job->c->why);
	else
		(void)og_session_end_all(u);
	ended = before - u->n_sessions;
	(void)snprintf(job->c->detail, sizeof(job->c->detail),
	    "%zu session%s ended", ended, OUTPUT_S(ended));
	return err;
}

static int
logout_run(struct context *c, const struct args *a)
{
	struct logout_job job = {.c = c, .prefix = a->opt[OPT_SESSION]};
	char name[OG_NAME_SIZE];

	if (job.prefix != NULL) {
		size_t len = strspn(job.prefix, "0123456789abcdef");

		if (job.prefix[len] != '\0' || len < PREFIX_MIN ||
		    len > ID_DIGITS)
			return context_usage(c,
			    "--session: needs %d to %d digits of an id, as "
			    "otpadm sessions prints it",
			    PREFIX_MIN, ID_DIGITS);
	}
	if (!context_name(a->arg[0], name) ||
	    !change_user(c, name, logout_edit, &job))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	if (job.prefix == NULL)
		certs_remind_of(c, name);
	return STATUS_DONE;
}

static const struct option_spec logout_options[] = {
    {OPT_SESSION, 0, "session", "ID", "only the session whose id begins so"},
    OPTIONS_END,
};

const struct command command_sessions = {
    .name = "sessions",
    .synopsis = "[USER]",
    .help = "print the sessions that are alive",
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = sessions_run,
};

const struct command command_logout = {
    .name = "logout",
    .synopsis = "USER",
    .help = "end the user's sessions",
    .min_args = 1,
    .max_args = 1,
    .options = logout_options,
    .run = logout_run,
};
