// SPDX-License-Identifier: ISC
/*
 * A login form that is no longer good: of another tab that was slower, sent
 * again by Back or Reload, or left open too long.  Evaluates nothing of it.
 * Whoever is logged in goes on; everybody else gets a new form.
 */
#include <stdlib.h>
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/browser.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

/* True for a form that asked for a code alone. */
static bool
is_step_up(const struct exchange *x, const struct login *l)
{
	return !l->field[LOGIN_USER].present &&
	       x->conf->settings.policy.first_factor != OG_FIRST_PROXY;
}

/* Somebody else who is about to log in must not go on as the one before. */
static bool
is_theirs(
    const struct exchange *x, const struct login *l, const struct login_here *h)
{
	return is_step_up(x, l) || strcmp(l->typed, h->user.name) == 0;
}

bool
login_is_enough(struct exchange *x, const struct login_here *h,
    const struct og_requirement *need)
{
	struct og_decision d;

	og_policy_check(&x->conf->settings.policy, &h->user, h->session, need,
	    session_clock_now(), &d);
	return d.verdict == OG_ALLOW || d.reason == OG_REASON_GROUP;
}

/* Every form of ours has a token.  What a code was asked for may have been
 * changed on the way, if the cookie of the form is still there: the tab that
 * was faster has ended it. */
static bool
is_doubtful(const struct exchange *x, const struct login *l)
{
	struct og_pre pre;

	if (!login_is_token_text(l->field[LOGIN_CSRF].value, OG_TOKEN_SIZE))
		return true;
	return is_step_up(x, l) && browser_pre(x, og_clock_wall(), &pre);
}

/* To where the form wanted to go, as after a login. */
static void
lead_on(struct exchange *x, struct login *l, const struct login_here *h)
{
	memcpy(l->secret, h->token.secret, sizeof(l->secret));
	og_user_copy(&l->user, &h->user);
	login_go_on(x, l, &h->token);
}

static void
ask_again(struct exchange *x, const struct login *l, bool theirs)
{
	struct login_page again = login_page_again(l);

	again.fresh = !theirs && l->field[LOGIN_USER].present;
	again.message = WORD_LOGIN_STALE;
	login_page_show(x, 403, &again);
}

void
login_stale(struct exchange *x, struct login *l)
{
	struct login_here *h = calloc(1, sizeof(*h));
	bool theirs = h != NULL && login_here_read(x, h) && is_theirs(x, l, h);
	char words[OG_REQUIREMENT_MAX];

	login_need_read(l->field[LOGIN_NEED].value, &l->need, words);
	if (theirs && !is_doubtful(x, l) && login_is_enough(x, h, &l->need))
		lead_on(x, l, h);
	else
		ask_again(x, l, theirs);
	if (h != NULL)
		login_here_clear(h);
	free(h);
	exchange_finish(x);
}
