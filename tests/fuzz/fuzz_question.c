/* SPDX-License-Identifier: ISC */
/* Fuzz target: a question of the PAM module, or a reply to it. */
#include <string.h>

#include "fuzz.h"
#include "pam/question.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct question q, none;
	static struct reply r;
	char *text = fuzz_string(data, size);
	struct og_buf b;

	og_buf_init(&b, QUESTION_MAX);
	if (question_parse(text, size, &q) == OG_OK) {
		MUST(q.config[0] == '/');
		MUST(strlen(q.answer) <= ANSWER_MAX);
		question_format(&q, &b);
		MUST(og_buf_err(&b) == OG_OK && b.len == size);
		MUST(memcmp(b.data, text, size) == 0);
	} else {
		MUST(memcmp(&q, &none, sizeof(q)) == 0);
	}
	/* a question that as much as possible fits */
	q.forward = true;
	memset(q.answer, 'x', ANSWER_MAX);
	for (int step = STEP_LOOK; step <= STEP_DECIDE; step++) {
		q.step = (enum step)step;
		og_buf_reset(&b);
		if (reply_parse(text, size, &q, &r) != OG_OK) {
			MUST(r.outcome == OUTCOME_UNAVAILABLE);
			continue;
		}
		MUST(r.outcome != OUTCOME_LET_IN || step == STEP_DECIDE);
		MUST(r.password <= ANSWER_MAX);
		reply_format(&r, &b);
		MUST(og_buf_err(&b) == OG_OK && b.len == size);
		MUST(memcmp(b.data, text, size) == 0);
	}
	og_buf_clear(&b);
	free(text);
	return 0;
}
