/* SPDX-License-Identifier: ISC */
/* Making one certificate. */
#ifndef SSH_ISSUE_H
#define SSH_ISSUE_H

#include "lib/base/buf.h"
#include "lib/conf/settings.h"
#include "lib/sshca/register.h"
#include "ssh/pubkey.h"

/* Fills in serial (63 random bits), times, key, user and address ("" for
 * none).  OG_OK, OG_ERR_IO. */
enum og_err issue_prepare(struct og_cert *c, const struct og_settings *s,
    const struct pubkey *key, const char *user, const char *address,
    int64_t now) OG_MUST_CHECK;

/* Checks the key of the authority: a private key that nobody else can read, or
 * with ssh_ca_agent the public one.  OG_OK, or the reason. */
enum og_err
issue_check_ca(const struct og_settings *s, struct og_why *why) OG_MUST_CHECK;

/*
 * Has ssh-keygen sign "key" according to "c" and "principals".  OG_OK with the
 * certificate, one line with its end, appended to "out"; otherwise the error of
 * what failed.  No file of it is left in either case.
 */
enum og_err issue_sign(const struct og_settings *s, const struct og_cert *c,
    const char *principals, const struct pubkey *key, struct og_buf *out,
    struct og_why *why) OG_MUST_CHECK;

#endif
