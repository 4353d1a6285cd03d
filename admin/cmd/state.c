/* SPDX-License-Identifier: ISC */
/*
 * otpadm disable, enable and unlock.  Disabling ends all sessions and an
 * invitation in the same commit.  Must not touch spent steps and counters: what
 * has been used stays used.
 */
#include <stdio.h>

#include "admin/ui/output.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/record/session.h"
#include "lib/rules/invite.h"
#include "lib/rules/throttle.h"

static enum og_err
disable_edit(struct og_user *u, void *arg)
{
	struct context *c = arg;
	size_t ended = og_session_end_all(u);

	(void)snprintf(c->detail, sizeof(c->detail), "%s, %zu session%s ended",
	    u->disabled ? "was disabled already" : "disabled", ended,
	    OUTPUT_S(ended));
	u->disabled = true;
	(void)og_invite_drop(u); /* it would be open again after enable */
	return OG_OK;
}

static enum og_err
enable_edit(struct og_user *u, void *arg)
{
	struct context *c = arg;

	(void)snprintf(c->detail, sizeof(c->detail), "%s",
	    u->disabled ? "enabled" : "was enabled already");
	u->disabled = false;
	return OG_OK;
}

static enum og_err
unlock_edit(struct og_user *u, void *arg)
{
	struct context *c = arg;
	size_t back = 0;

	for (size_t i = 0; i < u->n_authenticators; i++)
		back += u->authenticators[i].state == OG_AUTH_DISABLED;
	og_throttle_unlock(u);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "unlocked, %zu authenticator%s active again%s", back,
	    OUTPUT_S(back),
	    u->disabled ? "; the user is disabled: see otpadm enable" : "");
	return OG_OK;
}

static int
change(struct context *c, const struct args *a, og_store_edit *edit)
{
	char name[OG_NAME_SIZE];

	if (!context_name(a->arg[0], name) || !change_user(c, name, edit, c))
		return STATUS_FAILED;
	output_say(name, "%s", c->detail);
	return STATUS_DONE;
}

static int
disable_run(struct context *c, const struct args *a)
{
	char name[OG_NAME_SIZE];
	int status = change(c, a, disable_edit);

	if (status == STATUS_DONE && context_name(a->arg[0], name))
		certs_remind_of(c, name);
	return status;
}

static int
enable_run(struct context *c, const struct args *a)
{
	return change(c, a, enable_edit);
}

static int
unlock_run(struct context *c, const struct args *a)
{
	return change(c, a, unlock_edit);
}

const struct command command_disable = {
    .name = "disable",
    .synopsis = "USER",
    .help = "let nobody in under this name; all sessions end",
    .min_args = 1,
    .max_args = 1,
    .run = disable_run,
};

const struct command command_enable = {
    .name = "enable",
    .synopsis = "USER",
    .help = "undo disable",
    .min_args = 1,
    .max_args = 1,
    .run = enable_run,
};

const struct command command_unlock = {
    .name = "unlock",
    .synopsis = "USER",
    .help = "forget wrong codes and passwords, end their waits",
    .min_args = 1,
    .max_args = 1,
    .run = unlock_run,
};
