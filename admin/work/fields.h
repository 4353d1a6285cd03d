/* SPDX-License-Identifier: ISC */
/* The fields of a user that set and enroll change: email, phone, name, groups.
 */
#ifndef OTPGATE_ADMIN_WORK_FIELDS_H
#define OTPGATE_ADMIN_WORK_FIELDS_H

#include <stdbool.h>

#include "admin/work/options.h"
#include "lib/record/user.h"

/* True for the name of such a field, "len" bytes long. */
bool fields_is_known(const char *key, size_t len);

/*
 * Sets the field called "key" to "value".  OG_OK; OG_ERR_FORMAT or
 * OG_ERR_RANGE with *why saying what is wrong and *u unchanged.
 */
enum og_err fields_set(struct og_user *u, const char *key, size_t key_len,
    const char *value, struct og_why *why) OG_MUST_CHECK;

/* Sets those that --email, --phone, --name and --group give.  As fields_set. */
enum og_err fields_set_options(
    struct og_user *u, const struct args *a, struct og_why *why) OG_MUST_CHECK;

#endif
