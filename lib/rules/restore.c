// SPDX-License-Identifier: ISC
/*
 * Old records made safe.  Pure changes of a record; a reader of old files has
 * to call this for each.
 */
#include "lib/rules/restore.h"

#include <string.h>

#include "lib/base/wipe.h"
#include "lib/record/device.h"
#include "lib/record/session.h"

/* Keeps those groups of "u", from "then", that "now" has, too. */
static void
cut_groups(
    struct og_user *u, const struct og_user *then, const struct og_user *now)
{
	struct og_requirement one = {.n_groups = 1};
	const char *g = then->groups;
	size_t len, used = 0;

	for (; *g != '\0'; g += len + (g[len] == ',')) {
		len = strcspn(g, ",");
		if (len >= sizeof(one.groups[0]))
			continue;
		memcpy(one.groups[0], g, len);
		one.groups[0][len] = '\0';
		if (!og_user_in_groups(now, &one))
			continue;
		if (used > 0)
			u->groups[used++] = ',';
		memcpy(u->groups + used, g, len);
		used += len;
	}
	u->groups[used] = '\0';
}

void
og_restore_merge(
    struct og_user *next, const struct og_user *then, const struct og_user *now)
{
	og_user_copy(next, now);
	next->disabled = then->disabled || now->disabled;
	memcpy(next->email, then->email, sizeof(next->email));
	memcpy(next->phone, then->phone, sizeof(next->phone));
	memcpy(next->fullname, then->fullname, sizeof(next->fullname));
	cut_groups(next, then, now);
}

static void
move_on(struct og_authenticator *a, const struct og_restore *how)
{
	uint64_t now, ahead;

	if (a->type == OG_FACTOR_HOTP) {
		a->moving_factor += how->look_ahead + 1;
		return;
	}
	now = og_totp_step(how->now, a->period);
	ahead = how->window + (a->drift > 0 ? (uint64_t)a->drift : 0);
	if (a->moving_factor < now + ahead)
		a->moving_factor = now + ahead;
}

void
og_restore_user(struct og_user *u, const struct og_restore *how)
{
	for (size_t i = 0; i < u->n_authenticators; i++)
		move_on(&u->authenticators[i], how);
	if (!how->keep_codes)
		OG_WIPE_OBJECT(&u->recovery);
	(void)og_session_end_all(u);
	/* revoked ones would be back, and nobody knows which those are */
	(void)og_device_drop_all(u);
	u->n_bearers = 0;
	/* it may have been used since */
	OG_WIPE_OBJECT(&u->invite);
	OG_WIPE_OBJECT(&u->adding);
}
