/* SPDX-License-Identifier: ISC */
/*
 * Opens settings, key ring, database and audit log when a command first needs
 * them, and says why when that fails.  Must not change any of them.
 */
#include "context.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "filestore.h"
#include "keyfile.h"
#include "output.h"
#include "wipe.h"

static bool
explain(struct context *c, const char *what, enum og_err err)
{
	const char *text = c->why.text;

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
	if (err != OG_OK)
		return explain(c, NULL, err);
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
	return err == OG_OK ? true : explain(c, NULL, err);
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
	err =
	    og_filestore_open_cached(&c->store, c->settings.database, &c->why);
	return err == OG_OK ? true : explain(c, NULL, err);
}

const char *
context_busy(struct context *c)
{
	long pid = og_filestore_lock_holder(c->settings.database);

	if (pid != 0)
		(void)og_why_set(&c->why, OG_ERR_BUSY,
		    "process %ld holds the lock of the database, and has not "
		    "given it back in time: nothing is changed",
		    pid);
	else
		(void)og_why_set(&c->why, OG_ERR_BUSY,
		    "another process holds the lock of the database, and has "
		    "not given it back in time: nothing is changed");
	return c->why.text;
}

bool
context_audit(struct context *c)
{
	enum og_err err;

	if (c->audit != NULL)
		return true;
	if (!context_settings(c))
		return false;
	c->why.text[0] = '\0';
	/* "journal" is the standard error of a service; ours is a terminal, but
	 * what goes to syslog is read by the journal */
	err = og_audit_open(&c->audit,
	    strcmp(c->settings.log, "journal") == 0 ? "syslog"
						    : c->settings.log,
	    "otpadm", &c->why);
	og_audit_set_format(c->audit, c->settings.log_format);
	return err == OG_OK ? true : explain(c, "audit log", err);
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
		output_complain(name, "%s", og_strerror(err));
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
	og_store_free(&c->store);
	og_audit_free(&c->audit);
	og_keyring_clear(&c->ring);
	OG_WIPE_OBJECT(&c->why);
}
