/* SPDX-License-Identifier: ISC */
/* A new password on a page: the two fields for it, and what is wrong with
 * one.  The rule is lib/rules/newpassword's. */
#ifndef OTPGATE_FCGI_WEB_NEWPASSWORD_H
#define OTPGATE_FCGI_WEB_NEWPASSWORD_H

#include "fcgi/server/server.h"
#include "fcgi/web/form.h"
#include "lib/crypto/opaque.h"
#include "lib/record/user.h"

/* Appends the fields "password" and "again", for the user "name"; "focus": the
 * page begins here; "wrong": an alert in an element "wrong" is about them. */
void
newpassword_put(struct exchange *x, const char *name, bool focus, bool wrong);

/* What is wrong with what was typed there, as a sentence; or WORD_NONE, and
 * *prepared is what is to be hashed. */
enum word newpassword_judge(const struct exchange *x, const struct og_user *u,
    const struct form_field *password, const struct form_field *again,
    struct og_opaque *prepared);

#endif
