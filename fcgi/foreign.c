// SPDX-License-Identifier: ISC
/*
 * Asks a person whether a form of another site may go on.  It must never send
 * one by itself: whoever could make a browser do that would act with the
 * session, and with the application's cookies, of the person in front of it.
 */
#include "foreign.h"

#include <string.h>
#include <strings.h>

#include "browser.h"
#include "html.h"
#include "kept.h"
#include "page.h"

#define FORM_MAX 262144 /* bytes of the form as HTML */
#define SCHEME "https://"

bool
foreign_is_listed(const char *list, const char *origin)
{
	const size_t len = strlen(origin);
	size_t n;

	if (strncmp(origin, SCHEME, sizeof(SCHEME) - 1) != 0 ||
	    strcspn(origin, " \t") != len)
		return false;
	while (*list != '\0') {
		n = strcspn(list, " \t");
		if (n == len && strncasecmp(list, origin, n) == 0)
			return true;
		list += n;
		list += strspn(list, " \t");
	}
	return false;
}

bool
foreign_is_form(const struct exchange *x)
{
	const struct request *rq = &x->request;
	const char *site = request_get(rq, PARAM_FETCH_SITE);
	const char *dest = request_get(rq, PARAM_FETCH_DEST);

	if (strcmp(request_get(rq, PARAM_METHOD), "POST") != 0 ||
	    !browser_wants_page(x))
		return false;
	if (*site != '\0' && strcmp(site, "cross-site") != 0 &&
	    strcmp(site, "same-site") != 0)
		return false;
	if (*dest != '\0' && strcmp(dest, "document") != 0)
		return false; /* a frame would not show the page */
	return !browser_seems_same_origin(x) &&
	       foreign_is_listed(request_get(rq, PARAM_FORMS_FROM),
		   request_get(rq, PARAM_ORIGIN));
}

void
foreign_page(struct exchange *x)
{
	struct og_buf *b = &x->response.body, form;
	enum kept_state state;
	size_t fields = 0;

	og_buf_init(&form, FORM_MAX);
	state = kept_ask(x, &form, &fields);
	if (state == KEPT_OK && og_buf_err(&form) != OG_OK)
		state = KEPT_BAD;
	page_begin_resend(x, 401, "From another site");
	og_buf_puts(b, "<p>");
	html_text(b, request_get(&x->request, PARAM_ORIGIN));
	if (state == KEPT_OK) {
		og_buf_printf(b,
		    " has sent a form with %zu field%s here. Continue only if "
		    "you have just come from there: what it says is then done "
		    "in your name.</p>\n",
		    fields, fields == 1 ? "" : "s");
		og_buf_puts(b, og_buf_str(&form));
	} else {
		og_buf_puts(b, " has sent a form here that cannot be passed "
			       "on. It has not been taken: please go back and "
			       "begin again.</p>\n");
	}
	page_end(x);
	og_buf_clear(&form);
}
