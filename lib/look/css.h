/* SPDX-License-Identifier: ISC */
/* A style sheet of the administrator's, which goes into every page. */
#ifndef OTPGATE_LOOK_CSS_H
#define OTPGATE_LOOK_CSS_H

#include "lib/look/fault.h"

#define OG_CSS_MAX 8192

/*
 * OG_OK when "len" bytes of "s" cannot load anything, run anything, or end the
 * element that they stand in; otherwise OG_ERR_FORMAT, or OG_ERR_RANGE when
 * they are too many, with *fault.
 */
enum og_err
og_css_check(const char *s, size_t len, struct og_fault *fault) OG_MUST_CHECK;

#endif
