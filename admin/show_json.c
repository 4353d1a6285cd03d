/* SPDX-License-Identifier: ISC */
/*
 * otpadm --json show: what is known of one user, as JSON.  Must not print a
 * secret: no seed, no hash, no recovery code.
 */
#include "hex.h"
#include "json.h"
#include "pick.h"
#include "show.h"
#include "users.h"

static void
put_authenticator(struct json *j, const struct og_authenticator *a, int64_t now)
{
	json_open(j, NULL, '{');
	json_int(j, "id", a->id);
	json_string(j, "label", a->label);
	json_string(j, "type", og_factor_name(a->type));
	json_string(j, "state", pick_state(a, now));
	json_string(j, "algorithm", og_hash_name(a->hash));
	json_int(j, "digits", a->digits);
	if (a->type == OG_FACTOR_TOTP) {
		json_int(j, "period", a->period);
		json_time(j, "last_code", (int64_t)(a->moving * a->period));
		json_int(j, "drift", a->drift);
	} else {
		json_int(j, "counter", (int64_t)a->moving);
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
	json_int(j, "failures", lane->failures);
	json_time(j, "wait_until", lane->until);
	json_bool(j, "closed", lane->closed);
	json_int(j, "password_failures", lane->password_failures);
	json_time(j, "password_wait_until", lane->password_until);
	json_close(j, '}');
}

void
show_json(const struct context *c, const struct og_user *u, int64_t now)
{
	struct show_lane lane;
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
	json_open(&j, "lanes", '[');
	for (int i = 0; i < OG_LANES; i++) {
		show_lane(c, u, (enum og_lane)i, now, &lane);
		put_lane(&j, &lane);
	}
	json_close(&j, ']');
	json_int(&j, "guesses_in_a_year", og_throttle_year(u, now));
	json_int(&j, "sessions", (int64_t)users_sessions(c, u, now));
	json_close(&j, '}');
	(void)json_finish(&j);
}
