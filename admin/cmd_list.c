/* SPDX-License-Identifier: ISC */
/*
 * otpadm list: all users, one line each.  Must not print a secret.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "output.h"
#include "users.h"

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
	struct users_list *list = arg;
	struct tally t = count(u, list->now);
	int pad = width > 4 ? (int)width : 4;

	if (list->c->json) {
		list_json(&list->json, list->c, u, list->now);
		return;
	}
	if (!list->headed)
		printf("%-*s  %-8s  %-8s  %6s  %7s  %8s  %8s  %s\n", pad,
		    "USER", "STATE", "PASSWORD", "ACTIVE", "PENDING",
		    "RECOVERY", "SESSIONS", "GROUPS");
	list->headed = true;
	printf("%-*s  %-8s  %-8s  %6zu  %7zu  %8zu  %8zu  ", pad, u->name,
	    u->disabled ? "disabled" : "enabled",
	    u->pwhash[0] != '\0' ? "yes" : "no", t.active, t.pending,
	    u->recovery.n, users_sessions(list->c, u, list->now));
	output_text(u->groups);
	printf("\n");
}

static int
list_run(struct context *c, const struct args *a)
{
	return users_list(c, a, list_visit);
}

const struct command command_list = {
    .name = "list",
    .synopsis = "",
    .help = "print all users",
    .flags = COMMAND_JSON,
    .run = list_run,
};
