/* SPDX-License-Identifier: ISC */
/*
 * otpadm --json show: what is known about one user, as JSON.  Must not print a
 * secret: no seed, no hash, no recovery code.
 */
#include "admin/ui/json.h"
#include "admin/work/authenticator_pick.h"
#include "admin/work/obstacles.h"
#include "admin/work/show.h"
#include "admin/work/users.h"
#include "lib/crypto/hex.h"
#include "lib/rules/invite.h"

static void
put_authenticator(struct json *j, const struct og_authenticator *a, int64_t now)
{
	json_open(j, NULL, '{');
	json_int(j, "id", a->id);
	json_string(j, "label", a->label);
	json_string(j, "type", og_factor_name(a->type));
	json_string(j, "state", authenticator_state(a, now));
	json_string(j, "algorithm", og_hash_name(a->hash));
	json_int(j, "digits", a->digits);
	if (a->type == OG_FACTOR_TOTP) {
		json_int(j, "period", a->period);
		json_time(j, "spent_until",
		    a->moving_factor == 0
			? 0
			: (int64_t)((a->moving_factor + 1) * a->period));
		json_int(j, "drift", a->drift);
	} else {
		json_int(j, "counter", (int64_t)a->moving_factor);
	}
	json_time(j, "created", a->created);
	json_time(j, "expires", a->state == OG_AUTH_PENDING ? a->expires : 0);
	json_int(j, "replaces", a->replaces);
	json_int(j, "failures", a->failures);
	json_int(j, "key", a->key_id);
	json_close(j, '}');
}

static void
put_lane(struct json *j, const struct show_lane *lane)
{
	json_open(j, NULL, '{');
	json_string(j, "lane", lane->name);
	if (lane->device != 0)
		json_int(j, "id", lane->device);
	json_int(j, "failures", lane->failures);
	json_time(j, "wait_until", lane->until);
	json_bool(j, "closed", lane->closed);
	if (lane->closed_by != NULL)
		json_string(j, "closed_by", lane->closed_by);
	else
		json_null(j, "closed_by");
	json_time(j, "opens", lane->opens);
	json_int(j, "password_failures", lane->password_failures);
	json_time(j, "password_wait_until", lane->password_until);
	json_close(j, '}');
}

void
show_device_members(struct json *j, const struct og_device *d)
{
	json_int(j, "id", d->id);
	json_string(j, "browser", d->agent);
	json_time(j, "created", d->created);
	json_time(j, "seen", d->seen);
	json_int(j, "failures", d->counter.failures);
}

void
show_bearer_members(struct json *j, const struct og_bearer *b, int64_t now)
{
	json_int(j, "id", b->id);
	json_string(j, "label", b->label);
	json_string(j, "path", b->prefix);
	json_string(j, "network", b->network);
	json_time(j, "created", b->created);
	json_time(j, "expires", b->expires);
	json_bool(j, "expired", b->expires <= now);
	json_time(j, "used", b->used);
}

void
show_bearer(struct json *j, const struct og_bearer *b, int64_t now)
{
	json_open(j, NULL, '{');
	show_bearer_members(j, b, now);
	json_close(j, '}');
}

static void
put_guessing(
    struct json *j, const struct context *c, struct og_user *u, int64_t now)
{
	struct show_lane lane;

	json_open(j, "lanes", '[');
	for (size_t i = 0; show_lane(c, u, i, now, &lane); i++)
		put_lane(j, &lane);
	json_close(j, ']');
	json_open(j, "guesses_in_a_year", '{');
	for (int i = 0; i < OG_SHARES; i++)
		json_int(j, show_share((enum og_share)i),
		    og_throttle_year(u, (enum og_share)i, now));
	json_close(j, '}');
}

static void
put_last(struct json *j, const struct og_proof *last)
{
	if (last->when == 0) {
		json_null(j, "last_proof");
		return;
	}
	json_open(j, "last_proof", '{');
	json_string(j, "factor", og_factor_name(last->factor));
	json_int(j, "authenticator", last->authenticator);
	json_time(j, "when", last->when);
	json_close(j, '}');
}

static void
put_held(struct json *j, const struct og_user *u, int64_t now)
{
	json_open(j, "devices", '[');
	for (size_t i = 0; i < u->n_devices; i++) {
		json_open(j, NULL, '{');
		show_device_members(j, &u->devices[i]);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "tokens", '[');
	for (size_t i = 0; i < u->n_bearers; i++)
		show_bearer(j, &u->bearers[i], now);
	json_close(j, ']');
}

static void
put_invite(struct json *j, const struct og_user *u, int64_t now)
{
	const struct og_invite *i = &u->invite;

	if (i->created == 0) {
		json_null(j, "invitation");
		return;
	}
	json_open(j, "invitation", '{');
	json_bool(j, "open", og_invite_is_open(u, now));
	json_time(j, "created", i->created);
	json_time(j, "expires", i->expires);
	json_bool(j, "replace", i->replace);
	json_int(j, "failures", i->failures);
	json_close(j, '}');
}

void
show_json(struct context *c, struct og_user *u, int64_t now)
{
	struct obstacles o;
	struct json j;
	char id[17];

	og_hex_format(u->id, 16, id);
	json_init(&j);
	json_open(&j, NULL, '{');
	json_string(&j, "user", u->name);
	json_string(&j, "id", id);
	json_string(&j, "state", u->disabled ? "disabled" : "enabled");
	json_time(&j, "created", u->created);
	json_string(&j, "name", u->fullname);
	json_string(&j, "email", u->email);
	json_string(&j, "phone", u->phone);
	json_list(&j, "groups", u->groups);
	json_bool(&j, "password", u->pwhash[0] != '\0');
	json_open(&j, "authenticators", '[');
	for (size_t i = 0; i < u->n_authenticators; i++)
		put_authenticator(&j, &u->authenticators[i], now);
	json_close(&j, ']');
	json_int(&j, "recovery_left", (int64_t)u->recovery.n);
	json_int(&j, "recovery_issued", u->recovery.issued);
	put_last(&j, &u->last);
	put_held(&j, u, now);
	put_invite(&j, u, now);
	put_guessing(&j, c, u, now);
	json_int(&j, "sessions", (int64_t)users_sessions(c, u, now));
	obstacles_find(c, u, now, &o);
	obstacles_json(&j, &o);
	json_close(&j, '}');
	(void)json_finish(&j);
}
