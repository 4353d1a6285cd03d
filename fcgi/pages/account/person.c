// SPDX-License-Identifier: ISC
/*
 * What the account page says of the person: the last login, and name and mail,
 * which only the administrator changes, since applications are told them.
 */
#include "fcgi/pages/account/impl.h"
#include "fcgi/web/page.h"
#include "lib/record/session.h"

/* Wrong codes and passwords where a stranger could be, of ways in that have
 * failed since; consecutive ones, as they are counted. */
static uint64_t
count_failed(const struct og_user *u, int64_t since)
{
	const struct og_counter *c;
	uint64_t n = 0;

	for (size_t i = 0; i < OG_LANES; i++) {
		c = &u->lanes[i];
		if (c->failed_at >= since)
			n += c->failures;
		if (c->password_failed_at >= since)
			n += c->password_failures;
	}
	return n;
}

static void
draw_logins(struct exchange *x, struct account *a)
{
	const struct og_user *u = a->who.user;
	/* it may have been taken back, but somebody is here */
	const int64_t last =
	    u->last.when != 0 ? u->last.when : a->who.session->created;
	const struct words_args failed = {.count = count_failed(u, last)};

	account_put_facts(x);
	account_put_time(x, WORD_ACCOUNT_WHEN, last, a->now);
	for (size_t i = 0; i < u->n_sessions; i++)
		if (og_session_is_last(u, &u->sessions[i])) {
			account_put_text(
			    x, WORD_ACCOUNT_ADDRESS, u->sessions[i].address);
			break;
		}
	account_put_facts_end(x);
	page_sentence(x,
	    failed.count > 0 ? WORD_ACCOUNT_FAILED : WORD_ACCOUNT_NONE_FAILED,
	    &failed);
}

const struct account_section account_logins = {
    .name = "logins",
    .title = WORD_ACCOUNT_LAST_LOGIN,
    .draw = draw_logins,
};

static void
draw_profile(struct exchange *x, struct account *a)
{
	account_put_facts(x);
	account_put_text(x, WORD_LOGIN_USER, a->who.user->name);
	account_put_text(x, WORD_ACCOUNT_NAME, a->who.user->fullname);
	account_put_text(x, WORD_ACCOUNT_MAIL, a->who.user->email);
	account_put_facts_end(x);
	page_hint(x, WORD_ACCOUNT_PROFILE_ASK, NULL);
}

const struct account_section account_profile = {
    .name = "profile",
    .title = WORD_ACCOUNT_PROFILE,
    .draw = draw_profile,
};
