// SPDX-License-Identifier: ISC
/*
 * Dates, by the patterns of the tables of words.  Asks no clock and no locale;
 * the zone is the system's, and said.
 */
#include "fcgi/web/when.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"

/* Part "n" of a text whose parts are separated by bars. */
static void
put_part(struct og_buf *out, const char *text, int n)
{
	for (; n > 0; n--) {
		text += strcspn(text, "|");
		text += *text == '|';
	}
	og_buf_put(out, text, strcspn(text, "|"));
}

/* "UTC", "UTC+2", "UTC-3:30" */
static void
put_zone(struct og_buf *out, long offset)
{
	const long minutes = labs(offset) / 60;

	og_buf_puts(out, "UTC");
	if (minutes == 0)
		return;
	og_buf_printf(out, "%c%ld", offset < 0 ? '-' : '+', minutes / 60);
	if (minutes % 60 != 0)
		og_buf_printf(out, ":%02ld", minutes % 60);
}

static void
put_piece(struct og_buf *out, const struct words *language,
    const struct words_piece *piece, const struct tm *tm)
{
	switch (piece->place) {
	case WORDS_RUN:
		og_buf_put(out, piece->text, piece->len);
		break;
	case WORDS_DAY:
		og_buf_printf(out, "%d", tm->tm_mday);
		break;
	case WORDS_MONTH:
		put_part(out, words_text(language, WORD_MONTHS, 0), tm->tm_mon);
		break;
	case WORDS_YEAR:
		og_buf_printf(out, "%d", tm->tm_year + 1900);
		break;
	case WORDS_TIME:
		og_buf_printf(out, "%02d:%02d", tm->tm_hour, tm->tm_min);
		break;
	case WORDS_ZONE:
		put_zone(out, tm->tm_gmtoff);
		break;
	case WORDS_USER:
	case WORDS_SITE:
	case WORDS_NUMBER:
	case WORDS_BROWSER:
	case WORDS_WHEN:
	case WORDS_PLACES:
		break;
	}
}

void
when_say(struct og_buf *out, const struct words *language, const struct tm *tm)
{
	const char *text = words_text(
	    language, tm->tm_mday == 1 ? WORD_WHEN_FIRST : WORD_WHEN, 0);
	struct words_piece piece;

	while (words_next(&text, &piece))
		put_piece(out, language, &piece, tm);
}

void
when_put(struct og_buf *out, const struct words *language, int64_t t)
{
	const time_t seconds = (time_t)t;
	char utc[OG_TIME_SIZE];
	struct tm tm;

	og_clock_format(t, utc);
	if (utc[0] == '-' || localtime_r(&seconds, &tm) == NULL)
		return;
	og_buf_printf(out, "<time datetime=\"%s\">", utc);
	when_say(out, language, &tm);
	og_buf_puts(out, "</time>");
}
