/* SPDX-License-Identifier: ISC */
/*
 * otpadm rotate: a new secret for an authenticator, of the same kind.  The old
 * one works until the new one is proven, or is removed at once; all sessions
 * end either way.  Must not leave a user with neither.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/authenticator_issue.h"
#include "admin/work/authenticator_pick.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/secret_output.h"
#include "lib/base/clock.h"
#include "lib/record/session.h"

struct rotate_job {
	struct authenticator_issue issue;
	uint32_t old_id;
	bool now;
};

/* Makes the new one, whose predecessor is removed by this commit. */
static void
drop_old(struct og_user *u, struct rotate_job *job)
{
	size_t i = u->n_authenticators;

	while (i-- > 0) {
		const struct og_authenticator *a = &u->authenticators[i];

		if (a->id == job->old_id ||
		    (a->state == OG_AUTH_PENDING && a->replaces == job->old_id))
			og_user_drop_authenticator(u, a->id);
	}
	job->issue.spec.replaces = 0;
}

static enum og_err
rotate_edit(struct og_user *u, void *arg)
{
	struct rotate_job *job = arg;
	struct authenticator_issue *i = &job->issue;
	struct context *c = i->c;
	enum og_err err;
	size_t ended;

	if (og_user_authenticator(u, job->old_id) == NULL)
		return og_why_set(&c->why, OG_ERR_ARG,
		    "authenticator %" PRIu32 " has just been removed",
		    job->old_id);
	if (job->now)
		drop_old(u, job);
	err = authenticator_issue_add(u, &i->spec, &c->ring, &i->id, &c->why);
	if (err != OG_OK)
		return err;
	ended = og_session_end_all(u);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " for %" PRIu32 "%s, %zu session%s ended",
	    i->id, job->old_id, job->now ? ", dropped" : "", ended,
	    OUTPUT_S(ended));
	return authenticator_issue_show(i, u);
}

/* Describes the successor of "old" in *p. */
static void
copy_kind(const struct og_authenticator *old, struct og_otpauth *p)
{
	p->hotp = old->type == OG_FACTOR_HOTP;
	p->hash = old->hash;
	p->digits = old->digits;
	p->period = old->period;
}

static int
rotate(struct context *c, const struct args *a, const struct og_user *u,
    const struct og_authenticator *old)
{
	struct og_otpauth p = {0};
	struct secret_output h = {0};
	struct rotate_job job = {
	    .issue = {.c = c, .a = a, .name = u->name, .h = &h},
	    .old_id = old->id};
	struct og_enroll *spec = &job.issue.spec;
	int status = STATUS_FAILED;

	copy_kind(old, &p);
	if (!authenticator_issue_seed(&p) ||
	    !authenticator_issue_name(c, a, u->name, &p) ||
	    !secret_output_make(&h, u->name, &p, a))
		goto out;
	authenticator_issue_spec(c, &p, spec);
	spec->label = old->label;
	spec->replaces = old->id;
	job.now = a->opt[OPT_NOW] != NULL;
	if (!change_user(c, u->name, rotate_edit, &job)) {
		if (!c->unknown)
			secret_output_discard(&h);
		goto out;
	}
	authenticator_issue_tell(&job.issue);
	certs_remind_of(c, u->name);
	status = STATUS_DONE;
out:
	secret_output_clear(&h);
	og_otpauth_clear(&p);
	return status;
}

/* Complains when the chosen one has not been proven: there is nothing to
 * rotate, and its secret can be shown again. */
static bool
waits_alone(const struct og_user *u, uint32_t id, int64_t now)
{
	const struct og_authenticator *waiting = NULL;

	for (size_t i = 0; i < u->n_authenticators; i++) {
		const struct og_authenticator *a = &u->authenticators[i];

		if (id != 0 && a->id != id)
			continue;
		if (a->state != OG_AUTH_PENDING)
			return false;
		if (og_user_may_accept(a, now))
			waiting = a;
	}
	if (waiting == NULL)
		return false;
	output_complain(u->name,
	    "authenticator %" PRIu32
	    " waits for its first code and cannot be rotated before that: "
	    "otpadm uri %s --id %" PRIu32 " or otpadm qr %s --id %" PRIu32
	    " shows it again, otpadm drop %s --id %" PRIu32 " removes it",
	    waiting->id, u->name, waiting->id, u->name, waiting->id, u->name,
	    waiting->id);
	return true;
}

/* The chosen one, or NULL after a complaint. */
static const struct og_authenticator *
choose(struct og_user *u, uint32_t id)
{
	const int64_t now = og_clock_wall();

	if (u->n_authenticators == 0) {
		output_complain(u->name,
		    "no authenticator to rotate: otpadm enroll %s issues one",
		    u->name);
		return NULL;
	}
	return waits_alone(u, id, now)
		   ? NULL
		   : authenticator_pick(u, id, PICK_PROVEN, now);
}

static int
rotate_run(struct context *c, const struct args *a)
{
	static struct og_user u;
	const struct og_authenticator *old;
	unsigned id = 0;
	int status = STATUS_FAILED;

	if (!options_number(c, a, OPT_ID, 1, UINT32_MAX, &id))
		return STATUS_USAGE;
	if (!context_ring(c) || !context_user(c, a->arg[0], &u))
		return STATUS_FAILED;
	old = choose(&u, id);
	if (old != NULL)
		status = rotate(c, a, &u, old);
	og_user_clear(&u);
	return status;
}

static const struct option_spec rotate_options[] = {
    OPTION_ID,
    {OPT_NOW, 0, "now", NULL, "drop the old secret at once"},
    OPTION_ISSUER,
    OPTION_SVG,
    OPTION_PNG,
    OPTION_FORCE,
    OPTIONS_END,
};

const struct command command_rotate = {
    .name = "rotate",
    .synopsis = "USER",
    .help = "issue a new secret; the old one works until its first code",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = rotate_options,
    .run = rotate_run,
};
