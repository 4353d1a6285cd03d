/* SPDX-License-Identifier: ISC */
/*
 * otpadm certs: the valid SSH certificates, revoking them, and the revocation
 * list (KRL) that target hosts read.  Only the register counts: the list is
 * made from it, completely, each time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ui/json.h"
#include "admin/ui/output.h"
#include "admin/ui/table.h"
#include "admin/work/certs_choice.h"
#include "admin/work/change.h"
#include "admin/work/command.h"
#include "lib/base/clock.h"
#include "lib/crypto/hex.h"
#include "lib/files/safefile.h"
#include "lib/sshca/keygen.h"
#include "lib/sshca/register.h"

#define KRL_MAX ((size_t)16 << 20)
#define KRL_MODE 0644
#define SKEW 86400 /* seconds that a target's clock may be behind */
#define TRIES 16

/* Reads those that are valid at "since" or later.  False after a complaint. */
static bool
load(struct context *c, int64_t since, struct og_certs *certs)
{
	const struct og_ssh_settings *s = &c->settings.ssh;

	if (og_certs_load(s->cert_register, since, certs, &c->why) != OG_OK) {
		output_complain(NULL, "%s", c->why.text);
		return false;
	}
	if (certs->bad > 0)
		output_complain(NULL, "%s: %zu line%s not understood",
		    s->cert_register, certs->bad, OUTPUT_S(certs->bad));
	return true;
}

/* --- printing --- */

static void
cert_json(struct context *c, struct json *j, const struct og_cert *cert)
{
	char serial[24], id[17], now[OG_NAME_SIZE];
	const enum certs_now known = certs_now(c, cert, now);

	og_hex_format(cert->id, 16, id);

	/* As text: numbers of JSON end at 53 bits for many. */
	(void)snprintf(serial, sizeof(serial), "%" PRIu64, cert->serial);
	json_open(j, NULL, '{');
	json_string(j, "serial", serial);
	json_string(j, "user", cert->user);
	if (cert->id != 0)
		json_string(j, "id", id);
	else
		json_null(j, "id");
	if (known == CERTS_NOW_NAME)
		json_string(j, "now", now);
	else
		json_null(j, "now");
	json_string(j, "key", cert->key);
	json_string(j, "address", cert->address);
	json_time(j, "issued", cert->issued);
	json_time(j, "until", cert->until);
	json_bool(j, "revoked", cert->revoked);
	json_close(j, '}');
}

/* What the user is called now: "-" when that is what the certificate says. */
static const char *
now_text(struct context *c, const struct og_cert *cert, char now[OG_NAME_SIZE])
{
	switch (certs_now(c, cert, now)) {
	case CERTS_NOW_NAME:
		return strcmp(now, cert->user) == 0 ? "-" : now;
	case CERTS_NOW_GONE:
		return "(removed)";
	case CERTS_NOW_UNKNOWN:
		break;
	}
	return "?";
}

static void
cert_print(struct context *c, const struct og_cert *cert, struct table *t)
{
	char now[OG_NAME_SIZE];

	table_cell(t, "%" PRIu64, cert->serial);
	table_cell(t, "%s", cert->user);
	table_cell(t, "%s", now_text(c, cert, now));
	table_time(t, cert->issued);
	table_time(t, cert->until);
	table_cell(t, "%s", cert->revoked ? "revoked" : "good");
	table_cell(t, "%s", cert->address);
	table_cell(t, "%s", cert->key);
}

static int
certs_list(struct context *c, const char *what)
{
	static const char *const titles[] = {"SERIAL", "USER", "NOW", "ISSUED",
	    "UNTIL", "STATE", "ADDRESS", "KEY"};
	struct certs_choice choice;
	struct og_certs certs;
	struct json j;
	bool ok = true;
	struct table t;

	if (!load(c, og_clock_wall(), &certs))
		return STATUS_FAILED;
	if (!certs_choose(c, &certs, what, &choice)) {
		og_certs_clear(&certs);
		return STATUS_FAILED;
	}
	/* without it the list has no names of today, and says so */
	ok = context_store(c) && !choice.blind;
	table_begin(&t, titles, sizeof(titles) / sizeof(titles[0]), 0);
	json_init(&j);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < certs.n; i++) {
		const struct og_cert *cert = &certs.certs[i];

		if (!certs_is_chosen(&choice, cert))
			continue;
		if (c->json) {
			cert_json(c, &j, cert);
			continue;
		}
		cert_print(c, cert, &t);
	}
	json_close(&j, ']');
	if (c->json)
		ok = json_finish(&j) && ok;
	else
		og_buf_clear(&j.out);
	ok = table_end(&t) && ok && certs.bad == 0;
	og_certs_clear(&certs);
	return ok ? STATUS_DONE : STATUS_FAILED;
}

/* --- revoking --- */

/* Has ssh-keygen make the list of "serials" in "krl". */
static enum og_err
krl_make(struct context *c, const struct og_buf *serials, struct og_buf *krl)
{
	struct og_keygen k;
	enum og_err err;
	char version[24];

	err = og_keygen_begin(&k, &c->why);
	if (err != OG_OK)
		goto out;
	err = og_keygen_put(&k, "serials", og_buf_str(serials), serials->len);
	if (err != OG_OK) {
		(void)og_why_set(
		    &c->why, err, "%s: %s", k.path, og_strerror(err));
		goto out;
	}
	(void)snprintf(version, sizeof(version), "%" PRId64, og_clock_wall());
	og_keygen_arg(&k, "-q");
	og_keygen_arg(&k, "-k");
	og_keygen_arg(&k, "-f");
	og_keygen_arg(&k, "krl");
	og_keygen_arg(&k, "-s");
	og_keygen_arg(&k, c->settings.ssh.ca_key);
	og_keygen_arg(&k, "-z");
	og_keygen_arg(&k, version);
	og_keygen_arg(&k, "serials");
	err = og_keygen_run(&k, NULL, &c->why);
	if (err != OG_OK)
		goto out;
	err = og_keygen_get(&k, "krl", KRL_MAX, krl);
	if (err != OG_OK)
		(void)og_why_set(&c->why, err, OG_SSH_KEYGEN " wrote no list");
out:
	og_keygen_end(&k);
	return err;
}

