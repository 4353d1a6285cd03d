/* SPDX-License-Identifier: ISC */
/*
 * otpadm passwd: sets or clears the password that comes before the code.  All
 * sessions of the user end.  Must not take the password from the command line.
 */
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/ui/secret.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/password.h"
#include "lib/base/wipe.h"
#include "lib/record/session.h"

struct passwd_job {
	struct context *c;
	char hash[OG_PWHASH_SIZE]; /* "" clears */
};

static enum og_err
passwd_edit(struct og_user *u, void *arg)
{
	const struct passwd_job *job = arg;
	size_t ended;

	memcpy(u->pwhash, job->hash, sizeof(u->pwhash));
	u->pwform = job->hash[0] != '\0';
	ended = og_session_end_all(u);
	(void)snprintf(job->c->detail, sizeof(job->c->detail),
	    "password %s, %zu session%s ended",
	    job->hash[0] != '\0' ? "set" : "cleared", ended, OUTPUT_S(ended));
	return OG_OK;
}

/* Reads a password; at the terminal twice. */
static bool
passwd_read(const char *name, bool from_stdin, struct secret *s)
{
	struct secret again;
	bool same;

	if (!secret_read(s, name, "New password: ", from_stdin))
		return false;
	/* which of several was meant, nobody knows */
	if (from_stdin)
		return secret_is_alone(name);
	if (!secret_read(&again, name, "New password again: ", false))
		return false;
	same = again.len == s->len && og_equal_ct(again.text, s->text, s->len);
	secret_clear(&again);
	if (!same)
		output_complain(name, "the two passwords differ");
	return same;
}

static bool
passwd_hash(const struct context *c, const struct og_user *u,
    const struct secret *s, char hash[OG_PWHASH_SIZE])
{
	struct og_opaque prepared;
	enum og_err err;

	if (!password_prepare(&c->settings, u, s, &prepared))
		return false;
	err = og_pwhash_new(
	    &c->settings.policy.argon2, prepared.text, prepared.len, hash);
	og_opaque_clear(&prepared);
	if (err != OG_OK)
		output_complain(u->name, "%s", og_strerror(err));
	return err == OG_OK;
}

static int
passwd_run(struct context *c, const struct args *a)
{
	static struct og_user u;
	struct passwd_job job = {.c = c};
	const bool clear = a->opt[OPT_CLEAR] != NULL;
	const bool from_stdin = a->opt[OPT_STDIN] != NULL;
	struct secret s = {0};
	int status = STATUS_FAILED;

	if (clear && from_stdin)
		return context_usage(c, "--clear reads nothing from --stdin");
	if (!context_user(c, a->arg[0], &u))
		return STATUS_FAILED;
	if (!clear && (!passwd_read(u.name, from_stdin, &s) ||
			  !passwd_hash(c, &u, &s, job.hash)))
		goto out;
	if (!change_user(c, u.name, passwd_edit, &job))
		goto out;
	output_say(u.name, "%s", c->detail);
	certs_remind_of(c, u.name);
	status = STATUS_DONE;
out:
	secret_clear(&s);
	OG_WIPE_OBJECT(&job);
	og_user_clear(&u);
	return status;
}

static const struct option_spec passwd_options[] = {
    OPTION_STDIN,
    {OPT_CLEAR, 0, "clear", NULL, "leave the user without a password"},
    OPTIONS_END,
};

const struct command command_passwd = {
    .name = "passwd",
    .synopsis = "USER",
    .help = "set or clear the password; all sessions end",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_SECRET,
    .options = passwd_options,
    .run = passwd_run,
};
