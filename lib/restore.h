/* SPDX-License-Identifier: ISC */
/* A record that comes back from the past must not bring spent codes back. */
#ifndef OG_RESTORE_H
#define OG_RESTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "user.h"

struct og_restore {
	int64_t now;
	unsigned window;     /* TOTP steps to either side */
	unsigned look_ahead; /* HOTP counters */
	bool keep_codes;     /* recovery codes stay: some may be spent twice */
};

/*
 * Makes an old record safe to use: every TOTP step that could have been
 * accepted up to now counts as spent, HOTP counters move past what could have
 * been, recovery codes are revoked unless "keep_codes", sessions end with what
 * proves the last login, known browsers and bearer tokens are forgotten.
 * Authenticators, password, counters of failures and everything else stay.
 * The user's next TOTP code is good after "window" steps.
 */
void og_restore_user(struct og_user *u, const struct og_restore *how);

#endif
