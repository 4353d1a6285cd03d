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

/* 0 to 63, or -1. */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	if (c == '_')
		return 63;
	return -1;
}

enum og_err
og_base64url_decode(
    const char *in, size_t len, uint8_t *out, size_t size, size_t *out_len)
{
	enum og_err err = OG_ERR_FORMAT;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		int value = value_of(in[i]);

		if (value < 0)
			goto out;
		bits = (bits << 6 | (uint32_t)value) & 0x3fff;
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
