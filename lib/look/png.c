// SPDX-License-Identifier: ISC
/*
 * Is it a PNG, and nothing but one?  Walks the chunks; must not decode any.
 */
#include "lib/look/png.h"

#include <string.h>

#include "lib/crypto/crc.h"

#define HEAD 8	 /* of a chunk: length and type */
#define FRAME 12 /* with its checksum */

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};

bool
og_png_is_one(const void *data, size_t len)
{
	return len >= sizeof(signature) &&
	       memcmp(data, signature, sizeof(signature)) == 0;
}

static uint32_t
number(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static bool
is_side(uint32_t n)
{
	return n >= 1 && n <= OG_PNG_SIDE_MAX;
}

enum og_err
og_png_check(const void *data, size_t len, struct og_fault *fault)
{
	const uint8_t *p = data;
	size_t at = sizeof(signature), size;
	const char *type = "";

	if (!og_png_is_one(data, len))
		return og_fault_all(fault, "it is no PNG");
	for (; strncmp(type, "IEND", 4) != 0; at += FRAME + size) {
		if (len - at < FRAME || number(p + at) > len - at - FRAME)
			return og_fault_all(fault, "the PNG is cut off");
		size = number(p + at);
		type = (const char *)p + at + 4;
		if (og_crc32(type, 4 + size) != number(p + at + HEAD + size))
			return og_fault_all(fault, "the PNG is damaged");
		if ((at == sizeof(signature)) !=
		    (strncmp(type, "IHDR", 4) == 0 && size == 13))
			return og_fault_all(
			    fault, "the PNG does not begin as it must");
		if (at == sizeof(signature) &&
		    (!is_side(number(p + at + HEAD)) ||
			!is_side(number(p + at + HEAD + 4))))
			return og_fault_all(fault,
			    "the picture must have from 1 to %d points each "
			    "way",
			    OG_PNG_SIDE_MAX);
		if (strncmp(type, "acTL", 4) == 0)
			return og_fault_all(fault,
			    "the picture moves, and a logo stands still");
	}
	if (at != len)
		return og_fault_all(
		    fault, "there is something behind the end of the PNG");
	return OG_OK;
}
