/* SPDX-License-Identifier: ISC */
/* Numbers as big-endian bytes. */
#ifndef OTPGATE_BASE_BE_H
#define OTPGATE_BASE_BE_H

#include <stddef.h>
#include <stdint.h>

/* Writes the low "n" bytes of "value" (at most 8) to "out", the highest first.
 * Returns the position after them. */
static inline uint8_t *
og_put_be(uint8_t *out, uint64_t value, size_t n)
{
	for (size_t i = n; i-- > 0; value >>= 8)
		out[i] = (uint8_t)(value & 0xff);
	return out + n;
}

/* Reads "n" bytes (at most 8). */
static inline uint64_t
og_get_be(const uint8_t *in, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value << 8 | in[i];
	return value;
}

#endif
