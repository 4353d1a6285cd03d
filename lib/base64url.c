/* SPDX-License-Identifier: ISC */
/*
 * Base64url without padding (RFC 4648 section 5).  Only the canonical spelling
 * is read: a signed text must not have two forms.
 */
#include "base64url.h"
#include "wipe.h"

void
og_base64url_encode(const uint8_t *in, size_t len, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		bits = bits << 8 | in[i];
		held += 8;
		while (held >= 6) {
			held -= 6;
			*out++ = alphabet[bits >> held & 63];
		}
	}
	if (held > 0)
		*out++ = alphabet[bits << (6 - held) & 63];
	*out = '\0';
}

/* One more than the value of a symbol; 0: no symbol.  Every check decodes the
 * digests of a record. */
/* clang-format off */
static const uint8_t values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
	['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
};
/* clang-format on */

enum og_err
og_base64url_decode(
    const char *in, size_t len, uint8_t *out, size_t size, size_t *out_len)
{
	enum og_err err = OG_ERR_FORMAT;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		uint32_t value = values[(uint8_t)in[i]];

		if (value == 0)
			goto out;
		bits = (bits << 6 | (value - 1)) & 0x3fff;
		held += 6;
		if (held < 8)
			continue;
		if (n == size) {
			err = OG_ERR_RANGE;
			goto out;
		}
		held -= 8;
		out[n++] = (uint8_t)(bits >> held);
	}
	/* six bits are a symbol that no byte needs */
	if (held == 6 || (bits & ((1U << held) - 1)) != 0)
		goto out;
	err = OG_OK;
out:
	if (err != OG_OK) {
		og_wipe(out, size);
		n = 0;
	}
	*out_len = n;
	return err;
}
