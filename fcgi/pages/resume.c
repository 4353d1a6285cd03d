// SPDX-License-Identifier: ISC
/*
 * A form that met an ended session on a host whose logins are elsewhere.  No
 * address has room for it, so it waits in this page while the person logs in
 * in another tab.  Gives nothing back without a session of whoever sent it.
 */
#include "fcgi/pages/resume.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/pages/login/submission.h"
#include "fcgi/pages/resume.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/form.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/wipe.h"

enum { FIELD_KEPT, FIELD_NEED, FIELDS };

static void
put_login(struct exchange *x, const char *need, const char *more)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<p><a class=\"button\" href=\"" ROUTE_LOGIN);
	if (*need != '\0') {
		og_buf_puts(b, "?need=");
		redirect_encode(b, need);
	}
	og_buf_printf(b, "\"%s>", more);
	page_words(x, WORD_LOG_IN, NULL);
	og_buf_puts(b, "</a></p>\n");
}

static void
put_form(struct exchange *x, const char *text, const char *need)
{
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<form method=\"post\" action=\"" ROUTE_RESUME);
	kept_put_id(b, text);
	og_buf_puts(b, "\">\n<input type=\"hidden\" name=\"kept\" value=\"");
	html_attr(b, text);
	og_buf_puts(b, "\">\n<input type=\"hidden\" name=\"need\" value=\"");
	html_attr(b, need);
	og_buf_puts(b, "\">\n<button class=\"second\" type=\"submit\">");
	page_words(x, WORD_CONTINUE, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

void
resume_page(struct exchange *x, int status, enum kept_state state,
    const char *text, const char *need)
{
	page_begin(x, status, WORD_RESUME_TITLE, true);
	if (state != KEPT_OK) {
		page_alert(x, kept_explain(state), 0);
		put_login(x, need, "");
	} else {
		page_sentence(x, WORD_RESUME_FORM, NULL);
		put_login(x, need, " target=\"_blank\" rel=\"noopener\"");
		put_form(x, text, need);
	}
	page_end(x);
}

void
resume_visit(struct exchange *x, const char *uri, const char *need)
{
	struct og_buf *b = &x->response.body;

	page_begin(x, 401, WORD_RESUME_VISIT_TITLE, false);
	page_sentence(x, WORD_RESUME_VISIT, NULL);
	put_login(x, need, " target=\"_blank\" rel=\"noopener\"");
	og_buf_puts(b, "<p><a class=\"button second\" href=\"");
	html_attr(b, uri);
	og_buf_puts(b, "\">");
	page_words(x, WORD_CONTINUE, NULL);
	og_buf_puts(b, "</a></p>\n");
	page_end(x);
}

void
resume_form(struct exchange *x)
{
	page_redirect(x, 303, x->conf->settings.default_page);
	exchange_finish(x);
}

/* The form for the user with id "user", or why not. */
static void
put_offer(struct exchange *x, const struct form_field *kept, uint64_t user)
{
	enum kept_state state;

	page_begin_resend(x, 200, WORD_LOGGED_IN_TITLE);
	state = kept_offer(x, kept->value, kept->len, user, &x->response.body);
	if (state != KEPT_OK) {
		page_alert(x, kept_explain(state), 0);
		page_button(x, x->conf->settings.default_page, WORD_CONTINUE);
	}
	page_end(x);
}

/* Shows the form to whoever is logged in, if it is theirs; else asks for the
 * login again. */
static void
resume(struct exchange *x, const struct form_field *kept, const char *need)
{
	struct login_here *h = malloc(sizeof(*h));

	if (h == NULL)
		return; /* an answer that was not filled in denies */
	if (login_here_read(x, h))
		put_offer(x, kept, h->token.user);
	else
		resume_page(x, 401, KEPT_OK, kept->value, need);
	login_here_clear(h);
	free(h);
}

void
resume_submit(struct exchange *x)
{
	struct form_field field[FIELDS] = {
	    [FIELD_KEPT] = {.name = "kept"}, [FIELD_NEED] = {.name = "need"}};
	char *body = NULL, words[OG_REQUIREMENT_MAX];
	struct og_requirement need;
	size_t len = 0;
	bool ok;

	ok = browser_is_same_origin(x) &&
	     form_is_type(request_get(&x->request, PARAM_CONTENT_TYPE)) &&
	     exchange_body(x, LOGIN_BODY_MAX, &body, &len) == OG_OK &&
	     form_parse(body, len, field, FIELDS) == OG_OK;
	exchange_body_done(x);
	if (!ok) {
		page_error(x, 400, WORD_FORM_BAD_TITLE, WORD_FORM_BAD);
	} else {
		login_need_read(field[FIELD_NEED].value, &need, words);
		resume(x, &field[FIELD_KEPT], words);
	}
	if (body != NULL)
		og_wipe(body, len);
	free(body);
	exchange_finish(x);
}
