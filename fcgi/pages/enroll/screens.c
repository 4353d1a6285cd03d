// SPDX-License-Identifier: ISC
/*
 * The four screens of an invitation.  They need no script, and nothing of them
 * is loaded from elsewhere: the secret leaves this program in the page alone.
 */
#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/handout.h"
#include "fcgi/web/newpassword.h"
#include "fcgi/web/page.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/random.h"
#include "lib/rules/token.h"

#define ONCE_LEN 16 /* random bytes */
#define TO_APP ROUTE_ENROLL "?s=app"
#define TO_CODE ROUTE_ENROLL "?s=code"

static bool
put_form(struct exchange *x, const struct enroll *e)
{
	char token[OG_TOKEN_SIZE];

	if (og_token_form_new(&x->conf->ring, ENROLL_FORM, e->token.secret,
		sizeof(e->token.secret), token) != OG_OK)
		return false;
	og_buf_printf(&x->response.body,
	    "<form method=\"post\" action=\"" ROUTE_ENROLL
	    "\">\n<input type=\"hidden\" name=\"" FORM_TOKEN
	    "\" value=\"%s\">\n",
	    token);
	return true;
}

static void
put_send(struct exchange *x)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<button type=\"submit\">");
	page_words(x, WORD_CONTINUE, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

/* A link to another of these screens. */
static void
put_way(struct exchange *x, const char *address, enum word label)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, "<p class=\"ways screen\"><a href=\"%s\">", address);
	page_words(x, label, NULL);
	og_buf_puts(b, "</a></p>\n");
}

/* --- welcome, and a password --- */

void
enroll_show_welcome(struct exchange *x, const struct enroll *e, enum word alert)
{
	const struct words_args args = {.user = e->user.name};

	page_begin(x, alert != WORD_NONE ? 422 : 200, WORD_ENROLL_TITLE, true);
	page_wrong(x, alert);
	page_sentence(x, WORD_ENROLL_WELCOME, &args);
	if (e->user.invite.replace && e->user.n_authenticators > 0)
		page_sentence(x, WORD_ENROLL_REPLACES, NULL);
	if (!enroll_needs_password(x, &e->user)) {
		page_button(x, TO_APP, WORD_CONTINUE);
	} else {
		if (!put_form(x, e)) {
			x->response.status = 503;
			return;
		}
		page_sentence(x, WORD_ENROLL_CHOOSE_PASSWORD, NULL);
		newpassword_put(x, e->user.name, true, alert != WORD_NONE);
		put_send(x);
	}
	page_languages(x, ROUTE_ENROLL, NULL, 0);
	page_end(x);
}

/* --- the secret --- */

static void
put_app(struct exchange *x, const struct handout *h)
{
	const struct page_field here = {"s", "app"};

	page_begin(x, 200, WORD_ENROLL_APP_TITLE, false);
	page_script(x);
	page_sentence(x, WORD_ENROLL_APP_TEXT, NULL);
	handout_put(x, h);
	page_button(x, TO_CODE, WORD_CONTINUE);
	page_languages(x, ROUTE_ENROLL, &here, 1);
	page_end(x);
}

void
enroll_show_app(struct exchange *x, const struct enroll *e)
{
	struct handout h = {.text = ""};
	struct og_otpauth p;
	enum og_err err;

	err = og_invite_otpauth(
	    &e->user, &e->token, &x->conf->ring, x->conf->settings.issuer, &p);
	if (err == OG_OK)
		err = handout_make(&h, &p);
	if (err == OG_OK)
		put_app(x, &h);
	handout_clear(&h);
	og_otpauth_clear(&p);
	if (err == OG_OK)
		exchange_finish(x);
	else if (err == OG_ERR_KEY) /* rotated, and its key dropped */
		enroll_answer_over(x);
	else
		enroll_answer_broken(x, err);
}

/* --- the first code --- */

/* What this page has to itself, so that its form is known when it comes again.
 * False: no random numbers. */
static bool
put_once(struct exchange *x)
{
	char text[OG_BASE64URL_SIZE(ONCE_LEN)];
	uint8_t raw[ONCE_LEN];

	if (og_random(raw, sizeof(raw)) != OG_OK)
		return false;
	og_base64url_encode(raw, sizeof(raw), text);
	og_buf_printf(&x->response.body,
	    "<input type=\"hidden\" name=\"once\" value=\"%s\">\n", text);
	return true;
}

void
enroll_show_code(struct exchange *x, const struct enroll *e, enum word alert)
{
	const struct page_field here = {"s", "code"};

	page_begin(
	    x, alert != WORD_NONE ? 422 : 200, WORD_ENROLL_CODE_TITLE, true);
	page_script(x);
	page_wrong(x, alert);
	if (!put_form(x, e) || !put_once(x)) {
		x->response.status = 503;
		return;
	}
	handout_put_code(x, true, alert != WORD_NONE);
	put_send(x);
	put_way(x, TO_APP, WORD_ENROLL_SHOW_AGAIN);
	page_languages(x, ROUTE_ENROLL, &here, 1);
	page_end(x);
}

/* --- the recovery codes --- */

void
enroll_show_recovery(struct exchange *x, const struct enroll *e)
{
	page_begin(x, 200, WORD_ENROLL_DONE_TITLE, false);
	page_script(x);
	page_sentence(x, WORD_ENROLL_DONE_TEXT, NULL);
	handout_put_recovery(x, e->codes, OG_RECOVERY_DEFAULT);
	page_hint(x, WORD_ENROLL_DONE_NEXT, NULL);
	page_button(x, ROUTE_LOGIN, WORD_ENROLL_KEPT);
	page_end(x);
}
