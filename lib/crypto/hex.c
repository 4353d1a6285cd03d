/* SPDX-License-Identifier: ISC */
/*
 * Hexadecimal numbers of a fixed width.  Lower case only, so that a number in
 * the database has one spelling.
 */
#include "lib/crypto/hex.h"

void
og_hex_format(uint64_t value, int digits, char *out)
{
	out[digits] = '\0';
	while (digits-- > 0) {
		out[digits] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
}

/* The value of a digit plus one: 0 is not a digit. */
static const unsigned char worth[256] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
};

enum og_err
og_hex_parse(const char *in, int digits, uint64_t *out)
{
	uint64_t value = 0;
	unsigned digit;

	/* a million lines hold seventy million digits: no branch for each */
	for (int i = 0; i < digits; i++) {
		digit = worth[(unsigned char)in[i]];
		if (digit == 0)
			return OG_ERR_FORMAT;
		value = value << 4 | (digit - 1);
	}
	*out = value;
	return OG_OK;
}
