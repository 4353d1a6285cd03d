// SPDX-License-Identifier: ISC
/*
 * Finds a sentence and takes it apart.  Knows no page and no tag: what stands
 * in its places comes from outside, and is escaped by whoever shows it.
 */
#include "fcgi/words/words.h"

#include <string.h>

#define SECONDS_MAX 90 /* more are minutes */
#define MINUTE 60
#define MINUTES_MAX 90 /* more are hours */
#define HOUR 3600

const struct words *const words_languages[] = {
    &words_en, &words_de, &words_fr, &words_es, &words_ja, &words_ar, NULL};

const char *
words_text(const struct words *language, enum word word, uint64_t count)
{
	const struct words_row *row = &language->rows[word];
	const char *text = row->form[language->form(count)];

	if (text == NULL)
		text = row->form[WORDS_OTHER];
	return text != NULL ? text : "";
}

bool
words_next(const char **text, struct words_piece *piece)
{
	static const char *const places[WORDS_PLACES] = {
	    [WORDS_USER] = "{user}",
	    [WORDS_SITE] = "{site}",
	    [WORDS_NUMBER] = "{count}",
	    [WORDS_BROWSER] = "{browser}",
	    [WORDS_WHEN] = "{when}",
	    [WORDS_DAY] = "{day}",
	    [WORDS_MONTH] = "{month}",
	    [WORDS_YEAR] = "{year}",
	    [WORDS_TIME] = "{time}",
	    [WORDS_ZONE] = "{zone}"};

	if (**text == '\0')
		return false;
	piece->place = WORDS_RUN;
	piece->text = *text;
	/* a brace that opens no place is a character like any other */
	piece->len = 1 + strcspn(*text + 1, "{");
	for (int i = WORDS_RUN + 1; i < WORDS_PLACES; i++) {
		if (strncmp(*text, places[i], strlen(places[i])) != 0)
			continue;
		piece->place = (enum words_place)i;
		piece->len = strlen(places[i]);
	}
	*text += piece->len;
	return true;
}

struct sentence
words_wait(int64_t seconds)
{
	struct sentence s = {.word = WORD_WAIT_SECONDS};
	int64_t unit = 1;

	if (seconds < 1)
		seconds = 1;
	if (seconds > MINUTES_MAX * MINUTE) {
		s.word = WORD_WAIT_HOURS;
		unit = HOUR;
	} else if (seconds > SECONDS_MAX) {
		s.word = WORD_WAIT_MINUTES;
		unit = MINUTE;
	}
	s.args.count = (uint64_t)(seconds / unit + (seconds % unit != 0));
	return s;
}
