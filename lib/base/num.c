/* SPDX-License-Identifier: ISC */
/*
 * Strict decimal numbers: every number has one spelling.  Never strtol and its
 * kin, which take blanks, signs, locales and whatever follows.
 */
#include <stdbool.h>

#include "lib/base/num.h"

/* The magnitude, whatever its size; OG_ERR_RANGE when over UINT64_MAX. */
static enum og_err
parse_digits(const char *s, size_t len, uint64_t *out)
{
	uint64_t value = 0;
	bool over = false;
	size_t i;

	if (len == 0 || (len > 1 && s[0] == '0'))
		return OG_ERR_FORMAT;
	for (i = 0; i < len; i++) {
		unsigned digit = (unsigned)(unsigned char)s[i] - '0';

		if (digit > 9)
			return OG_ERR_FORMAT;
		/* 19 digits always fit */
		if (i >= 19 && value > (UINT64_MAX - digit) / 10)
			over = true;
		else
			value = value * 10 + digit;
	}
	if (over)
		return OG_ERR_RANGE;
	*out = value;
	return OG_OK;
}

enum og_err
og_num_parse(
    const char *s, size_t len, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t value;
	enum og_err err;

	err = parse_digits(s, len, &value);
	if (err != OG_OK)
		return err;
	if (value < min || value > max)
		return OG_ERR_RANGE;
	*out = value;
	return OG_OK;
}

enum og_err
og_num_parse_signed(
    const char *s, size_t len, int64_t min, int64_t max, int64_t *out)
{
	bool negative = len > 0 && s[0] == '-';
	uint64_t magnitude;
	int64_t value;
	enum og_err err;

	err = parse_digits(s + negative, len - negative, &magnitude);
	if (err != OG_OK)
		return err;
	if (negative && magnitude == 0)
		return OG_ERR_FORMAT;
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return OG_ERR_RANGE;
	/* "- 1" keeps the negation of the smallest number in range */
	if (negative)
		value = -(int64_t)(magnitude - 1) - 1;
	else
		value = (int64_t)magnitude;
	if (value < min || value > max)
		return OG_ERR_RANGE;
	*out = value;
	return OG_OK;
}

enum og_err
og_num_parse_span(const char *s, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t value, unit = 1;
	enum og_err err;

	if (len == 0)
		return OG_ERR_FORMAT;
	switch (s[len - 1]) {
	case 's':
		len--;
		break;
	case 'm':
		unit = 60;
		len--;
		break;
	case 'h':
		unit = 3600;
		len--;
		break;
	case 'd':
		unit = 86400;
		len--;
		break;
	default: /* no unit, or og_num_parse refuses it */
		break;
	}
	err = og_num_parse(s, len, 0, max / unit, &value);
	if (err != OG_OK)
		return err;
	*out = value * unit;
	return OG_OK;
}
