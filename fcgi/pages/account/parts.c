// SPDX-License-Identifier: ISC
/*
 * Pieces of which the sections of the account page are made.  Whatever comes
 * from the record is escaped here.
 */
#include "fcgi/pages/account/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

/* --- forms --- */

void
account_put_form(struct exchange *x, const struct account *a,
    const struct account_section *s)
{
	og_buf_printf(&x->response.body,
	    "<form method=\"post\" action=\"" ROUTE_ACCOUNT "/%s\">\n"
	    "<input type=\"hidden\" name=\"" FORM_TOKEN "\" value=\"%s\">\n",
	    s->name, a->token);
}

void
account_put_button(struct exchange *x, const struct account *a,
    const struct account_section *s, const char *what, const char *id,
    enum word label, const char *about)
{
	struct og_buf *b = &x->response.body;

	if (!a->is_fresh)
		return;
	account_put_form(x, a, s);
	if (id != NULL)
		og_buf_printf(b,
		    "<input type=\"hidden\" name=\"id\" value=\"%s\">\n", id);
	og_buf_printf(b,
	    "<button type=\"submit\" class=\"second\" name=\"do\" "
	    "value=\"%s\"",
	    what);
	if (about != NULL)
		og_buf_printf(b, " aria-describedby=\"%s\"", about);
	og_buf_putc(b, '>');
	page_words(x, label, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

/* --- lists --- */

void
account_put_list(struct exchange *x)
{
	og_buf_puts(&x->response.body, "<ul class=\"items\">\n");
}

void
account_put_item(struct exchange *x, const struct account_section *s,
    const char *id, const char *heading, enum word nameless)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, "<li><strong id=\"%s-%s\">", s->name, id);
	if (heading[0] != '\0')
		html_text(b, heading);
	else
		page_words(x, nameless, NULL);
	og_buf_puts(b, "</strong>\n");
}

/* --- lines --- */

void
account_put_facts(struct exchange *x)
{
	og_buf_puts(&x->response.body, "<dl>\n");
}

void
account_put_facts_end(struct exchange *x)
{
	og_buf_puts(&x->response.body, "</dl>\n");
}

static void
put_term(struct exchange *x, enum word what)
{
	og_buf_puts(&x->response.body, "<dt>");
	page_words(x, what, NULL);
	og_buf_puts(&x->response.body, "</dt><dd>");
}

void
account_put_text(struct exchange *x, enum word what, const char *value)
{
	struct og_buf *b = &x->response.body;

	if (value[0] == '\0')
		return;
	put_term(x, what);
	og_buf_puts(b, "<bdi>");
	html_text(b, value);
	og_buf_puts(b, "</bdi></dd>\n");
}

struct sentence
account_ago(int64_t when, int64_t now)
{
	const int64_t ago = now > when ? now - when : 0;

	if (ago < MINUTE)
		return (struct sentence){.word = WORD_AGO_NOW};
	if (ago < HOUR)
		return (struct sentence){.word = WORD_AGO_MINUTES,
		    .args = {.count = (uint64_t)(ago / MINUTE)}};
	if (ago < DAY)
		return (struct sentence){.word = WORD_AGO_HOURS,
		    .args = {.count = (uint64_t)(ago / HOUR)}};
	return (struct sentence){
	    .word = WORD_AGO_DAYS, .args = {.count = (uint64_t)(ago / DAY)}};
}

void
account_put_time(struct exchange *x, enum word what, int64_t when, int64_t now)
{
	const struct sentence ago = account_ago(when, now);
	char text[OG_TIME_SIZE];

	put_term(x, what);
	og_clock_format(when, text);
	og_buf_printf(&x->response.body, "<time datetime=\"%s\" title=\"%s\">",
	    text, text);
	page_words(x, ago.word, &ago.args);
	og_buf_puts(&x->response.body, "</time></dd>\n");
}
