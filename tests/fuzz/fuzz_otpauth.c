/* SPDX-License-Identifier: ISC */
/* Fuzz target: an otpauth URI; what is read is written and read the same. */
#include <string.h>

#include "fuzz.h"
#include "lib/codes/otpauth.h"

static void
round_trip(const struct og_otpauth *p)
{
	struct og_otpauth q;
	struct og_buf first, second;

	og_buf_init(&first, 4096);
	og_buf_init(&second, 4096);
	MUST(og_otpauth_format(p, &first) == OG_OK);
	MUST(og_otpauth_parse(og_buf_str(&first), &q, NULL) == OG_OK);
	MUST(og_otpauth_format(&q, &second) == OG_OK);
	MUST(strcmp(og_buf_str(&first), og_buf_str(&second)) == 0);
	MUST(q.hotp == p->hotp && q.hash == p->hash);
	MUST(q.seed_len == p->seed_len && q.digits == p->digits);
	MUST(memcmp(q.seed, p->seed, p->seed_len) == 0);
	MUST(strcmp(q.account, p->account) == 0);
	MUST(strcmp(q.issuer, p->issuer) == 0);
	og_buf_clear(&first);
	og_buf_clear(&second);
	og_otpauth_clear(&q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *uri = fuzz_string(data, size);
	struct og_otpauth p;
	struct og_why why;

	if (og_otpauth_parse(uri, &p, &why) == OG_OK) {
		if (p.account[0] == '\0') /* what we give it is never empty */
			strcpy(p.account, "x");
		MUST(p.seed_len >= OG_SEED_LEAST && p.seed_len <= OG_SEED_MAX);
		round_trip(&p);
		og_otpauth_clear(&p);
	}
	free(uri);
	return 0;
}
