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
put_login(struct og_buf *b, const char *need, const char *more)
{
	og_buf_puts(b, "<p><a class=\"button\" href=\"" ROUTE_LOGIN);
	if (*need != '\0') {
		og_buf_puts(b, "?need=");
		redirect_encode(b, need);
	}
	og_buf_printf(b, "\"%s>Log in</a></p>\n", more);
}

static void
put_form(struct og_buf *b, const char *text, const char *need)
{
	og_buf_puts(b, "<form method=\"post\" action=\"" ROUTE_RESUME);
	kept_put_id(b, text);
	og_buf_puts(b, "\">\n<input type=\"hidden\" name=\"kept\" value=\"");
	html_attr(b, text);
	og_buf_puts(b, "\">\n<input type=\"hidden\" name=\"need\" value=\"");
	html_attr(b, need);
	og_buf_puts(b, "\">\n<button class=\"second\" type=\"submit\">"
		       "Continue</button>\n"
		       "</form>\n");
}

void
resume_page(struct exchange *x, int status, enum kept_state state,
    const char *text, const char *need)
{
	struct og_buf *b = &x->response.body;

	page_begin(x, status, "Please log in again", true);
	if (state != KEPT_OK) {
		og_buf_puts(b, "<p class=\"bad\" role=\"alert\">");
		html_text(b, kept_explain(state));
		og_buf_puts(b, "</p>\n");
		put_login(b, need, "");
	} else {
		og_buf_puts(b,
		    "<p>The form that you sent is kept in this page for ten "
		    "minutes and has not been taken yet. Log in, which opens "
		    "another tab; then come back to this one and "
		    "continue.</p>\n");
		put_login(b, need, " target=\"_blank\" rel=\"noopener\"");
		put_form(b, text, need);
	}
	page_end(x);
}

void
resume_visit(struct exchange *x, const char *uri, const char *need)
{
	struct og_buf *b = &x->response.body;

	page_begin(x, 401, "Please log in", false);
	og_buf_puts(b,
	    "<p>The address of this page is too long to be taken along to the "
	    "login. Log in, which opens another tab; then come back to this "
	    "one and continue.</p>\n");
	put_login(b, need, " target=\"_blank\" rel=\"noopener\"");
	og_buf_puts(b, "<p><a class=\"button second\" href=\"");
	html_attr(b, uri);
	og_buf_puts(b, "\">Continue</a></p>\n");
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
	struct og_buf *b = &x->response.body;
	enum kept_state state;

	page_begin_resend(x, 200, "You are logged in");
	state = kept_offer(x, kept->value, kept->len, user, b);
	if (state != KEPT_OK) {
		og_buf_puts(b, "<p class=\"bad\" role=\"alert\">");
		html_text(b, kept_explain(state));
		og_buf_puts(b, "</p>\n");
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
		page_error(x, 400, "Not understood",
		    "The form did not arrive as it should. Please go back and "
		    "send it again.");
	} else {
		login_need_read(field[FIELD_NEED].value, &need, words);
		resume(x, &field[FIELD_KEPT], words);
	}
	form_request_clear(&form);
	exchange_finish(x);
}
