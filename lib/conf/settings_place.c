/* SPDX-License-Identifier: ISC */
/*
 * The settings in the braces of a "place".  A place that lost one of them would
 * demand less, so doubled, unknown and empty ones are rejected.  Must not know
 * how the file is read.
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/path.h"
#include "lib/base/text.h"
#include "lib/conf/settings_impl.h"

#define AGE_MAX INT32_MAX /* seconds */
#define ALL_HOSTS UINT32_MAX

_Static_assert(OG_HOSTS_MAX <= 32, "a bit for each host");

typedef enum og_err
place_setter(struct og_reading *, const char *name, const char *value);

static place_setter set_hosts, set_groups, set_age, set_factor;

/* X(name, setter, whether it is a list) */
#define PLACE_SETTINGS(X)                                                      \
	X(hosts, set_hosts, true)                                              \
	X(groups, set_groups, true)                                            \
	X(max_age, set_age, false)                                             \
	X(factor, set_factor, true)

struct place_setting {
	const char *name;
	place_setter *set;
	bool list;
};

#define ROW(name, set, list) {#name, set, list},
#define NAME(name, set, list) #name,

static const struct place_setting settings[] = {PLACE_SETTINGS(ROW)};
const char *const og_settings_place_names[] = {PLACE_SETTINGS(NAME) NULL};

_Static_assert(
    sizeof(settings) / sizeof(settings[0]) == OG_PLACE_SETTINGS_COUNT,
    "OG_PLACE_SETTINGS_COUNT");

bool
og_settings_place_is_list(size_t index)
{
	return settings[index].list;
}

/* --- setters --- */

static enum og_err
set_hosts(struct og_reading *p, const char *name, const char *value)
{
	struct og_place_reading *r = &p->place;
	char host[OG_HOST_MAX + 1];
	size_t i = 0;

	if (!og_settings_fold_host(value, host))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s of a place must be host names without scheme, port or "
		    "final dot",
		    name);
	while (i < r->n_hosts && strcmp(r->hosts[i], host) != 0)
		i++;
	if (i == OG_HOSTS_MAX)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "places name more than %d hosts", OG_HOSTS_MAX);
	if (i == r->n_hosts) {
		memcpy(r->hosts[i], host, strlen(host) + 1);
		r->lines[i] = p->line;
		r->n_hosts++;
	}
	if ((r->place.hosts & (uint32_t)1 << i) != 0)
		return og_settings_refuse(
		    p, OG_ERR_FORMAT, "%s names %s twice", name, host);
	r->place.hosts |= (uint32_t)1 << i;
	return OG_OK;
}

static enum og_err
set_groups(struct og_reading *p, const char *name, const char *value)
{
	if (og_requirement_add_group(
		value, strlen(value), &p->place.place.need) != OG_OK)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be names of groups of users, %d at most and none "
		    "twice",
		    name, OG_REQUIREMENT_GROUPS_MAX);
	return OG_OK;
}

static enum og_err
set_age(struct og_reading *p, const char *name, const char *value)
{
	uint64_t age;

	if (og_num_parse_span(value, strlen(value), AGE_MAX, &age) != OG_OK ||
	    age < OG_REQUIREMENT_AGE_MIN)
		return og_settings_refuse(p, OG_ERR_RANGE,
		    "%s must be a span of time of %ds at least: a number and "
		    "s, m, h or d",
		    name, OG_REQUIREMENT_AGE_MIN);
	p->place.place.need.max_age = (int64_t)age;
	return OG_OK;
}

static enum og_err
set_factor(struct og_reading *p, const char *name, const char *value)
{
	if (og_requirement_add_factor(
		value, strlen(value), &p->place.place.need) != OG_OK)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s must be of 'totp', 'hotp', 'recovery', 'sent' and "
		    "'passkey', none twice",
		    name);
	return OG_OK;
}

/* --- a place --- */

