/* SPDX-License-Identifier: ISC */
/*
 * Advice after an enrolment, on standard error: standard output is for the
 * secret only.  Must not change anything.
 */
#include "admin/work/advice.h"

#include <inttypes.h>
#include <string.h>

#include "admin/ui/output.h"
#include "admin/work/authenticator_pick.h"
#include "lib/base/clock.h"

#define TEXT_MAX 512

void
advice_note(const struct context *c, const struct og_user *u, uint32_t id,
    struct advice *v)
{
	const int64_t now = og_clock_wall();

	memset(v, 0, sizeof(*v));
	v->password = c->settings.policy.first_factor != OG_FIRST_PASSWORD ||
		      u->pwhash[0] != '\0';
	for (size_t i = 0; i < u->n_authenticators; i++) {
		const struct og_authenticator *a = &u->authenticators[i];

		if (a->id == id)
			continue;
		v->others[v->n] = a->id;
		v->states[v->n++] = authenticator_state(a, now);
	}
}

void
advice_say(const struct advice *v, const char *name)
{
	struct og_buf b;

	if (v->n > 0) {
		og_buf_init(&b, TEXT_MAX);
		for (size_t i = 0; i < v->n; i++)
			og_buf_printf(&b, "%s %" PRIu32 " (%s)",
			    i > 0 ? "," : "", v->others[i], v->states[i]);
		output_complain(name,
		    v->n == 1
			? "authenticator%s is already there and stays; to "
			  "remove it: otpadm drop %s --id %" PRIu32
			: "authenticators%s are already there and stay; to "
			  "remove one: otpadm drop %s --id %" PRIu32,
		    og_buf_str(&b), name, v->others[0]);
		og_buf_clear(&b);
	}
	if (!v->password)
		output_complain(name,
		    "no password is set, so every login will fail: otpadm "
		    "passwd %s",
		    name);
}

void
advice_json(struct json *j, const struct advice *v)
{
	json_bool(j, "password", v->password);
	json_open(j, "others", '[');
	for (size_t i = 0; i < v->n; i++)
		json_int(j, NULL, v->others[i]);
	json_close(j, ']');
}
