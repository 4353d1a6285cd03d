/* SPDX-License-Identifier: ISC */
/*
 * otpadm list: all users, one line each.  Must not print a secret.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "command.h"
#include "json.h"
#include "output.h"
#include "users.h"

struct list_job {
	const struct context *c;
	int64_t now;
	bool headed;
	struct json json;
};

/* How many authenticators work, and how many wait. */
struct tally {
	size_t active;
	size_t pending;
};

static struct tally
count(const struct og_user *u, int64_t now)
{
	struct tally t = {0};

	for (size_t i = 0; i < u->n_authenticators; i++) {
		const struct og_authenticator *a = &u->authenticators[i];

		if (!og_user_may_accept(a, now))
			continue;
		if (a->state == OG_AUTH_PENDING)
			t.pending++;
		else
			t.active++;
	}
	return t;
}

static void
list_json(struct json *j, const struct context *c, const struct og_user *u,
    int64_t now)
{
	struct tally t = count(u, now);

	json_open(j, NULL, '{');
	json_string(j, "user", u->name);
	json_string(j, "state", u->disabled ? "disabled" : "enabled");
	json_bool(j, "password", u->pwhash[0] != '\0');
	json_int(j, "active", (int64_t)t.active);
	json_int(j, "pending", (int64_t)t.pending);
	json_int(j, "recovery_left", (int64_t)u->recovery.n);
	json_int(j, "sessions", (int64_t)users_sessions(c, u, now));
	json_list(j, "groups", u->groups);
	json_time(j, "created", u->created);
	json_close(j, '}');
}

static void
list_visit(struct og_user *u, size_t width, void *arg)
{
	struct list_job *job = arg;
	struct tally t = count(u, job->now);
	int pad = width > 4 ? (int)width : 4;

	if (job->c->json) {
		list_json(&job->json, job->c, u, job->now);
		return;
	}
	if (!job->headed)
		printf("%-*s  %-8s  %-8s  %6s  %7s  %8s  %8s  %s\n", pad,
		    "USER", "STATE", "PASSWORD", "ACTIVE", "PENDING",
		    "RECOVERY", "SESSIONS", "GROUPS");
	job->headed = true;
	printf("%-*s  %-8s  %-8s  %6zu  %7zu  %8zu  %8zu  ", pad, u->name,
	    u->disabled ? "disabled" : "enabled",
	    u->pwhash[0] != '\0' ? "yes" : "no", t.active, t.pending,
	    u->recovery.n, users_sessions(job->c, u, job->now));
	output_text(u->groups);
	printf("\n");
}

static int
list_run(struct context *c, const struct args *a)
{
	struct list_job job = {.c = c, .now = og_clock_wall()};
	bool ok;

	(void)a;
	if (!context_store(c))
		return STATUS_FAILED;
	json_init(&job.json);
	json_open(&job.json, NULL, '[');
	ok = users_each(c, list_visit, &job);
	json_close(&job.json, ']');
	if (c->json)
		ok = json_finish(&job.json) && ok;
	else
		og_buf_clear(&job.json.out);
	return ok ? STATUS_DONE : STATUS_FAILED;
}

const struct command command_list = {
    .name = "list",
    .synopsis = "",
    .help = "print all users",
    .flags = COMMAND_JSON,
    .run = list_run,
};
