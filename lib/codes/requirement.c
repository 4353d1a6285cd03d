/* SPDX-License-Identifier: ISC */
/*
 * What a location demands, read from its address and written back.  An unknown
 * word must never be skipped: the demand would be lost.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/codes/requirement.h"

#define ADDRESS "/otp/check"
#define AGE_MAX INT32_MAX /* seconds */

static const enum og_factor factors[] = {OG_FACTOR_TOTP, OG_FACTOR_HOTP,
    OG_FACTOR_RECOVERY, OG_FACTOR_SENT, OG_FACTOR_PASSKEY};

#define N_FACTORS (sizeof(factors) / sizeof(factors[0]))

const char *
og_factor_name(enum og_factor factor)
{
	switch (factor) {
	case OG_FACTOR_NONE:
		break;
	case OG_FACTOR_TOTP:
		return "totp";
	case OG_FACTOR_HOTP:
		return "hotp";
	case OG_FACTOR_RECOVERY:
		return "recovery";
	case OG_FACTOR_SENT:
		return "sent";
	case OG_FACTOR_PASSKEY:
		return "passkey";
	}
	return "-";
}

static enum og_err
parse_age(const char *s, size_t len, struct og_requirement *need)
{
	uint64_t age;

	if (need->max_age != 0 || og_num_parse(s, len, OG_REQUIREMENT_AGE_MIN,
				      AGE_MAX, &age) != OG_OK)
		return OG_ERR_FORMAT;
	need->max_age = (int64_t)age;
	return OG_OK;
}

enum og_err
og_requirement_add_group(const char *s, size_t len, struct og_requirement *need)
{
	size_t i;

	if (!og_group_is_valid(s, len) ||
	    need->n_groups == OG_REQUIREMENT_GROUPS_MAX)
		return OG_ERR_FORMAT;
	for (i = 0; i < need->n_groups; i++) {
		if (strlen(need->groups[i]) == len &&
		    memcmp(need->groups[i], s, len) == 0)
			return OG_ERR_FORMAT;
	}
	memcpy(need->groups[need->n_groups], s, len);
	need->groups[need->n_groups++][len] = '\0';
	return OG_OK;
}

enum og_err
og_requirement_add_factor(
    const char *s, size_t len, struct og_requirement *need)
{
	size_t i;

	for (i = 0; i < N_FACTORS; i++) {
		const char *name = og_factor_name(factors[i]);

		if (strlen(name) != len || memcmp(name, s, len) != 0)
			continue;
		if ((need->factors & factors[i]) != 0)
			return OG_ERR_FORMAT;
		need->factors |= factors[i];
		return OG_OK;
	}
	return OG_ERR_FORMAT;
}

/* Passes each item of "a+b+c" to "add", even an empty one. */
static enum og_err
parse_list(const char *s, size_t len, struct og_requirement *need,
    enum og_err (*add)(const char *, size_t, struct og_requirement *))
{
	const char *end = s + len;
	enum og_err err;

	for (;;) {
		const char *plus = memchr(s, '+', (size_t)(end - s));
		size_t n = (size_t)((plus != NULL ? plus : end) - s);

		err = add(s, n, need);
		if (err != OG_OK || plus == NULL)
			return err;
		s = plus + 1;
	}
}

/* True when the "len" bytes at *s begin with "prefix": moves past it. */
static bool
skip(const char **s, size_t *len, const char *prefix)
{
	size_t n = strlen(prefix);

	if (*len < n || memcmp(*s, prefix, n) != 0)
		return false;
	*s += n;
	*len -= n;
	return true;
}

static enum og_err
parse_word(const char *s, size_t len, struct og_requirement *need)
{
	if (skip(&s, &len, "max-age="))
		return parse_age(s, len, need);
	if (need->n_groups == 0 && skip(&s, &len, "groups="))
		return parse_list(s, len, need, og_requirement_add_group);
	if (need->factors == 0 && skip(&s, &len, "factor="))
		return parse_list(s, len, need, og_requirement_add_factor);
	return OG_ERR_FORMAT; /* unknown, or there already */
}

