/* SPDX-License-Identifier: ISC */
/*
 * Prints the codes that the library computes, for comparison with another
 * implementation.  Reads lines "HASH SEED DIGITS PERIOD TIME" (TOTP) or "HASH
 * SEED DIGITS - COUNTER" (HOTP), the seed in base32, and writes one code for
 * each.  It decides nothing and is not installed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/codes/otp.h"
#include "lib/crypto/base32.h"

static uint64_t
number(const char *s, uint64_t max)
{
	uint64_t n;

	if (og_num_parse(s, strlen(s), 0, max, &n) != OG_OK) {
		fprintf(stderr, "otp_vectors: %s: no number\n", s);
		exit(2);
	}
	return n;
}

static int
print_code(const char *hash_name, const char *base32, const char *digits_text,
    const char *period, const char *moving)
{
	uint8_t seed[OG_SEED_MAX];
	char text[OG_CODE_SIZE];
	enum og_hash hash;
	unsigned digits;
	uint64_t counter;
	uint32_t code;
	size_t len;

	digits = (unsigned)number(digits_text, OG_DIGITS_MAX);
	counter = number(moving, INT64_MAX);
	if (strcmp(period, "-") != 0)
		counter = og_totp_step(
		    (int64_t)counter, (unsigned)number(period, OG_PERIOD_MAX));
	if (og_hash_parse(hash_name, strlen(hash_name), &hash) != OG_OK ||
	    og_base32_decode(
		base32, strlen(base32), seed, sizeof(seed), &len) != OG_OK ||
	    og_hotp(hash, seed, len, counter, digits, &code) != OG_OK)
		return 1;
	og_code_format(code, digits, text);
	puts(text);
	return 0;
}

int
main(void)
{
	char line[512], hash[16], seed[128], digits[8], period[8], moving[24];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (sscanf(line, "%15s %127s %7s %7s %23s", hash, seed, digits,
			period, moving) != 5 ||
		    print_code(hash, seed, digits, period, moving) != 0) {
			fprintf(stderr, "otp_vectors: bad line: %s", line);
			return 1;
		}
	}
	return 0;
}
