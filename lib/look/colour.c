// SPDX-License-Identifier: ISC
/*
 * Contrast as WCAG 2.1 defines it.  Must not depend on the locale, nor on a
 * library of mathematics.
 */
#include "lib/look/colour.h"

#include <stdbool.h>
#include <stdio.h>

#include "lib/base/percent.h"

/* The fifth root of "v", from 0 to 1, by Newton: from above it only falls. */
static double
fifth_root(double v)
{
	double x = 1, next = 1;

	if (v <= 0)
		return 0;
	do {
		x = next;
		next = x - (x - v / (x * x * x * x)) / 5;
	} while (x - next > 1e-12);
	return x;
}

/* The light of one component of sRGB: the exponent 2.4 is 2 and two fifths. */
static double
light(uint8_t component)
{
	const double c = component / 255.0;
	double v;

	if (c <= 0.04045)
		return c / 12.92;
	v = (c + 0.055) / 1.055;
	return v * v * fifth_root(v * v);
}

static double
luminance(struct og_colour c)
{
	return 0.2126 * light(c.r) + 0.7152 * light(c.g) + 0.0722 * light(c.b);
}

double
og_colour_contrast(struct og_colour a, struct og_colour b)
{
	const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

enum og_err
og_colour_parse(const char *s, struct og_colour *out)
{
	uint8_t parts[3];
	int high, low;

	*out = (struct og_colour){0};
	if (s[0] != '#')
		return OG_ERR_FORMAT;
	for (size_t i = 0; i < 3; i++) {
		high = og_hex_digit(s[2 * i + 1]);
		low = high >= 0 ? og_hex_digit(s[2 * i + 2]) : -1;
		if (low < 0)
			return OG_ERR_FORMAT;
		parts[i] = (uint8_t)(high * 16 + low);
	}
	if (s[7] != '\0')
		return OG_ERR_FORMAT;
	*out = (struct og_colour){parts[0], parts[1], parts[2]};
	return OG_OK;
}

void
og_colour_format(struct og_colour c, char out[OG_COLOUR_SIZE])
{
	(void)snprintf(out, OG_COLOUR_SIZE, "#%02x%02x%02x", c.r, c.g, c.b);
}

struct og_colour
og_colour_on(struct og_colour ground)
{
	const struct og_colour black = {0, 0, 0}, white = {255, 255, 255};

	return og_colour_contrast(ground, white) >=
		       og_colour_contrast(ground, black)
		   ? white
		   : black;
}

/* "part" of 32 of "b" in "a". */
static uint8_t
mix(uint8_t a, uint8_t b, int part)
{
	return (uint8_t)((a * (32 - part) + b * part + 16) / 32);
}

struct og_colour
og_colour_readable(struct og_colour c, struct og_colour pole,
    const struct og_colour *grounds, size_t n, double least)
{
	struct og_colour mixed;
	bool ok;

	for (int part = 0; part < 32; part++) {
		mixed.r = mix(c.r, pole.r, part);
		mixed.g = mix(c.g, pole.g, part);
		mixed.b = mix(c.b, pole.b, part);
		ok = true;
		for (size_t i = 0; i < n; i++)
			ok = ok &&
			     og_colour_contrast(mixed, grounds[i]) >= least;
		if (ok)
			return mixed;
	}
	return pole;
}
