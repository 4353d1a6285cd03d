/* SPDX-License-Identifier: ISC */
/*
 * otpadm confirm: proves a new authenticator by its first code, which is then
 * spent.  Must not take the code from the command line.
 */
#include <inttypes.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/ui/secret.h"
#include "admin/work/authenticator_pick.h"
#include "admin/work/code_trial.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"

/* Reads a code into a->code. */
static bool
read_code(const struct args *args, const char *name, struct og_attempt *a)
{
	struct secret s;
	bool ok = false;

	if (!secret_read(&s, name, "Code: ", args->opt[OPT_STDIN] != NULL))
		return false;
	if (og_code_parse(s.text, s.len, a->code) == OG_OK)
		ok = true;
	else
		output_complain(name, "a code is 6 to 8 digits");
	secret_clear(&s);
	return ok;
}

static int
confirm(struct context *c, struct og_user *u, struct og_attempt *a, uint32_t id)
{
	struct og_decision d;
	struct trial_off off;
	int64_t offset;

	if (!code_trial_run(c, u, a, &d))
		return STATUS_FAILED;
	if (d.verdict != OG_ALLOW) {
		trial_look_around(c, u, a, &d, &off);
		trial_explain(c, u, &d, &off);
		return STATUS_FAILED;
	}
	if (d.proof.authenticator != id || !d.activated) {
		output_complain(u->name,
		    "that code is of authenticator %" PRIu32
		    ", which is already active; the code is spent",
		    d.proof.authenticator);
		return STATUS_FAILED;
	}
	offset = code_trial_offset(u, &d);
	if (offset == 0)
		output_say(u->name, "authenticator %" PRIu32 " is active", id);
	else
		output_say(u->name,
		    "authenticator %" PRIu32 " is active; its "
		    "clock is %" PRId64 " s %s",
		    id, offset < 0 ? -offset : offset,
		    offset < 0 ? "behind" : "ahead");
	return STATUS_DONE;
}

static int
confirm_run(struct context *c, const struct args *args)
{
	static struct og_user u;
	struct og_attempt a = {0};
	const struct og_authenticator *it;
	unsigned id = 0;
	int status = STATUS_FAILED;

	if (!options_number(c, args, OPT_ID, 1, UINT32_MAX, &id))
		return STATUS_USAGE;
	if (!context_ring(c) || !context_user(c, args->arg[0], &u))
		return STATUS_FAILED;
	it = authenticator_pick(&u, id, PICK_PENDING, og_clock_wall());
	if (it == NULL)
		goto out;
	id = it->id;
	if (read_code(args, u.name, &a))
		status = confirm(c, &u, &a, id);
out:
	og_attempt_clear(&a);
	og_user_clear(&u);
	return status;
}

static const struct option_spec confirm_options[] = {
    OPTION_ID,
    OPTION_STDIN,
    OPTIONS_END,
};

const struct command command_confirm = {
    .name = "confirm",
    .synopsis = "USER",
    .help = "activate a new authenticator by a code, which is spent",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_SECRET,
    .options = confirm_options,
    .run = confirm_run,
};
