// SPDX-License-Identifier: ISC
/*
 * Adding an authenticator on the account page: begun, shown as often as its
 * session asks with a fresh code, proven by its first code.  Must not show a
 * secret to another session; lib/rules/ways says which one may.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/gate/session_clock.h"
#include "fcgi/pages/account/ways_impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/handout.h"
#include "fcgi/web/html.h"
#include "fcgi/web/language.h"
#include "fcgi/web/page.h"
#include "lib/base/wipe.h"
#include "lib/rules/enroll.h"

/* --- parts --- */

void
ways_put_name(struct exchange *x, const char *name, bool wrong)
{
	struct og_buf more;

	og_buf_init(&more, OG_RECORD_MAX * 8);
	og_buf_puts(&more, "maxlength=\"32\" autocomplete=\"off\" ");
	if (wrong)
		og_buf_puts(
		    &more, "aria-invalid=\"true\" aria-describedby=\"wrong\" ");
	og_buf_puts(&more, "value=\"");
	html_attr(&more, name);
	og_buf_putc(&more, '"');
	page_input(x, WORD_ACCOUNT_LABEL, "label", og_buf_str(&more));
	og_buf_clear(&more);
}

enum word
ways_refusal(enum og_ways_result result, enum og_err name)
{
	switch (result) {
	case OG_WAYS_OVER:
		return WORD_ACCOUNT_GONE;
	case OG_WAYS_WRONG:
		return WORD_ENROLL_CODE_WRONG;
	case OG_WAYS_FULL:
		return WORD_ACCOUNT_FULL;
	case OG_WAYS_LAST:
		return WORD_ACCOUNT_LAST;
	case OG_WAYS_NAMELESS:
		if (name == OG_ERR_EXISTS)
			return WORD_ACCOUNT_NAME_TAKEN;
		return name == OG_ERR_RANGE ? WORD_ACCOUNT_NAME_LONG
					    : WORD_ACCOUNT_NAME_BAD;
	case OG_WAYS_FAILED:
	case OG_WAYS_DONE:
		break;
	}
	return WORD_NONE;
}

/* --- the screens --- */

static const char *
base_name(struct exchange *x)
{
	return words_text(language_of(x), WORD_ACCOUNT_PHONE_APP, 0);
}