static enum og_err
begin(struct og_reading *p, const char *path)
{
	struct og_place_reading *r = &p->place;
	char folded[OG_PLACE_MAX + 1];
	enum og_err err;

	r->open = true;
	r->seen = 0;
	memset(&r->place, 0, sizeof(r->place));
	/* the path is read with the first setting, further down */
	if (p->s.places.n < r->n_begins)
		p->line = r->begins[p->s.places.n];
	if (!og_text_is_clean(path, strlen(path)))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "the path of a place contains a control byte or is not "
		    "UTF-8");
	err = og_place_check(path, folded);
	if (err == OG_ERR_RANGE)
		return og_settings_refuse(p, err,
		    "the path of a place is longer than %d bytes",
		    OG_PLACE_MAX);
	if (err != OG_OK && folded[0] == '\0')
		return og_settings_refuse(p, err,
		    "place '%s' is no path of a page: it begins with / and has "
		    "no query, no escaped slash, no backslash and no hidden "
		    "dots, and does not lead to the gate's own pages",
		    path);
	if (err != OG_OK)
		return og_settings_refuse(p, err,
		    "place '%s' must be spelled as it is compared: '%s'", path,
		    folded);
	memcpy(r->place.path, path, strlen(path) + 1);
	return OG_OK;
}

enum og_err
og_settings_place_set(struct og_reading *p, const char *path, const char *name,
    bool first, const char *value)
{
	struct og_place_reading *r = &p->place;
	const int line = p->line;
	size_t i = 0;

	if (!r->open && begin(p, path) != OG_OK)
		return p->err;
	p->line = line;
	while (i < OG_PLACE_SETTINGS_COUNT - 1 &&
	       strcmp(settings[i].name, name) != 0)
		i++;
	if (first && (r->seen & 1U << i) != 0)
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s is set again in place '%s'", name, path);
	r->seen |= 1U << i;
	if (!og_text_is_clean(value, strlen(value)))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "%s contains a control byte or is not UTF-8", name);
	return settings[i].set(p, name, value);
}

enum og_err
og_settings_place_end(struct og_reading *p)
{
	struct og_place_reading *r = &p->place;
	struct og_places *places = &p->s.places;

	if (!r->open || og_requirement_is_empty(&r->place.need))
		return og_settings_refuse(p, OG_ERR_FORMAT,
		    "a place that demands nothing: set groups, max_age or "
		    "factor");
	if (places->n == OG_PLACES_MAX)
		return og_settings_refuse(
		    p, OG_ERR_RANGE, "more than %d places", OG_PLACES_MAX);
	r->ends[places->n] = p->line;
	places->place[places->n++] = r->place;
	r->open = false;
	return OG_OK;
}

/* The number of "host" in the setting hosts, or -1. */
static int
find_host(const struct og_settings *s, const char *host)
{
	for (size_t i = 0; i < s->n_hosts; i++)
		if (strcmp(s->hosts[i], host) == 0)
			return (int)i;
	return -1;
}

/* True when one of the two is below the other, on a common host, and no kind of
 * code satisfies both. */
static bool
exclude(const struct og_place *a, const struct og_place *b)
{
	const size_t a_len = strlen(a->path), b_len = strlen(b->path);

	return (a->hosts & b->hosts) != 0 && a->need.factors != 0 &&
	       b->need.factors != 0 &&
	       (a->need.factors & b->need.factors) == 0 &&
	       (og_path_is_below(a->path, a_len, b->path) ||
		   og_path_is_below(b->path, b_len, a->path));
}

static enum og_err
check_factors(struct og_reading *p)
{
	const struct og_places *places = &p->s.places;

	for (size_t i = 0; i < places->n; i++) {
		p->line = p->place.ends[i];
		for (size_t k = 0; k < i; k++)
			if (exclude(&places->place[k], &places->place[i]))
				return og_settings_refuse(p, OG_ERR_FORMAT,
				    "place '%s' and place '%s' demand factors "
				    "that exclude each other",
				    places->place[k].path,
				    places->place[i].path);
	}
	return OG_OK;
}

enum og_err
og_settings_place_hosts(struct og_reading *p)
{
	const struct og_place_reading *r = &p->place;
	uint32_t bits[OG_HOSTS_MAX] = {0};
	int number;

	for (size_t i = 0; i < r->n_hosts; i++) {
		number = find_host(&p->s, r->hosts[i]);
		p->line = r->lines[i];
		if (number < 0)
			return og_settings_refuse(p, OG_ERR_FORMAT,
			    "a place is on %s, which is not one of the hosts",
			    r->hosts[i]);
		bits[i] = (uint32_t)1 << number;
	}
	for (size_t k = 0; k < p->s.places.n; k++) {
		struct og_place *place = &p->s.places.place[k];
		uint32_t named = place->hosts;

		place->hosts = named == 0 ? ALL_HOSTS : 0;
		for (size_t i = 0; i < r->n_hosts; i++)
			if ((named >> i & 1) != 0)
				place->hosts |= bits[i];
	}
	return check_factors(p);
}
