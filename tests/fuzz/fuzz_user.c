/* SPDX-License-Identifier: ISC */
/* Fuzz target: a user record; what is read is written and read the same. */
#include <string.h>

#include "fuzz.h"
#include "lib/record/user.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct og_user u, again;
	struct og_buf first, second;

	if (og_user_parse((const char *)data, size, &u) != OG_OK)
		return 0;
	og_buf_init(&first, 2 * OG_RECORD_MAX);
	og_buf_init(&second, 2 * OG_RECORD_MAX);
	/* Canonical words may be longer than those that were read. */
	if (og_user_format(&u, &first) == OG_OK) {
		MUST(memchr(first.data, '\n', first.len) == NULL);
		MUST(og_user_parse(first.data, first.len, &again) == OG_OK);
		MUST(og_user_format(&again, &second) == OG_OK);
		MUST(strcmp(og_buf_str(&first), og_buf_str(&second)) == 0);
	}
	og_buf_clear(&first);
	og_buf_clear(&second);
	og_user_clear(&u);
	og_user_clear(&again);
	return 0;
}