static void
put_proof(struct exchange *x, struct account *a, bool name_is_wrong,
    bool code_is_wrong)
{
	const struct form_field *typed = &a->field[ACCOUNT_LABEL];
	struct og_buf *b = &x->response.body;
	char name[OG_LABEL_MAX + 1];

	og_ways_suggest(a->who.user, base_name(x), name);
	account_put_form(x, a, &account_authenticators);
	ways_put_name(x, typed->len > 0 ? typed->value : name, name_is_wrong);
	/* whoever comes for the QR code must not be taken past it */
	handout_put_code(x, false, code_is_wrong);
	og_buf_puts(b, "<button type=\"submit\" name=\"do\" "
		       "value=\"" WAYS_PROVE "\">");
	page_words(x, WORD_ACCOUNT_ADD_DONE, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

/* Who has the cookie of a session alone is not shown what its owner proves
 * later: the secret needs a fresh code as the change does. */
static void
put_add_later(struct exchange *x)
{
	page_begin(x, 200, WORD_ACCOUNT_ADD, true);
	account_put_needs_code(x, WAYS_ADD);
	account_put_back(x);
	page_end(x);
	exchange_finish(x);
}

static void
put_add(struct exchange *x, struct account *a, const struct handout *h,
    enum word wrong)
{
	const bool code =
	    wrong == WORD_ENROLL_CODE_WRONG || wrong == WORD_ENROLL_CODE_NONE;

	page_begin(x, wrong != WORD_NONE ? 422 : 200, WORD_ACCOUNT_ADD, true);
	page_script(x);
	page_wrong(x, wrong);
	if (a->who.user->adding.replace)
		page_sentence(x, WORD_ACCOUNT_ADD_REPLACES, NULL);
	page_sentence(x, WORD_ENROLL_APP_TEXT, NULL);
	handout_put(x, h);
	put_proof(x, a, wrong != WORD_NONE && !code, code);
	account_put_back(x);
	page_end(x);
}

void
ways_show_add(struct exchange *x, struct account *a, enum word wrong)
{
	struct handout h = {.text = ""};
	struct og_otpauth p = {.hotp = false};
	enum og_err err;

	if (!og_ways_is_begun(a->who.user, a->who.id, &x->conf->ring, a->now)) {
		account_refuse(x, 409, WORD_ACCOUNT_ADD_OVER);
		return;
	}
	if (!a->is_fresh) {
		put_add_later(x);
		return;
	}
	err = og_ways_otpauth(
	    a->who.user, &x->conf->ring, x->conf->settings.issuer, &p);
	if (err == OG_OK)
		err = handout_make(&h, &p);
	if (err == OG_OK) {
		put_add(x, a, &h, wrong);
		exchange_finish(x);
	} else {
		account_answer(x, a, err);
	}
	handout_clear(&h);
	og_otpauth_clear(&p);
}

void
ways_show_replace(struct exchange *x, struct account *a)
{
	page_begin(x, 200, WORD_ACCOUNT_REPLACE, true);
	page_script(x);
	page_sentence(x, WORD_ACCOUNT_REPLACE_TEXT, NULL);
	if (a->is_fresh) {
		account_put_form(x, a, &account_authenticators);
		og_buf_puts(&x->response.body,
		    "<button type=\"submit\" name=\"do\" "
		    "value=\"" WAYS_REPLACE "\">");
		page_words(x, WORD_ACCOUNT_REPLACE_BEGIN, NULL);
		og_buf_puts(&x->response.body, "</button>\n</form>\n");
	} else {
		account_put_needs_code(x, WAYS_ADDRESS "/" WAYS_REPLACE_WORD);
	}
	account_put_back(x);
	page_end(x);
	exchange_finish(x);
}

/* --- what is sent --- */

struct adding {
	struct exchange *x;
	bool replace;
	char code[OG_CODE_SIZE];
	enum og_ways_result result;
	enum og_err err; /* of the name, or of the machinery */
	uint32_t id;
	size_t ended;
	char detail[96]; /* for the log */
};

static enum og_err
begin_edit(struct og_user *u, struct account *a)
{
	const struct adding *n = a->own;
	enum og_err err =
	    og_ways_begin(u, a->who.id, &n->x->conf->ring, n->replace, a->now);

	if (err != OG_ERR_RANGE)
		return err;
	a->refusal = WORD_ACCOUNT_FULL;
	return OG_ERR_ARG;
}

void
ways_begin(struct exchange *x, struct account *a, bool replace)
{
	struct adding n = {.x = x, .replace = replace};
	const struct account_change c = {.what = OG_CHANGED_NOTHING,
	    .edit = begin_edit,
	    .detail = "an authenticator is being added"};
	enum og_err err;

	a->own = &n;
	err = account_commit(x, a, &c);
	a->own = NULL;
	if (err != OG_OK) {
		account_answer(x, a, err);
		return;
	}
	page_redirect(x, 303, WAYS_ADD);
	exchange_finish(x);
}

static enum og_err
prove_edit(struct og_user *u, struct account *a)
{
	struct adding *n = a->own;
	const struct og_ways_proof proof = {.session = a->who.id,
	    .code = n->code,
	    .name = a->field[ACCOUNT_LABEL].value,
	    .base = base_name(n->x),
	    .window = n->x->conf->settings.policy.limits.window,
	    .now = a->now,
	    .session_now = session_clock_now()};
	const size_t replaced = u->adding.replace ? u->n_authenticators : 0;

	n->result = og_ways_prove(
	    u, &proof, &n->x->conf->ring, &n->id, &n->ended, &n->err);
	if (n->result == OG_WAYS_FAILED)
		return n->err;
	a->refusal = ways_refusal(n->result, n->err);
	if (n->result != OG_WAYS_DONE)
		return OG_ERR_ARG;
	(void)snprintf(n->detail, sizeof(n->detail),
	    "authenticator %" PRIu32 " proven; replaced: %zu; ended: %zu",
	    n->id, replaced, n->ended);
	return OG_OK;
}

/* What can be mended is shown on the same screen again. */
static void
answer(struct exchange *x, struct account *a, const struct adding *n,
    enum og_err err)
{
	if (err != OG_ERR_ARG || a->ended || a->late)
		account_answer(x, a, err);
	else if (n->result == OG_WAYS_OVER)
		account_refuse(x, 409, WORD_ACCOUNT_ADD_OVER);
	else if (n->result == OG_WAYS_FULL)
		account_refuse(x, 409, WORD_ACCOUNT_FULL);
	else
		ways_show_add(x, a, a->refusal);
}

void
ways_prove(struct exchange *x, struct account *a)
{
	const struct form_field *code = &a->field[ACCOUNT_CODE];
	struct adding n = {.x = x};
	const struct account_change c = {
	    .what = OG_CHANGED_ADDED, .edit = prove_edit, .detail = n.detail};
	enum og_err err;

	if (og_code_parse(code->value, code->len, n.code) != OG_OK) {
		ways_show_add(x, a, WORD_ENROLL_CODE_NONE);
		return;
	}
	a->own = &n;
	err = account_commit(x, a, &c);
	a->own = NULL;
	answer(x, a, &n, err);
	OG_WIPE_OBJECT(&n);
}
