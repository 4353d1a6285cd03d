// SPDX-License-Identifier: ISC
/*
 * The four screens of an invitation.  They need no script, and nothing of them
 * is loaded from elsewhere: the secret leaves this program in the page alone.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/language.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base32.h"
#include "lib/render/qr.h"
#include "lib/rules/token.h"

#define URI_MAX 4096
#define GROUP 4
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

static void
put_input(
    struct exchange *x, enum word label, const char *name, const char *more)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, "<label for=\"%s\">", name);
	page_words(x, label, NULL);
	og_buf_printf(b, "</label>\n<input id=\"%s\" name=\"%s\" %s>\n", name,
	    name, more);
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

static void
put_passwords(struct exchange *x, const struct enroll *e, bool again)
{
	struct og_buf *b = &x->response.body;

	/* for password managers: whose it is */
	og_buf_puts(b, "<input type=\"hidden\" autocomplete=\"username\" "
		       "value=\"");
	html_attr(b, e->user.name);
	og_buf_puts(b, "\">\n");
	page_sentence(x, WORD_ENROLL_CHOOSE_PASSWORD, NULL);
	put_input(x, WORD_ENROLL_PASSWORD, "password",
	    again ? "type=\"password\" autocomplete=\"new-password\" "
		    "minlength=\"8\" maxlength=\"1024\" required autofocus "
		    "aria-invalid=\"true\" aria-describedby=\"wrong\""
		  : "type=\"password\" autocomplete=\"new-password\" "
		    "minlength=\"8\" maxlength=\"1024\" required autofocus");
	put_input(x, WORD_ENROLL_PASSWORD_AGAIN, "again",
	    "type=\"password\" autocomplete=\"new-password\" "
	    "maxlength=\"1024\" required");
}

static void
put_alert(struct exchange *x, enum word alert)
{
	struct og_buf *b = &x->response.body;

	if (alert == WORD_NONE)
		return;
	og_buf_puts(b, "<div id=\"wrong\">\n");
	page_alert(x, alert, 0);
	og_buf_puts(b, "</div>\n");
}

void
enroll_show_welcome(struct exchange *x, const struct enroll *e, enum word alert)
{
	const struct words_args args = {.user = e->user.name};

	page_begin(x, alert != WORD_NONE ? 422 : 200, WORD_ENROLL_TITLE, true);
	put_alert(x, alert);
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
		put_passwords(x, e, alert != WORD_NONE);
		put_send(x);
	}
	page_end(x);
}

/* --- the secret --- */

static void
put_secret(struct exchange *x, const char *text)
{
	struct og_buf *b = &x->response.body;

	page_hint(x, WORD_ENROLL_BY_HAND, NULL);
	og_buf_puts(b, "<p class=\"secret\" dir=\"ltr\" translate=\"no\">");
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (i > 0 && i % GROUP == 0)
			og_buf_putc(b, ' ');
		og_buf_putc(b, text[i]);
	}
	og_buf_puts(b, "</p>\n<label for=\"secret\">");
	page_words(x, WORD_ENROLL_COPY, NULL);
	/* whole on the narrowest screen: it has two lines */
	og_buf_printf(b,
	    "</label>\n<textarea id=\"secret\" dir=\"ltr\" rows=\"2\" "
	    "readonly translate=\"no\" spellcheck=\"false\" "
	    "autocomplete=\"off\">%s</textarea>\n",
	    text);
}

static void
put_qr(struct exchange *x, const struct og_qr *q)
{
	struct og_buf label;

	og_buf_init(&label, URI_MAX);
	og_buf_puts(&label, "class=\"qr\" role=\"img\" aria-label=\"");
	html_attr(&label, words_text(language_of(x), WORD_ENROLL_QR, 0));
	og_buf_putc(&label, '"');
	og_qr_svg_inline(q, og_buf_str(&label), &x->response.body);
	og_buf_clear(&label);
}

static void
put_app(struct exchange *x, const struct og_otpauth *p, const char *uri,
    const struct og_qr *q)
{
	struct og_buf *b = &x->response.body;
	char text[OG_BASE32_SIZE(OG_SEED_MAX)];

	page_begin(x, 200, WORD_ENROLL_APP_TITLE, false);
	page_script(x);
	page_sentence(x, WORD_ENROLL_APP_TEXT, NULL);
	put_qr(x, q);
	og_buf_puts(b, "<p><a class=\"button second\" href=\"");
	html_attr(b, uri);
	og_buf_puts(b, "\">");
	page_words(x, WORD_ENROLL_SAME_PHONE, NULL);
	og_buf_puts(b, "</a></p>\n");
	og_base32_encode(p->seed, p->seed_len, text);
	put_secret(x, text);
	page_copy(x, "secret");
	page_button(x, TO_CODE, WORD_CONTINUE);
	page_end(x);
	OG_WIPE_ARRAY(text);
}

