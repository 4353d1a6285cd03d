/* SPDX-License-Identifier: ISC */
/*
 * Opens settings, key ring, database and audit log when a command first needs
 * them, and says why if that fails.  Must not change any of them.
 */
#include "admin/work/context.h"

#include <sys/stat.h>
#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/output.h"
#include "admin/work/command.h"
#include "lib/audit/target.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/files/keyfile.h"
#include "lib/files/shift.h"
#include "lib/stores/open.h"

#define LOG_PATIENCE_MS 1000 /* at the end, for one that takes nothing */

bool
context_is_foreign(const char *path)
{
	struct stat st;

	if (geteuid() == 0)
		return false;
	if (lstat(path, &st) != 0)
		return errno == EACCES;
	return st.st_uid != geteuid();
}

bool
context_is_closed(const char *path)
{
	return geteuid() != 0 && eaccess(path, R_OK) != 0 && errno == EACCES;
}

void
context_want_root(const char *path)
{
	output_complain(
	    NULL, "run it as root: %s belongs to another account", path);
}

static bool
is_missing(const char *path)
{
	struct stat st;

	return lstat(path, &st) != 0 && errno == ENOENT;
}

bool
context_is_set_up(const struct context *c)
{
	return !is_missing(c->settings.keys) ||
	       !is_missing(c->settings.database);
}

/* "path" is what could not be opened; NULL: not one of ours. */
static bool
explain(struct context *c, const char *what, enum og_err err, const char *path)
{
	const char *text = c->why.text;

	if (path != NULL && context_is_foreign(path)) {
		context_want_root(path);
		return false;
	}
	if (path != NULL && !context_is_set_up(c)) {
		output_complain(NULL, CONTEXT_EMPTY);
		return false;
	}

	output_complain(what, "%s", text[0] != '\0' ? text : og_strerror(err));
	return false;
}

bool
context_settings(struct context *c)
{
	enum og_err err;

	if (c->have_settings)
		return true;
	c->why.text[0] = '\0';
	err = og_settings_load(c->conf, &c->settings, &c->why);
	if (err != OG_OK && context_is_closed(c->conf)) {
		context_want_root(c->conf);
		return false;
	}
	if (err != OG_OK)
		return explain(c, NULL, err, NULL);
	c->have_settings = true;
	return true;
}

bool
context_ring(struct context *c)
{
	enum og_err err;

	if (c->ring.n > 0)
		return true;
	if (!context_settings(c))
		return false;
	c->why.text[0] = '\0';
	err = og_keyfile_load(c->settings.keys, &c->ring, &c->why);
	return err == OG_OK ? true : explain(c, NULL, err, c->settings.keys);
}

bool
context_store(struct context *c)
{
	enum og_err err;

	if (c->store != NULL)
		return true;
	if (!context_settings(c))
		return false;
	c->why.text[0] = '\0';
	/* One user of many is found without reading all; what goes through all
	 * of them reads the whole file by itself. */
	err = og_store_open(&c->store, &c->settings, OG_STORE_ONCE, &c->why);
	c->shift = context_shift(c);
	return err == OG_OK ? true
			    : explain(c, NULL, err, c->settings.database);
}

int64_t
context_shift(const struct context *c)
{
	const int64_t wall = og_clock_wall_ms(), boot = og_clock_ms();
	struct og_shift shift;

	if (!og_shift_read(c->settings.database, wall, boot, &shift))
		return 0;
	return (shift.offset - (wall - boot)) / 1000;
}

const char *
context_busy(struct context *c)
{
	struct og_why why;

	(void)og_store_explain(c->store, OG_ERR_BUSY, &why);
	(void)og_why_set(
	    &c->why, OG_ERR_BUSY, "%.480s: nothing is changed", why.text);
	return c->why.text;
}

const char *
context_explain(struct context *c, enum og_err err)
{
	if (err == OG_ERR_BUSY)
		return context_busy(c);
	(void)og_store_explain(c->store, err, &c->why);
	return c->why.text;
}

/* "journal" is the standard error of a service; ours is a terminal, but the
 * journal reads what goes to syslog. */
const char *
context_log(const struct context *c)
{
	return strcmp(c->settings.log, "journal") == 0 ? "syslog"
						       : c->settings.log;
}

bool
context_audit(struct context *c)
{
	const char *target;
	enum og_err err;

	if (c->audit != NULL)
		return true;
	if (!context_settings(c))
		return false;
	c->why.text[0] = '\0';
	og_audit_make(c->settings.log, c->settings.user);
	target = context_log(c);
	/* a file says by itself what is wrong with it */
	err = target[0] != '/' ? og_audit_try(target, &c->why) : OG_OK;
	if (err == OG_OK)
		err = og_audit_open(&c->audit, target, "otpadm", &c->why);
	og_audit_set_format(c->audit, c->settings.log_format);
	return err == OG_OK ? true : explain(c, "audit log", err, NULL);
}

bool
context_audit_has_all(struct context *c)
{
	return c->audit != NULL &&
	       og_audit_drain(c->audit, LOG_PATIENCE_MS) == 0;
}

bool
context_account(const struct context *c, uid_t *uid, gid_t *gid)
{
	const struct passwd *pw;

	if (c->settings.user[0] == '\0')
		return false;
	pw = getpwnam(c->settings.user);
	if (pw == NULL)
		return false;
	*uid = pw->pw_uid;
	*gid = pw->pw_gid;
	return true;
}

bool
context_name(const char *text, char name[OG_NAME_SIZE])
{
	if (og_name_read(text, strlen(text), name) == OG_OK)
		return true;
	output_complain(NULL,
	    "not a user name (1 to 64 of a-z, 0-9, '.', '_', '@', '-', "
	    "not starting with '-')");
	return false;
}

bool
context_user(struct context *c, const char *text, struct og_user *u)
{
	char name[OG_NAME_SIZE];
	enum og_err err;

	if (!context_name(text, name) || !context_store(c))
		return false;
	err = og_store_get_name(c->store, name, u);
	if (err == OG_OK)
		return true;
	if (err == OG_ERR_NOTFOUND)
		output_complain(name, "no such user");
	else if (err == OG_ERR_DAMAGED)
		output_complain(name, "%s", CONTEXT_DAMAGED);
	else
		output_complain(name, "%s", context_explain(c, err));
	return false;
}

int
context_usage(const struct context *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	output_complain(c->command->name, "%s (try: otpadm %s --help)", text,
	    c->command->name);
	return STATUS_USAGE;
}

void
context_clear(struct context *c)
{
	const unsigned n = og_audit_drain(c->audit, LOG_PATIENCE_MS);

	if (n > 0)
		output_complain("audit log",
		    "lines lost: %u, because %s does not take them; the "
		    "command itself is not affected",
		    n, context_log(c));
	og_store_free(&c->store);
	og_audit_free(&c->audit);
	og_keyring_clear(&c->ring);
	OG_WIPE_OBJECT(&c->why);
}
