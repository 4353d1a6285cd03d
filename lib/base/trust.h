/* SPDX-License-Identifier: ISC */
/* Whether anybody but root could put something else where a path leads. */
#ifndef OTPGATE_BASE_TRUST_H
#define OTPGATE_BASE_TRUST_H

#include <sys/stat.h>

#include "lib/base/err.h"

/*
 * Looks at "path", which is absolute: at each folder above it, at each symlink
 * on the way and at its end, and at all folders above those.  They must belong
 * to root or the caller.  Nobody else may write there, but for a sticky folder,
 * in which others cannot replace it, and a socket, whose mode says who may
 * connect.  OG_OK with *st, which is that of no symlink.  Else "why" names the
 * place, and where it can be mended the remedy: OG_ERR_UNSAFE;
 * OG_ERR_NOTFOUND; OG_ERR_RANGE for what is not absolute or too long;
 * OG_ERR_IO.
 */
enum og_err og_trust_look(
    const char *path, struct stat *st, struct og_why *why) OG_MUST_CHECK;

#endif
