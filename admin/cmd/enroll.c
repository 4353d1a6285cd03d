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

#include "admin/ui/output.h"
#include "admin/ui/secret.h"
#include "admin/work/advice.h"
#include "admin/work/authenticator_issue.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "admin/work/fields.h"
#include "admin/work/secret_output.h"
#include "lib/base/clock.h"
#include "lib/base/typed.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base32.h"
#include "lib/rules/enroll.h"

#define DEFAULT_DIGITS 6
#define DEFAULT_PERIOD 30

struct enroll_job {
	struct authenticator_issue issue;
	const struct og_otpauth *p;
	uint64_t user; /* whose it is */
	struct advice advice;
};

/* Reads the parameters from options into *p.  Otherwise STATUS_USAGE. */
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
	if (a->opt[OPT_WEAK] != NULL && a->opt[OPT_SECRET_STDIN] == NULL)
		return context_usage(
		    c, "--weak is for --secret-stdin: new secrets are strong");
	if (p->hotp && a->opt[OPT_PERIOD] != NULL)
		return context_usage(c, "--hotp takes no --period");
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
	struct og_why why = {""};

	if (a->opt[OPT_HOTP] != NULL || a->opt[OPT_ALGORITHM] != NULL ||
	    a->opt[OPT_DIGITS] != NULL || a->opt[OPT_PERIOD] != NULL)
		return context_usage(c, "an otpauth URI says type, algorithm, "
					"digits and period itself");
	if (og_otpauth_parse(text, p, &why) == OG_OK)
		return STATUS_DONE;
	output_complain(who, "the otpauth URI was not accepted: %s", why.text);
	return STATUS_FAILED;
}

/* Says why "text" is not base32. */
static void
explain_base32(const char *who, const char *text)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	if (strncasecmp(text, "otpauth-migration:", 18) == 0)
		output_complain(who,
		    "that is an export of several secrets: export them "
		    "one by one, as base32 or otpauth://");
	else if (text[digits] == '\0' && strpbrk(text, "0189") != NULL)
		output_complain(who,
		    "the secret looks like hexadecimal, but must be "
		    "base32: xxd -r -p | base32 converts it");
	else
		output_complain(who,
		    "the secret is neither an otpauth URI nor base32, A "
		    "to Z and 2 to 7 (0, 1, 8 and 9 do not occur): check "
		    "that it was copied completely");
}

/* Decodes what was typed or pasted, without its invisible characters. */
static enum og_err
decode_base32(const struct secret *s, struct og_otpauth *p)
{
	enum og_err err = OG_ERR_FORMAT;
	struct secret plain = {.len = 0};
	size_t pos = 0;
	int c;

	p->seed_len = 0;
	while ((c = og_typed_next(s->text, s->len, &pos)) > 0)
		plain.text[plain.len++] = (char)c;
	if (c == 0)
		err = og_base32_decode(plain.text, plain.len, p->seed,
		    sizeof(p->seed), &p->seed_len);
	secret_clear(&plain);
	return err;
}

static int
read_base32(const char *who, const struct secret *s, struct og_otpauth *p)
{
	enum og_err err = decode_base32(s, p);
	uint8_t differ = 0;

	for (size_t i = 1; i < p->seed_len; i++)
		differ |= p->seed[i] ^ p->seed[0];
	if (err == OG_ERR_RANGE)
		output_complain(who,
		    "the secret is longer than %d bytes (%d characters of "
		    "base32): have a shorter one issued",
		    OG_SEED_MAX, (OG_SEED_MAX * 8 + 4) / 5);
	else if (err != OG_OK)
		explain_base32(who, s->text);
	else if (p->seed_len < OG_SEED_LEAST)
		output_complain(who,
		    "the secret has %zu bits, but must have at least %d, or %d "
		    "with --weak: check that it was copied completely",
		    p->seed_len * 8, OG_SEED_MIN * 8, OG_SEED_LEAST * 8);
	else if (differ == 0)
		output_complain(who, "the secret repeats a single byte, so it "
				     "is not secret: have another one issued");
	else
		return STATUS_DONE;
	return STATUS_FAILED;
}

/* False after a complaint: a short secret is accepted only on request. */
static bool
is_strong_enough(
    const struct args *a, const char *who, const struct og_otpauth *p)
{
	if (p->seed_len >= OG_SEED_MIN)
		return true;
	if (a->opt[OPT_WEAK] == NULL) {
		output_complain(who,
		    "the secret has %zu bits, but must have at least %d: have "
		    "a longer one issued, or accept it with --weak",
		    p->seed_len * 8, OG_SEED_MIN * 8);
		return false;
	}
	output_complain(who,
	    "warning: a weak secret of %zu bits instead of %d; to replace it "
	    "after its first code: otpadm rotate %s",
	    p->seed_len * 8, OG_SEED_MIN * 8, who);
	return true;
}