/* Appends the serials of all that are revoked and could still be accepted. */
static bool
krl_serials(struct context *c, struct og_buf *out)
{
	struct og_certs certs;

	og_buf_init(out, KRL_MAX);
	if (!load(c, og_clock_wall() - SKEW, &certs))
		return false;
	for (size_t i = 0; i < certs.n; i++)
		if (certs.certs[i].revoked)
			og_buf_printf(out, "serial: %" PRIu64 "\n",
			    certs.certs[i].serial);
	og_certs_clear(&certs);
	if (og_buf_err(out) == OG_OK)
		return true;
	output_complain(NULL, "%s", og_strerror(og_buf_err(out)));
	return false;
}

static bool
krl_write(struct context *c, const struct og_buf *serials)
{
	struct og_buf krl;
	enum og_err err;

	og_buf_init(&krl, KRL_MAX);
	err = krl_make(c, serials, &krl);
	if (err == OG_OK)
		err = og_safefile_replace(c->settings.ssh.krl, KRL_MODE,
		    og_buf_str(&krl), krl.len, &c->why);
	if (err != OG_OK)
		output_complain(NULL, "%s", c->why.text);
	og_buf_clear(&krl);
	return err == OG_OK;
}

/* Writes the list; again when somebody else has revoked meanwhile, whose list
 * this one may have replaced. */
static bool
krl_renew(struct context *c)
{
	struct og_buf before, after;
	bool same = false;
	bool ok;

	ok = krl_serials(c, &before);
	for (int i = 0; ok && !same && i < TRIES; i++) {
		ok = krl_write(c, &before) && krl_serials(c, &after);
		if (!ok)
			break;
		same = after.len == before.len;
		og_buf_clear(&before);
		before = after;
	}
	og_buf_clear(&before);
	if (ok && !same)
		output_complain(
		    NULL, "other revocations keep interfering: run it again");
	return ok && same;
}

/* Collects the serials of those chosen, except those already revoked.
 * *found counts both. */
static uint64_t *
collect(const struct og_certs *certs, const struct certs_choice *choice,
    size_t *n, size_t *found)
{
	uint64_t *out = calloc(certs->n + 1, sizeof(*out));

	*n = *found = 0;
	for (size_t i = 0; out != NULL && i < certs->n; i++) {
		const struct og_cert *cert = &certs->certs[i];

		if (!certs_is_chosen(choice, cert))
			continue;
		(*found)++;
		if (!cert->revoked)
			out[(*n)++] = cert->serial;
	}
	return out;
}

/* Records in the register what "what" (a serial, or a user) names.  *blind: the
 * user may have others. */
static bool
revoke(struct context *c, const char *what, bool *blind)
{
	int64_t now = og_clock_wall();
	struct og_certs certs;
	struct certs_choice choice;
	uint64_t *serials = NULL;
	size_t n, found;
	bool ok = false;

	if (!load(c, now - SKEW, &certs))
		return false;
	if (!certs_choose(c, &certs, what, &choice))
		goto out;
	serials = collect(&certs, &choice, &n, &found);
	if (serials == NULL) {
		output_complain(NULL, "%s", og_strerror(OG_ERR_NOMEM));
		goto out;
	}
	if (found == 0) {
		output_complain(choice.name, "no valid certificate");
		goto out;
	}
	if (og_certs_revoke(c->settings.ssh.cert_register, serials, n, now,
		&c->why) != OG_OK) {
		output_complain(choice.name, "%s", c->why.text);
		goto out;
	}
	(void)snprintf(c->detail, sizeof(c->detail),
	    "%zu certificate%s revoked", n, OUTPUT_S(n));
	change_audit(c, choice.name);
	output_say(choice.name, "%s", c->detail);
	*blind = choice.blind;
	ok = true;
out:
	free(serials);
	og_certs_clear(&certs);
	return ok;
}

static int
certs_run(struct context *c, const struct args *a)
{
	bool blind = false;

	if (!context_settings(c))
		return STATUS_FAILED;
	if (a->opt[OPT_REVOKE] == NULL)
		return certs_list(c, a->n == 1 ? a->arg[0] : NULL);
	if (c->json)
		return context_usage(
		    c, "a change prints no data: --json has no effect");
	if (c->settings.ssh.ca_key[0] == '\0') {
		output_complain(NULL,
		    "ssh_ca_key is not set, so there are no certificates to "
		    "revoke: see %s",
		    c->conf);
		return STATUS_FAILED;
	}
	(void)context_audit(c);
	if (a->n == 1 && !revoke(c, a->arg[0], &blind))
		return STATUS_FAILED;
	if (!krl_renew(c))
		return STATUS_FAILED;
	output_say(c->settings.ssh.krl, "written: copy it to the hosts that "
					"name it in RevokedKeys");
	return blind ? STATUS_FAILED : STATUS_DONE;
}

static const struct option_spec certs_options[] = {
    {OPT_REVOKE, 0, "revoke", NULL, "revoke one, or a user's; write the list"},
    OPTIONS_END,
};

const struct command command_certs = {
    .name = "certs",
    .synopsis = "[USER|SERIAL]",
    .help = "print the valid SSH certificates, or revoke some",
    .max_args = 1,
    .flags = COMMAND_JSON,
    .options = certs_options,
    .run = certs_run,
};
