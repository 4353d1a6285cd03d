/* SPDX-License-Identifier: ISC */
/* New passwords: which are refused, and what the administrator is told. */
#ifndef OTPGATE_ADMIN_WORK_PASSWORD_H
#define OTPGATE_ADMIN_WORK_PASSWORD_H

#include <stdbool.h>

#include "admin/ui/secret.h"
#include "lib/conf/settings.h"
#include "lib/rules/newpassword.h"

/*
 * Judges what was typed as a new password of "u" (og_newpassword_judge).  True
 * with what is to be hashed in *prepared, which the caller wipes; false after
 * one sentence that says what to do.
 */
bool password_prepare(const struct og_settings *set, const struct og_user *u,
    const struct secret *typed, struct og_opaque *prepared);

#endif
