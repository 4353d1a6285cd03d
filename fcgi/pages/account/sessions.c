// SPDX-License-Identifier: ISC
/*
 * The sessions of the account page.  One that is ended here is over at its next
 * request; this one is ended by logging out.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/account/impl.h"
#include "fcgi/web/page.h"
#include "lib/base/agent.h"
#include "lib/record/session.h"

#define END "end"
#define END_OTHERS "end-others"

static bool
is_own(const struct account *a, const struct og_session *s)
{
	return memcmp(s->id, a->who.id, sizeof(s->id)) == 0;
}

static void
put_session(struct exchange *x, struct account *a, const struct og_session *s)
{
	const int64_t now = session_clock_now();
	char name[OG_SESSION_NAME_SIZE], browser[OG_AGENT_WORDS_SIZE];
	char words[OG_AGENT_WORDS_SIZE];
	char about[sizeof("sessions-") + OG_SESSION_NAME_SIZE];

	og_session_name(s, name);
	words[0] = '\0';
	if (s->agent[0] != '\0')
		og_agent_describe(s->agent, words);
	og_agent_plain(words, browser);
	(void)snprintf(about, sizeof(about), "sessions-%s", name);
	account_put_item(
	    x, &account_sessions, name, browser, WORD_ACCOUNT_SOME_BROWSER);
	if (is_own(a, s))
		page_hint(x, WORD_ACCOUNT_THIS_SESSION, NULL);
	account_put_facts(x);
	account_put_text(x, WORD_ACCOUNT_ADDRESS, s->address);
	account_put_time(x, WORD_ACCOUNT_SINCE, s->created, now);
	account_put_time(
	    x, WORD_ACCOUNT_USED, is_own(a, s) ? now : s->seen, now);
	account_put_facts_end(x);
	if (!is_own(a, s))
		account_put_button(x, a, &account_sessions, END, name,
		    WORD_ACCOUNT_END, about);
	og_buf_puts(&x->response.body, "</li>\n");
}

static void
draw(struct exchange *x, struct account *a)
{
	struct og_user *u = a->who.user;
	size_t others = 0;

	account_put_list(x);
	put_session(x, a, a->who.session);
	for (size_t i = 0; i < u->n_sessions; i++) {
		const struct og_session *s =
		    person_session(x, u, u->sessions[i].id);

		if (s == NULL || is_own(a, s))
			continue; /* over, or there already */
		put_session(x, a, s);
		others++;
	}
	og_buf_puts(&x->response.body, "</ul>\n");
	if (others > 1)
		account_put_button(x, a, &account_sessions, END_OTHERS, NULL,
		    WORD_ACCOUNT_END_OTHERS, NULL);
}

/* --- changes --- */

static enum og_err
end_one(struct og_user *u, struct account *a)
{
	char name[OG_SESSION_NAME_SIZE];

	for (size_t i = 0; i < u->n_sessions; i++) {
		const struct og_session s = u->sessions[i];

		og_session_name(&s, name);
		if (strcmp(name, a->field[ACCOUNT_ID].value) == 0 &&
		    !is_own(a, &s) && og_session_end(u, s.id))
			return OG_OK;
	}
	a->refusal = WORD_ACCOUNT_GONE;
	return OG_ERR_ARG;
}

static enum og_err
end_others(struct og_user *u, struct account *a)
{
	if (og_session_end_others(u, a->who.id) > 0)
		return OG_OK;
	a->refusal = WORD_ACCOUNT_GONE;
	return OG_ERR_ARG;
}

static void
take(struct exchange *x, struct account *a)
{
	const struct account_change one = {.what = OG_CHANGED_SESSION,
	    .edit = end_one,
	    .detail = "session ended"};
	const struct account_change others = {.what = OG_CHANGED_SESSIONS,
	    .edit = end_others,
	    .detail = "all other sessions ended"};

	if (account_is(a, END))
		account_make(x, a, &one);
	else if (account_is(a, END_OTHERS))
		account_make(x, a, &others);
	else
		account_refuse(x, 400, WORD_FORM_BAD);
}

const struct account_section account_sessions = {
    .name = "sessions",
    .title = WORD_ACCOUNT_SESSIONS,
    .draw = draw,
    .take = take,
};
