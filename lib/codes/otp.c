/* SPDX-License-Identifier: ISC */
/*
 * HOTP and the steps of TOTP: arithmetic only.  Which codes count, and how
 * often, is decided in the decision and nowhere else.
 */
#include "lib/codes/otp.h"
#include "lib/base/typed.h"
#include "lib/base/wipe.h"

enum og_err
og_hotp(enum og_hash hash, const uint8_t *seed, size_t seed_len,
    uint64_t counter, unsigned digits, uint32_t *code)
{
	static const uint32_t power[] = {1000000, 10000000, 100000000};
	uint8_t message[8], mac[OG_HMAC_MAX];
	enum og_err err = OG_ERR_RANGE;
	const uint8_t *p;
	size_t i, len;

	*code = 0;
	if (digits < OG_DIGITS_MIN || digits > OG_DIGITS_MAX ||
	    seed_len < OG_SEED_LEAST || seed_len > OG_SEED_MAX)
		return err;
	for (i = 0; i < sizeof(message); i++)
		message[i] = (uint8_t)(counter >> (56 - 8 * i));
	err =
	    og_hmac(hash, seed, seed_len, message, sizeof(message), mac, &len);
	if (err != OG_OK)
		goto out;
	/* dynamic truncation, RFC 4226 section 5.3 */
	p = mac + (mac[len - 1] & 15);
	*code = ((uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3]) %
		power[digits - OG_DIGITS_MIN];
out:
	OG_WIPE_ARRAY(mac);
	return err;
}

uint64_t
og_totp_step(int64_t now, unsigned period)
{
	if (now < 0 || period == 0)
		return 0;
	return (uint64_t)now / period;
}

void
og_code_format(uint32_t code, unsigned digits, char out[OG_CODE_SIZE])
{
	unsigned i;

	if (digits > OG_DIGITS_MAX)
		digits = OG_DIGITS_MAX;
	out[digits] = '\0';
	for (i = digits; i > 0; i--) {
		out[i - 1] = (char)('0' + code % 10);
		code /= 10;
	}
}

enum og_err
og_code_parse(const char *in, size_t len, char out[OG_CODE_SIZE])
{
	enum og_err err = OG_ERR_FORMAT;
	size_t pos = 0, n = 0;
	int c;

	while ((c = og_typed_next(in, len, &pos)) != 0) {
		if (c < '0' || c > '9' || n == OG_DIGITS_MAX)
			goto out;
		out[n++] = (char)c;
	}
	if (n < OG_DIGITS_MIN)
		goto out;
	out[n] = '\0';
	err = OG_OK;
out:
	if (err != OG_OK)
		og_wipe(out, OG_CODE_SIZE);
	return err;
}
