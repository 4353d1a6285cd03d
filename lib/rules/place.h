/* SPDX-License-Identifier: ISC */
/*
 * Places: paths of a site whose demands the gate itself knows, in addition to
 * what the location of the web server demands.  They only ever add to it.
 * Pure.
 */
#ifndef OTPGATE_RULES_PLACE_H
#define OTPGATE_RULES_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/err.h"
#include "lib/codes/requirement.h"

#define OG_PLACES_MAX 32
#define OG_PLACE_MAX 128	/* bytes of its path */
#define OG_RAW_PATHS_MAX 16	/* exceptions */
#define OG_PLACE_TEXT_MAX 32768 /* bytes of a path that can be analysed */

struct og_place {
	char path[OG_PLACE_MAX + 1]; /* as og_path folds it; "/" is the root */
	uint32_t hosts;		     /* a bit for each it is on */
	struct og_requirement need;
};

struct og_places {
	size_t n;
	struct og_place place[OG_PLACES_MAX];
	size_t n_raw; /* below these, escaped slashes are allowed */
	char raw[OG_RAW_PATHS_MAX][OG_PLACE_MAX + 1];
};

/* Everything that one request has to meet. */
struct og_demand {
	struct og_requirement
	    need; /* age and factors of all, groups of the location
		   */
	size_t n_also;
	const struct og_requirement
	    *also[OG_PLACES_MAX]; /* their groups count, too */
	bool unclear; /* something is demanded, and where the request leads
			 depends on who reads it */
};

/*
 * Checks the path of a place: absolute, folded, not among the gate's own pages.
 * OG_OK; OG_ERR_RANGE (too long); OG_ERR_FORMAT, with the folded spelling in
 * "folded", "" when there is none.
 */
enum og_err
og_place_check(const char *path, char folded[OG_PLACE_MAX + 1]) OG_MUST_CHECK;

/* True when some place is on the host of this number: then a verdict is valid
 * only for its own path. */
bool og_places_are_on(const struct og_places *p, size_t host);

/*
 * Collects in *d what is demanded of the request target "uri" (raw) on the host
 * of this number, by its location ("need") and by each place that its folded
 * path is, or is below, or passes through.  "text" is room to work in.  *d
 * points into "p".  OG_OK, or OG_ERR_RANGE when no factor would satisfy all:
 * deny.
 */
enum og_err og_places_meet(const struct og_places *p, size_t host,
    const char *uri, const struct og_requirement *need,
    char text[OG_PLACE_TEXT_MAX], struct og_demand *d) OG_MUST_CHECK;

#endif
