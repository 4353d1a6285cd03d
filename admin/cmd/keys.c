/* SPDX-License-Identifier: ISC */
/*
 * otpadm keys: which keys there are and what they are for, a new one, sealing
 * under it, and removing unused ones.  Must not print a byte of any key, and
 * not remove one that anything could still need.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/ui/table.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/key_usage.h"
#include "lib/base/clock.h"
#include "lib/files/holder.h"
#include "lib/files/keyfile.h"

/* The ring in the file, read again. */
struct keys {
	int64_t now;
	int64_t lifetime; /* seconds that something signed may count */
	struct keyring_use use;
};

static bool
keys_read(struct context *c, struct keys *k)
{
	const struct og_policy *p;

	if (!context_settings(c))
		return false;
	p = &c->settings.policy;
	og_keyring_clear(&c->ring);
	if (!context_ring(c))
		return false;
	k->now = og_clock_wall();
	k->lifetime = p->absolute + p->idle;
	/* what they have signed goes by the sessions' clock */
	(void)og_keyring_retire(
	    &c->ring, k->now + context_shift(c), k->lifetime);
	return true;
}

/* --- list --- */

/* When what the key has signed will be too old. */
static int64_t
retires_at(const struct context *c, const struct keys *k, size_t i)
{
	return c->ring.keys[i + 1].created + k->lifetime + 1;
}

static const char *
state_of(const struct context *c, size_t i)
{
	if (i + 1 == c->ring.n)
		return "newest";
	return c->ring.keys[i].retired ? "retired" : "old";
}

static void
key_print(
    struct table *t, const struct context *c, const struct keys *k, size_t i)
{
	const struct og_key *key = &c->ring.keys[i];
	char until[OUTPUT_TIME_SIZE];

	table_cell(t, "%" PRIu32, key->id);
	table_time(t, key->created);
	table_cell(t, "%" PRId64, (k->now - key->created) / 86400);
	if (k->use.known)
		table_cell(t, "%zu", k->use.seeds[i]);
	else
		table_cell(t, "?");
	table_cell(t, "%s", state_of(c, i));
	if (i + 1 == c->ring.n) {
		table_cell(t, "seals and signs");
	} else if (key->retired) {
		table_cell(t, "opens seeds only");
	} else {
		output_time_format(retires_at(c, k, i), until);
		table_cell(t, "opens seeds, verifies until %s", until);
	}
}

static void
key_json(
    struct json *j, const struct context *c, const struct keys *k, size_t i)
{
	const struct og_key *key = &c->ring.keys[i];
	const bool newest = i + 1 == c->ring.n;

	json_open(j, NULL, '{');
	json_int(j, "id", key->id);
	json_time(j, "created", key->created);
	json_int(j, "age", k->now - key->created);
	json_bool(j, "newest", newest);
	json_string(j, "state", state_of(c, i));
	json_time(j, "retires", newest ? 0 : retires_at(c, k, i));
	if (k->use.known)
		json_int(j, "seeds", (int64_t)k->use.seeds[i]);
	else
		json_null(j, "seeds");
	json_close(j, '}');
}

static int
keys_list(struct context *c)
{
	static const char *const titles[] = {
	    "KEY", "CREATED", "DAYS", "SEEDS", "STATE", "USE"};
	struct table t;
	struct keys k;
	struct json j;
	bool ok;

	if (!keys_read(c, &k))
		return STATUS_FAILED;
	ok = keyring_count(c, k.now, &k.use);
	table_begin(&t, titles, sizeof(titles) / sizeof(titles[0]), 0xd);
	json_init(&j);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < c->ring.n; i++) {
		if (c->json)
			key_json(&j, c, &k, i);
		else
			key_print(&t, c, &k, i);
	}
	json_close(&j, ']');
	if (c->json)
		ok = json_finish(&j) && ok;
	else
		og_buf_clear(&j.out);
	ok = table_end(&t) && ok;
	return ok ? STATUS_DONE : STATUS_FAILED;
}

/* --- prune --- */

/* The ids of unneeded keys: nothing that they signed counts any more,
 * they seal nothing, and no open invitation was made with them. */
static size_t
find_useless(
    const struct context *c, const struct keys *k, uint32_t ids[OG_KEYS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; k->use.known && i + 1 < c->ring.n; i++)
		if (c->ring.keys[i].retired && k->use.seeds[i] == 0 &&
		    k->use.invitations[i] == 0)
			ids[n++] = c->ring.keys[i].id;
	return n;
}

/* Why each of the others stays. */
static void
explain_kept(const struct context *c, const struct keys *k)
{
	char until[OG_TIME_SIZE];

	for (size_t i = 0; i + 1 < c->ring.n; i++) {
		const struct og_key *key = &c->ring.keys[i];

		if (!key->retired) {
			og_clock_format(retires_at(c, k, i), until);
			output_complain(NULL,
			    "key %" PRIu32 " stays: cookies that it has signed "
			    "are valid until %s",
			    key->id, until);
		} else if (k->use.seeds[i] > 0) {
			output_complain(NULL,
			    "key %" PRIu32 " stays: it seals %zu seed%s: see "
			    "otpadm keys reseal",
			    key->id, k->use.seeds[i],
			    OUTPUT_S(k->use.seeds[i]));
		} else if (k->use.invitations[i] > 0) {
			output_complain(NULL,
			    "key %" PRIu32 " stays: %zu open invitation%s "
			    "made with it: otpadm invite --revoke ends one",
			    key->id, k->use.invitations[i],
			    k->use.invitations[i] == 1 ? " was" : "s were");
		}
	}
}

