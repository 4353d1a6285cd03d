/* SPDX-License-Identifier: ISC */
/*
 * Base64url without padding (RFC 4648 section 5).  Only the canonical spelling
 * is read: a signed text must not have two forms.  The usual base64 (section 4)
 * is only written.
 */
#include <stdbool.h>

#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* Without padding; returns the NUL at the end. */
static char *
encode(const uint8_t *in, size_t len, const char alphabet[65], char *out)
{
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
	return out;
}

void
og_base64url_encode(const uint8_t *in, size_t len, char *out)
{
	(void)encode(in, len, LETTERS "-_", out);
}

void
og_base64_encode(const uint8_t *in, size_t len, char *out)
{
	out = encode(in, len, LETTERS "+/", out);
	for (; len % 3 != 0; len++)
		*out++ = '=';
	*out = '\0';
}

#define SYMBOL 64 /* set in the value of what is a symbol */

/* Every check decodes the digests of a record. */
/* clang-format off */
static const uint8_t values[256] = {
	['A'] = 64, ['B'] = 65, ['C'] = 66, ['D'] = 67, ['E'] = 68,
	['F'] = 69, ['G'] = 70, ['H'] = 71, ['I'] = 72, ['J'] = 73,
	['K'] = 74, ['L'] = 75, ['M'] = 76, ['N'] = 77, ['O'] = 78,
	['P'] = 79, ['Q'] = 80, ['R'] = 81, ['S'] = 82, ['T'] = 83,
	['U'] = 84, ['V'] = 85, ['W'] = 86, ['X'] = 87, ['Y'] = 88,
	['Z'] = 89, ['a'] = 90, ['b'] = 91, ['c'] = 92, ['d'] = 93,
	['e'] = 94, ['f'] = 95, ['g'] = 96, ['h'] = 97, ['i'] = 98,
	['j'] = 99, ['k'] = 100, ['l'] = 101, ['m'] = 102, ['n'] = 103,
	['o'] = 104, ['p'] = 105, ['q'] = 106, ['r'] = 107, ['s'] = 108,
	['t'] = 109, ['u'] = 110, ['v'] = 111, ['w'] = 112, ['x'] = 113,
	['y'] = 114, ['z'] = 115, ['0'] = 116, ['1'] = 117, ['2'] = 118,
	['3'] = 119, ['4'] = 120, ['5'] = 121, ['6'] = 122, ['7'] = 123,
	['8'] = 124, ['9'] = 125, ['-'] = 126, ['_'] = 127,
};
/* clang-format on */

/* Four symbols to three bytes.  False when one of them is invalid. */
static bool
decode_group(const char *in, uint8_t out[3])
{
	const uint8_t *p = (const uint8_t *)in;
	const uint32_t a = values[p[0]], b = values[p[1]], c = values[p[2]],
		       d = values[p[3]];
	/* SYMBOL, which all have, is behind the left end or taken out */
	const uint32_t bits = a << 18 ^ b << 12 ^ c << 6 ^ d ^
			      (SYMBOL << 12 | SYMBOL << 6 | SYMBOL);

	out[0] = (uint8_t)(bits >> 16);
	out[1] = (uint8_t)(bits >> 8);
	out[2] = (uint8_t)bits;
	return (a & b & c & d) >= SYMBOL;
}

enum og_err
og_base64url_decode(
    const char *in, size_t len, uint8_t *out, size_t size, size_t *out_len)
{
	enum og_err err = OG_ERR_FORMAT;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, n = 0;

	for (i = 0; len - i >= 4 && size - n >= 3; i += 4, n += 3) {
		if (!decode_group(in + i, out + n))
			goto out;
	}
	for (; i < len; i++) {
		uint32_t value = values[(uint8_t)in[i]];

		if (value < SYMBOL)
			goto out;
		bits = (bits << 6 | (value ^ SYMBOL)) & 0x3fff;
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
