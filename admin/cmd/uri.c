/* SPDX-License-Identifier: ISC */
/*
 * otpadm uri and otpadm qr: show the secret of an authenticator again: of one
 * that waits for its first code, or with --reveal of a proven one, which is
 * audited before it is shown.  Must not show anything that could not be
 * audited.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/work/authenticator_issue.h"
#include "admin/work/authenticator_pick.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/secret_output.h"
#include "lib/base/clock.h"
#include "lib/rules/enroll.h"

/* Whether --reveal would find one, with that id if there is one. */
static bool
has_proven(const struct og_user *u, uint32_t id)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		if (u->authenticators[i].state != OG_AUTH_PENDING &&
		    (id == 0 || u->authenticators[i].id == id))
			return true;
	return false;
}

/* Chooses the authenticator and makes its output. */
static const struct og_authenticator *
show_make(struct context *c, const struct args *a, struct og_user *u,
    uint32_t id, struct secret_output *h)
{
	const bool reveal = a->opt[OPT_REVEAL] != NULL;
	const struct og_authenticator *it;
	struct og_otpauth p = {0};
	enum og_err err;

	it = authenticator_pick(u, id,
	    reveal ? PICK_PENDING | PICK_PROVEN : PICK_PENDING,
	    og_clock_wall());
	if (it == NULL) {
		if (!reveal && has_proven(u, id))
			output_complain(u->name,
			    "(--reveal shows the secret of a proven one)");
		return NULL;
	}
	/* The issuer is set by authenticator_issue_name, so that it is checked.
	 */
	err = og_enroll_otpauth(u, it, &c->ring, "", &p);
	if (err != OG_OK) {
		output_complain(u->name, "the secret cannot be opened: %s",
		    og_strerror(err));
		it = NULL;
	} else if (!authenticator_issue_name(c, a, u->name, &p) ||
		   !secret_output_make(h, u->name, &p, a)) {
		it = NULL;
	}
	og_otpauth_clear(&p);
	return it;
}

/* True only when the log has the line. */
static bool
show_audit(
    struct context *c, const char *name, const struct og_authenticator *it)
{
	if (!context_audit(c))
		return false;
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " (%s) was shown", it->id,
	    authenticator_state(it, og_clock_wall()));
	change_audit(c, name);
	if (context_audit_has_all(c))
		return true;
	output_complain("audit log",
	    "%s does not take the line that says so: nothing is shown",
	    context_log(c));
	/* it must not say later that something was */
	og_audit_free(&c->audit);
	return false;
}

static void
print_uri(const struct context *c, const char *name, uint32_t id,
    const struct secret_output *h)
{
	struct json j;

	if (!c->json) {
		printf("%s\n", og_buf_str(&h->uri));
		return;
	}
	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", name);
	json_int(&j, "id", id);
	json_string(&j, "uri", og_buf_str(&h->uri));
	json_close(&j, '}');
	(void)json_finish(&j);
}

static int
show(struct context *c, const struct args *a, bool as_qr)
{
	static struct og_user u;
	const struct og_authenticator *it;
	struct secret_output h = {0};
	unsigned id = 0;
	int status = STATUS_FAILED;

	if (!options_number(c, a, OPT_ID, 1, UINT32_MAX, &id))
		return STATUS_USAGE;
	if (!context_ring(c) || !context_user(c, a->arg[0], &u))
		return STATUS_FAILED;
	it = show_make(c, a, &u, id, &h);
	if (it == NULL)
		goto out;
	if (!show_audit(c, u.name, it)) {
		secret_output_discard(&h);
		goto out;
	}
	if (!as_qr)
		print_uri(c, u.name, it->id, &h);
	else if (!secret_output_draw(&h, a) && h.made[0].path == NULL)
		goto out;
	status = STATUS_DONE;
out:
	secret_output_clear(&h);
	og_user_clear(&u);
	return status;
}

static int
uri_run(struct context *c, const struct args *a)
{
	return show(c, a, false);
}

static int
qr_run(struct context *c, const struct args *a)
{
	if (!isatty(STDOUT_FILENO) && a->opt[OPT_FORCE] == NULL &&
	    a->opt[OPT_SVG] == NULL && a->opt[OPT_PNG] == NULL) {
		output_complain(NULL, "standard output is not a terminal: "
				      "use --force, --svg or --png");
		return STATUS_FAILED;
	}
	return show(c, a, true);
}

/* clang-format off */
#define OPTION_REVEAL \
	{OPT_REVEAL, 0, "reveal", NULL, "also of a proven one; is logged"}
/* clang-format on */

static const struct option_spec uri_options[] = {
    OPTION_ID,
    OPTION_REVEAL,
    OPTION_ISSUER,
    OPTIONS_END,
};

static const struct option_spec qr_options[] = {
    OPTION_ID,
    OPTION_REVEAL,
    OPTION_ISSUER,
    OPTION_SVG,
    OPTION_PNG,
    OPTION_FORCE,
    OPTIONS_END,
};

const struct command command_uri = {
    .name = "uri",
    .synopsis = "USER",
    .help = "print the otpauth URI of the authenticator that waits",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = uri_options,
    .run = uri_run,
};

const struct command command_qr = {
    .name = "qr",
    .synopsis = "USER",
    .help = "draw the QR code of the authenticator that waits",
    .min_args = 1,
    .max_args = 1,
    .options = qr_options,
    .run = qr_run,
};
