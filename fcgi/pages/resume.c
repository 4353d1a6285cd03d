// SPDX-License-Identifier: ISC
/*
 * A form that met an ended session on a host whose logins are elsewhere.  No
 * address has room for it, so it waits in this page while the person logs in
 * in another tab.  Gives nothing back without a session of whoever sent it.
 */
#include "fcgi/pages/resume.h"

#include "fcgi/pages/login/submission.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/form_request.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "fcgi/web/person.h"
#include "fcgi/web/redirect.h"

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
 * login again, also while nobody can be looked up: the form is then still in
 * the page. */
static void
resume(struct exchange *x, const struct form_field *kept, const char *need)
{
	struct person p;

	if (person_read(x, &p) == OG_OK)
		put_offer(x, kept, p.token.user);
	else
		resume_page(x, 401, KEPT_OK, kept->value, need);
	person_clear(&p);
}

void
resume_submit(struct exchange *x)
{
	struct form_field field[FIELDS] = {
	    [FIELD_KEPT] = {.name = "kept"}, [FIELD_NEED] = {.name = "need"}};
	struct form_request form = {
	    .fields = field, .n = FIELDS, .max = LOGIN_BODY_MAX};
	char words[OG_REQUIREMENT_MAX];
	struct og_requirement need;

	/* it has no token: what it holds is sealed for one person */
	if (!form_request_read(x, &form)) {
		page_error(x, 400, WORD_FORM_BAD_TITLE, WORD_FORM_BAD);
	} else {
		login_need_read(field[FIELD_NEED].value, &need, words);
		resume(x, &field[FIELD_KEPT], words);
	}
	form_request_clear(&form);
	exchange_finish(x);
}
