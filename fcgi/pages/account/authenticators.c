// SPDX-License-Identifier: ISC
/*
 * The authenticators of the account page: the list, and the screen of one.
 * Adding is in adding.c.  What may be removed is decided in lib/rules/ways.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/pages/account/ways_impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/num.h"

#define RENAME "rename"
#define REMOVE "remove"
#define ID_SIZE 16
#define ADDRESS_SIZE (sizeof(WAYS_ADDRESS) + 1 + ID_SIZE)

/* How one without a name is called. */
static enum word
nameless(const struct og_authenticator *w)
{
	return w->type == OG_FACTOR_HOTP ? WORD_ACCOUNT_TOKEN
					 : WORD_ACCOUNT_PHONE_APP;
}

/* --- the list --- */

static void
put_state(struct exchange *x, const struct og_authenticator *w)
{
	if (w->state == OG_AUTH_PENDING)
		page_hint(x, WORD_ACCOUNT_WAITS, NULL);
	else if (w->state == OG_AUTH_DISABLED)
		page_hint(x, WORD_ACCOUNT_BLOCKED, NULL);
}

static void
put_facts(struct exchange *x, const struct account *a,
    const struct og_authenticator *w)
{
	account_put_facts(x);
	account_put_time(x, WORD_ACCOUNT_ADDED, w->created, a->now);
	if (w->used != 0)
		account_put_time(x, WORD_ACCOUNT_USED, w->used, a->now);
	account_put_facts_end(x);
}

static void
put_one(struct exchange *x, const struct account *a,
    const struct og_authenticator *w)
{
	struct og_buf *b = &x->response.body;
	char id[ID_SIZE];

	(void)snprintf(id, sizeof(id), "%" PRIu32, w->id);
	account_put_item(x, &account_authenticators, id, w->label, nameless(w));
	put_state(x, w);
	put_facts(x, a, w);
	og_buf_printf(b,
	    "<p class=\"ways\"><a href=\"" WAYS_ADDRESS "/%s\" "
	    "aria-describedby=\"authenticators-%s\">",
	    id, id);
	page_words(x, WORD_ACCOUNT_EDIT, NULL);
	og_buf_puts(b, "</a></p>\n</li>\n");
}

static void
draw(struct exchange *x, struct account *a)
{
	const struct og_user *u = a->who.user;

	page_sentence(x, WORD_ACCOUNT_AUTHENTICATORS_TEXT, NULL);
	if (u->n_authenticators > 0)
		account_put_list(x);
	for (size_t i = 0; i < u->n_authenticators; i++)
		put_one(x, a, &u->authenticators[i]);
	if (u->n_authenticators > 0)
		og_buf_puts(&x->response.body, "</ul>\n");
	if (og_ways_is_begun(u, a->who.id, &x->conf->ring, a->now))
		page_button(x, WAYS_ADD, WORD_ACCOUNT_ADD_GO_ON);
	else if (u->n_authenticators >= OG_AUTHENTICATORS_MAX)
		page_sentence(x, WORD_ACCOUNT_FULL, NULL);
	else
		account_put_button(x, a, &account_authenticators, WAYS_BEGIN,
		    NULL, WORD_ACCOUNT_ADD, NULL);
}

/* --- one of them --- */

/* The one that "len" bytes of text name, or NULL. */
static struct og_authenticator *
find(struct og_user *u, const char *text, size_t len)
{
	uint64_t id = 0;

	return og_num_parse(text, len, 1, UINT32_MAX, &id) == OG_OK
		   ? og_user_authenticator(u, (uint32_t)id)
		   : NULL;
}

