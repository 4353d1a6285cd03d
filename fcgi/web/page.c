// SPDX-License-Identifier: ISC
/*
 * The frame around every page, and what stands on most.  Its look is that of
 * frame.c.
 */
#include "fcgi/web/page.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/frame.h"
#include "fcgi/web/html.h"
#include "fcgi/web/language.h"

#define NO_STORE "no-store"

static void
common_headers(struct response *rs, const char *type, const char *cache)
{
	response_header(rs, "Content-Type", type);
	response_header(rs, "Cache-Control", cache);
	response_header(rs, "X-Content-Type-Options", "nosniff");
	response_header(rs, "X-Frame-Options", "DENY");
	response_header(rs, "Cross-Origin-Opener-Policy", "same-origin");
	response_header(rs, "Cross-Origin-Resource-Policy", "same-origin");
}

static void
plain_headers(struct exchange *x, const char *type, const char *cache,
    const char *referrer)
{
	struct response *rs = &x->response;

	common_headers(rs, type, cache);
	response_header(rs, "Referrer-Policy", referrer);
	response_header(rs, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
}

void
page_plain_headers(struct exchange *x, const char *type)
{
	plain_headers(x, type, NO_STORE, "no-referrer");
}

void
page_lasting_headers(struct exchange *x, const char *type)
{
	plain_headers(
	    x, type, "public, max-age=31536000, immutable", "no-referrer");
}

/* Behind the title of the page, since tabs show its beginning. */
static void
put_site_name(struct exchange *x)
{
	const char *name = x->conf->settings.look.site_name;

	if (name[0] == '\0')
		return;
	og_buf_puts(&x->response.body, " \xc2\xb7 ");
	html_text(&x->response.body, name);
}

static void
begin(struct exchange *x, int status, enum word title, const char *referrer,
    const char *csp)
{
	const struct words *language = language_of(x);
	struct og_buf *b = &x->response.body;

	x->response.status = status;
	common_headers(&x->response, "text/html; charset=utf-8", NO_STORE);
	response_header(&x->response, "Referrer-Policy", referrer);
	response_header(&x->response, "Content-Security-Policy", csp);
	og_buf_printf(b, "<!doctype html>\n<html lang=\"%s\"%s>\n<head>\n",
	    language->code, language->rtl ? " dir=\"rtl\"" : "");
	og_buf_puts(b, "<meta charset=\"utf-8\">\n"
		       "<meta name=\"viewport\" "
		       "content=\"width=device-width, initial-scale=1\">\n"
		       "<meta name=\"robots\" content=\"noindex\">\n<title>");
	html_words(b, language, title, NULL);
	put_site_name(x);
	og_buf_puts(b, "</title>\n");
	og_buf_puts(b, x->conf->frame.style);
	og_buf_puts(b, "</head>\n<body>\n<main>\n");
	og_buf_puts(b, x->conf->frame.brand);
	og_buf_puts(b, "<h1>");
	html_words(b, language, title, NULL);
	og_buf_puts(b, "</h1>\n");
}

void
page_begin(struct exchange *x, int status, enum word title, bool form)
{
	begin(x, status, title, form ? "same-origin" : "no-referrer",
	    x->conf->frame.csp);
}

void
page_begin_resend(struct exchange *x, int status, enum word title)
{
	const char *at = strstr(x->conf->frame.csp, FRAME_FORM_ACTION), *end;
	struct og_buf csp;

	if (at == NULL)
		return; /* an answer that was not filled in denies */
	end = at + strcspn(at, ";");
	og_buf_init(&csp, 16384);
	og_buf_put(&csp, x->conf->frame.csp, (size_t)(at - x->conf->frame.csp));
	og_buf_puts(&csp, FRAME_FORM_ACTION "https:");
	og_buf_puts(&csp, end);
	begin(x, status, title, "same-origin", og_buf_str(&csp));
	og_buf_clear(&csp);
}

void
page_end(struct exchange *x)
{
	og_buf_puts(&x->response.body, "</main>\n");
	og_buf_puts(&x->response.body, x->conf->frame.support);
	og_buf_puts(&x->response.body, "</body>\n</html>\n");
}

void
page_words(struct exchange *x, enum word word, const struct words_args *args)
{
	html_words(&x->response.body, language_of(x), word, args);
}

void
page_sentence(struct exchange *x, enum word word, const struct words_args *args)
{
	og_buf_puts(&x->response.body, "<p>");
	page_words(x, word, args);
	og_buf_puts(&x->response.body, "</p>\n");
}

void
page_hint(struct exchange *x, enum word word, const char *id)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p class=\"hint\"");
	if (id != NULL)
		og_buf_printf(b, " id=\"%s\"", id);
	og_buf_putc(b, '>');
	page_words(x, word, NULL);
	og_buf_puts(b, "</p>\n");
}

