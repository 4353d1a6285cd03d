/* SPDX-License-Identifier: ISC */
/* A record from the past must not make spent codes valid again. */
#ifndef OTPGATE_RULES_RESTORE_H
#define OTPGATE_RULES_RESTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/record/user.h"

struct og_restore {
	int64_t now;
	unsigned window;     /* TOTP steps to either side */
	unsigned look_ahead; /* HOTP counters */
	bool keep_codes;     /* recovery codes stay: some may be spent twice */
	bool removed;	     /* users removed since come back, disabled */
	bool compare;	     /* only if the present database can be read */
};

/*
 * Makes *next what a user may be who has an old record "then" and a later one
 * "now": nothing that was taken away since comes back.  Name, password,
 * authenticators, recovery codes, sessions, tokens, locks and counted guesses
 * are those of "now"; email, phone and full name those of "then"; a user is
 * disabled if so in either; groups are those of both.
 */
void og_restore_merge(struct og_user *next, const struct og_user *then,
    const struct og_user *now);

/*
 * Makes an old record safe to use: every TOTP step that could have been
 * accepted up to now counts as spent, HOTP counters move past what could have
 * been, recovery codes are revoked unless "keep_codes", sessions end with the
 * proof of the last login, known browsers, bearer tokens and an invitation are
 * forgotten.
 * Authenticators, password, failure counters and everything else stay.
 * The user's next TOTP code is valid after "window" steps.
 */
void og_restore_user(struct og_user *u, const struct og_restore *how);

#endif
