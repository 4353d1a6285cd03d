/* SPDX-License-Identifier: ISC */
/* What an administrator should know after creating an authenticator: what is
 * still missing, and what was there before. */
#ifndef OTPGATE_ADMIN_WORK_ADVICE_H
#define OTPGATE_ADMIN_WORK_ADVICE_H

#include "admin/ui/json.h"
#include "admin/work/context.h"

struct advice {
	bool password; /* one is set, or none is needed */
	size_t n;
	uint32_t others[OG_AUTHENTICATORS_MAX];
	const char *states[OG_AUTHENTICATORS_MAX];
};

/* Records in *v what "u" has besides the authenticator "id". */
void advice_note(const struct context *c, const struct og_user *u, uint32_t id,
    struct advice *v);

/* Says it about "name" on standard error. */
void advice_say(const struct advice *v, const char *name);

/* Writes the members "password" and "others". */
void advice_json(struct json *j, const struct advice *v);

#endif
