/* SPDX-License-Identifier: ISC */
/*
 * Base32 (RFC 4648 section 6).  It handles OTP seeds: nothing decoded may be
 * left behind after a failure.
 */
#include "lib/crypto/base32.h"
#include "lib/base/wipe.h"

void
og_base32_encode(const uint8_t *in, size_t len, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		bits = bits << 8 | in[i];
		held += 8;
		while (held >= 5) {
			held -= 5;
			*out++ = alphabet[bits >> held & 31];
		}
	}
	if (held > 0)
		*out++ = alphabet[bits << (5 - held) & 31];
	*out = '\0';
}

/* 0 to 31, or -1. */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	return -1;
}

/* Where the padding and the blanks around it begin. */
static size_t
without_padding(const char *in, size_t len)
{
	while (len > 0 && (in[len - 1] == '=' || in[len - 1] == ' ' ||
			      in[len - 1] == '\t'))
		len--;
	return len;
}

enum og_err
og_base32_decode(
    const char *in, size_t len, uint8_t *out, size_t size, size_t *out_len)
{
	enum og_err err = OG_ERR_FORMAT;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, n = 0;

	len = without_padding(in, len);
	for (i = 0; i < len; i++) {
		int value = value_of(in[i]);

		if (in[i] == ' ' || in[i] == '\t' || in[i] == '-')
			continue;
		if (value < 0)
			goto out;
		bits = (bits << 5 | (uint32_t)value) & 0xfff;
		held += 5;
		if (held < 8)
			continue;
		if (n == size) {
			err = OG_ERR_RANGE;
			goto out;
		}
		held -= 8;
		out[n++] = (uint8_t)(bits >> held);
	}
	/* bits that make no byte are dropped, whatever they are: so do the
	 * apps, and what they do is what the phone's codes are made of */
	err = OG_OK;
out:
	if (err != OG_OK) {
		og_wipe(out, size);
		n = 0;
	}
	*out_len = n;
	return err;
}
