/* SPDX-License-Identifier: ISC */
/* What "otpadm show" prints, as text and as JSON. */
#ifndef ADMIN_SHOW_H
#define ADMIN_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "context.h"

/* One way in, and what keeps it shut. */
struct show_lane {
	const char *name;
	uint32_t failures;
	int64_t until; /* 0: no wait */
	bool closed;
	uint32_t password_failures;
	int64_t password_until; /* 0: no wait */
};

/* Fills *out for "lane" of "u". */
void show_lane(const struct context *c, const struct og_user *u,
    enum og_lane lane, int64_t now, struct show_lane *out);

/* Prints "u" as one JSON object. */
void show_json(const struct context *c, const struct og_user *u, int64_t now);

#endif