static void
put_data(struct exchange *x, const char *name, const char *value)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, " data-%s=\"", name);
	html_attr(b, value);
	og_buf_putc(b, '"');
}

/* How long to wait; and for the script, how many seconds, and what to say of
 * each number of them. */
static void
put_wait(struct exchange *x, int64_t seconds)
{
	static const char *const names[WORDS_FORMS] = {
	    "zero", "one", "two", "few", "many", "other"};
	const struct words *language = language_of(x);
	const struct words_row *row = &language->rows[WORD_WAIT_SECONDS];
	const struct sentence s = words_wait(seconds);
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, " <span data-wait=\"%" PRId64 "\"", seconds);
	for (size_t i = 0; i < WORDS_FORMS; i++)
		if (row->form[i] != NULL)
			put_data(x, names[i], row->form[i]);
	put_data(x, "now", words_text(language, WORD_WAIT_OVER, 0));
	og_buf_putc(b, '>');
	page_words(x, s.word, &s.args);
	og_buf_puts(b, "</span>");
}

void
page_alert(struct exchange *x, enum word word, int64_t wait)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p class=\"bad\" role=\"alert\">"
		       "<svg viewBox=\"0 0 20 24\" aria-hidden=\"true\">"
		       "<circle cx=\"10\" cy=\"12\" r=\"9\"/>"
		       "<path d=\"M10 7v6m0 4v0\"/></svg>"
		       "<span id=\"" PAGE_ALERT "\">");
	page_words(x, word, NULL);
	if (wait > 0)
		put_wait(x, wait);
	og_buf_puts(b, "</span></p>\n");
}

void
page_wrong(struct exchange *x, enum word word)
{
	struct og_buf *b = &x->response.body;

	if (word == WORD_NONE)
		return;
	og_buf_puts(b, "<div id=\"wrong\">\n");
	page_alert(x, word, 0);
	og_buf_puts(b, "</div>\n");
}

void
page_input(
    struct exchange *x, enum word label, const char *name, const char *more)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, "<label for=\"%s\">", name);
	page_words(x, label, NULL);
	og_buf_printf(b, "</label>\n<input id=\"%s\" name=\"%s\" %s>\n", name,
	    name, more);
}

void
page_script(struct exchange *x)
{
	og_buf_puts(&x->response.body, x->conf->frame.script);
}

void
page_copy(struct exchange *x, const char *id)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(
	    b, "<button type=\"button\" class=\"second\" data-copy=\"%s\"", id);
	put_data(x, "done", words_text(language_of(x), WORD_COPIED, 0));
	og_buf_puts(b, " aria-live=\"polite\" hidden>");
	page_words(x, WORD_COPY, NULL);
	og_buf_puts(b, "</button>\n");
}

void
page_button(struct exchange *x, const char *address, enum word label)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p><a class=\"button\" href=\"");
	html_attr(b, address);
	og_buf_puts(b, "\">");
	page_words(x, label, NULL);
	og_buf_puts(b, "</a></p>\n");
}

