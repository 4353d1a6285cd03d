/* SPDX-License-Identifier: ISC */
/*
 * The checksum of database lines.  It finds damage, not malice: nothing that
 * decides who gets in may rest on it.
 */
#include <zlib.h>

#include "lib/crypto/crc.h"

uint32_t
og_crc32(const void *data, size_t len)
{
	/* zlib takes NULL for "begin anew" */
	if (len == 0)
		return 0;
	return (uint32_t)crc32_z(0, data, len);
}

uint32_t
og_crc32_add(uint32_t crc, const void *data, size_t len)
{
	return len == 0 ? crc : (uint32_t)crc32_z(crc, data, len);
}
