/* SPDX-License-Identifier: ISC */
/* Each line is preceded by its length, in two bytes.  Must not know where lines
 * go. */
#include <string.h>

#include "lib/audit/queue.h"

#define LENGTH 2
#define LINE_MAX_LEN 65535

bool
og_audit_queue_has_room(const struct og_audit_queue *q, size_t len)
{
	return len <= LINE_MAX_LEN &&
	       q->end - q->start + LENGTH + len <= sizeof(q->bytes);
}

void
og_audit_queue_add(struct og_audit_queue *q, const char *s, size_t len)
{
	if (!og_audit_queue_has_room(q, len)) {
		q->lost++;
		q->lost_ever++;
		return;
	}
	if (q->end + LENGTH + len > sizeof(q->bytes)) {
		memmove(q->bytes, q->bytes + q->start, q->end - q->start);
		q->end -= q->start;
		q->start = 0;
	}
	q->bytes[q->end] = (char)(len >> 8);
	q->bytes[q->end + 1] = (char)(len & 0xff);
	memcpy(q->bytes + q->end + LENGTH, s, len);
	q->end += LENGTH + len;
	q->n++;
}

const char *
og_audit_queue_first(const struct og_audit_queue *q, size_t *len)
{
	const unsigned char *at = (const unsigned char *)q->bytes + q->start;

	if (q->n == 0)
		return NULL;
	*len = (size_t)at[0] << 8 | at[1];
	return q->bytes + q->start + LENGTH;
}

void
og_audit_queue_drop(struct og_audit_queue *q)
{
	size_t len;

	if (og_audit_queue_first(q, &len) == NULL)
		return;
	q->start += LENGTH + len;
	q->done = 0;
	if (--q->n == 0)
		q->start = q->end = 0;
}