void
enroll_show_app(struct exchange *x, const struct enroll *e)
{
	struct og_qr q = {.width = 0};
	struct og_otpauth p;
	struct og_buf uri;
	enum og_err err;

	og_buf_init(&uri, URI_MAX);
	err = og_invite_otpauth(
	    &e->user, &e->token, &x->conf->ring, x->conf->settings.issuer, &p);
	if (err == OG_OK)
		err = og_otpauth_format(&p, &uri);
	if (err == OG_OK)
		err = og_qr_make(&q, og_buf_str(&uri));
	if (err == OG_OK)
		put_app(x, &p, og_buf_str(&uri), &q);
	og_qr_clear(&q);
	og_buf_clear(&uri);
	og_otpauth_clear(&p);
	if (err == OG_OK)
		exchange_finish(x);
	else if (err == OG_ERR_KEY) /* rotated, and its key dropped */
		enroll_answer_over(x);
	else
		enroll_answer_broken(x, err);
}

/* --- the first code --- */

void
enroll_show_code(struct exchange *x, const struct enroll *e, enum word alert)
{
	page_begin(
	    x, alert != WORD_NONE ? 422 : 200, WORD_ENROLL_CODE_TITLE, true);
	page_script(x);
	put_alert(x, alert);
	if (!put_form(x, e)) {
		x->response.status = 503;
		return;
	}
	put_input(x, WORD_LOGIN_CODE, "code",
	    alert != WORD_NONE
		? "class=\"code\" dir=\"ltr\" inputmode=\"numeric\" "
		  "autocomplete=\"one-time-code\" maxlength=\"64\" required "
		  "data-send autofocus aria-invalid=\"true\" "
		  "aria-describedby=\"code-hint wrong\""
		: "class=\"code\" dir=\"ltr\" inputmode=\"numeric\" "
		  "autocomplete=\"one-time-code\" maxlength=\"64\" required "
		  "data-send autofocus aria-describedby=\"code-hint\"");
	page_hint(x, WORD_ENROLL_CODE_HINT, "code-hint");
	put_send(x);
	put_way(x, TO_APP, WORD_ENROLL_SHOW_AGAIN);
	page_end(x);
}

/* --- the recovery codes --- */

/* As a file of text, without a script and without another request. */
static void
put_download(struct exchange *x, const struct og_buf *text)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p class=\"screen\"><a class=\"button second\" "
		       "download=\"otpgate-recovery-codes.txt\" "
		       "href=\"data:text/plain;charset=utf-8,");
	redirect_encode(b, og_buf_str(text));
	og_buf_puts(b, "\">");
	page_words(x, WORD_ENROLL_DOWNLOAD, NULL);
	og_buf_puts(b, "</a></p>\n");
}

void
enroll_show_recovery(struct exchange *x, const struct enroll *e)
{
	struct og_buf *b = &x->response.body, text;
	char code[OG_RECOVERY_SIZE];

	og_buf_init(&text, URI_MAX);
	page_begin(x, 200, WORD_ENROLL_DONE_TITLE, false);
	page_script(x);
	page_sentence(x, WORD_ENROLL_DONE_TEXT, NULL);
	og_buf_puts(b, "<ul class=\"codes\" id=\"codes\" dir=\"ltr\" "
		       "translate=\"no\">\n");
	for (size_t i = 0; i < OG_RECOVERY_DEFAULT; i++) {
		og_recovery_format(&e->codes[i], code);
		og_buf_printf(b, "<li>%s</li>\n", code);
		og_buf_printf(&text, "%s\n", code);
	}
	og_buf_puts(b, "</ul>\n");
	put_download(x, &text);
	page_copy(x, "codes");
	page_hint(x, WORD_ENROLL_DONE_NEXT, NULL);
	page_button(x, ROUTE_LOGIN, WORD_ENROLL_KEPT);
	page_end(x);
	og_buf_clear(&text);
	OG_WIPE_ARRAY(code);
}
