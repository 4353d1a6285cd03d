/* SPDX-License-Identifier: ISC */
/* What somebody typed: what kind of thing it is.  Knows nothing of PAM. */
#ifndef OTPGATE_ANSWER_H
#define OTPGATE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/decision/policy.h"
#include "pam/arguments.h"

#define ANSWER_RECOVERY_MIN 15 /* no recovery code is shorter */

/*
 * True for what sshd sends in the place of the answer of a user whom it will
 * not let in whatever we say: the bytes 08 0a 0d 7f and "INCORRECT", over and
 * over, to the length of what was typed.  That is no guess of anybody's.
 */
bool answer_is_dummy(const char *text);

/*
 * Puts a code or a recovery code, whichever "text" is and "want" allows, into
 * *a.  False when it is neither: *a has none then.
 */
bool answer_read(const char *text, enum want want, struct og_attempt *a);

/*
 * For a password with a code of "digits" digits at its end: the length of the
 * password.  False when "text" does not end so.
 */
bool answer_split(const char *text, unsigned digits, size_t *password_len);

#endif
