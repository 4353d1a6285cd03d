/* SPDX-License-Identifier: ISC */
/* What "otpadm show" prints, as text and as JSON. */
#ifndef OTPGATE_ADMIN_WORK_SHOW_H
#define OTPGATE_ADMIN_WORK_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/ui/json.h"
#include "admin/work/context.h"

/* One way in, and what keeps it shut. */
struct show_lane {
	const char *name;
	uint32_t device; /* id of the known browser, otherwise 0 */
	uint32_t failures;
	int64_t until; /* 0: no wait */
	bool closed;
	const char *closed_by; /* "wrong codes", "budget" or NULL */
	int64_t opens;	       /* closed: when it opens by itself, or 0 */
	uint32_t password_failures;
	int64_t password_until; /* 0: no wait */
};

/* Fills *out for the lane number "i" of "u": first those that everybody has,
 * then the known browsers; false after the last one. */
bool show_lane(const struct context *c, struct og_user *u, size_t i,
    int64_t now, struct show_lane *out);

/* "strangers" or "owner". */
const char *show_share(enum og_share share);

/* Write what is known about a browser or a token as members of an object; and a
 * token as one element of an array. */
void show_device_members(struct json *j, const struct og_device *d);
void
show_bearer_members(struct json *j, const struct og_bearer *b, int64_t now);
void show_bearer(struct json *j, const struct og_bearer *b, int64_t now);

/* Prints "u" as one JSON object. */
void show_json(struct context *c, struct og_user *u, int64_t now);

#endif
