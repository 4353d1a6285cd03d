/* SPDX-License-Identifier: ISC */
/*
 * Which places a request touches, and what they demand together.  Decides
 * nothing, and removes nothing from what a location demands.
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

static uint32_t *
left_with(struct waiting *w, const struct og_place *place)
{
	const size_t len = strnlen(place->path, OG_PLACE_MAX);

	return &w->of_length[len == 1 ? 0 : len];
}

/* Returns whether there is one. */
static bool
wait_for(struct waiting *w, const struct og_places *p, size_t host)
{
	bool any = false;

	memset(w, 0, sizeof(*w));
	for (size_t i = 0; i < p->n; i++) {
		if (!is_on(&p->place[i], host))
			continue;
		*left_with(w, &p->place[i]) |= (uint32_t)1 << i;
		any = true;
	}
	return any;
}

/* Adds what "place" demands; false when that cannot be satisfied as well. */
static bool
add(struct og_demand *d, const struct og_place *place)
{
	if (place->need.n_groups > 0)
		d->also[d->n_also++] = &place->need;
	return og_requirement_join(&d->need, &place->need);
}

/* Adds the place with this number, unless it has been added. */
static enum og_err
arrive_at(
    struct waiting *w, const struct og_places *p, size_t i, struct og_demand *d)
{
	uint32_t *left = left_with(w, &p->place[i]);
	const uint32_t bit = (uint32_t)1 << i;

	if ((*left & bit) == 0)
		return OG_OK;
	*left &= ~bit;
	return add(d, &p->place[i]) ? OG_OK : OG_ERR_RANGE;
}

/* Adds the places at the present position of the walk.  A path below one passes
 * through it. */
static enum og_err
arrive(struct waiting *w, const struct og_places *p, const struct og_path *walk,
    struct og_demand *d)
{
	enum og_err err = OG_OK;
	uint32_t left;

	if (walk->done > OG_PLACE_MAX)
		return OG_OK;
	left = w->of_length[walk->done];
	for (size_t i = 0; i < p->n && left >> i != 0; i++) {
		if ((left >> i & 1) != 0 &&
		    memcmp(p->place[i].path, walk->text, walk->done) == 0 &&
		    arrive_at(w, p, i, d) != OG_OK)
			err = OG_ERR_RANGE;
	}
	return err;
}

/* Below such a path an application needs escaped slashes.  What might lead out
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

/*
 * A second walk, for paths that other readers begin elsewhere.  An empty
 * segment may be followed by a host: "//host/x" is "/x".  A script is followed
 * by the path that it shows, and the folders of the script may belong to it or
 * not: "/a/b.php/x" is "/a/x" and "/x".  So a place may be found in several
 * ways at once: each bit is a number of its segments that the path has named so
 * far.  Such paths have no dots, or they are odd.
 */
struct ways {
	uint64_t now, ever; /* ever: in front of some segment */
	size_t number;	    /* of the place */
	bool found;
};

_Static_assert(OG_PLACE_MAX / 2 <= 64, "a bit for each segment of a place");

static bool
is_same(const char *place, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char c = name[i];

		if (place[i] != (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c))
			return false;
	}
	return true;
}

/* Continues by a name, from the positions in "from". */
static void
step(struct ways *w, uint64_t from, const char *place, const char *name,
    size_t len)
{
	uint64_t next = 2;
	size_t n;

	for (; *place == '/' && from != 0; from >>= 1, next <<= 1) {
		n = strcspn(++place, "/");
		if ((from & 1) != 0 && n == len && is_same(place, name, len)) {
			w->now |= next;
			w->found = w->found || place[n] == '\0';
		}
		place += n;
	}
}

/* One step of the walk, for the "n" places that have not been found yet. */
static void
step_all(struct ways *ways, size_t n, const struct og_places *p,
    const struct og_path *walk)
{
	const char *name = walk->text + walk->name;
	size_t len, i, at = 0;
	struct ways *w;
	uint64_t from;

	for (i = 0; walk->name != 0 && i < n; i++) {
		w = &ways[i];
		from = w->now;
		w->now = walk->host ? from : 0;
		step(w, from, p->place[w->number].path, name,
		    walk->done - walk->name);
	}
	while (walk->glued && og_path_glued(walk, &at, &name, &len))
		for (i = 0; i < n; i++)
			step(&ways[i], ways[i].ever,
			    p->place[ways[i].number].path, name, len);
	for (i = 0; i < n; i++) {
		ways[i].ever |= ways[i].now;
		if (walk->script)
			ways[i].now = ways[i].ever;
	}
}

/* Adds the places to which another way leads. */
static enum og_err
arrive_otherwise(struct waiting *w, const struct og_places *p, const char *uri,
    char text[OG_PLACE_TEXT_MAX], struct og_demand *d)
{
	struct ways ways[OG_PLACES_MAX];
	enum og_err err = OG_OK;
	struct og_path walk;
	size_t i, n = 0;

	for (i = 0; i < p->n; i++)
		if ((*left_with(w, &p->place[i]) >> i & 1) != 0)
			ways[n++] = (struct ways){1, 1, i, false};
	og_path_begin(&walk, uri, text, OG_PLACE_TEXT_MAX);
	while (n > 0 && og_path_next(&walk)) {
		step_all(ways, n, p, &walk);
		for (i = n; i-- > 0;) {
			if (!ways[i].found)
				continue;
			if (arrive_at(w, p, ways[i].number, d) != OG_OK)
				err = OG_ERR_RANGE;
			ways[i] = ways[--n];
		}
	}
	return err;
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
	if (walk.forks > 0 && walk.forks <= OG_PATH_FORKS_MAX &&
	    arrive_otherwise(&waiting, p, uri, text, d) != OG_OK)
		err = OG_ERR_RANGE;
	d->unclear = walk.odd != 0 && !may_be_raw(p, uri, walk.odd);
	return err;
}
