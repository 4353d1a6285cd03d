// SPDX-License-Identifier: ISC
/*
 * Folds what was typed, by tables: no locale.  Decides nothing, and keeps no
 * copy.
 */
#include "lib/base/typed.h"

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/text.h"

/* Where ten decimal digits in a row begin, 0 first (Unicode 14, Nd). */
static const uint32_t zeros[] = {0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66,
    0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0,
    0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
    0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136,
    0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0,
    0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce,
    0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0};

struct range {
	uint32_t first, last;
};

/* Blanks, and marks without a width: joiners, a BOM. */
static const struct range blanks[] = {{0x09, 0x0d}, {0x20, 0x20}, {0x85, 0x85},
    {0xa0, 0xa0}, {0xad, 0xad}, {0x1680, 0x1680}, {0x180e, 0x180e},
    {0x2000, 0x200d}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x2064},
    {0x3000, 0x3000}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};

/* Changes the direction of writing: comes along with pasted codes, and does not
 * belong around a name. */
static const struct range turns[] = {
    {0x61c, 0x61c}, {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2066, 0x2069}};

/* What word processors and keyboards turn a hyphen into. */
static const struct range dashes[] = {
    {0x2d, 0x2d},
    {0x58a, 0x58a},
    {0x5be, 0x5be},
    {0x1806, 0x1806},
    {0x2010, 0x2015},
    {0x2043, 0x2043},
    {0x207b, 0x207b},
    {0x2212, 0x2212},
    {0x2e3a, 0x2e3b},
    {0x301c, 0x301c},
    {0x3030, 0x3030},
    {0x30fc, 0x30fc},
    {0xfe31, 0xfe32},
    {0xfe58, 0xfe58},
    {0xfe63, 0xfe63},
    {0xff0d, 0xff0d},
};

static bool
is_in(uint32_t cp, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

static bool
is_blank(uint32_t cp)
{
	return is_in(cp, blanks, sizeof(blanks) / sizeof(blanks[0]));
}

static bool
is_dash(uint32_t cp)
{
	return is_in(cp, dashes, sizeof(dashes) / sizeof(dashes[0]));
}

static bool
is_turn(uint32_t cp)
{
	return is_in(cp, turns, sizeof(turns) / sizeof(turns[0]));
}

/* The plain character, or -1. */
static int
plain(uint32_t cp)
{
	if (cp > 0 && cp < 0x80)
		return (int)cp;
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		if (cp >= zeros[i] && cp < zeros[i] + 10)
			return '0' + (int)(cp - zeros[i]);
	if ((cp >= 0xff21 && cp <= 0xff3a) || (cp >= 0xff41 && cp <= 0xff5a))
		return (int)(cp - 0xfee0);
	return -1;
}

int
og_typed_next(const char *in, size_t len, size_t *pos)
{
	uint32_t cp;
	size_t n;

	while (*pos < len) {
		n = og_text_decode(in + *pos, len - *pos, &cp);
		if (n == 0)
			return -1;
		*pos += n;
		if (!is_blank(cp) && !is_dash(cp) && !is_turn(cp))
			return plain(cp);
	}
	return 0;
}

size_t
og_typed_trim(const char *in, size_t len, size_t *start)
{
	size_t i = 0, n, end = 0;
	uint32_t cp;
	bool begun = false;

	*start = 0;
	for (; i < len; i += n) {
		n = og_text_decode(in + i, len - i, &cp);
		if (n == 0) { /* no character: somebody's, and no blank */
			n = 1;
			cp = 0xfffd;
		}
		if (is_blank(cp))
			continue;
		if (!begun)
			*start = i;
		begun = true;
		end = i + n;
	}
	return begun ? end - *start : 0;
}
