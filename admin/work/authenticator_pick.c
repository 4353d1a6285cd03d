/* SPDX-License-Identifier: ISC */
/*
 * Chooses among several authenticators: by --id, or the only one that fits.
 * Must not guess when more than one does.
 */
#include "admin/work/authenticator_pick.h"

#include <inttypes.h>
#include <stddef.h>

#include "admin/ui/output.h"

const char *
authenticator_state(const struct og_authenticator *a, int64_t now)
{
	switch (a->state) {
	case OG_AUTH_PENDING:
		return a->expires != 0 && a->expires <= now ? "expired"
							    : "pending";
	case OG_AUTH_ACTIVE:
		return "active";
	case OG_AUTH_DISABLED:
		return "disabled";
	}
	return "unknown";
}

static bool
fits(const struct og_authenticator *a, unsigned wanted, int64_t now)
{
	if (a->state != OG_AUTH_PENDING)
		return (wanted & PICK_PROVEN) != 0;
	return (wanted & PICK_PENDING) != 0 &&
	       (a->expires == 0 || a->expires > now);
}

static struct og_authenticator *
pick_by_id(struct og_user *u, uint32_t id, unsigned wanted, int64_t now)
{
	struct og_authenticator *a = og_user_authenticator(u, id);

	if (a == NULL) {
		output_complain(u->name, "no authenticator %" PRIu32, id);
		return NULL;
	}
	if (!fits(a, wanted, now)) {
		output_complain(u->name, "authenticator %" PRIu32 " is %s", id,
		    authenticator_state(a, now));
		return NULL;
	}
	return a;
}

struct og_authenticator *
authenticator_pick(struct og_user *u, uint32_t id, unsigned wanted, int64_t now)
{
	struct og_authenticator *found = NULL;
	size_t n = 0;

	if (id != 0)
		return pick_by_id(u, id, wanted, now);
	for (size_t i = 0; i < u->n_authenticators; i++) {
		if (!fits(&u->authenticators[i], wanted, now))
			continue;
		found = &u->authenticators[i];
		n++;
	}
	if (n == 1)
		return found;
	if (n > 1)
		output_complain(u->name,
		    "there are %zu authenticators: choose one with --id", n);
	else if (wanted == PICK_PENDING)
		output_complain(
		    u->name, "no authenticator is waiting for its first code");
	else
		output_complain(u->name, "no such authenticator");
	return NULL;
}
