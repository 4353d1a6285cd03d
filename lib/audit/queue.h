/* SPDX-License-Identifier: ISC */
/*
 * Lines that the log has not taken yet, in order, in a buffer of a fixed size.
 * Pure.  A line without room is counted, and never displaces older ones: the
 * beginning of an incident is worth most.  For audit.c only.
 */
#ifndef OTPGATE_AUDIT_QUEUE_H
#define OTPGATE_AUDIT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OG_AUDIT_QUEUE_SIZE 262144 /* bytes: more than 1,000 usual lines */

struct og_audit_queue {
	size_t start; /* of the oldest */
	size_t end;
	size_t done;   /* bytes of the oldest that are written */
	unsigned n;    /* lines */
	unsigned lost; /* found no room, and not yet reported */
	uint64_t lost_ever;
	char bytes[OG_AUDIT_QUEUE_SIZE];
};

/* True when a line of "len" bytes (at most 65,535) would find room. */
bool og_audit_queue_has_room(const struct og_audit_queue *q, size_t len);

/* Puts a copy after all others; without room it is counted. */
void og_audit_queue_add(struct og_audit_queue *q, const char *s, size_t len);

/* The oldest, complete; NULL when there is none.  Valid until the next add. */
const char *og_audit_queue_first(const struct og_audit_queue *q, size_t *len);

/* The oldest is written. */
void og_audit_queue_drop(struct og_audit_queue *q);

#endif
