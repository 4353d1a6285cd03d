// SPDX-License-Identifier: ISC
/*
 * Draws what is shown once.  Must not keep any of it.
 */
#include "fcgi/web/handout.h"

#include "fcgi/web/html.h"
#include "fcgi/web/language.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/wipe.h"

#define TEXT_MAX 4096
#define GROUP 4

/* --- a secret --- */

enum og_err
handout_make(struct handout *h, const struct og_otpauth *p)
{
	enum og_err err;

	OG_WIPE_OBJECT(h);
	og_buf_init(&h->uri, TEXT_MAX);
	err = og_otpauth_format(p, &h->uri);
	if (err == OG_OK)
		err = og_qr_make(&h->qr, og_buf_str(&h->uri));
	if (err == OG_OK)
		og_base32_encode(p->seed, p->seed_len, h->text);
	return err;
}

void
handout_clear(struct handout *h)
{
	og_qr_clear(&h->qr);
	og_buf_clear(&h->uri);
	OG_WIPE_OBJECT(h);
}

static void
put_text(struct exchange *x, const char *text)
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
	page_copy(x, "secret");
}

static void
put_qr(struct exchange *x, const struct og_qr *q)
{
	struct og_buf label;

	og_buf_init(&label, TEXT_MAX);
	og_buf_puts(&label, "class=\"qr\" role=\"img\" aria-label=\"");
	html_attr(&label, words_text(language_of(x), WORD_ENROLL_QR, 0));
	og_buf_putc(&label, '"');
	og_qr_svg_inline(q, og_buf_str(&label), &x->response.body);
	og_buf_clear(&label);
}

void
handout_put(struct exchange *x, const struct handout *h)
{
	struct og_buf *b = &x->response.body;

	put_qr(x, &h->qr);
	og_buf_puts(b, "<p><a class=\"button second\" href=\"");
	html_attr(b, og_buf_str(&h->uri));
	og_buf_puts(b, "\">");
	page_words(x, WORD_ENROLL_SAME_PHONE, NULL);
	og_buf_puts(b, "</a></p>\n");
	put_text(x, h->text);
}

#define CODE                                                                   \
	"class=\"code\" dir=\"ltr\" inputmode=\"numeric\" "                    \
	"autocomplete=\"one-time-code\" maxlength=\"64\" required data-send"
#define ABOUT " aria-describedby=\"code-hint\""
#define WRONG " aria-invalid=\"true\" aria-describedby=\"code-hint wrong\""

void
handout_put_code(struct exchange *x, bool focus, bool wrong)
{
	const char *more = focus ? CODE " autofocus" ABOUT : CODE ABOUT;

	page_input(
	    x, WORD_LOGIN_CODE, "code", wrong ? CODE " autofocus" WRONG : more);
	page_hint(x, WORD_ENROLL_CODE_HINT, "code-hint");
}

/* --- recovery codes --- */

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
handout_put_recovery(
    struct exchange *x, const struct og_recovery_code *codes, size_t n)
{
	struct og_buf *b = &x->response.body, text;
	char code[OG_RECOVERY_SIZE];

	og_buf_init(&text, TEXT_MAX);
	og_buf_puts(b, "<ul class=\"codes\" id=\"codes\" dir=\"ltr\" "
		       "translate=\"no\">\n");
	for (size_t i = 0; i < n; i++) {
		og_recovery_format(&codes[i], code);
		og_buf_printf(b, "<li>%s</li>\n", code);
		og_buf_printf(&text, "%s\n", code);
	}
	og_buf_puts(b, "</ul>\n");
	put_download(x, &text);
	page_copy(x, "codes");
	og_buf_clear(&text);
	OG_WIPE_ARRAY(code);
}