/* Removes "front" and "back" bytes from the ends. */
static void
cut(struct secret *s, size_t front, size_t back)
{
	s->len -= front + back;
	memmove(s->text, s->text + front, s->len);
	s->text[s->len] = '\0';
}

static void
trim_blanks(struct secret *s)
{
	size_t front = strspn(s->text, " \t"), back = 0;

	while (s->len > front + back &&
	       strchr(" \t\r", s->text[s->len - back - 1]) != NULL)
		back++;
	cut(s, front, back);
}

/* Removes what a copy may have brought along: blanks, the byte order mark of
 * some editors, quotes. */
static void
trim(struct secret *s)
{
	static const char mark[] = "\xef\xbb\xbf";

	trim_blanks(s);
	if (strncmp(s->text, mark, strlen(mark)) == 0)
		cut(s, strlen(mark), 0);
	trim_blanks(s);
	if (s->len > 2 && strchr("'\"`", s->text[0]) != NULL &&
	    s->text[s->len - 1] == s->text[0])
		cut(s, 1, 1);
	trim_blanks(s);
}

/* What a secret cut out of a URI has instead of a blank. */
static void
blank_escapes(struct secret *s)
{
	char *at = s->text;

	while ((at = strstr(at, "%20")) != NULL)
		memset(at, ' ', 3);
	for (at = s->text; (at = strchr(at, '+')) != NULL;)
		*at = ' ';
}

/* Reads the seed, or a whole URI, from standard input. */
static int
read_secret(const struct context *c, const struct args *a, const char *who,
    struct og_otpauth *p)
{
	struct secret s;
	int status = STATUS_FAILED;

	if (!secret_read(
		&s, who, "Secret (base32, or an otpauth URI): ", true) ||
	    !secret_is_alone(who))
		goto out;
	trim(&s);
	if (strncasecmp(s.text, "otpauth:", 8) == 0)
		status = read_uri(c, a, who, s.text, p);
	else {
		blank_escapes(&s);
		status = read_base32(who, &s, p);
	}
	if (status == STATUS_DONE && !is_strong_enough(a, who, p))
		status = STATUS_FAILED;
out:
	secret_clear(&s);
	return status;
}

static enum og_err
enroll_edit(struct og_user *u, void *arg)
{
	struct enroll_job *job = arg;
	struct authenticator_issue *i = &job->issue;
	struct context *c = i->c;
	enum og_err err;

	err = fields_set_options(u, i->a, &c->why);
	if (err != OG_OK)
		return err;
	err = authenticator_issue_add(u, &i->spec, &c->ring, &i->id, &c->why);
	if (err != OG_OK)
		return err;
	if (job->p->hotp)
		og_user_authenticator(u, i->id)->moving_factor =
		    job->p->counter;
	job->user = u->id;
	advice_note(c, u, i->id, &job->advice);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " (%s), pending", i->id,
	    og_factor_name(i->spec.type));
	return authenticator_issue_show(i, u);
}

/* Prints what *p says and stores it. */
static int
enroll(struct context *c, const struct args *a, const char *name,
    const struct og_otpauth *p)
{
	struct secret_output h = {0};
	struct enroll_job job = {
	    .issue = {.c = c, .a = a, .name = name, .h = &h}, .p = p};
	bool *is_new = &job.issue.is_new;
	int status = STATUS_FAILED;

	authenticator_issue_spec(c, p, &job.issue.spec);
	job.issue.spec.label = a->opt[OPT_LABEL];
	job.issue.spec.weak = a->opt[OPT_WEAK] != NULL;
	job.issue.advice = &job.advice;
	if (!secret_output_make(&h, name, p, a))
		goto out;
	if (!change_or_create(c, name, enroll_edit, &job, is_new)) {
		if (!c->unknown)
			secret_output_discard(&h);
		goto out;
	}
	authenticator_issue_tell(&job.issue);
	if (*is_new)
		certs_remind_of_others(c, name, job.user);
	else if (a->n_groups > 0) /* some may stand in certificates */
		certs_remind_of(c, name);
	status = STATUS_DONE;
out:
	secret_output_clear(&h);
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
	} else if (!authenticator_issue_seed(&p)) {
		goto out;
	}
	if (authenticator_issue_name(c, a, name, &p))
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
    {OPT_WEAK, 0, "weak", NULL,
	"take a secret of 80 to 127 bits, with a warning"},
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
    .help = "add an authenticator, and the user if new; show its secret",
    .min_args = 1,
    .max_args = 1,
    .flags = COMMAND_JSON | COMMAND_SECRET,
    .options = enroll_options,
    .run = enroll_run,
};