/* Adds "; removed: key 1, 2" to the text for the log. */
static void
tell_removed(struct context *c, const uint32_t *ids, size_t n)
{
	const char *glue =
	    c->detail[0] != '\0' ? "; removed: key " : "removed: key ";
	size_t len;

	for (size_t i = 0; i < n; i++) {
		len = strlen(c->detail);
		(void)snprintf(c->detail + len, sizeof(c->detail) - len,
		    "%s%" PRIu32, glue, ids[i]);
		glue = ", ";
	}
}

/* The file could not be changed; who is changing it now, if that is the reason.
 */
static void
complain(struct context *c, enum og_err err)
{
	const char *path = c->settings.keys;
	long pid = err == OG_ERR_BUSY ? og_lock_holder(path) : 0;

	if (pid != 0)
		output_complain(NULL,
		    "%s: process %ld is changing it, and holds its lock: try "
		    "again",
		    path, pid);
	else
		output_complain(NULL, "%s", c->why.text);
}

/* Removes what can be removed.  The counts come from what every process sees:
 * it has to be on the disk before the keys go.  -1 after a complaint. */
static int
prune(struct context *c, const struct keys *k, uint32_t ids[OG_KEYS_MAX])
{
	size_t n = find_useless(c, k, ids);
	enum og_err err;

	if (n == 0)
		return 0;
	if (!keyring_sync(c))
		return -1;
	c->why.text[0] = '\0';
	err = og_keyfile_prune(c->settings.keys, ids, n, &c->why);
	if (err != OG_OK) {
		complain(c, err);
		return -1;
	}
	return (int)n;
}

static int
keys_prune(struct context *c)
{
	uint32_t ids[OG_KEYS_MAX];
	struct keys k;
	int n;

	if (!keys_read(c, &k) || !keyring_count(c, k.now, &k.use))
		return STATUS_FAILED;
	if (!k.use.known) {
		output_complain(NULL,
		    "%s: missing: without it there is no telling which keys "
		    "are needed",
		    c->settings.database);
		return STATUS_FAILED;
	}
	(void)context_audit(c);
	n = prune(c, &k, ids);
	if (n < 0)
		return STATUS_FAILED;
	explain_kept(c, &k);
	c->detail[0] = '\0';
	if (n > 0) {
		tell_removed(c, ids, (size_t)n);
		change_audit(c, NULL);
	}
	if (c->json)
		return keys_list(c);
	if (n > 0)
		output_say(c->settings.keys, "%s", c->detail);
	else if (c->ring.n == 1)
		output_say(
		    c->settings.keys, "there is only one key: nothing to do");
	return n > 0 || c->ring.n == 1 ? STATUS_DONE : STATUS_FAILED;
}

/* --- rotate --- */

static int
keys_rotate(struct context *c)
{
	uint32_t ids[OG_KEYS_MAX], id = 0;
	struct keys k;
	enum og_err err;
	int n = 0;

	if (!keys_read(c, &k))
		return STATUS_FAILED;
	(void)context_audit(c);
	/* first, so that a full ring has room; a new key is worth more than
	 * the removal of an old one, which may fail */
	if (c->ring.n > 1 && keyring_count(c, k.now, &k.use))
		n = prune(c, &k, ids);
	c->why.text[0] = '\0';
	err = og_keyfile_rotate(c->settings.keys, k.now, &id, &c->why);
	if (err != OG_OK) {
		complain(c, err);
		return STATUS_FAILED;
	}
	(void)snprintf(
	    c->detail, sizeof(c->detail), "key %" PRIu32 " is the newest", id);
	if (n > 0)
		tell_removed(c, ids, (size_t)n);
	change_audit(c, NULL);
	if (c->json)
		return keys_list(c);
	output_say(c->settings.keys,
	    "%s; a running responder picks it up by itself and seals under it; "
	    "keep a copy in a safe place",
	    c->detail);
	return STATUS_DONE;
}

/* --- reseal --- */

static int
keys_reseal(struct context *c)
{
	struct keyring_reseal done;
	struct json j;
	uint32_t newest;
	bool ok;

	(void)context_audit(c);
	ok = keyring_reseal(c, &done);
	if (c->ring.n == 0)
		return STATUS_FAILED;
	newest = og_keyring_newest(&c->ring)->id;
	(void)snprintf(c->detail, sizeof(c->detail),
	    "%zu seed%s of %zu user%s sealed under key %" PRIu32, done.seeds,
	    OUTPUT_S(done.seeds), done.users, OUTPUT_S(done.users), newest);
	change_audit(c, NULL);
	if (done.stuck > 0)
		output_complain(NULL,
		    "%zu seed%s did not open and stayed as before: see otpadm "
		    "check",
		    done.stuck, OUTPUT_S(done.stuck));
	if (c->json) {
		json_init(&j);
		json_open(&j, NULL, '{');
		json_int(&j, "key", newest);
		json_int(&j, "users", (int64_t)done.users);
		json_int(&j, "seeds", (int64_t)done.seeds);
		json_int(&j, "stuck", (int64_t)done.stuck);
		json_close(&j, '}');
		ok = json_finish(&j) && ok;
	} else {
		output_say(c->settings.database, "%s", c->detail);
	}
	return ok && done.stuck == 0 ? STATUS_DONE : STATUS_FAILED;
}

static int
keys_run(struct context *c, const struct args *a)
{
	static const struct {
		const char *name;
		int (*run)(struct context *c);
	} actions[] = {
	    {"list", keys_list},
	    {"rotate", keys_rotate},
	    {"reseal", keys_reseal},
	    {"prune", keys_prune},
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(a->arg[0], actions[i].name) == 0)
			return actions[i].run(c);
	return context_usage(c, "needs list, rotate, reseal or prune");
}

const struct command command_keys = {
    .name = "keys",
    .synopsis = "list|rotate|reseal|prune",
    .help = "list, add or remove keys, or seal all seeds again",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .run = keys_run,
};
