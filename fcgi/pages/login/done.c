// SPDX-License-Identifier: ISC
/*
 * After a login that is committed: the cookies, what the person should know,
 * and the way on.  Decides nothing any more.
 */
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/form/kept.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"

#define ADDRESS_MAX 32768
#define KEPT_HTML_MAX 262144
#define OWN_TYPOS 3 /* fewer of one's own failures are no news */
#define FEW_CODES 3

/* Cookies of the session "t" and of this browser. */
static bool
set_cookies(
    struct exchange *x, const struct login *l, const struct og_session_token *t)
{
	const char *host = request_get(&x->request, PARAM_HOST);
	char cookie[OG_TOKEN_SIZE];
	bool ok;

	ok = og_token_session_new(&x->conf->ring, host, t, cookie) == OG_OK;
	if (ok) {
		browser_set_session(x, cookie);
		browser_end_pre(x);
		/* without it the next login is a stranger's: no harm done */
		if (og_token_device_new(
			&x->conf->ring, host, &l->known_as, cookie) == OG_OK)
			browser_set_device(x, cookie);
	}
	OG_WIPE_ARRAY(cookie);
	return ok;
}

static void
say(struct login_news *news, enum word word, uint64_t count)
{
	if (news->n < LOGIN_NEWS_MAX)
		news->said[news->n++] =
		    (struct sentence){.word = word, .args = {.count = count}};
}

/* What happened since the last login. */
static void
tell(const struct exchange *x, const struct og_decision *d,
    struct login_news *news)
{
	uint64_t own = (uint64_t)d->failures + d->password_failures;

	if (d->elsewhere > 0)
		say(news, WORD_NEWS_ELSEWHERE, d->elsewhere);
	if (own >= OWN_TYPOS)
		say(news, WORD_NEWS_OWN, own);
	if (d->changed)
		say(news, WORD_NEWS_CHANGED, 0);
	if (news->n > 0)
		say(news, WORD_NEWS_NOT_YOU, 0);
	if (d->proof.factor != OG_FACTOR_RECOVERY)
		return;
	say(news,
	    d->recovery_left > 0 ? WORD_NEWS_RECOVERY : WORD_NEWS_RECOVERY_LAST,
	    d->recovery_left);
	if (d->recovery_left <= FEW_CODES)
		say(news,
		    x->conf->settings.account_page ? WORD_NEWS_RECOVERY_MAKE
						   : WORD_NEWS_RECOVERY_ASK,
		    0);
}

/* Where the login leads at once, and where a link may lead later. */
static void
find_way(struct exchange *x, const struct login *l,
    const struct og_session_token *t, struct og_buf *now, struct og_buf *later)
{
	struct login_page p = login_page_again(l);

	if (!login_may_lead_to(x, p.rd)) {
		og_buf_puts(now, x->conf->settings.default_page);
		og_buf_puts(later, x->conf->settings.default_page);
		return;
	}
	if (ticket_is_wanted(x, p.rd, p.bind) &&
	    ticket_address(x, t, p.rd, p.bind, now)) {
		/* a ticket is good for moments only: get one when needed */
		login_page_address(x, &p, false, later);
		return;
	}
	og_buf_reset(now);
	ticket_put_way(x, p.rd, now);
	ticket_put_way(x, p.rd, later);
}

/* Who has lost the phone comes in by a recovery code.  It is a code like any
 * other for a change of the account, too: with what came before it, it may bind
 * a new authenticator (SP 800-63B-4 sections 3.1.2 and 4.1.2). */
static void
put_replace(struct exchange *x)
{
	page_sentence(x, WORD_NEWS_REPLACE, NULL);
	page_button(
	    x, ROUTE_ACCOUNT "/authenticators/replace", WORD_ACCOUNT_REPLACE);
}

static void
put_way(struct exchange *x, const char *way, bool other)
{
	struct og_buf *b = &x->response.body;

	if (!other) {
		page_button(x, way, WORD_CONTINUE);
		return;
	}
	og_buf_puts(b, "<p class=\"ways\"><a href=\"");
	html_attr(b, way);
	og_buf_puts(b, "\">");
	page_words(x, WORD_NEWS_GO_ON, NULL);
	og_buf_puts(b, "</a></p>\n");
}

/* "lost": the login was by a recovery code. */
static void
news_page(struct exchange *x, const struct login_news *news,
    const struct og_buf *form, const char *way, bool lost)
{
	lost = lost && x->conf->settings.account_page;
	if (form->len > 0)
		page_begin_resend(x, 200, WORD_LOGGED_IN_TITLE);
	else
		page_begin(x, 200, WORD_LOGGED_IN_TITLE, false);
	login_put_news(x, news);
	if (lost)
		put_replace(x);
	if (form->len > 0)
		og_buf_put(&x->response.body, form->data, form->len);
	else
		put_way(x, way, lost);
	page_end(x);
}

/* True when the new session does not have the kind of proof that is wanted:
 * going on would only lead back to the login. */
static bool
is_wrong_kind(struct exchange *x, struct login *l)
{
	uint8_t id[OG_DIGEST_LEN];
	struct og_decision d;

	if (l->need.factors == 0 || og_session_id(l->secret, id) != OG_OK)
		return false;
	og_policy_check(&x->conf->settings.policy, &l->user,
	    og_session_find(&l->user, id), &l->need, session_clock_now(), &d);
	return d.reason == OG_REASON_FACTOR;
}

/* The form that was kept, if there is one and it is this person's. */
static void
offer_kept(struct exchange *x, const struct login *l, struct login_news *news,
    struct og_buf *form)
{
	const struct form_field *kept = &l->field[LOGIN_KEPT];
	enum kept_state state;

	if (kept->len == 0)
		return;
	state = kept_offer(x, kept->value, kept->len, l->user.id, form);
	if (state == KEPT_OK && og_buf_err(form) != OG_OK)
		state = KEPT_BAD;
	if (state == KEPT_OK)
		return;
	og_buf_reset(form);
	if (state != KEPT_NONE)
		say(news, kept_explain(state), 0);
}

void
login_go_on(
    struct exchange *x, struct login *l, const struct og_session_token *t)
{
	struct login_news news = {.n = 0};
	struct og_buf form, now, later;
	struct login_page p = login_page_again(l);

	og_buf_init(&form, KEPT_HTML_MAX);
	og_buf_init(&now, ADDRESS_MAX);
	og_buf_init(&later, ADDRESS_MAX);
	tell(x, &l->decision, &news);
	offer_kept(x, l, &news, &form);
	/* a form that is sent there is asked for the right kind again */
	if (form.len == 0 && is_wrong_kind(x, l)) {
		p.news = &news;
		login_page_kind(x, &l->user, &l->need, &p);
	} else {
		find_way(x, l, t, &now, &later);
		if (news.n > 0 || form.len > 0)
			news_page(x, &news, &form, og_buf_str(&later),
			    l->decision.proof.factor == OG_FACTOR_RECOVERY);
		else
			page_redirect(x, 303,
			    og_buf_err(&now) == OG_OK
				? og_buf_str(&now)
				: x->conf->settings.default_page);
	}
	og_buf_clear(&form);
	og_buf_clear(&now);
	og_buf_clear(&later);
}

bool
login_done(struct exchange *x, struct login *l)
{
	struct og_session_token t = {.user = l->user.id};
	bool ok;

	memcpy(t.secret, l->secret, sizeof(t.secret));
	ok = set_cookies(x, l, &t);
	if (ok)
		login_go_on(x, l, &t);
	OG_WIPE_OBJECT(&t);
	return ok;
}
