/* SPDX-License-Identifier: ISC */
/*
 * otpadm init: creates the database and the key file, each only if it is
 * missing.  New files belong to the owner of the folder, the responder's user.
 * Must not touch an existing one.
 */
#include <sys/stat.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"
#include "lib/files/folder.h"
#include "lib/files/keyfile.h"
#include "lib/stores/open.h"

#define KEEP ((uid_t)-1) /* what chown takes for "as it is" */

/* The new owner of the files; KEEP when not root, or the account is missing. */
struct owner {
	uid_t uid;
	gid_t gid;
};

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void
folder_of(const char *path, char out[OG_PATH_SIZE])
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL && slash > path ? (size_t)(slash - path) : 1;

	memcpy(out, path, len);
	out[len] = '\0';
}

/* Makes the folder of "path" if it is missing. */
static bool
folder_make(
    struct context *c, const char *path, mode_t mode, uid_t uid, gid_t gid)
{
	char folder[OG_PATH_SIZE];

	folder_of(path, folder);
	if (is_there(folder))
		return true;
	if (og_folder_make(folder, mode, uid, gid, &c->why) != OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return false;
	}
	output_say(folder, "created");
	return true;
}

/* The responder compacts by making a file beside the database. */
static bool
folder_fits(struct context *c, const struct owner *o)
{
	char folder[OG_PATH_SIZE];
	struct og_folder f;

	if (o->uid == KEEP)
		return true;
	if (og_folder_open(&f, c->settings.database, OG_FOLDER_TRUSTED,
		&c->why) != OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return false;
	}
	og_folder_close(&f);
	if (f.st.st_uid == o->uid)
		return true;
	folder_of(c->settings.database, folder);
	output_complain(NULL,
	    "%s belongs to uid %lu, but the responder runs as %s: chown -h %s "
	    "%s",
	    folder, (unsigned long)f.st.st_uid, c->settings.user,
	    c->settings.user, folder);
	return false;
}

static bool
make_keys(struct context *c, const struct owner *o)
{
	const char *path = c->settings.keys;

	if (!folder_make(c, path, 0755, KEEP, (gid_t)KEEP))
		return false;
	if (og_keyfile_create(path, o->gid, og_clock_wall(), &c->why) !=
	    OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return false;
	}
	output_say(path, "created, with one key; keep a copy in a safe place");
	return true;
}

static bool
make_database(struct context *c, const struct owner *o)
{
	const char *path = c->settings.database;

	if (!folder_make(c, path, 0700, o->uid, o->gid) || !folder_fits(c, o))
		return false;
	if (og_store_create(&c->settings, &c->why) != OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return false;
	}
	output_say(path, "created, with no users");
	return true;
}

static enum og_err
found_one(const struct og_user *u, void *arg)
{
	(void)u;
	(void)arg;
	return OG_ERR_EXISTS;
}

/* New keys open nothing that is sealed: if there are users, or that is unknown,
 * the old ones have to come back. */
static bool
may_make_keys(struct context *c, bool database)
{
	enum og_err err;

	if (!database)
		return true;
	if (!context_store(c))
		return false;
	err = og_store_iterate(c->store, found_one, NULL);
	if (err == OG_OK)
		return true;
	output_complain(NULL,
	    "%s is missing, and nothing else opens the secrets in %s: restore "
	    "it from a copy, or move the database away to start afresh",
	    c->settings.keys, c->settings.database);
	return false;
}

static int
init_run(struct context *c, const struct args *a)
{
	struct owner owner = {KEEP, (gid_t)KEEP};
	bool keys, database;

	(void)a;
	if (!context_settings(c))
		return STATUS_FAILED;
	if (context_is_foreign(c->settings.keys) ||
	    context_is_foreign(c->settings.database)) {
		context_want_root(c->settings.keys);
		return STATUS_FAILED;
	}
	if (geteuid() == 0)
		(void)context_account(c, &owner.uid, &owner.gid);
	keys = is_there(c->settings.keys);
	database = is_there(c->settings.database);
	if (keys && database) {
		output_complain(NULL, "%s and %s already exist",
		    c->settings.keys, c->settings.database);
		return STATUS_FAILED;
	}
	if (keys)
		output_say(c->settings.keys, "already exists, left as it is");
	else if (!may_make_keys(c, database) || !make_keys(c, &owner))
		return STATUS_FAILED;
	if (database)
		output_say(
		    c->settings.database, "already exists, left as it is");
	else if (!make_database(c, &owner))
		return STATUS_FAILED;
	(void)context_audit(c);
	(void)snprintf(c->detail, sizeof(c->detail), "%s%s",
	    keys ? "" : "keys ", database ? "" : "database");
	change_audit(c, NULL);
	return STATUS_DONE;
}

const struct command command_init = {
    .name = "init",
    .synopsis = "",
    .help = "create the database and the keys if they are missing",
    .run = init_run,
};
