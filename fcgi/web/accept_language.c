/* SPDX-License-Identifier: ISC */
/*
 * Reads an Accept-Language header.  It comes from anybody: it must choose among
 * what is offered and do nothing else.
 */
#include "fcgi/web/accept_language.h"

#include <string.h>
#include <strings.h>

#define SUBTAG_MAX 8
#define QUALITY_MAX 1000 /* thousandths */
#define NOT_NAMED (-1)

/* How much one language is wanted, and which element of the list says so. */
struct wish {
	int quality;
	size_t place;
};

struct wishes {
	struct wish of[ACCEPT_LANGUAGE_OFFERED], any;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
skip_blanks(const char **p)
{
	*p += strspn(*p, " \t");
}

/* One subtag: letters, and digits behind the first one. */
static bool
read_subtag(const char **p, bool digits, size_t *len)
{
	*len = 0;
	while (is_letter((*p)[*len]) || (digits && is_digit((*p)[*len])))
		++*len;
	*p += *len;
	return *len > 0 && *len <= SUBTAG_MAX;
}

/* A range; its first subtag, or "*", are the "*len" bytes before the rest. */
static bool
read_range(const char **p, size_t *len)
{
	size_t more;

	if (**p == '*') {
		++*p;
		*len = 1;
		return true;
	}
	if (!read_subtag(p, false, len))
		return false;
	while (**p == '-') {
		++*p;
		if (!read_subtag(p, true, &more))
			return false;
	}
	return true;
}

/* "0.8", in thousandths.  False for anything above 1, or with more than three
 * digits behind the point. */
static bool
read_number(const char **p, int *out)
{
	int unit = QUALITY_MAX;

	if (**p != '0' && **p != '1')
		return false;
	*out = (*(*p)++ - '0') * unit;
	if (**p != '.')
		return true;
	++*p;
	while (unit > 1 && is_digit(**p)) {
		unit /= 10;
		*out += (*(*p)++ - '0') * unit;
	}
	return *out <= QUALITY_MAX;
}

/* What may stand behind a range: ";q=" and a number. */
static bool
read_quality(const char **p, int *out)
{
	*out = QUALITY_MAX;
	skip_blanks(p);
	if (**p != ';')
		return true;
	++*p;
	skip_blanks(p);
	if (strncasecmp(*p, "q=", 2) != 0)
		return false;
	*p += 2;
	if (!read_number(p, out))
		return false;
	skip_blanks(p);
	return true;
}

static void
note(struct wish *wish, int quality, size_t place)
{
	if (quality <= wish->quality)
		return;
	wish->quality = quality;
	wish->place = place;
}

/* The whole header, or false. */
static bool
read_header(const char *p, const struct words *const *offered, size_t n,
    struct wishes *wishes)
{
	const char *range;
	int quality;
	size_t len;

	for (size_t place = 0;; place++) {
		skip_blanks(&p);
		if (*p != ',' && *p != '\0') {
			range = p;
			if (!read_range(&p, &len) ||
			    !read_quality(&p, &quality) ||
			    (*p != ',' && *p != '\0'))
				return false;
			if (*range == '*')
				note(&wishes->any, quality, place);
			for (size_t i = 0; i < n; i++)
				if (strlen(offered[i]->code) == len &&
				    strncasecmp(offered[i]->code, range, len) ==
					0)
					note(&wishes->of[i], quality, place);
		}
		if (*p == '\0')
			return true;
		p++;
	}
}

static bool
is_above(const struct wish *a, const struct wish *b)
{
	return a->quality > b->quality ||
	       (a->quality == b->quality && a->place < b->place);
}

const struct words *
accept_language(
    const char *header, const struct words *const *offered, size_t n)
{
	struct wishes wishes = {.any.quality = NOT_NAMED};
	struct wish best = {.quality = 0}, *wish;
	const struct words *found = NULL;

	if (n > ACCEPT_LANGUAGE_OFFERED)
		n = ACCEPT_LANGUAGE_OFFERED;
	for (size_t i = 0; i < n; i++)
		wishes.of[i].quality = NOT_NAMED;
	if (strnlen(header, ACCEPT_LANGUAGE_MAX + 1) > ACCEPT_LANGUAGE_MAX ||
	    !read_header(header, offered, n, &wishes))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		wish = &wishes.of[i];
		if (wish->quality == NOT_NAMED)
			wish = &wishes.any;
		if (wish->quality <= 0 || !is_above(wish, &best))
			continue;
		best = *wish;
		found = offered[i];
	}
	return found;
}
