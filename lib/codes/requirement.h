/* SPDX-License-Identifier: ISC */
/* What a location demands, as written in the address of its check. */
#ifndef OTPGATE_CODES_REQUIREMENT_H
#define OTPGATE_CODES_REQUIREMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/base/name.h"

#define OG_REQUIREMENT_MAX 512 /* bytes of an address */
#define OG_REQUIREMENT_GROUPS_MAX 16
#define OG_REQUIREMENT_AGE_MIN 10 /* seconds */

/* Bits of the factors that "factor=" may name. */
enum og_factor {
	OG_FACTOR_NONE = 0,
	OG_FACTOR_TOTP = 1,
	OG_FACTOR_HOTP = 2,
	OG_FACTOR_RECOVERY = 4,
	OG_FACTOR_SENT = 8,
	OG_FACTOR_PASSKEY = 16
};

/* "totp", "hotp", "recovery", "sent", "passkey"; "-" for none. */
const char *og_factor_name(enum og_factor factor);

/* Zero or empty fields demand nothing. */
struct og_requirement {
	int64_t max_age;  /* seconds since the last code; 0: any */
	unsigned factors; /* any of these bits; 0: any */
	size_t n_groups;  /* any of these; 0: any */
	char groups[OG_REQUIREMENT_GROUPS_MAX][OG_GROUP_MAX + 1];
};

/*
 * Reads "/otp/check" or "/otp/check/max-age=300/groups=a+b/factor=totp", each
 * word at most once, in any order.  OG_OK, or OG_ERR_FORMAT for anything
 * unknown, doubled, empty or out of range: the caller denies.
 */
enum og_err og_requirement_parse(
    const char *address, struct og_requirement *out) OG_MUST_CHECK;

/*
 * Reads the words alone ("max-age=300/factor=totp"; "" demands nothing), as
 * og_requirement_format writes them.  Results as above.
 */
enum og_err og_requirement_parse_words(
    const char *words, struct og_requirement *out) OG_MUST_CHECK;

/* Adds one more group or factor that is sufficient.  OG_OK, or OG_ERR_FORMAT
 * for one that is invalid, is already there, or has no room. */
enum og_err og_requirement_add_group(
    const char *s, size_t len, struct og_requirement *need) OG_MUST_CHECK;
enum og_err og_requirement_add_factor(
    const char *s, size_t len, struct og_requirement *need) OG_MUST_CHECK;

/* True when nothing is demanded. */
bool og_requirement_is_empty(const struct og_requirement *need);

/*
 * Makes "need" what remains when "other" is demanded as well: the shorter age,
 * and the factors that satisfy both.  The groups stay as they are, because two
 * lists cannot be joined into one.  False, with "need" unchanged, when no
 * factor satisfies both.
 */
bool og_requirement_join(struct og_requirement *need,
    const struct og_requirement *other) OG_MUST_CHECK;

/* Writes the canonical words ("max-age=300/groups=a+b/factor=totp", "" when
 * nothing is demanded) to "out", which always has room. */
void og_requirement_format(
    const struct og_requirement *need, char out[OG_REQUIREMENT_MAX]);

#endif
