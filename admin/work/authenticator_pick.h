/* SPDX-License-Identifier: ISC */
/* Which authenticator of a user a command means. */
#ifndef OTPGATE_ADMIN_WORK_AUTHENTICATOR_PICK_H
#define OTPGATE_ADMIN_WORK_AUTHENTICATOR_PICK_H

#include "admin/work/options.h"
#include "lib/record/user.h"

#define PICK_PENDING 1u /* may be one that waits for its first code */
#define PICK_PROVEN 2u	/* may be an active or disabled one */

/* "pending", "expired" (pending, and lapsed by "now"), "active", "disabled" */
const char *authenticator_state(const struct og_authenticator *a, int64_t now);

/*
 * The authenticator of "u" with number "id", or if that is 0 the only one of
 * the "wanted" kinds that has not lapsed.  NULL after a complaint.
 */
struct og_authenticator *authenticator_pick(
    struct og_user *u, uint32_t id, unsigned wanted, int64_t now);

#endif
