// SPDX-License-Identifier: ISC
/*
 * The recovery codes of the account page.  A new set takes the place of the old
 * one in the change that makes it, and is shown in the answer, once.  Must not
 * show a code that is not stored.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/account/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/handout.h"
#include "fcgi/web/page.h"
#include "lib/base/num.h"
#include "lib/base/wipe.h"
#include "lib/rules/enroll.h"

#define NEW "new"

/* The id of the set, or 0. */
static uint32_t
set_id(const struct og_user *u)
{
	return u->recovery.n > 0 ? u->recovery.id : 0;
}

static void
draw(struct exchange *x, struct account *a)
{
	const struct og_recovery_set *set = &a->who.user->recovery;
	const struct words_args args = {.count = set->n};
	char id[16];

	if (set->n > 0) {
		page_sentence(x, WORD_ACCOUNT_CODES_LEFT, &args);
		account_put_facts(x);
		account_put_time(
		    x, WORD_ACCOUNT_CODES_MADE, set->created, a->now);
		account_put_facts_end(x);
	} else {
		page_sentence(x, WORD_ACCOUNT_CODES_NONE, NULL);
	}
	page_hint(x,
	    set->n > 0 ? WORD_ACCOUNT_CODES_REPLACED : WORD_ACCOUNT_CODES_TEXT,
	    NULL);
	(void)snprintf(id, sizeof(id), "%" PRIu32, set_id(a->who.user));
	account_put_button(
	    x, a, &account_recovery, NEW, id, WORD_ACCOUNT_CODES_NEW, NULL);
}

/* --- a new set --- */

struct renewal {
	struct account_hash hash;
	uint32_t old; /* the set that the page has shown */
	enum og_err err;
	struct og_user user; /* a copy, for which they are made */
	struct og_recovery_code codes[OG_RECOVERY_DEFAULT];
};

static void
renewal_free(void *arg)
{
	struct renewal *r = arg;

	account_hash_leave(&r->hash);
	OG_WIPE_OBJECT(r);
	free(r);
}

static enum og_err
renew_edit(struct og_user *u, struct account *a)
{
	const struct renewal *r = a->own;

	/* of two who make new ones at once, one does: nobody is shown codes
	 * that another has replaced */
	if (set_id(u) == r->old)
		return og_enroll_recovery_put(u, &r->user.recovery);
	a->refusal = WORD_ACCOUNT_CODES_CHANGED;
	return OG_ERR_ARG;
}

/* On a worker. */
static void
store(struct exchange *x)
{
	const struct account_change c = {.what = OG_CHANGED_CODES,
	    .edit = renew_edit,
	    .detail = "recovery codes made"};
	struct account *a = x->state;
	struct renewal *r = a->own;

	if (r->err == OG_OK)
		r->err = account_commit(x, a, &c);
	if (r->err != OG_OK) {
		account_answer(x, a, r->err);
		return;
	}
	page_begin(x, 200, WORD_ENROLL_DONE_TITLE, false);
	page_script(x);
	page_sentence(x, WORD_ACCOUNT_CODES_SHOWN, NULL);
	handout_put_recovery(x, r->codes, OG_RECOVERY_DEFAULT);
	page_button(x, ROUTE_ACCOUNT, WORD_ENROLL_KEPT);
	page_end(x);
	exchange_finish(x);
}

/* On a thread for it, which does nothing else. */
static void
make(struct exchange *x)
{
	struct account *a = x->state;
	struct renewal *r = a->own;

	r->err = og_enroll_recovery(&r->user, &x->conf->settings.policy.argon2,
	    OG_RECOVERY_DEFAULT, a->now, r->codes);
	account_hash_leave(&r->hash);
	if (!exchange_work(x, store))
		exchange_finish(x);
}

static void
take(struct exchange *x, struct account *a)
{
	const struct form_field *id = &a->field[ACCOUNT_ID];
	struct renewal *r;
	uint64_t old = 0;

	if (!account_is(a, NEW) ||
	    og_num_parse(id->value, id->len, 0, UINT32_MAX, &old) != OG_OK) {
		account_refuse(x, 400, WORD_FORM_BAD);
		return;
	}
	r = calloc(1, sizeof(*r));
	if (r == NULL) {
		exchange_finish(x);
		return;
	}
	a->own = r;
	a->own_free = renewal_free;
	r->old = (uint32_t)old;
	og_user_copy(&r->user, a->who.user);
	account_hash_run(x, &r->hash, make);
}

const struct account_section account_recovery = {
    .name = "recovery",
    .title = WORD_ACCOUNT_CODES,
    .draw = draw,
    .take = take,
};
