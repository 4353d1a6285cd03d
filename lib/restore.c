// SPDX-License-Identifier: ISC
/*
 * Old records made safe.  Pure changes of a record; whoever reads old files
 * has to call this for each.
 */
#include "restore.h"

#include <string.h>

#include "device.h"
#include "session.h"
#include "wipe.h"

static void
move_on(struct og_authenticator *a, const struct og_restore *how)
{
	uint64_t now, ahead;

	if (a->type == OG_FACTOR_HOTP) {
		a->moving += how->look_ahead + 1;
		return;
	}
	now = og_totp_step(how->now, a->period);
	ahead = how->window + (a->drift > 0 ? (uint64_t)a->drift : 0);
	if (a->moving < now + ahead)
		a->moving = now + ahead;
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
}
