/* SPDX-License-Identifier: ISC */
/*
 * The words between the module and otpgate-pam-verify.  Each message has one
 * spelling; what is not it is refused as a whole.  Pure.
 */
#include "pam/question.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/num.h"
#include "lib/base/wipe.h"

#define HEAD "otpgate-pam 1\n"
#define NONE "-" /* in the place of a number */

static const char *const steps[] = {"look", "decide"};
static const char *const wants[] = {"either", "code", "recovery"};
static const char *const outcomes[] = {
    "unavailable", "passed", "ready", "denied", "unknown", "wait", "let-in"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- writing --- */

static void
put(struct og_buf *out, const char *s)
{
	og_buf_printf(out, "%zu:", strlen(s));
	og_buf_puts(out, s);
	og_buf_putc(out, '\n');
}

static void
put_number(struct og_buf *out, bool given, size_t n)
{
	char text[24] = NONE;

	if (given)
		(void)snprintf(text, sizeof(text), "%zu", n);
	put(out, text);
}

void
question_format(const struct question *q, struct og_buf *out)
{
	og_buf_puts(out, HEAD);
	put(out, steps[q->step]);
	put(out, wants[q->want]);
	put(out, q->key ? "key" : "");
	put(out, q->key_or_password ? "key_or_password" : "");
	put(out, q->forward ? "forward_pass" : "");
	put(out, q->config);
	put(out, q->service);
	put(out, q->address);
	put(out, q->user);
	put(out, q->password);
	put(out, q->answer);
}

void
reply_format(const struct reply *r, struct og_buf *out)
{
	og_buf_puts(out, HEAD);
	put(out, outcomes[r->outcome]);
	put(out, r->reason);
	put(out, r->lane);
	put_number(out, true, r->failures);
	put_number(out, r->recovery, r->left);
	put_number(out, true, r->floor);
	put_number(out, r->cut, r->password);
	put(out, r->note);
}

/* --- reading --- */

/* What is left of a message. */
struct rest {
	const char *at;
	size_t len;
	bool bad;
};

/* The next field; *len is 0 for one that is bad. */
static const char *
take(struct rest *m, size_t *len)
{
	const char *colon, *field;
	uint64_t n = 0;

	*len = 0;
	if (m->bad)
		return "";
	m->bad = true;
	colon = memchr(m->at, ':', m->len < 8 ? m->len : 8);
	if (colon == NULL || og_num_parse(m->at, (size_t)(colon - m->at), 0,
				 QUESTION_MAX, &n) != OG_OK)
		return "";
	field = colon + 1;
	m->len -= (size_t)(field - m->at);
	m->at = field;
	if (n >= m->len || field[n] != '\n' ||
	    memchr(field, '\0', (size_t)n) != NULL)
		return "";
	m->at += n + 1;
	m->len -= (size_t)n + 1;
	m->bad = false;
	*len = (size_t)n;
	return field;
}

static void
take_text(struct rest *m, char *out, size_t size)
{
	size_t len;
	const char *field = take(m, &len);

	if (len >= size)
		m->bad = true;
	else
		memcpy(out, field, len);
	out[m->bad ? 0 : len] = '\0';
}

/* Its place among "words"; 0 for a field that is bad. */
static size_t
take_word(struct rest *m, const char *const *words, size_t n)
{
	size_t len;
	const char *field = take(m, &len);

	for (size_t i = 0; i < n && !m->bad; i++)
		if (strlen(words[i]) == len &&
		    memcmp(words[i], field, len) == 0)
			return i;
	m->bad = true;
	return 0;
}

static bool
take_flag(struct rest *m, const char *name)
{
	const char *const words[] = {"", name};

	return take_word(m, words, 2) == 1;
}

/* "given" may be NULL where there must be a number. */
static size_t
take_number(struct rest *m, bool *given, size_t max)
{
	uint64_t n = 0;
	size_t len;
	const char *field = take(m, &len);

	if (given != NULL)
		*given = false;
	if (m->bad)
		return 0;
	if (given != NULL && len == 1 && field[0] == NONE[0])
		return 0;
	if (og_num_parse(field, len, 0, max, &n) != OG_OK) {
		m->bad = true;
		return 0;
	}
	if (given != NULL)
		*given = true;
	return (size_t)n;
}

static void
take_head(struct rest *m)
{
	const size_t len = strlen(HEAD);

	if (m->len < len || memcmp(m->at, HEAD, len) != 0) {
		m->bad = true;
		return;
	}
	m->at += len;
	m->len -= len;
}

enum og_err
question_parse(const char *s, size_t len, struct question *q)
{
	struct rest m = {.at = s, .len = len};

	memset(q, 0, sizeof(*q));
	if (len > QUESTION_MAX)
		return OG_ERR_RANGE;
	take_head(&m);
	q->step = (enum step)take_word(&m, steps, COUNT(steps));
	q->want = (enum want)take_word(&m, wants, COUNT(wants));
	q->key = take_flag(&m, "key");
	q->key_or_password = take_flag(&m, "key_or_password");
	q->forward = take_flag(&m, "forward_pass");
	take_text(&m, q->config, sizeof(q->config));
	take_text(&m, q->service, sizeof(q->service));
	take_text(&m, q->address, sizeof(q->address));
	take_text(&m, q->user, sizeof(q->user));
	take_text(&m, q->password, sizeof(q->password));
	take_text(&m, q->answer, sizeof(q->answer));
	if (!m.bad && m.len == 0 && q->config[0] == '/' &&
	    (q->user[0] == '\0' || og_name_is_valid(q->user)) &&
	    !(q->key_or_password && q->forward))
		return OG_OK;
	OG_WIPE_OBJECT(q);
	return OG_ERR_FORMAT;
}

static bool
is_printable(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return false;
	return true;
}

static bool
fits(const struct reply *r, const struct question *q)
{
	const bool look =
	    r->outcome == OUTCOME_PASSED || r->outcome == OUTCOME_READY;

	if (r->outcome != OUTCOME_UNAVAILABLE && look != (q->step == STEP_LOOK))
		return false;
	if (r->cut && (!q->forward || r->password > strlen(q->answer)))
		return false;
	return (!r->recovery || r->outcome == OUTCOME_LET_IN) &&
	       is_printable(r->reason) && is_printable(r->lane) &&
	       is_printable(r->note);
}

enum og_err
reply_parse(
    const char *s, size_t len, const struct question *q, struct reply *r)
{
	struct rest m = {.at = s, .len = len};

	memset(r, 0, sizeof(*r));
	if (len > REPLY_MAX)
		return OG_ERR_RANGE;
	take_head(&m);
	r->outcome = (enum outcome)take_word(&m, outcomes, COUNT(outcomes));
	take_text(&m, r->reason, sizeof(r->reason));
	take_text(&m, r->lane, sizeof(r->lane));
	r->failures = (unsigned)take_number(&m, NULL, UINT32_MAX);
	r->left = (unsigned)take_number(&m, &r->recovery, UINT32_MAX);
	r->floor = (unsigned)take_number(&m, NULL, FLOOR_MAX);
	r->password = take_number(&m, &r->cut, ANSWER_MAX);
	take_text(&m, r->note, sizeof(r->note));
	if (!m.bad && m.len == 0 && fits(r, q))
		return OG_OK;
	OG_WIPE_OBJECT(r);
	return OG_ERR_FORMAT;
}
