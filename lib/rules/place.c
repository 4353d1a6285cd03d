/* SPDX-License-Identifier: ISC */
/*
 * Which places a request touches, and what they demand together.  Decides
 * nothing, and takes nothing away from what a location demands.
 */
#include <string.h>

#include "lib/base/path.h"
#include "lib/rules/place.h"

_Static_assert(OG_PLACES_MAX <= 32, "a bit for each place");

static bool
is_on(const struct og_place *place, size_t host)
{
	return host < 32 && (place->hosts >> host & 1) != 0;
}

bool
og_places_are_on(const struct og_places *p, size_t host)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_on(&p->place[i], host))
			return true;
	return false;
}

enum og_err
og_place_check(const char *path, char folded[OG_PLACE_MAX + 1])
{
	const size_t len = strlen(path);
	char text[OG_PLACE_MAX];
	struct og_path walk;

	folded[0] = '\0';
	if (len > OG_PLACE_MAX)
		return OG_ERR_RANGE;
	og_path_begin(&walk, path, text, sizeof(text));
	while (og_path_next(&walk))
		;
	if (walk.odd != 0 || strchr(path, '?') != NULL ||
	    og_path_is_below(text, walk.done, OG_PATH_OWN_PAGES))
		return OG_ERR_FORMAT;
	if (walk.done == 0)
		text[walk.done++] = '/';
	memcpy(folded, text, walk.done);
	folded[walk.done] = '\0';
	return strcmp(path, folded) == 0 ? OG_OK : OG_ERR_FORMAT;
}

/* The places on a host, by the length of their folded paths: a bit for each.
 * A walk of thousands of steps then costs no more than their number. */
struct waiting {
	uint32_t of_length[OG_PLACE_MAX + 1];
};

/* Returns whether there is one. */
static bool
wait_for(struct waiting *w, const struct og_places *p, size_t host)
{
	bool any = false;
	size_t len;

	memset(w, 0, sizeof(*w));
	for (size_t i = 0; i < p->n; i++) {
		if (!is_on(&p->place[i], host))
			continue;
		len = strnlen(p->place[i].path, OG_PLACE_MAX);
		w->of_length[len == 1 ? 0 : len] |= (uint32_t)1 << i;
		any = true;
	}
	return any;
}

/* Adds what "place" demands; false when that cannot be met as well. */
static bool
add(struct og_demand *d, const struct og_place *place)
{
	if (place->need.n_groups > 0)
		d->also[d->n_also++] = &place->need;
	return og_requirement_join(&d->need, &place->need);
}

/* Adds the places where the walk stands.  Whatever is below one comes past
 * it. */
static enum og_err
arrive(struct waiting *w, const struct og_places *p, const struct og_path *walk,
    struct og_demand *d)
{
	enum og_err err = OG_OK;
	uint32_t *left;

	if (walk->done > OG_PLACE_MAX)
		return OG_OK;
	left = &w->of_length[walk->done];
	for (size_t i = 0; *left != 0 && i < p->n; i++) {
		const uint32_t bit = (uint32_t)1 << i;

		if ((*left & bit) == 0 ||
		    memcmp(p->place[i].path, walk->text, walk->done) != 0)
			continue;
		*left &= ~bit;
		if (!add(d, &p->place[i]))
			err = OG_ERR_RANGE;
	}
	return err;
}

/* Below such a path an application wants escaped slashes.  What might lead out
 * of it again is no better there than elsewhere. */
static bool
may_be_raw(const struct og_places *p, const char *uri, unsigned odd)
{
	const size_t len = strcspn(uri, "?");

	if ((odd & (OG_PATH_ODD_DOTS | OG_PATH_ODD_FORM)) != 0)
		return false;
	for (size_t i = 0; i < p->n_raw; i++)
		if (og_path_is_below(uri, len, p->raw[i]))
			return true;
	return false;
}

enum og_err
og_places_meet(const struct og_places *p, size_t host, const char *uri,
    const struct og_requirement *need, char text[OG_PLACE_TEXT_MAX],
    struct og_demand *d)
{
	enum og_err err = OG_OK;
	struct waiting waiting;
	struct og_path walk;

	memset(d, 0, sizeof(*d));
	d->need = *need;
	if (!wait_for(&waiting, p, host) && og_requirement_is_empty(need))
		return OG_OK;
	og_path_begin(&walk, uri, text, OG_PLACE_TEXT_MAX);
	do {
		if (arrive(&waiting, p, &walk, d) != OG_OK)
			err = OG_ERR_RANGE;
	} while (og_path_next(&walk));
	d->unclear = walk.odd != 0 && !may_be_raw(p, uri, walk.odd);
	return err;
}
