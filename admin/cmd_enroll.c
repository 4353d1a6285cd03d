/* SPDX-License-Identifier: ISC */
/*
 * otpadm enroll: a new authenticator that waits for its first code.  The files
 * that show its secret are complete before the secret is stored.  Must not
 * take a secret from the command line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base32.h"
#include "certs_choice.h"
#include "change.h"
#include "clock.h"
#include "command.h"
#include "enroll.h"
#include "fields.h"
#include "handout.h"
#include "issue.h"
#include "output.h"
#include "secret.h"
#include "wipe.h"

#define DEFAULT_DIGITS 6
#define DEFAULT_PERIOD 30

struct enroll_job {
	struct issue issue;
	const struct og_otpauth *p;
	uint64_t user; /* whose it is */
};

/* Reads the parameters that options give into *p.  Otherwise STATUS_USAGE. */
static int
read_options(
    const struct context *c, const struct args *a, struct og_otpauth *p)
{
	const char *hash = a->opt[OPT_ALGORITHM];

	p->hotp = a->opt[OPT_HOTP] != NULL;
	p->hash = OG_SHA1;
	p->digits = DEFAULT_DIGITS;
	p->period = DEFAULT_PERIOD;
	if (hash != NULL &&
	    og_hash_parse(hash, strlen(hash), &p->hash) != OG_OK)
		return context_usage(
		    c, "--algorithm: wants SHA1, SHA256 or SHA512");
	if (p->hotp && a->opt[OPT_PERIOD] != NULL)
		return context_usage(c, "--hotp has no --period");
	if (!options_number(
		c, a, OPT_DIGITS, OG_DIGITS_MIN, OG_DIGITS_MAX, &p->digits) ||
	    !options_number(
		c, a, OPT_PERIOD, OG_PERIOD_MIN, OG_PERIOD_MAX, &p->period))
		return STATUS_USAGE;
	return STATUS_DONE;
}

static int
read_uri(const struct context *c, const struct args *a, const char *who,
    const char *text, struct og_otpauth *p)
{
	enum og_err err;

	if (a->opt[OPT_HOTP] != NULL || a->opt[OPT_ALGORITHM] != NULL ||
	    a->opt[OPT_DIGITS] != NULL || a->opt[OPT_PERIOD] != NULL)
		return context_usage(c, "an otpauth URI says type, algorithm, "
					"digits and period itself");
	err = og_otpauth_parse(text, p);
	if (err == OG_OK)
		return STATUS_DONE;
	output_complain(
	    who, "the otpauth URI was not accepted: %s", og_strerror(err));
	return STATUS_FAILED;
}

/* Reads the seed, or a whole URI, from standard input. */
static int
read_secret(const struct context *c, const struct args *a, const char *who,
    struct og_otpauth *p)
{
	struct secret s;
	int status = STATUS_FAILED;

	if (!secret_read(&s, who, "Secret (base32, or an otpauth URI): ", true))
		goto out;
	if (strncasecmp(s.text, "otpauth:", 8) == 0) {
		status = read_uri(c, a, who, s.text, p);
		goto out;
	}
	if (og_base32_decode(
		s.text, s.len, p->seed, sizeof(p->seed), &p->seed_len) != OG_OK)
		output_complain(who,
		    "that is neither base32 nor an otpauth "
		    "URI, or longer than %d bytes",
		    OG_SEED_MAX);
	else if (p->seed_len < OG_SEED_MIN)
		output_complain(who, "the secret has %zu bits, %d are needed",
		    p->seed_len * 8, OG_SEED_MIN * 8);
	else
		status = STATUS_DONE;
out:
	secret_clear(&s);
	return status;
}

static enum og_err
enroll_edit(struct og_user *u, void *arg)
{
	struct enroll_job *job = arg;
	struct issue *i = &job->issue;
	struct context *c = i->c;
	enum og_err err;

	err = fields_set_options(u, i->a, &c->why);
	if (err != OG_OK)
		return err;
	err = issue_add(u, &i->spec, &c->ring, &i->id, &c->why);
	if (err != OG_OK)
		return err;
	if (job->p->hotp)
		og_user_authenticator(u, i->id)->moving = job->p->counter;
	job->user = u->id;
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " (%s), pending", i->id,
	    og_factor_name(i->spec.type));
	return issue_show(i);
}

/* Hands out what *p says and stores it. */
static int
enroll(struct context *c, const struct args *a, const char *name,
    const struct og_otpauth *p)
{
	struct handout h = {0};
	struct enroll_job job = {
	    .issue = {.c = c, .a = a, .name = name, .h = &h}, .p = p};
	bool *is_new = &job.issue.is_new;
	int status = STATUS_FAILED;

	issue_spec(c, p, &job.issue.spec);
	job.issue.spec.label = a->opt[OPT_LABEL];
	if (!handout_make(&h, name, p, a))
		goto out;
	if (!change_or_create(c, name, enroll_edit, &job, is_new)) {
		handout_discard(&h);
		goto out;
	}
	issue_tell(&job.issue);
	if (*is_new)
		certs_remind_of_others(c, name, job.user);
	else if (a->n_groups > 0) /* some may stand in certificates */
		certs_remind_of(c, name);
	status = STATUS_DONE;
out:
	handout_clear(&h);
	return status;
}

static int
enroll_run(struct context *c, const struct args *a)
{
	struct og_otpauth p = {0};
	char name[OG_NAME_SIZE];
	int status;

	status = read_options(c, a, &p);
	if (status != STATUS_DONE)
		goto out;
	status = STATUS_FAILED;
	if (!context_name(a->arg[0], name) || !context_ring(c) ||
	    !context_store(c))
		goto out;
	if (a->opt[OPT_SECRET_STDIN] != NULL) {
		status = read_secret(c, a, name, &p);
		if (status != STATUS_DONE)
			goto out;
		status = STATUS_FAILED;
	} else if (!issue_seed(&p)) {
		goto out;
	}
	if (issue_name(c, a, name, &p))
		status = enroll(c, a, name, &p);
out:
	og_otpauth_clear(&p);
	return status;
}

static const struct option_spec enroll_options[] = {
    {OPT_HOTP, 0, "hotp", NULL, "counter-based (RFC 4226), not time-based"},
    {OPT_ALGORITHM, 0, "algorithm", "HASH", "SHA1, SHA256 or SHA512"},
    {OPT_DIGITS, 0, "digits", "N", "digits of a code, 6 to 8"},
    {OPT_PERIOD, 0, "period", "SECONDS", "how long a code lasts, 15 to 300"},
    OPTION_ISSUER,
    {OPT_SECRET_STDIN, 0, "secret-stdin", NULL,
	"read base32 or an otpauth URI from standard input"},
    {OPT_LABEL, 0, "label", "TEXT", "to tell authenticators apart"},
    {OPT_EMAIL, 0, "email", "ADDRESS", "set the e-mail address"},
    {OPT_PHONE, 0, "phone", "NUMBER", "set the telephone number"},
    {OPT_NAME, 0, "name", "TEXT", "set the full name"},
    {OPT_GROUP, 0, "group", "GROUP", "set the groups; may be repeated"},
    OPTION_SVG,
    OPTION_PNG,
    OPTION_FORCE,
    OPTIONS_END,
};

const struct command command_enroll = {
    .name = "enroll",
    .synopsis = "USER",
    .help = "add an authenticator (and the user, if new); show its secret",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON | COMMAND_SECRET,
    .options = enroll_options,
    .run = enroll_run,
};
