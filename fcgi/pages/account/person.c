// SPDX-License-Identifier: ISC
/*
 * What the account page says of the person: the last login, and name and mail,
 * which only the administrator changes, since applications are told them.
 */
#include "fcgi/pages/account/impl.h"
#include "fcgi/web/page.h"

static void
draw_logins(struct exchange *x, struct account *a)
{
	const struct og_user *u = a->who.user;
	struct words_args failed = {.count = 0};

	for (size_t i = 0; i < OG_LANES; i++)
		failed.count += (uint64_t)u->lanes[i].failures +
				u->lanes[i].password_failures;
	account_put_facts(x);
	if (u->last.when != 0)
		account_put_time(x, WORD_ACCOUNT_WHEN, u->last.when, a->now);
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
