/* SPDX-License-Identifier: ISC */
/* Colours, and whether one can be read on another. */
#ifndef OTPGATE_LOOK_COLOUR_H
#define OTPGATE_LOOK_COLOUR_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"

/* Contrast of text that everybody can read (WCAG 2.1, 1.4.3). */
#define OG_CONTRAST_TEXT 4.5
/* And of text on dark grounds, where less looks as if it was switched off. */
#define OG_CONTRAST_DARK 7.0

#define OG_COLOUR_SIZE 8 /* "#rrggbb" */

struct og_colour {
	uint8_t r, g, b;
};

/* Reads "#rrggbb", in either case.  OG_OK or OG_ERR_FORMAT. */
enum og_err og_colour_parse(const char *s, struct og_colour *out) OG_MUST_CHECK;

void og_colour_format(struct og_colour c, char out[OG_COLOUR_SIZE]);

/* The contrast ratio of WCAG 2.1, from 1 to 21; the order does not matter. */
double og_colour_contrast(struct og_colour a, struct og_colour b);

/* Black or white, whichever can be read better on "ground": the contrast is
 * never below 4.58. */
struct og_colour og_colour_on(struct og_colour ground);

/*
 * "c", or as little of "pole" mixed into it as is needed for the contrast
 * "least" with each of "n" grounds; "pole" itself when nothing else has it.
 */
struct og_colour og_colour_readable(struct og_colour c, struct og_colour pole,
    const struct og_colour *grounds, size_t n, double least);

#endif
