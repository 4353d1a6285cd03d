/* SPDX-License-Identifier: ISC */
/*
 * What the parts of lib/base/path share, and nobody else.
 */
#ifndef OTPGATE_BASE_PATH_IMPL_H
#define OTPGATE_BASE_PATH_IMPL_H

#include "lib/base/path.h"

/*
 * Puts one byte at the end of the text, and what that makes of the bytes before
 * it, as often as it makes something of them.  No two escapes overlap, so the
 * order does not matter, and the result has none left.  Nothing is taken for
 * more bytes than it had.  A slash is one when it is "raw", and odd otherwise.
 */
void og_path_put(struct og_path *p, char c, bool raw);

#endif
