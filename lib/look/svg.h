/* SPDX-License-Identifier: ISC */
/* A drawing in a page: SVG of which nothing can come but a picture. */
#ifndef OTPGATE_LOOK_SVG_H
#define OTPGATE_LOOK_SVG_H

#include "lib/look/fault.h"

/*
 * OG_OK when "len" bytes of "s" are one well-formed SVG of known elements and
 * attributes alone, with a viewBox; otherwise OG_ERR_FORMAT with *fault.  Not
 * among the known: scripts and what starts them, animation, HTML within,
 * addresses of anything outside, entities, a DOCTYPE, CDATA, and elements that
 * draw others again.
 */
enum og_err
og_svg_check(const char *s, size_t len, struct og_fault *fault) OG_MUST_CHECK;

#endif