enum og_err
og_requirement_parse(const char *address, struct og_requirement *out)
{
	size_t len = strnlen(address, OG_REQUIREMENT_MAX);
	const char *s = address;
	enum og_err err = OG_ERR_FORMAT;

	memset(out, 0, sizeof(*out));
	if (len == OG_REQUIREMENT_MAX || !skip(&s, &len, ADDRESS))
		goto out;
	while (len > 0) {
		const char *slash;
		size_t n;

		if (!skip(&s, &len, "/"))
			goto out;
		slash = memchr(s, '/', len);
		n = slash != NULL ? (size_t)(slash - s) : len;
		if (parse_word(s, n, out) != OG_OK)
			goto out;
		s += n;
		len -= n;
	}
	err = OG_OK;
out:
	if (err != OG_OK)
		memset(out, 0, sizeof(*out));
	return err;
}

enum og_err
og_requirement_parse_words(const char *words, struct og_requirement *out)
{
	char address[OG_REQUIREMENT_MAX];
	int n;

	n = snprintf(address, sizeof(address), ADDRESS "%s%s",
	    *words != '\0' ? "/" : "", words);
	if (n < 0 || (size_t)n >= sizeof(address)) {
		memset(out, 0, sizeof(*out));
		return OG_ERR_FORMAT;
	}
	return og_requirement_parse(address, out);
}

bool
og_requirement_is_empty(const struct og_requirement *need)
{
	return need->max_age == 0 && need->factors == 0 && need->n_groups == 0;
}

bool
og_requirement_join(
    struct og_requirement *need, const struct og_requirement *other)
{
	const unsigned both = need->factors & other->factors;

	if (need->factors != 0 && other->factors != 0 && both == 0)
		return false;
	if (need->max_age == 0 ||
	    (other->max_age != 0 && other->max_age < need->max_age))
		need->max_age = other->max_age;
	need->factors = both != 0 ? both : need->factors | other->factors;
	return true;
}

/* Appends "a" and "b" after the *len characters in "out".  When there is no
 * room, *len is OG_REQUIREMENT_MAX from then on. */
static void
append(char out[OG_REQUIREMENT_MAX], size_t *len, const char *a, const char *b)
{
	int n;

	if (*len >= OG_REQUIREMENT_MAX)
		return;
	n = snprintf(out + *len, OG_REQUIREMENT_MAX - *len, "%s%s", a, b);
	if (n < 0 || (size_t)n >= OG_REQUIREMENT_MAX - *len)
		*len = OG_REQUIREMENT_MAX;
	else
		*len += (size_t)n;
}

void
og_requirement_format(
    const struct og_requirement *need, char out[OG_REQUIREMENT_MAX])
{
	const char *glue;
	char age[24];
	size_t i, len = 0;

	out[0] = '\0';
	if (need->max_age != 0) {
		(void)snprintf(age, sizeof(age), "%" PRId64, need->max_age);
		append(out, &len, "max-age=", age);
	}
	glue = len > 0 ? "/groups=" : "groups=";
	for (i = 0; i < need->n_groups && i < OG_REQUIREMENT_GROUPS_MAX; i++) {
		append(out, &len, glue, need->groups[i]);
		glue = "+";
	}
	glue = len > 0 ? "/factor=" : "factor=";
	for (i = 0; i < N_FACTORS; i++) {
		if ((need->factors & factors[i]) == 0)
			continue;
		append(out, &len, glue, og_factor_name(factors[i]));
		glue = "+";
	}
	/* No parsed demand is that long.  Half a demand would be a weaker one:
	 * leave a word that every reader refuses. */
	if (len >= OG_REQUIREMENT_MAX)
		memcpy(out, "!", 2);
}
