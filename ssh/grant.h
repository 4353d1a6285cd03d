/* SPDX-License-Identifier: ISC */
/* May this user have a certificate now, and for which names? */
#ifndef SSH_GRANT_H
#define SSH_GRANT_H

#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/conf/settings.h"
#include "lib/record/user.h"

/* Zero is a refusal, as a forgotten assignment leaves it. */
enum grant {
	GRANT_REFUSED = 0,
	GRANT_DISABLED, /* the record is */
	GRANT_GROUP,	/* not in ssh_cert_group */
	GRANT_STALE,	/* no code within ssh_cert_fresh */
	GRANT_GIVEN
};

/*
 * Judges the record "u" at "now", by the wall clock.  The record itself shows
 * whether a code was given: the last login must not be older than
 * ssh_cert_fresh, nor in the future.  Spent steps and counters prove nothing,
 * because they move without a code, too.
 */
enum grant
grant_judge(const struct og_user *u, const struct og_settings *s, int64_t now);

/* A word for the log. */
const char *grant_name(enum grant g);

/* Appends the names that the certificate is valid for, separated by commas: the
 * user's, and "group:NAME" for each group if the settings say so.  The caller
 * checks og_buf_err. */
void grant_principals(
    const struct og_user *u, const struct og_settings *s, struct og_buf *out);

#endif
