/* SPDX-License-Identifier: ISC */
/* The checksum of database lines: CRC-32 of IEEE 802.3, by zlib. */
#ifndef OTPGATE_CRYPTO_CRC_H
#define OTPGATE_CRYPTO_CRC_H

#include <stddef.h>
#include <stdint.h>

uint32_t og_crc32(const void *data, size_t len);

/* The checksum of the data that "crc" is of, followed by "len" more bytes. */
uint32_t og_crc32_add(uint32_t crc, const void *data, size_t len);

#endif
