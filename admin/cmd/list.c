/* SPDX-License-Identifier: ISC */
/*
 * otpadm list: all users, one line each.  Must not print a secret.
 */
#include "admin/work/command.h"
#include "admin/work/users.h"

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
	json_time(j, "last_login", u->last.when);
	json_close(j, '}');
}

static const char *const titles[] = {"USER", "STATE", "PASS", "ACTIVE", "NEW",
    "CODES", "SESSIONS", "LAST LOGIN", "GROUPS"};

static const struct users_titles list_titles = {
    titles, sizeof(titles) / sizeof(titles[0]), 0x78};

static void
list_visit(struct og_user *u, size_t width, void *arg)
{
	struct users_list *list = arg;
	struct table *table = &list->table;
	struct tally t = count(u, list->now);

	(void)width;
	if (list->c->json) {
		list_json(&list->json, list->c, u, list->now);
		return;
	}
	table_cell(table, "%s", u->name);
	table_cell(table, "%s", u->disabled ? "disabled" : "enabled");
	table_cell(table, "%s", u->pwhash[0] != '\0' ? "yes" : "no");
	table_cell(table, "%zu", t.active);
	table_cell(table, "%zu", t.pending);
	table_cell(table, "%zu", u->recovery.n);
	table_cell(table, "%zu", users_sessions(list->c, u, list->now));
	table_time_if(table, u->last.when);
	table_cell(table, "%s", u->groups);
}

static int
list_run(struct context *c, const struct args *a)
{
	return users_list(c, a, &list_titles, list_visit);
}

const struct command command_list = {
    .name = "list",
    .synopsis = "",
    .help = "print all users",
    .flags = COMMAND_JSON,
    .run = list_run,
};