/* One of them, in itself: whoever looks for it may read no other. */
static void
put_language(
    struct og_buf *b, const struct words *language, const struct words *now)
{
	if (language == now)
		og_buf_printf(b, "<span lang=\"%s\" aria-current=\"true\">",
		    language->code);
	else
		og_buf_printf(b,
		    "<button name=\"" LANGUAGE_FIELD
		    "\" value=\"%s\" lang=\"%s\">",
		    language->code, language->code);
	html_text(b, language->name);
	og_buf_puts(b, language == now ? "</span>\n" : "</button>\n");
}

void
page_languages(struct exchange *x, const char *address,
    const struct page_field *fields, size_t n)
{
	const struct words *offered[OG_LANGUAGES], *now = language_of(x);
	const size_t languages = language_offered(x, offered);
	struct og_buf *b = &x->response.body;

	if (languages < 2)
		return;
	og_buf_printf(b,
	    "<form class=\"langs\" action=\"%s\" aria-labelledby=\"langs\">\n",
	    address);
	for (size_t i = 0; i < n; i++) {
		og_buf_printf(b, "<input type=\"hidden\" name=\"%s\" value=\"",
		    fields[i].name);
		html_attr(b, fields[i].value);
		og_buf_puts(b, "\">\n");
	}
	og_buf_puts(b, "<span id=\"langs\">");
	page_words(x, WORD_LANGUAGE, NULL);
	og_buf_puts(b, "</span>\n");
	for (size_t i = 0; i < languages; i++)
		put_language(b, offered[i], now);
	og_buf_puts(b, "</form>\n");
}

/* To the login of this site.  None where there is no such site. */
static void
put_login(struct exchange *x)
{
	const struct og_settings *set = &x->conf->settings;
	char address[sizeof("https://") + OG_HOST_MAX + sizeof(ROUTE_LOGIN)];

	if (browser_is_trusted(x)) {
		page_button(x, ROUTE_LOGIN, WORD_GO_TO_LOGIN);
	} else if (browser_host(x) < set->n_hosts) {
		(void)snprintf(address, sizeof(address),
		    "https://%s" ROUTE_LOGIN, set->hosts[browser_host(x)]);
		page_button(x, address, WORD_GO_TO_LOGIN);
	}
}

void
page_error(struct exchange *x, int status, enum word title, enum word text)
{
	page_begin(x, status, title, false);
	page_sentence(x, text, NULL);
	put_login(x);
	page_end(x);
}

void
page_error_way(struct exchange *x, int status, enum word title, enum word text,
    const char *address, enum word label)
{
	page_begin(x, status, title, false);
	page_sentence(x, text, NULL);
	page_button(x, address, label);
	page_end(x);
}

void
page_busy(struct exchange *x)
{
	metrics_count(&x->gate->metrics, METRICS_BUSY);
	page_retry_after(x, PAGE_SOON);
	page_error(x, 503, WORD_BUSY_TITLE, WORD_BUSY_PAGES);
}

void
page_error_wait(struct exchange *x, enum word title, enum word text,
    unsigned seconds, const char *address, enum word label)
{
	struct og_buf *b = &x->response.body;

	page_retry_after(x, seconds);
	page_begin(x, 429, title, false);
	page_script(x);
	og_buf_puts(b, "<p>");
	page_words(x, text, NULL);
	put_wait(x, seconds);
	og_buf_puts(b, "</p>\n");
	if (address != NULL)
		page_button(x, address, label);
	else
		put_login(x);
	page_end(x);
}

void
page_retry_after(struct exchange *x, int64_t seconds)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, seconds);
	response_header(&x->response, "Retry-After", text);
}

void
page_redirect(struct exchange *x, int status, const char *location)
{
	x->response.status = status;
	page_plain_headers(x, "text/plain; charset=utf-8");
	response_header(&x->response, "Location", location);
}

void
page_send_on(struct exchange *x, const char *location)
{
	x->response.status = 307;
	plain_headers(
	    x, "text/plain; charset=utf-8", NO_STORE, "strict-origin");
	response_header(&x->response, "Location", location);
}
