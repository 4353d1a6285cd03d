/* SPDX-License-Identifier: ISC */
/* A picture in a page: PNG. */
#ifndef OTPGATE_LOOK_PNG_H
#define OTPGATE_LOOK_PNG_H

#include <stdint.h>

#include "lib/look/fault.h"

#define OG_PNG_SIDE_MAX 2048 /* points */

/* True when "data" begins as a PNG does. */
bool og_png_is_one(const void *data, size_t len);

/*
 * OG_OK when it is one whole PNG of at most OG_PNG_SIDE_MAX points each way
 * with sound checksums, that does not move and has nothing behind its end;
 * otherwise OG_ERR_FORMAT with *fault.  The picture itself is not decoded.
 */
enum og_err og_png_check(
    const void *data, size_t len, struct og_fault *fault) OG_MUST_CHECK;

#endif
