// SPDX-License-Identifier: ISC
/*
 * The known browsers of the account page.  One that is forgotten is a stranger
 * at its next login; its session goes on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/pages/account/impl.h"
#include "fcgi/web/page.h"
#include "lib/base/agent.h"
#include "lib/base/num.h"
#include "lib/record/device.h"

#define FORGET "forget"
#define FORGET_ALL "forget-all"

static void
put_browser(struct exchange *x, struct account *a, const struct og_device *d,
    bool is_own)
{
	char id[16], about[32], browser[OG_AGENT_WORDS_SIZE];

	(void)snprintf(id, sizeof(id), "%" PRIu32, d->id);
	(void)snprintf(about, sizeof(about), "browsers-%s", id);
	og_agent_plain(d->agent, browser);
	account_put_item(
	    x, &account_browsers, id, browser, WORD_ACCOUNT_SOME_BROWSER);
	if (is_own)
		page_hint(x, WORD_ACCOUNT_THIS_BROWSER, NULL);
	account_put_facts(x);
	account_put_time(x, WORD_ACCOUNT_FIRST_LOGIN, d->created, a->now);
	account_put_time(x, WORD_ACCOUNT_LAST_LOGIN, d->seen, a->now);
	account_put_facts_end(x);
	account_put_button(
	    x, a, &account_browsers, FORGET, id, WORD_ACCOUNT_FORGET, about);
	og_buf_puts(&x->response.body, "</li>\n");
}

static void
draw(struct exchange *x, struct account *a)
{
	const struct og_device *own = account_browser(x, a), *d;
	size_t n = 0;

	page_sentence(x, WORD_ACCOUNT_BROWSERS_TEXT, NULL);
	account_put_list(x);
	for (size_t i = 0; i < a->who.user->n_devices; i++) {
		d = og_device_find(
		    a->who.user, a->who.user->devices[i].digest, a->now);
		if (d == NULL)
			continue; /* away for too long */
		put_browser(x, a, d, d == own);
		n++;
	}
	og_buf_puts(&x->response.body, "</ul>\n");
	if (n > 1)
		account_put_button(x, a, &account_browsers, FORGET_ALL, NULL,
		    WORD_ACCOUNT_FORGET_ALL, NULL);
}

/* --- changes --- */

static enum og_err
forget_one(struct og_user *u, struct account *a)
{
	const struct form_field *f = &a->field[ACCOUNT_ID];
	uint64_t id = 0;

	if (og_num_parse(f->value, f->len, 1, UINT32_MAX, &id) == OG_OK &&
	    og_device_drop(u, (uint32_t)id))
		return OG_OK;
	a->refusal = WORD_ACCOUNT_GONE;
	return OG_ERR_ARG;
}

static enum og_err
forget_all(struct og_user *u, struct account *a)
{
	if (og_device_drop_all(u) > 0)
		return OG_OK;
	a->refusal = WORD_ACCOUNT_GONE;
	return OG_ERR_ARG;
}

static void
take(struct exchange *x, struct account *a)
{
	const struct account_change one = {.what = OG_CHANGED_BROWSER,
	    .edit = forget_one,
	    .detail = "browser forgotten"};
	const struct account_change all = {.what = OG_CHANGED_BROWSERS,
	    .edit = forget_all,
	    .detail = "all browsers forgotten"};

	if (account_is(a, FORGET))
		account_make(x, a, &one);
	else if (account_is(a, FORGET_ALL))
		account_make(x, a, &all);
	else
		account_refuse(x, 400, WORD_FORM_BAD);
}

const struct account_section account_browsers = {
    .name = "browsers",
    .title = WORD_ACCOUNT_BROWSERS,
    .folded = true,
    .draw = draw,
    .take = take,
};
