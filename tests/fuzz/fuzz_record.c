/* SPDX-License-Identifier: ISC */
/*
 * Fuzz target: the first bytes of a FastCGI connection.  What is ready is read
 * again in the plainest way.
 */
#include <string.h>

#include "fcgi/wire/record.h"
#include "fuzz.h"

/* Joins the contents of the PARAMS records; returns how many bytes. */
static size_t
join(const uint8_t *p, size_t head, uint8_t *out)
{
	size_t at = 16 + (size_t)p[6], n, total = 0;

	for (;;) {
		MUST(at + 8 <= head && p[at] == 1 && p[at + 1] == 4);
		MUST(memcmp(p + at + 2, p + 2, 2) == 0);
		n = (size_t)p[at + 4] << 8 | p[at + 5];
		MUST(at + 8 + n + p[at + 6] <= head);
		memcpy(out + total, p + at + 8, n);
		total += n;
		at += 8 + n + p[at + 6];
		if (n == 0)
			break;
	}
	MUST(at == head);
	return total;
}

static size_t
length(const uint8_t *p, size_t len, size_t *at)
{
	size_t n;

	MUST(*at < len);
	n = p[(*at)++];
	if (n < 128)
		return n;
	MUST(len - *at >= 3);
	n = (n & 127) << 24 | (size_t)p[*at] << 16 | (size_t)p[*at + 1] << 8 |
	    p[*at + 2];
	*at += 3;
	return n;
}

static unsigned
count(const uint8_t *p, size_t len)
{
	unsigned pairs = 0;
	size_t at = 0, name, value;

	while (at < len) {
		name = length(p, len, &at);
		value = length(p, len, &at);
		MUST(name <= len - at && value <= len - at - name);
		at += name + value;
		pairs++;
	}
	return pairs;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_info info, again;
	uint8_t *stream;

	if (record_scan(data, size, &info) != RECORD_READY) {
		MUST(info.head == 0 && info.params == 0 && info.count == 0);
		return 0;
	}
	MUST(info.head <= size && info.head <= RECORD_PEEK_MAX);
	MUST(info.params <= RECORD_PARAMS_MAX);
	MUST(info.count <= RECORD_COUNT_MAX);
	stream = malloc(info.head);
	MUST(stream != NULL);
	MUST(join(data, info.head, stream) == info.params);
	MUST(count(stream, info.params) == info.count);
	free(stream);
	MUST(record_scan(data, info.head, &again) == RECORD_READY);
	for (size_t n = info.head; n > 0 && info.head - n < 32; n--)
		MUST(record_scan(data, n - 1, &again) == RECORD_MORE);
	return 0;
}
