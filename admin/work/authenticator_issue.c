/* SPDX-License-Identifier: ISC */
/*
 * Issuing a new authenticator.  The seed is made before the record is changed,
 * so that the change can be repeated and the files can be made first.  Must not
 * store a secret before it is printed.
 */
#include "admin/work/authenticator_issue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/work/change.h"
#include "lib/base/clock.h"
#include "lib/base/text.h"
#include "lib/crypto/random.h"

bool
authenticator_issue_seed(struct og_otpauth *p)
{
	p->seed_len = OG_SEED_NEW;
	if (og_random(p->seed, p->seed_len) == OG_OK)
		return true;
	output_complain(NULL, "no random numbers are available");
	return false;
}

bool
authenticator_issue_name(const struct context *c, const struct args *a,
    const char *name, struct og_otpauth *p)
{
	const char *issuer = a->opt[OPT_ISSUER];

	/* "" asks for the setting, too, in the place of a given URI's */
	if (issuer != NULL ? issuer[0] == '\0' : p->issuer[0] == '\0')
		issuer = c->settings.issuer;
	if (issuer != NULL) {
		if (strlen(issuer) > OG_ISSUER_MAX ||
		    strchr(issuer, ':') != NULL ||
		    !og_text_is_clean(issuer, strlen(issuer))) {
			output_complain(NULL,
			    "the issuer must be UTF-8 "
			    "without a colon, %d bytes at most",
			    OG_ISSUER_MAX);
			return false;
		}
		(void)snprintf(p->issuer, sizeof(p->issuer), "%s", issuer);
	}
	(void)snprintf(p->account, sizeof(p->account), "%s", name);
	return true;
}

void
authenticator_issue_spec(
    const struct context *c, const struct og_otpauth *p, struct og_enroll *spec)
{
	memset(spec, 0, sizeof(*spec));
	spec->type = p->hotp ? OG_FACTOR_HOTP : OG_FACTOR_TOTP;
	spec->hash = p->hash;
	spec->digits = p->digits;
	spec->period = p->period;
	spec->seed = p->seed;
	spec->seed_len = p->seed_len;
	spec->expires = og_clock_wall() + c->settings.policy.pending;
}

enum og_err
authenticator_issue_add(struct og_user *u, const struct og_enroll *spec,
    const struct og_keyring *ring, uint32_t *id, struct og_why *why)
{
	enum og_err err;

	if (spec->label != NULL &&
	    (strlen(spec->label) > OG_LABEL_MAX ||
		!og_text_is_clean(spec->label, strlen(spec->label))))
		return og_why_set(why, OG_ERR_RANGE,
		    "the label must be UTF-8, %d bytes at most", OG_LABEL_MAX);
	err = og_enroll_add(u, spec, ring, og_clock_wall(), id);
	if (err == OG_ERR_RANGE && u->n_authenticators == OG_AUTHENTICATORS_MAX)
		return og_why_set(why, err,
		    "the user already has %d authenticators, the maximum: "
		    "otpadm drop %s --id N removes one, otpadm show %s lists "
		    "them",
		    OG_AUTHENTICATORS_MAX, u->name, u->name);
	if (err == OG_ERR_RANGE)
		return og_why_set(why, err, "the secret was not accepted");
	return err;
}

static void
print_json(const struct authenticator_issue *i)
{
	const struct og_enroll *spec = &i->spec;
	struct json j;

	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", i->name);
	json_bool(&j, "new_user", i->is_new);
	json_int(&j, "id", i->id);
	json_string(&j, "type", og_factor_name(spec->type));
	json_string(&j, "algorithm", og_hash_name(spec->hash));
	json_int(&j, "digits", spec->digits);
	if (spec->type == OG_FACTOR_TOTP)
		json_int(&j, "period", spec->period);
	json_int(&j, "replaces", spec->replaces);
	json_time(&j, "expires", spec->expires);
	json_string(&j, "uri", og_buf_str(&i->h->uri));
	if (i->advice != NULL)
		advice_json(&j, i->advice);
	json_close(&j, '}');
	(void)json_finish(&j);
}

static void
print(void *arg)
{
	const struct authenticator_issue *i = arg;

	if (i->c->json) {
		print_json(i);
		return;
	}
	(void)secret_output_draw(i->h, i->a);
	printf("%s\n", og_buf_str(&i->h->uri));
}

enum og_err
authenticator_issue_show(struct authenticator_issue *i, const struct og_user *u)
{
	return change_show(i->c, u, i->id, print, i);
}

void
authenticator_issue_tell(const struct authenticator_issue *i)
{
	char until[OUTPUT_TIME_SIZE];

	if (i->c->json)
		return;
	if (isatty(STDOUT_FILENO)) {
		output_time_format(i->spec.expires, until);
		output_say(i->name,
		    "authenticator %" PRIu32 " waits for its first code "
		    "until %s: otpadm confirm %s",
		    i->id, until, i->name);
	}
	if (i->advice != NULL)
		advice_say(i->advice, i->name);
}
