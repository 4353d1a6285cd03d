/* SPDX-License-Identifier: ISC */
/* User names and group names: which spellings exist. */
#ifndef OTPGATE_BASE_NAME_H
#define OTPGATE_BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/err.h"

#define OG_NAME_MAX 64
#define OG_NAME_SIZE (OG_NAME_MAX + 1)
#define OG_GROUP_MAX 32

/* True for 1 to 64 bytes of [a-z0-9._@-] that do not start with "-". */
bool og_name_is_valid(const char *name);

/*
 * Folds ASCII upper case of "len" bytes at "in" and writes the name to "out".
 * Returns OG_OK, or OG_ERR_FORMAT when the result is no valid name; "out" is
 * then the empty string.
 */
enum og_err
og_name_fold(const char *in, size_t len, char out[OG_NAME_SIZE]) OG_MUST_CHECK;

/*
 * The same for what a person typed: blanks around it are dropped (typed.h).
 * Not for names that somebody else vouches for.
 */
enum og_err
og_name_read(const char *in, size_t len, char out[OG_NAME_SIZE]) OG_MUST_CHECK;

/* True for 1 to 32 bytes of [a-z0-9._-] that do not start with "-". */
bool og_group_is_valid(const char *group, size_t len);

#endif
