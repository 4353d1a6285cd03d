/* SPDX-License-Identifier: ISC */
/*
 * Hexadecimal numbers of a fixed width.  Lower case only, so that a number in
 * the database has one spelling.
 */
#include "hex.h"

void
og_hex_format(uint64_t value, int digits, char *out)
{
	out[digits] = '\0';
	while (digits-- > 0) {
		out[digits] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
}

enum og_err
og_hex_parse(const char *in, int digits, uint64_t *out)
{
	uint64_t value = 0;
	int i;

	for (i = 0; i < digits; i++) {
		if (in[i] >= '0' && in[i] <= '9')
			value = value << 4 | (uint64_t)(in[i] - '0');
		else if (in[i] >= 'a' && in[i] <= 'f')
			value = value << 4 | (uint64_t)(in[i] - 'a' + 10);
		else
			return OG_ERR_FORMAT;
	}
	*out = value;
	return OG_OK;
}
