/* SPDX-License-Identifier: ISC */
/*
 * otpadm verify: tries a code, or a recovery code, under the same waits and
 * counters as a login, spends it, and says why it was refused or how far the
 * other clock is off.  Must not take the code from the command line.
 */
#include <inttypes.h>
#include <string.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/ui/secret.h"
#include "admin/work/code_trial.h"
#include "admin/work/command.h"

static bool
read_code(const struct args *args, const char *name, struct og_attempt *a)
{
	const bool recovery = args->opt[OPT_RECOVERY] != NULL;
	struct secret s;
	enum og_err err;

	if (!secret_read(&s, name, recovery ? "Recovery code: " : "Code: ",
		args->opt[OPT_STDIN] != NULL))
		return false;
	if (recovery)
		err = og_recovery_parse(s.text, s.len, &a->recovery);
	else
		err = og_code_parse(s.text, s.len, a->code);
	secret_clear(&s);
	a->recovery_given = recovery;
	if (err == OG_OK)
		return true;
	output_complain(name,
	    recovery
		? "a recovery code looks like 03-XXXXX-XXXXX-XXX, with the "
		  "number in front"
		: "a code is 6 to 8 digits (for a recovery code: --recovery)");
	return false;
}

static void
verify_json(
    struct og_user *u, const struct og_decision *d, const struct trial_off *off)
{
	const bool allowed = d->verdict == OG_ALLOW;
	struct json j;

	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", u->name);
	json_string(&j, "verdict", allowed ? "allow" : "deny");
	json_string(&j, "reason", og_reason_name(d->reason));
	json_time(&j, "retry", d->retry);
	if (allowed) {
		json_string(&j, "factor", og_factor_name(d->proof.factor));
		json_int(&j, "authenticator", d->proof.authenticator);
		json_bool(&j, "activated", d->activated);
	}
	if (allowed && d->proof.factor == OG_FACTOR_TOTP)
		json_int(&j, "offset", code_trial_offset(u, d));
	if (allowed && d->proof.factor == OG_FACTOR_RECOVERY)
		json_int(&j, "recovery_left", d->recovery_left);
	if (off->authenticator != 0) {
		json_int(&j, "clock_authenticator", off->authenticator);
		json_int(&j, "clock_off", off->seconds);
	}
	json_close(&j, '}');
	(void)json_finish(&j);
}

static void
verify_say(struct og_user *u, const struct og_decision *d)
{
	const uint32_t id = d->proof.authenticator;
	int64_t offset = code_trial_offset(u, d);

	if (d->proof.factor == OG_FACTOR_RECOVERY)
		output_say(u->name, "correct recovery code; codes left: %u",
		    d->recovery_left);
	else if (d->proof.factor != OG_FACTOR_TOTP)
		output_say(u->name,
		    "correct code of authenticator %" PRIu32 " (%s)%s", id,
		    og_factor_name(d->proof.factor),
		    d->activated ? ", which is now proven" : "");
	else if (offset == 0)
		output_say(u->name,
		    "correct code of authenticator %" PRIu32
		    "%s; its clock agrees",
		    id, d->activated ? ", which is now proven" : "");
	else
		output_say(u->name,
		    "correct code of authenticator %" PRIu32
		    "%s; its clock is %" PRId64 " s %s",
		    id, d->activated ? ", which is now proven" : "",
		    offset < 0 ? -offset : offset,
		    offset < 0 ? "behind" : "ahead");
}

static int
verify(struct context *c, struct og_user *u, struct og_attempt *a)
{
	struct og_decision d;
	struct trial_off off;

	if (!code_trial_run(c, u, a, &d))
		return STATUS_FAILED;
	trial_look_around(c, u, a, &d, &off);
	if (c->json)
		verify_json(u, &d, &off);
	else if (d.verdict == OG_ALLOW)
		verify_say(u, &d);
	else
		trial_explain(c, u, &d, &off);
	return d.verdict == OG_ALLOW ? STATUS_DONE : STATUS_FAILED;
}

static int
verify_run(struct context *c, const struct args *args)
{
	static struct og_user u;
	struct og_attempt a = {0};
	int status = STATUS_FAILED;

	if (!context_ring(c) || !context_user(c, args->arg[0], &u))
		return STATUS_FAILED;
	if (read_code(args, u.name, &a))
		status = verify(c, &u, &a);
	og_attempt_clear(&a);
	og_user_clear(&u);
	return status;
}

static const struct option_spec verify_options[] = {
    {OPT_RECOVERY, 0, "recovery", NULL, "it is a recovery code"},
    OPTION_STDIN,
    OPTIONS_END,
};

const struct command command_verify = {
    .name = "verify",
    .synopsis = "USER",
    .help = "try a code; it is spent",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON | COMMAND_SECRET,
    .options = verify_options,
    .run = verify_run,
};
