// SPDX-License-Identifier: ISC
/*
 * What the owner should know after a login: what has failed since the last one,
 * how many recovery codes are left, and when and where the last login was.  A
 * page of its own (told.c) only if one of these is worth a stop.
 */
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/agent.h"

#include <string.h>

#define ADDRESS_MAX 32768
#define SLIPS 2	  /* fewer of one's own failures are no news */
#define FRESH 600 /* unless they are older: then they were somebody else's */
#define FEW_CODES 3
#define WEEK (7 * 86400)
#define TO_MONDAY (3 * 86400) /* 1970 began on a Thursday */

/* --- what is worth it --- */

/* Failures where the login came in.  Those before the last login have been told
 * there, unless that was in another browser. */
static uint32_t
own_failures(const struct og_decision *d)
{
	const uint64_t n = (uint64_t)d->failures + d->password_failures;
	const bool old = d->proof.when - d->failed_at >= FRESH;

	if (d->lane != OG_LANE_DEVICE && d->failed_at < d->before.when)
		return 0;
	if (n < SLIPS && !(old && d->elsewhere == 0))
		return 0;
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* Few codes are worth a stop once a week, not at each login. */
static bool
is_first_in_week(const struct og_decision *d)
{
	return d->before.when != 0 && (d->before.when + TO_MONDAY) / WEEK !=
					  (d->proof.when + TO_MONDAY) / WEEK;
}

static void
learn_codes(const struct login *l, struct news *n)
{
	const struct og_decision *d = &l->decision;
	const size_t left = l->user.recovery.n;

	n->recovery = d->proof.factor == OG_FACTOR_RECOVERY;
	n->left = n->recovery ? (uint8_t)d->recovery_left : (uint8_t)left;
	n->few = n->recovery
		     ? d->recovery_left <= FEW_CODES
		     : left > 0 && left <= FEW_CODES && is_first_in_week(d);
}

/* Where the last login was, if the record still knows that browser. */
static void
learn_last(const struct login *l, struct news *n)
{
	const struct og_decision *d = &l->decision;
	const struct og_device *b = NULL;
	char browser[OG_AGENT_WORDS_SIZE] = "";

	n->before = d->before.when;
	for (size_t i = 0; i < l->user.n_devices; i++)
		if (l->user.devices[i].id == d->before_device)
			b = &l->user.devices[i];
	if (b == NULL)
		return;
	if (b->id == d->device)
		n->place = NEWS_HERE;
	else if (b->agent[0] != '\0')
		n->place = NEWS_IN;
	og_agent_plain(b->agent, browser); /* no longer than it was */
	memcpy(n->browser, browser, sizeof(n->browser));
}

void
login_learn(const struct login *l, struct news *n)
{
	const struct og_decision *d = &l->decision;

	memset(n, 0, sizeof(*n));
	if (d->verdict != OG_ALLOW)
		return;
	n->when = d->proof.when;
	n->elsewhere = d->elsewhere;
	n->own = own_failures(d);
	n->failed_at = n->elsewhere > 0 || n->own > 0 ? d->failed_at : 0;
	n->changed = d->changed;
	learn_codes(l, n);
	learn_last(l, n);
}

bool
login_is_news(const struct news *n)
{
	return n->elsewhere > 0 || n->own > 0 || n->changed || n->recovery ||
	       n->few;
}

/* --- how it is said --- */

void
login_say(struct login_news *to, enum word word, uint64_t count, bool on)
{
	if (to->n == LOGIN_NEWS_MAX)
		return;
	to->said[to->n++] =
	    (struct login_said){{.word = word, .args = {.count = count}}, on};
}

static void
say_when(struct login_news *to, enum word word, const struct news *n,
    int64_t when, bool on)
{
	if (to->n == LOGIN_NEWS_MAX)
		return;
	to->said[to->n++] = (struct login_said){
	    {.word = word, .args = {.when = when, .browser = n->browser}}, on};
}

static void
say_failures(struct login_news *to, const struct news *n)
{
	if (n->elsewhere > 0)
		login_say(to, WORD_NEWS_ELSEWHERE, n->elsewhere, false);
	if (n->own > 0)
		login_say(to, WORD_NEWS_OWN, n->own, n->elsewhere > 0);
	if (n->failed_at != 0)
		say_when(to, WORD_NEWS_FAILED_AT, n, n->failed_at, true);
	if (n->changed)
		login_say(to, WORD_NEWS_CHANGED, 0, false);
	if (n->failed_at != 0 || n->changed)
		login_say(to, WORD_NEWS_NOT_YOU, 0, true);
}

static void
say_codes(struct login_news *to, const struct news *n, bool account)
{
	if (n->recovery && n->left == 0)
		login_say(to, WORD_NEWS_RECOVERY_LAST, 0, false);
	else if (n->recovery)
		login_say(to, WORD_NEWS_RECOVERY, n->left, false);
	else if (n->few)
		login_say(to, WORD_NEWS_RECOVERY_FEW, n->left, false);
	if (n->few)
		login_say(to,
		    account ? WORD_NEWS_RECOVERY_MAKE : WORD_NEWS_RECOVERY_ASK,
		    0, true);
}

static void
say_last(struct login_news *to, const struct news *n)
{
	static const enum word words[NEWS_PLACES] = {
	    [NEWS_UNKNOWN] = WORD_NEWS_LAST,
	    [NEWS_HERE] = WORD_NEWS_LAST_HERE,
	    [NEWS_IN] = WORD_NEWS_LAST_IN};

	if (n->before != 0)
		say_when(to, words[n->place], n, n->before, false);
}

void
login_say_news(struct login_news *to, const struct news *n, bool account)
{
	say_failures(to, n);
	say_codes(to, n, account);
	say_last(to, n);
}

/* --- where it is said --- */

bool
login_news_send(struct exchange *x, const struct login *l, const struct news *n)
{
	const char *host = request_get(&x->request, PARAM_HOST);
	const struct login_page p = login_page_again(l);
	uint8_t id[OG_DIGEST_LEN];
	char text[NEWS_TEXT_SIZE];
	struct og_buf address;
	bool ok;

	og_buf_init(&address, ADDRESS_MAX);
	ok = login_news_address(x, &p, &address) &&
	     og_session_id(l->secret, id) == OG_OK &&
	     news_seal(&x->conf->ring, host, id, n, text) == OG_OK;
	if (ok) {
		browser_set_news(x, text);
		page_redirect(x, 303, og_buf_str(&address));
	}
	og_buf_clear(&address);
	return ok;
}
