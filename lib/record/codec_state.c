/* SPDX-License-Identifier: ISC */
/*
 * Words of the record, otpgate-users(5): the guess counters.  Parses and
 * prints; judges only spelling and range.
 */
#include <inttypes.h>

#include "lib/record/codec_impl.h"

static const char *const lane_names[OG_LANES] = {"open", "first", "key"};

/* --- lanes --- */

static bool
counter_is_zero(const struct og_counter *c)
{
	return c->failures == 0 && c->failed_at == 0 &&
	       c->password_failures == 0 && c->password_failed_at == 0;
}

void
og_codec_read_lane(struct og_cursor *f, struct og_user *u)
{
	struct og_counter *c;

	c = &u->lanes[og_cursor_name(f, ',', lane_names, OG_LANES)];
	if (!counter_is_zero(c)) {
		og_cursor_fail(f, OG_ERR_FORMAT); /* doubled */
		return;
	}
	c->failures = og_codec_u32(f, ',', 0);
	c->failed_at = og_codec_time(f, ',');
	c->password_failures = og_codec_u32(f, ',', 0);
	c->password_failed_at = og_codec_time(f, ',');
	if (counter_is_zero(c))
		og_cursor_fail(f, OG_ERR_FORMAT);
}

static void
write_lanes(const struct og_user *u, struct og_buf *b)
{
	const struct og_counter *c;
	size_t i;

	for (i = 0; i < OG_LANES; i++) {
		c = &u->lanes[i];
		if (counter_is_zero(c))
			continue;
		og_buf_printf(b,
		    " l=%s,%" PRIu32 ",%" PRId64 ",%" PRIu32 ",%" PRId64,
		    lane_names[i], c->failures, c->failed_at,
		    c->password_failures, c->password_failed_at);
	}
}

/* --- the rolling year --- */

static bool
year_is_zero(const struct og_year *y)
{
	size_t i;

	for (i = 0; i < OG_MONTHS; i++)
		if (y->guesses[i] != 0)
			return false;
	return true;
}

static void
read_year(struct og_cursor *f, struct og_year *y)
{
	size_t i;

	y->month = og_codec_u32(f, '/', 0);
	for (i = 0; i < OG_MONTHS; i++)
		y->guesses[i] = og_codec_u32(f, '.', 0);
	if (year_is_zero(y))
		og_cursor_fail(f, OG_ERR_FORMAT);
}

void
og_codec_read_strangers(struct og_cursor *f, struct og_user *u)
{
	read_year(f, &u->years[OG_SHARE_STRANGERS]);
}

void
og_codec_read_owner(struct og_cursor *f, struct og_user *u)
{
	read_year(f, &u->years[OG_SHARE_OWNER]);
}

static void
write_year(const char *key, const struct og_year *y, struct og_buf *b)
{
	size_t i;

	if (year_is_zero(y))
		return;
	og_buf_printf(b, " %s=%" PRIu32, key, y->month);
	for (i = 0; i < OG_MONTHS; i++)
		og_buf_printf(
		    b, "%c%" PRIu32, i == 0 ? '/' : '.', y->guesses[i]);
}

void
og_codec_write_counters(const struct og_user *u, struct og_buf *b)
{
	write_lanes(u, b);
	write_year("g", &u->years[OG_SHARE_STRANGERS], b);
	write_year("o", &u->years[OG_SHARE_OWNER], b);
}
