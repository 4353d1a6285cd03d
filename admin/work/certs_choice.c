/* SPDX-License-Identifier: ISC */
/*
 * Certificates are bound to the id of their user: names change, and may belong
 * to somebody else later.  The name in the register counts only if nothing
 * better is known: in lines of earlier versions, for names that no user has any
 * more, and when the database cannot be read.  Must not change anything.
 */
#include "admin/work/certs_choice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/ui/output.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/crypto/hex.h"

#define ID_DIGITS 16

static bool
says(const struct og_cert *cert, const char *name)
{
	return strcmp(cert->user, name) == 0;
}

bool
certs_is_chosen(const struct certs_choice *choice, const struct og_cert *cert)
{
	if (choice->serial != 0)
		return cert->serial == choice->serial;
	if (choice->by_id || (choice->id != 0 && cert->id != 0))
		return cert->id == choice->id;
	return choice->name[0] == '\0' || says(cert, choice->name);
}

static const struct og_cert *
find_serial(const struct og_certs *certs, const char *what)
{
	uint64_t serial;

	if (og_num_parse(what, strlen(what), 1, INT64_MAX, &serial) != OG_OK)
		return NULL;
	for (size_t i = 0; i < certs->n; i++)
		if (certs->certs[i].serial == serial)
			return &certs->certs[i];
	return NULL;
}

/* What the user "id" is called now; the record itself is not needed. */
static enum certs_now
name_of(struct context *c, uint64_t id, char name[OG_NAME_SIZE])
{
	static struct og_user u;
	enum certs_now now = CERTS_NOW_UNKNOWN;
	enum og_err err;

	if (id == 0 || c->store == NULL)
		return now;
	err = og_store_get_id(c->store, id, false, &u);
	if (err == OG_OK) {
		memcpy(name, u.name, OG_NAME_SIZE);
		now = CERTS_NOW_NAME;
	} else if (err == OG_ERR_NOTFOUND) {
		now = CERTS_NOW_GONE;
	}
	og_user_clear(&u);
	return now;
}

enum certs_now
certs_now(
    struct context *c, const struct og_cert *cert, char name[OG_NAME_SIZE])
{
	return name_of(c, cert->id, name);
}

/* Whether an earlier one is valid, bears "name" and has the same id. */
static bool
is_told(const struct og_certs *certs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!certs->certs[i].revoked &&
		    certs->certs[i].id == certs->certs[n].id &&
		    says(&certs->certs[i], name))
			return true;
	return false;
}

/* Names earlier users with the name of the chosen user. */
static void
tell_others(struct context *c, const struct og_certs *certs,
    const struct certs_choice *choice)
{
	char hex[ID_DIGITS + 1], now[OG_NAME_SIZE];

	for (size_t i = 0; i < certs->n; i++) {
		const struct og_cert *cert = &certs->certs[i];

		if (cert->id == 0 || cert->id == choice->id || cert->revoked ||
		    !says(cert, choice->name) ||
		    is_told(certs, i, choice->name))
			continue;
		og_hex_format(cert->id, ID_DIGITS, hex);
		output_complain(choice->name,
		    "some valid SSH certificates bear this name, but their "
		    "user is %s now: to revoke them, otpadm certs --revoke %s",
		    name_of(c, cert->id, now) == CERTS_NOW_NAME ? now : "gone",
		    hex);
	}
}

/* Nobody has the name: it may be an old one, or an id. */
static bool
choose_gone(
    struct context *c, const struct og_certs *certs, struct certs_choice *out)
{
	uint64_t id;

	for (size_t i = 0; i < certs->n; i++)
		if (says(&certs->certs[i], out->name))
			return true;
	if (strlen(out->name) != ID_DIGITS ||
	    og_hex_parse(out->name, ID_DIGITS, &id) != OG_OK || id == 0)
		return false;
	for (size_t i = 0; i < certs->n; i++) {
		if (certs->certs[i].id != id)
			continue;
		out->id = id;
		out->by_id = true;
		if (name_of(c, id, out->name) != CERTS_NOW_NAME)
			memcpy(out->name, certs->certs[i].user, OG_NAME_SIZE);
		return true;
	}
	return false;
}

