// SPDX-License-Identifier: ISC
/*
 * After a login that is committed: the cookies, what the person should know,
 * and the way on.  Decides nothing any more.
 */
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/form/kept.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"

#define ADDRESS_MAX 32768
#define KEPT_HTML_MAX 262144

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

/* All on one page, since the form is nowhere else. */
static void
news_page(struct exchange *x, const struct login *l,
    const struct og_session_token *t, const struct news *news,
    const struct login_news *told, const struct og_buf *form)
{
	const struct login_page p = login_page_again(l);
	struct og_buf now, later;

	og_buf_init(&now, ADDRESS_MAX);
	og_buf_init(&later, ADDRESS_MAX);
	login_find_way(x, t, &p, &now, &later);
	if (form->len > 0)
		page_begin_resend(x, 200, WORD_LOGGED_IN_TITLE);
	else
		page_begin(x, 200, WORD_LOGGED_IN_TITLE, false);
	login_put_news(x, told);
	if (form->len > 0) {
		(void)login_put_replace(x, news);
		og_buf_put(&x->response.body, form->data, form->len);
	} else {
		login_put_ways_on(x, news, og_buf_str(&later));
	}
	page_end(x);
	og_buf_clear(&now);
	og_buf_clear(&later);
}

static void
go_at_once(
    struct exchange *x, const struct login *l, const struct og_session_token *t)
{
	const struct login_page p = login_page_again(l);
	struct og_buf now, later;

	og_buf_init(&now, ADDRESS_MAX);
	og_buf_init(&later, ADDRESS_MAX);
	login_find_way(x, t, &p, &now, &later);
	page_redirect(x, 303,
	    og_buf_err(&now) == OG_OK ? og_buf_str(&now)
				      : x->conf->settings.default_page);
	og_buf_clear(&now);
	og_buf_clear(&later);
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
		login_say(news, kept_explain(state), 0, false);
}

void
login_go_on(
    struct exchange *x, struct login *l, const struct og_session_token *t)
{
	struct login_page p = login_page_again(l);
	struct login_news told = {.n = 0};
	struct news news;
	struct og_buf form;
	bool shown, stop;

	og_buf_init(&form, KEPT_HTML_MAX);
	login_learn(l, &news);
	offer_kept(x, l, &told, &form);
	shown = told.n > 0 || form.len > 0;
	/* a step-up interrupts work enough, and programs see no page */
	stop = login_is_news(&news) && !l->step_up && browser_wants_page(x);
	if (login_is_news(&news))
		login_say_news(&told, &news, x->conf->settings.account_page);
	/* a form that is sent there is asked for the right kind again */
	if (form.len == 0 && is_wrong_kind(x, l)) {
		p.news = &told;
		login_page_kind(x, &l->user, &l->need, &p);
	} else if (shown || (stop && !login_news_send(x, l, &news))) {
		news_page(x, l, t, &news, &told, &form);
	} else if (!stop) {
		go_at_once(x, l, t);
	}
	og_buf_clear(&form);
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
