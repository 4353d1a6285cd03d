// SPDX-License-Identifier: ISC
/*
 * Logging out: a page with a button, and what the button does.  A GET changes
 * nothing.  Any authentic cookie will do, whatever became of its session:
 * whoever wants to be logged out gets there, and is not told to log in first.
 */
#include "fcgi/pages/logout.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/form_request.h"
#include "fcgi/web/page.h"
#include "fcgi/web/session_end.h"
#include "lib/base/wipe.h"

#define FORM_NAME "logout"
#define BODY_MAX 4096

static void
logged_out_page(struct exchange *x)
{
	page_begin(x, 200, WORD_LOGGED_OUT_TITLE, false);
	page_button(x, ROUTE_LOGIN, WORD_LOG_IN_AGAIN);
	page_languages(x, ROUTE_LOGOUT, NULL, 0);
	page_end(x);
}

static void
put_account(struct exchange *x)
{
	if (!x->conf->settings.account_page)
		return;
	og_buf_puts(&x->response.body,
	    "<p class=\"ways\"><a href=\"" ROUTE_ACCOUNT "\">");
	page_words(x, WORD_GO_TO_ACCOUNT, NULL);
	og_buf_puts(&x->response.body, "</a></p>\n");
}

/* The button for the session "t"; "message": why it did not work before. */
static void
ask(struct exchange *x, int status, const struct og_session_token *t,
    enum word message)
{
	struct og_buf *b = &x->response.body;
	char token[OG_TOKEN_SIZE];

	if (og_token_form_new(&x->conf->ring, FORM_NAME, t->secret,
		sizeof(t->secret), token) != OG_OK)
		return; /* an answer that was not filled in denies */
	page_begin(x, status, WORD_LOGOUT_TITLE, true);
	if (message != WORD_NONE)
		page_alert(x, message, 0);
	og_buf_puts(b, "<form method=\"post\" action=\"" ROUTE_LOGOUT "\">\n");
	page_sentence(x, WORD_LOGOUT_TEXT, NULL);
	og_buf_printf(b,
	    "<input type=\"hidden\" name=\"" FORM_TOKEN "\" value=\"%s\">\n"
	    "<button type=\"submit\">",
	    token);
	page_words(x, WORD_LOG_OUT, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
	put_account(x);
	page_languages(x, ROUTE_LOGOUT, NULL, 0);
	page_end(x);
}

void
logout_form(struct exchange *x)
{
	struct og_session_token t;

	if (browser_session(x, &t))
		ask(x, 200, &t, WORD_NONE);
	else
		logged_out_page(x);
	OG_WIPE_OBJECT(&t);
	exchange_finish(x);
}

static void
answer_failed(struct exchange *x)
{
	page_retry_after(x, PAGE_SOON);
	page_error_way(x, 503, WORD_NOT_LOGGED_OUT_TITLE, WORD_LOGOUT_BROKEN,
	    ROUTE_LOGOUT, WORD_GO_TO_LOGOUT);
}

/* A session that is already gone counts as ended. */
static bool
is_ended(struct exchange *x, const struct og_session_token *t)
{
	enum og_err err = session_end(x, t, OG_SYNCED, NULL);

	return err == OG_OK || err == OG_ERR_NOTFOUND;
}

void
logout_submit(struct exchange *x)
{
	struct form_field token = {.name = FORM_TOKEN};
	struct form_request form = {.fields = &token, .n = 1, .max = BODY_MAX};
	struct og_session_token t = {.user = 0};
	enum og_err err = browser_session_read(x, &t);

	(void)form_request_read(x, &form);
	if (form.state == FORM_FOREIGN) {
		page_error_way(x, 403, WORD_NOT_LOGGED_OUT_TITLE,
		    WORD_LOGOUT_FOREIGN, ROUTE_LOGOUT, WORD_GO_TO_LOGOUT);
	} else if (err == OG_ERR_NOMEM) {
		answer_failed(x);
	} else if (err != OG_OK) {
		/* where none was sent there is none to end: from another site
		 * browsers send no cookie, but would let it be ended */
		if (err != OG_ERR_NOTFOUND)
			browser_end_session(x);
		logged_out_page(x);
	} else if (!form_request_has_token(
		       x, &form, FORM_NAME, t.secret, sizeof(t.secret))) {
		/* of a session that a code has renewed since: once more */
		ask(x, 403, &t, WORD_LOGOUT_STALE);
	} else if (!is_ended(x, &t)) {
		answer_failed(x);
	} else {
		browser_end_session(x);
		response_header(&x->response, "Clear-Site-Data", "\"cache\"");
		logged_out_page(x);
	}
	form_request_clear(&form);
	OG_WIPE_OBJECT(&t);
	exchange_finish(x);
}
