// SPDX-License-Identifier: ISC
/*
 * What stands in the place of protected content: for a person the way to the
 * login, for a program an error it can read, for a member of no demanded group
 * a page that says so.  Never the content.
 */
#include <string.h>

#include "browser.h"
#include "html.h"
#include "page.h"
#include "redirect.h"
#include "route.h"

#define LOCATION_MAX 8192

static void
to_login(struct exchange *x)
{
	const char *uri = request_get(&x->request, PARAM_URI);
	struct og_buf b;

	og_buf_init(&b, LOCATION_MAX);
	og_buf_puts(&b, ROUTE_LOGIN);
	if (redirect_is_safe(uri, strlen(uri),
		(const char(*)[OG_HOST_MAX + 1]) x->conf->settings.hosts,
		x->conf->settings.n_hosts)) {
		og_buf_puts(&b, "?rd=");
		redirect_encode(&b, uri);
	}
	if (og_buf_err(&b) == OG_OK)
		page_redirect(x, 302, b.data);
	else
		page_redirect(x, 302, ROUTE_LOGIN);
	og_buf_clear(&b);
}

/* A page asked for by a form: what was typed cannot be kept here. */
static void
form_lost(struct exchange *x)
{
	struct og_buf *b = &x->response.body;

	page_begin(x, 401, "Please log in again", false);
	og_buf_puts(b,
	    "<p>Your session has ended, so the form that you sent has not "
	    "been taken. Log in, go back, and send it again.</p>\n"
	    "<p><a class=\"button\" href=\"" ROUTE_LOGIN "\">Log in</a></p>\n");
	page_end(x);
}

static void
program_error(struct exchange *x)
{
	struct og_buf *b = &x->response.body;

	x->response.status = 401;
	page_plain_headers(x, "application/json; charset=utf-8");
	response_header(
	    &x->response, "WWW-Authenticate", "Otpgate realm=\"otpgate\"");
	og_buf_puts(b, "{\"error\":\"login_required\",\"login\":");
	json_string(b, ROUTE_LOGIN);
	og_buf_puts(b, "}\n");
}

void
access_answer(struct exchange *x)
{
	const char *reason = request_get(&x->request, PARAM_REASON);

	if (strcmp(request_get(&x->request, PARAM_STATUS), "401") != 0) {
		if (strcmp(reason, "group") == 0)
			page_error(x, 403, "Not for you",
			    "You are logged in, but not a member of a group "
			    "that may see this page.");
		else
			page_error(x, 403, "Not possible now",
			    "Access could not be checked. Please try again "
			    "later, or tell the administrator.");
	} else if (browser_is_navigation(x)) {
		to_login(x);
	} else if (browser_wants_page(x)) {
		form_lost(x);
	} else {
		program_error(x);
	}
	server_finish(x);
}
