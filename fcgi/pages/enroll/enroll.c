// SPDX-License-Identifier: ISC
/*
 * The address of invitations: which screen is asked for, and whether what was
 * sent came from one.  The token leaves the address at once, for a cookie, so
 * that it is in no history, and in no Referer.
 */
#include "fcgi/pages/enroll/enroll.h"

#include <string.h>

#include "fcgi/pages/enroll/impl.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"

#define BODY_MAX 8192

/* --- GET --- */

/* The link itself. */
static void
open_link(struct exchange *x, struct enroll *e, const char *text, size_t len)
{
	const char *detail = "link opened";
	char token[OG_INVITE_SIZE];

	e->by_link = true;
	if (!enroll_look(x, e, text, len))
		return;
	/* from where: that is how one who should not have it is found out */
	if (gate_may_tell(x->gate, LINES_FORM))
		enroll_tell(x, e, "done", NULL, detail);
	og_invite_format(&e->token, token);
	browser_set_enroll(x, token, e->user.invite.expires - e->now);
	page_redirect(x, 303, ROUTE_ENROLL);
	exchange_finish(x);
	OG_WIPE_ARRAY(token);
}

/* What the browser that has opened it asks for. */
static void
show(struct exchange *x, struct enroll *e, const char *screen)
{
	const char *text;
	size_t len;

	if (browser_enroll(x, &text, &len) != OG_OK) {
		enroll_answer_over(x);
		return;
	}
	if (!enroll_look(x, e, text, len))
		return;
	if (!enroll_needs_password(x, &e->user) && strcmp(screen, "app") == 0) {
		enroll_show_app(x, e);
		return;
	}
	if (!enroll_needs_password(x, &e->user) && strcmp(screen, "code") == 0)
		enroll_show_code(x, e, WORD_NONE);
	else
		enroll_show_welcome(x, e, WORD_NONE);
	exchange_finish(x);
}

void
enroll_form(struct exchange *x)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char text[OG_INVITE_SIZE + 1], screen[8];
	struct enroll *e = enroll_new(x);
	enum og_err err;
	size_t len, n;

	if (e == NULL)
		return;
	query = query != NULL ? query + 1 : "";
	err = form_query_find(
	    query, strlen(query), "t", text, sizeof(text), &len);
	/* one that is not understood is the first */
	(void)!form_query_find(
	    query, strlen(query), "s", screen, sizeof(screen), &n);
	if (err == OG_ERR_NOTFOUND)
		show(x, e, screen);
	else /* what cannot be read is no token */
		open_link(x, e, text, len);
	OG_WIPE_ARRAY(text);
}

/* --- POST --- */

/* False: whoever sends this has to wait, and was told so. */
static bool
may_try(struct exchange *x, struct enroll *e)
{
	const struct og_settings *set = &x->conf->settings;
	unsigned seconds;

	limiter_address(
	    x->gate->limiter, request_get(&x->request, PARAM_ADDR), &e->who);
	seconds = limiter_take(x->gate->limiter, &e->who, set->address_failures,
	    set->address_interval, og_clock_ms(), &e->debt);
	if (seconds == 0)
		return true;
	page_error_wait(x, WORD_TICKET_TOO_MANY_TITLE, WORD_ENROLL_TOO_MANY,
	    seconds, enroll_way_back(e), WORD_TRY_AGAIN);
	exchange_finish(x);
	return false;
}

static void take(struct exchange *x);

/* One whose link may be over: it was good for this very form. */
static bool
comes_again(struct exchange *x, struct enroll *e, const char *text, size_t len)
{
	return og_invite_parse(text, len, &e->token) == OG_OK &&
	       form_request_has_token(x, &e->form, ENROLL_FORM, e->token.secret,
		   sizeof(e->token.secret)) &&
	       !enroll_repeat_is_first(x, e, take);
}

static void
take(struct exchange *x)
{
	struct enroll *e = x->state;
	const char *text;
	size_t len;

	if (browser_enroll(x, &text, &len) != OG_OK) {
		enroll_answer_over(x);
		return;
	}
	if (comes_again(x, e, text, len) || !enroll_look(x, e, text, len))
		return;
	if (!form_request_has_token(x, &e->form, ENROLL_FORM, e->token.secret,
		sizeof(e->token.secret))) {
		limiter_give_back(x->gate->limiter, &e->debt);
		page_error_way(x, 403, WORD_FORM_BAD_TITLE, WORD_ENROLL_STALE,
		    ROUTE_ENROLL, WORD_CONTINUE);
		exchange_finish(x);
	} else if (e->field[ENROLL_PASSWORD].present) {
		enroll_password(x, e);
	} else if (enroll_needs_password(x, &e->user)) {
		limiter_give_back(x->gate->limiter, &e->debt);
		page_redirect(x, 303, ROUTE_ENROLL);
		exchange_finish(x);
	} else {
		enroll_confirm(x, e);
	}
}

void
enroll_submit(struct exchange *x)
{
	struct enroll *e = enroll_new(x);

	if (e == NULL)
		return;
	e->form.max = BODY_MAX;
	if (!form_request_read(x, &e->form)) {
		form_request_refuse(x, &e->form);
		exchange_finish(x);
	} else if (may_try(x, e)) {
		take(x);
	}
}
