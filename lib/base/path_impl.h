/* SPDX-License-Identifier: ISC */
/*
 * What the parts of lib/base/path share, and nobody else.
 */
#ifndef OTPGATE_BASE_PATH_IMPL_H
#define OTPGATE_BASE_PATH_IMPL_H

#include "lib/base/path.h"

/*
 * Puts one byte at the end of the text, and combines it with the bytes before
 * it, as often as that yields something.  No two escapes overlap, so the order
 * does not matter, and the result has none left.  Nothing becomes longer than
 * it was.  A slash counts as one when it is "raw", and is odd otherwise.
 */
void og_path_put(struct og_path *p, char c, bool raw);

#endif
