/* SPDX-License-Identifier: ISC */
/*
 * otpadm check, the systemd units: other checks try what the account may do
 * outside of their sandboxes; this one checks whether the sandboxes permit it,
 * too.  Only warns: it is unknown whether the units run the programs.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/check/check.h"
#include "admin/check/unit_file.h"

#define AT_SIZE (PATH_MAX + OG_PATH_SIZE)

/* Where "path" is, without symlinks; it need not exist yet. */
static void
settle(const char *path, char out[AT_SIZE])
{
	char folder[OG_PATH_SIZE], real[PATH_MAX];
	const char *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	(void)snprintf(out, AT_SIZE, "%s", path);
	slash = strrchr(path, '/');
	folder[slash != path ? slash - path : 1] = '\0';
	if (realpath(folder, real) != NULL)
		(void)snprintf(out, AT_SIZE, "%s%s",
		    strcmp(real, "/") == 0 ? "" : real, slash);
}

static void
check_path(struct check *k, const struct unit *u, const char *name,
    const char *what, const char *path)
{
	char at[AT_SIZE], folder[AT_SIZE];
	enum unit_access access;
	const char *key;

	settle(path, at);
	(void)snprintf(folder, sizeof(folder), "%s", at);
	folder[strrchr(at, '/') != at ? strrchr(at, '/') - at : 1] = '\0';
	/* of the others the folder is written, too: new files are made there */
	access = unit_access(u, strcmp(what, "log") == 0 ? at : folder, &key);
	if (access == UNIT_HIDDEN)
		check_tell(k, CHECK_WARNING, path, 0,
		    "%s cannot see this file, because of %s: choose another "
		    "folder for the %s",
		    name, key, what);
	else if (access == UNIT_READS)
		check_tell(k, CHECK_WARNING, path, 0,
		    "%s may not write there, because of %s: choose another "
		    "folder for the %s%s, or run systemctl edit %s and add two "
		    "lines, [Service] and ReadWritePaths=%s",
		    name, key, what,
		    strcmp(what, "log") == 0 ? ", such as /var/log/otpgate"
					     : "",
		    name, folder);
}

static void
check_keys(struct check *k, const struct unit *u, const char *name)
{
	const char *path = k->c->settings.keys, *key;
	char at[AT_SIZE];

	settle(path, at);
	if (unit_access(u, at, &key) == UNIT_HIDDEN)
		check_tell(k, CHECK_WARNING, path, 0,
		    "%s cannot see this file, because of %s: choose another "
		    "folder for the keys",
		    name, key);
}

/* A unit with other settings, or with directives that are not understood here,
 * is skipped. */
static bool
read_ours(const struct check *k, struct unit *u, const char *name)
{
	return unit_read(u, name) && !u->unsure &&
	       strcmp(u->conf[0] != '\0' ? u->conf : OG_DEFAULT_CONF,
		   k->c->conf) == 0;
}

static void
check_one(struct check *k, const char *name, bool is_responder)
{
	const struct og_settings *s = &k->c->settings;
	struct unit *u = calloc(1, sizeof(*u));

	if (u == NULL || !read_ours(k, u, name)) {
		free(u);
		return;
	}
	if (s->log[0] == '/')
		check_path(k, u, name, "log", s->log);
	check_path(k, u, name, "database", s->database);
	check_keys(k, u, name);
	/* else systemd has made it */
	if (is_responder && !unit_is_there("otpgate.socket"))
		check_path(k, u, name, "socket", s->socket);
	if (is_responder && strcmp(u->user, s->user) != 0)
		check_tell(k, CHECK_WARNING, u->file, 0,
		    "has User=%s, but the setting user is %s: they must be the "
		    "same account",
		    u->user, s->user);
	free(u);
}

void
check_units(struct check *k)
{
	check_one(k, "otpgate.service", true);
	/* those that are not used by everybody */
	if (unit_is_there("sockets.target.wants/otpgate-pam.socket"))
		check_one(k, "otpgate-pam@.service", false);
	if (unit_is_there("sockets.target.wants/otpgate-ssh.socket"))
		check_one(k, "otpgate-ssh@.service", false);
}
