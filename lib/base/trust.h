/* SPDX-License-Identifier: ISC */
/* Whether anybody but root could put something else where a path leads. */
#ifndef OTPGATE_BASE_TRUST_H
#define OTPGATE_BASE_TRUST_H

#include <sys/stat.h>

#include "lib/base/err.h"

/*
 * Checks "path", which is absolute: each folder above it, each symlink on the
 * way and at its end, and all folders above those.  They must belong to root or
 * the caller.  Nobody else may write there, except in a sticky folder, where
 * others cannot replace it, and to a socket, whose mode says who may connect.
 * OG_OK with *st, which is never that of a symlink.  Otherwise "why" names the
 * place, and the remedy if there is one: OG_ERR_UNSAFE; OG_ERR_NOTFOUND;
 * OG_ERR_RANGE for a path that is not absolute or too long; OG_ERR_IO.
 */
enum og_err og_trust_look(
    const char *path, struct stat *st, struct og_why *why) OG_MUST_CHECK;

#endif
