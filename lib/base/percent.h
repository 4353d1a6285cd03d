/* SPDX-License-Identifier: ISC */
/* Percent escapes of URIs (RFC 3986, section 2.1). */
#ifndef OTPGATE_BASE_PERCENT_H
#define OTPGATE_BASE_PERCENT_H

#include <stddef.h>

/* 0 to 15; -1 for what is no hexadecimal digit. */
static inline int
og_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte for which the first three of the "len" bytes at "s" stand; -1 when
 * they are no escape. */
static inline int
og_percent_byte(const char *s, size_t len)
{
	int high, low;

	if (len < 3 || s[0] != '%')
		return -1;
	high = og_hex_digit(s[1]);
	low = og_hex_digit(s[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

#endif
