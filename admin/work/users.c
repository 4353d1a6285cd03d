/* SPDX-License-Identifier: ISC */
/*
 * Going through all users: the names are collected and sorted, then each
 * record is read again, so that only names are held in memory.  Must not change
 * a record.
 */
#include "admin/work/users.h"

#include <stdlib.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/base/clock.h"

struct names {
	char (*list)[OG_NAME_SIZE];
	size_t n;
	size_t cap;
	size_t width; /* of the longest */
};

static enum og_err
names_add(const struct og_user *u, void *arg)
{
	struct names *names = arg;
	size_t len = strlen(u->name);

	if (names->n == names->cap) {
		size_t cap = names->cap > 0 ? names->cap * 2 : 64;
		void *list =
		    reallocarray(names->list, cap, sizeof(*names->list));

		if (list == NULL)
			return OG_ERR_NOMEM;
		names->list = list;
		names->cap = cap;
	}
	memcpy(names->list[names->n++], u->name, len + 1);
	if (len > names->width)
		names->width = len;
	return OG_OK;
}

static int
names_order(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Reads one user and visits; a user who has gone meanwhile is skipped. */
static bool
visit_one(struct context *c, const char *name, size_t width, users_visit *visit,
    void *arg)
{
	static struct og_user u;
	enum og_err err;

	err = og_store_get_name(c->store, name, &u);
	if (err == OG_OK) {
		visit(&u, width, arg);
		og_user_clear(&u);
		return true;
	}
	if (err == OG_ERR_NOTFOUND)
		return true;
	output_complain(name, "%s", context_explain(c, err));
	return false;
}

bool
users_each(struct context *c, users_visit *visit, void *arg)
{
	struct names names = {0};
	enum og_err err;
	bool ok = true;

	if (!context_store(c))
		return false;
	err = og_store_iterate(c->store, names_add, &names);
	if (err != OG_OK && err != OG_ERR_DAMAGED) {
		output_complain(NULL, "%s", context_explain(c, err));
		ok = false;
		goto out;
	}
	if (names.n > 0)
		qsort(names.list, names.n, sizeof(*names.list), names_order);
	for (size_t i = 0; i < names.n; i++) {
		if (!visit_one(c, names.list[i], names.width, visit, arg))
			ok = false;
	}
	if (err == OG_ERR_DAMAGED) {
		output_complain(
		    NULL, "some records are damaged: otpadm check says which");
		ok = false;
	}
out:
	free(names.list);
	return ok;
}

int
users_list(struct context *c, const struct args *a,
    const struct users_titles *titles, users_visit *visit)
{
	static struct og_user u;
	struct users_list list = {.c = c, .now = og_clock_wall()};
	bool ok = true;

	if (!context_store(c) || (a->n == 1 && !context_user(c, a->arg[0], &u)))
		return STATUS_FAILED;
	table_begin(&list.table, titles->titles, titles->n, titles->right);
	json_init(&list.json);
	json_open(&list.json, NULL, '[');
	if (a->n == 1)
		visit(&u, strlen(u.name), &list);
	else
		ok = users_each(c, visit, &list);
	json_close(&list.json, ']');
	if (c->json)
		ok = json_finish(&list.json) && ok;
	else
		og_buf_clear(&list.json.out);
	ok = table_end(&list.table) && ok;
	og_user_clear(&u);
	return ok ? STATUS_DONE : STATUS_FAILED;
}

bool
users_session_lives(const struct context *c, const struct og_user *u,
    const struct og_session *s, int64_t now)
{
	const struct og_requirement nothing = {0};
	struct og_decision d;

	og_policy_check(
	    &c->settings.policy, u, s, &nothing, now + c->shift, &d);
	return d.verdict == OG_ALLOW;
}

size_t
users_sessions(const struct context *c, const struct og_user *u, int64_t now)
{
	size_t n = 0;

	for (size_t i = 0; i < u->n_sessions; i++)
		n += users_session_lives(c, u, &u->sessions[i], now);
	return n;
}
