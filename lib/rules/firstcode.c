/* SPDX-License-Identifier: ISC */
/*
 * The proof of a new authenticator.  Stores nothing and asks no clock; knows
 * neither where the seed came from nor who may use it.
 */
#include "lib/rules/firstcode.h"

#include <string.h>

#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"
#include "lib/rules/enroll.h"

#define DIGITS 6
#define PERIOD 30
#define WINDOW_MAX 10 /* whatever the settings say: steps either side */

enum og_err
og_firstcode_otpauth(const struct og_user *u, const uint8_t seed[OG_SEED_NEW],
    const char *issuer, struct og_otpauth *p)
{
	memset(p, 0, sizeof(*p));
	if (strlen(issuer) > OG_ISSUER_MAX)
		return OG_ERR_RANGE;
	memcpy(p->issuer, issuer, strlen(issuer));
	memcpy(p->account, u->name, strlen(u->name));
	p->hash = OG_SHA1;
	p->digits = DIGITS;
	p->period = PERIOD;
	memcpy(p->seed, seed, OG_SEED_NEW);
	p->seed_len = OG_SEED_NEW;
	return OG_OK;
}

enum og_err
og_firstcode_find(const uint8_t seed[OG_SEED_NEW], const char *code,
    unsigned window, int64_t now, uint64_t *step)
{
	const uint64_t centre = og_totp_step(now, PERIOD);
	uint64_t around = window < WINDOW_MAX ? window : WINDOW_MAX;
	enum og_err err = OG_ERR_NOTFOUND;
	char text[OG_CODE_SIZE] = "";
	uint32_t value = 0;

	if (strlen(code) != DIGITS)
		return OG_ERR_NOTFOUND;
	for (uint64_t c = centre > around ? centre - around : 0;
	     c <= centre + around; c++) {
		if (og_hotp(OG_SHA1, seed, OG_SEED_NEW, c, DIGITS, &value) !=
		    OG_OK) {
			err = OG_ERR_CRYPTO;
			break;
		}
		og_code_format(value, DIGITS, text);
		if (og_equal_ct(text, code, DIGITS)) {
			*step = c;
			err = OG_OK;
		}
	}
	og_wipe(&value, sizeof(value));
	OG_WIPE_ARRAY(text);
	return err;
}

enum og_err
og_firstcode_add(struct og_user *u, const uint8_t seed[OG_SEED_NEW],
    const char *label, const struct og_keyring *ring, uint64_t step,
    int64_t now, uint32_t *id)
{
	const struct og_enroll spec = {
	    .type = OG_FACTOR_TOTP,
	    .hash = OG_SHA1,
	    .digits = DIGITS,
	    .period = PERIOD,
	    .label = label,
	    .seed = seed,
	    .seed_len = OG_SEED_NEW,
	};
	struct og_authenticator *a;
	enum og_err err;

	err = og_enroll_add(u, &spec, ring, now, id);
	if (err != OG_OK)
		return err;
	a = og_user_authenticator(u, *id);
	a->state = OG_AUTH_ACTIVE;
	a->moving_factor = step;
	a->used = now;
	a->drift = (int)((int64_t)step - (int64_t)og_totp_step(now, PERIOD));
	return OG_OK;
}