static void
put_rename(struct exchange *x, const struct account *a,
    const struct og_authenticator *w, const char *id, bool wrong)
{
	struct og_buf *b = &x->response.body;

	account_put_form(x, a, &account_authenticators);
	og_buf_printf(
	    b, "<input type=\"hidden\" name=\"id\" value=\"%s\">\n", id);
	ways_put_name(
	    x, wrong ? a->field[ACCOUNT_LABEL].value : w->label, wrong);
	og_buf_puts(
	    b, "<button type=\"submit\" name=\"do\" value=\"" RENAME "\">");
	page_words(x, WORD_ACCOUNT_RENAME, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

static void
put_remove(struct exchange *x, const struct account *a,
    const struct og_authenticator *w, const char *id)
{
	if (!og_ways_has_other(a->who.user, w->id, &x->conf->ring)) {
		page_sentence(x, WORD_ACCOUNT_LAST, NULL);
		account_put_button(x, a, &account_authenticators, WAYS_BEGIN,
		    NULL, WORD_ACCOUNT_ADD, NULL);
		return;
	}
	page_sentence(x, WORD_ACCOUNT_REMOVE_TEXT, NULL);
	account_put_button(x, a, &account_authenticators, REMOVE, id,
	    WORD_ACCOUNT_REMOVE, "heading");
}

/* "wrong": what is wrong with the name that was sent, or WORD_NONE. */
static void
show_one(struct exchange *x, struct account *a,
    const struct og_authenticator *w, enum word wrong)
{
	struct og_buf *b = &x->response.body;
	char id[ID_SIZE], here[ADDRESS_SIZE];

	(void)snprintf(id, sizeof(id), "%" PRIu32, w->id);
	(void)snprintf(here, sizeof(here), WAYS_ADDRESS "/%s", id);
	page_begin(x, wrong != WORD_NONE ? 422 : 200, WORD_ACCOUNT_EDIT, true);
	page_wrong(x, wrong);
	og_buf_puts(b, "<p><strong id=\"heading\">");
	if (w->label[0] != '\0')
		html_text(b, w->label);
	else
		page_words(x, nameless(w), NULL);
	og_buf_puts(b, "</strong></p>\n");
	put_facts(x, a, w);
	if (a->is_fresh) {
		put_rename(x, a, w, id, wrong != WORD_NONE);
		put_remove(x, a, w, id);
	} else {
		account_put_needs_code(x, here);
	}
	account_put_back(x);
	page_end(x);
	exchange_finish(x);
}

static bool
is_word(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(s, word, len) == 0;
}

static void
show(struct exchange *x, struct account *a)
{
	const char *rest = a->rest;
	const size_t len = strcspn(rest, "?");
	struct og_authenticator *w;

	if (is_word(rest, len, "/" WAYS_ADD_WORD)) {
		ways_show_add(x, a, WORD_NONE);
		return;
	}
	if (is_word(rest, len, "/" WAYS_REPLACE_WORD)) {
		ways_show_replace(x, a);
		return;
	}
	w = len > 1 ? find(a->who.user, rest + 1, len - 1) : NULL;
	if (w != NULL) {
		show_one(x, a, w, WORD_NONE);
		return;
	}
	/* such as one that has just been removed, in another tab */
	page_redirect(x, 303, ROUTE_ACCOUNT "#authenticators");
	exchange_finish(x);
}

/* --- changes --- */

struct change {
	enum og_ways_result result;
	enum og_err err; /* of the name */
	size_t ended;
	const struct og_keyring *ring;
	char detail[96]; /* for the log */
};

static enum og_err
settle(struct account *a, const struct change *c)
{
	if (c->result == OG_WAYS_DONE)
		return OG_OK;
	a->refusal = ways_refusal(c->result, c->err);
	return OG_ERR_ARG;
}

static enum og_err
rename_edit(struct og_user *u, struct account *a)
{
	const struct form_field *id = &a->field[ACCOUNT_ID];
	const struct og_authenticator *w = find(u, id->value, id->len);
	struct change *c = a->own;

	c->result = OG_WAYS_OVER;
	if (w == NULL)
		return settle(a, c);
	c->result =
	    og_ways_rename(u, w->id, a->field[ACCOUNT_LABEL].value, &c->err);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " renamed", w->id);
	return settle(a, c);
}

static enum og_err
remove_edit(struct og_user *u, struct account *a)
{
	const struct form_field *id = &a->field[ACCOUNT_ID];
	const struct og_authenticator *w = find(u, id->value, id->len);
	struct change *c = a->own;
	uint32_t gone;

	c->result = OG_WAYS_OVER;
	if (w == NULL)
		return settle(a, c);
	gone = w->id;
	c->result = og_ways_remove(u, gone, a->who.id, c->ring, &c->ended);
	(void)snprintf(c->detail, sizeof(c->detail),
	    "authenticator %" PRIu32 " removed; ended: %zu", gone, c->ended);
	return settle(a, c);
}

static void
change(struct exchange *x, struct account *a, enum og_changed what,
    enum og_err (*edit)(struct og_user *u, struct account *a))
{
	struct change c = {.ring = &x->conf->ring};
	const struct account_change made = {
	    .what = what, .edit = edit, .detail = c.detail};
	const struct form_field *id = &a->field[ACCOUNT_ID];
	const struct og_authenticator *w;
	enum og_err err;

	a->own = &c;
	err = account_commit(x, a, &made);
	a->own = NULL;
	w = find(a->who.user, id->value, id->len);
	if (err == OG_ERR_ARG && !a->ended && !a->late &&
	    c.result == OG_WAYS_NAMELESS && w != NULL)
		show_one(x, a, w, a->refusal);
	else
		account_answer(x, a, err);
}

static void
take(struct exchange *x, struct account *a)
{
	if (account_is(a, RENAME))
		change(x, a, OG_CHANGED_RENAMED, rename_edit);
	else if (account_is(a, REMOVE))
		change(x, a, OG_CHANGED_REMOVED, remove_edit);
	else if (account_is(a, WAYS_BEGIN))
		ways_begin(x, a, false);
	else if (account_is(a, WAYS_REPLACE))
		ways_begin(x, a, true);
	else if (account_is(a, WAYS_PROVE))
		ways_prove(x, a);
	else
		account_refuse(x, 400, WORD_FORM_BAD);
}

const struct account_section account_authenticators = {
    .name = "authenticators",
    .title = WORD_ACCOUNT_AUTHENTICATORS,
    .draw = draw,
    .show = show,
    .take = take,
};
