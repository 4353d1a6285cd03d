/* SPDX-License-Identifier: ISC */
/*
 * Recovery codes: making, writing and reading them, and the digest that is
 * stored.  Whether a code is valid, and that it is spent, is up to the
 * decision.
 */
#include <string.h>

#include "lib/base/typed.h"
#include "lib/base/wipe.h"
#include "lib/codes/recovery.h"
#include "lib/crypto/random.h"

#define SYMBOLS 13 /* 5 bits each */
#define NUMBER_LEN 2

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum og_err
og_recovery_new(unsigned number, struct og_recovery_code *out)
{
	uint8_t random[SYMBOLS];
	enum og_err err = OG_ERR_ARG;
	size_t i;

	memset(out, 0, sizeof(*out));
	if (number < 1 || number > 99)
		return err;
	err = og_random(random, sizeof(random));
	if (err != OG_OK)
		return err;
	out->number = number;
	for (i = 0; i < SYMBOLS; i++)
		out->symbols[i] = alphabet[random[i] & 31];
	OG_WIPE_ARRAY(random);
	return OG_OK;
}

/* The two digits in front. */
static void
format_number(unsigned number, char out[NUMBER_LEN])
{
	out[0] = (char)('0' + number / 10 % 10);
	out[1] = (char)('0' + number % 10);
}

void
og_recovery_format(
    const struct og_recovery_code *code, char out[OG_RECOVERY_SIZE])
{
	format_number(code->number, out);
	out[2] = '-';
	memcpy(out + 3, code->symbols, 5);
	out[8] = '-';
	memcpy(out + 9, code->symbols + 5, 5);
	out[14] = '-';
	memcpy(out + 15, code->symbols + 10, 3);
	out[18] = '\0';
}

/* The canonical symbol for "c", or NUL. */
static char
fold(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	if (c == '\0' || strchr(alphabet, c) == NULL)
		return '\0';
	return c;
}

enum og_err
og_recovery_parse(const char *in, size_t len, struct og_recovery_code *out)
{
	char text[NUMBER_LEN + SYMBOLS];
	enum og_err err = OG_ERR_FORMAT;
	size_t pos = 0, n = 0;
	int c;

	memset(out, 0, sizeof(*out));
	while ((c = og_typed_next(in, len, &pos)) != 0) {
		if (c < 0 || n == sizeof(text))
			goto out;
		text[n] = fold((char)c);
		if (text[n] == '\0')
			goto out;
		n++;
	}
	if (n != sizeof(text) || text[0] > '9' || text[1] > '9')
		goto out;
	out->number =
	    (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
	if (out->number == 0)
		goto out;
	memcpy(out->symbols, text + NUMBER_LEN, SYMBOLS);
	err = OG_OK;
out:
	OG_WIPE_ARRAY(text);
	if (err != OG_OK)
		OG_WIPE_OBJECT(out);
	return err;
}

enum og_err
og_recovery_digest(const struct og_argon2 *cost,
    const uint8_t salt[OG_SALT_LEN], const struct og_recovery_code *code,
    uint8_t out[OG_RECOVERY_DIGEST])
{
	char text[NUMBER_LEN + SYMBOLS];
	enum og_err err;

	format_number(code->number, text);
	memcpy(text + NUMBER_LEN, code->symbols, SYMBOLS);
	err = og_argon2id(
	    cost, salt, text, sizeof(text), out, OG_RECOVERY_DIGEST);
	OG_WIPE_ARRAY(text);
	return err;
}