bool
certs_choose(struct context *c, const struct og_certs *certs, const char *what,
    struct certs_choice *out)
{
	static struct og_user u;
	const struct og_cert *one;
	enum og_err err = OG_ERR_IO;

	memset(out, 0, sizeof(*out));
	if (what == NULL)
		return true;
	one = find_serial(certs, what);
	if (one != NULL) {
		out->serial = one->serial;
		memcpy(out->name, one->user, OG_NAME_SIZE);
		return true;
	}
	if (!context_name(what, out->name))
		return false;
	if (context_store(c))
		err = og_store_get_name(c->store, out->name, &u);
	if (err == OG_OK) {
		out->id = u.id;
		og_user_clear(&u);
		tell_others(c, certs, out);
		return true;
	}
	if (err == OG_ERR_NOTFOUND && choose_gone(c, certs, out))
		return true;
	if (err == OG_ERR_NOTFOUND) {
		output_complain(
		    out->name, "no such user, and no valid certificate");
		return false;
	}
	out->blind = true;
	output_complain(out->name,
	    "the database does not say who this is: certificates "
	    "are found only by the names in the register, and not "
	    "those from before a rename");
	return true;
}

/* --- reminding --- */

/* Those that are valid and selected; *until is the last end of any, *other
 * whether any bears another name. */
static size_t
count_left(const struct og_certs *certs, const char *name, uint64_t id,
    bool renamed, int64_t *until, bool *other)
{
	size_t n = 0;

	*until = 0;
	*other = false;
	for (size_t i = 0; i < certs->n; i++) {
		const struct og_cert *cert = &certs->certs[i];

		if (cert->revoked ||
		    (cert->id != 0 ? cert->id != id : !says(cert, name)) ||
		    (renamed && says(cert, name)))
			continue;
		n++;
		*other = *other || !says(cert, name);
		if (cert->until > *until)
			*until = cert->until;
	}
	return n;
}

void
certs_remind(struct context *c, const char *name, uint64_t id, bool renamed)
{
	const char *path = c->settings.ssh.cert_register;
	struct og_certs certs;
	char when[OG_TIME_SIZE], hex[ID_DIGITS + 1], now[OG_NAME_SIZE];
	int64_t until;
	bool other;
	size_t n;

	if (c->settings.ssh.ca_key[0] == '\0')
		return;
	if (og_certs_load(path, og_clock_wall(), &certs, &c->why) != OG_OK) {
		output_complain(name, "SSH certificates may still be valid: %s",
		    c->why.text);
		return;
	}
	n = count_left(&certs, name, id, renamed, &until, &other);
	og_certs_clear(&certs);
	if (n == 0)
		return;
	og_clock_format(until, when);
	og_hex_format(id, ID_DIGITS, hex);
	/* of who is gone, the last name finds only those that say it */
	other = other && name_of(c, id, now) == CERTS_NOW_GONE;
	/* what --json prints is one value */
	(c->json ? output_complain : output_say)(name,
	    "SSH certificates still valid: %zu, until %s at the latest%s: to "
	    "revoke them, otpadm certs --revoke %s",
	    n, when, renamed ? ", for accounts of other names" : "",
	    other ? hex : name);
}

void
certs_remind_of_others(struct context *c, const char *name, uint64_t id)
{
	struct certs_choice choice = {.id = id};
	struct og_certs certs;

	if (c->settings.ssh.ca_key[0] == '\0' ||
	    og_certs_load(c->settings.ssh.cert_register, og_clock_wall(),
		&certs, &c->why) != OG_OK)
		return;
	(void)snprintf(choice.name, sizeof(choice.name), "%s", name);
	tell_others(c, &certs, &choice);
	og_certs_clear(&certs);
}

void
certs_remind_of(struct context *c, const char *name)
{
	static struct og_user u;

	if (c->settings.ssh.ca_key[0] == '\0' ||
	    og_store_get_name(c->store, name, &u) != OG_OK)
		return;
	certs_remind(c, name, u.id, false);
	og_user_clear(&u);
}
