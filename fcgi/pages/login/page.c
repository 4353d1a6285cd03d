// SPDX-License-Identifier: ISC
/*
 * The form of the login: for everything, or for a code alone.  Decides nothing
 * about a person, and echoes nothing that it has not judged.
 */
#include "fcgi/pages/login/page.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/pages/form/kept.h"
#include "fcgi/pages/login/submission.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/html.h"
#include "fcgi/web/page.h"
#include "lib/base/clock.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/random.h"

#define PRE_RENEW (OG_PRE_LIFETIME / 2)

#define ONCE_LEN 18 /* bytes */
#define CODES (OG_FACTOR_TOTP | OG_FACTOR_HOTP)

/* What is asked for, and of whom. */
struct asking {
	struct og_requirement need;
	char words[OG_REQUIREMENT_MAX]; /* of "need" */
	const struct person *who;	/* NULL: anybody */
};

/* The browser's pre-session, or a new one with its cookie. */
static bool
have_pre(struct exchange *x, struct og_pre *pre)
{
	int64_t now = og_clock_wall();
	char cookie[OG_TOKEN_SIZE];

	if (browser_pre(x, now, pre) && now - pre->issued < PRE_RENEW)
		return true;
	if (og_token_pre_new(&x->conf->ring,
		request_get(&x->request, PARAM_HOST), now, pre,
		cookie) != OG_OK)
		return false;
	browser_set_pre(x, cookie);
	return true;
}

static void
put_label(struct exchange *x, const char *name, enum word label)
{
	struct og_buf *b = &x->response.body;

	og_buf_printf(b, "<label for=\"%s\">", name);
	page_words(x, label, NULL);
	og_buf_puts(b, "</label>\n");
}

/* Which sentences are about a field: a message, which may be about each, and a
 * hint (NULL: none).  Nobody learns which field was wrong; after a wait none
 * is. */
static void
put_told(struct exchange *x, const struct login_page *p, const char *hint)
{
	const bool told = p->message != WORD_NONE;
	struct og_buf *b = &x->response.body;

	if (p->message == WORD_LOGIN_FAILED)
		og_buf_puts(b, " aria-invalid=\"true\"");
	if (told || hint != NULL)
		og_buf_printf(b, " aria-describedby=\"%s%s%s\"",
		    told ? PAGE_ALERT : "", told && hint != NULL ? " " : "",
		    hint != NULL ? hint : "");
}

static void
put_input(struct exchange *x, const struct login_page *p, enum word label,
    const char *attributes, const char *name, const char *hint)
{
	put_label(x, name, label);
	og_buf_printf(&x->response.body, "<input id=\"%s\" name=\"%s\" %s",
	    name, name, attributes);
	put_told(x, p, hint);
	og_buf_puts(&x->response.body, ">\n");
}

static void
put_hidden(struct og_buf *b, const char *name, const char *value)
{
	og_buf_printf(b, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	html_attr(b, value);
	og_buf_puts(b, "\">\n");
}

/* --- the form --- */

/* "user": the name that was typed before, or "". */
static void
put_user(struct exchange *x, const struct login_page *p, const char *user)
{
	struct og_buf *b = &x->response.body;

	put_label(x, "user", WORD_LOGIN_USER);
	og_buf_puts(b, "<input id=\"user\" name=\"user\" dir=\"ltr\" "
		       "autocomplete=\"username\" autocapitalize=\"none\" "
		       "spellcheck=\"false\" maxlength=\"80\" required");
	put_told(x, p, NULL);
	if (user[0] != '\0') {
		og_buf_puts(b, " value=\"");
		html_attr(b, user);
		og_buf_puts(b, "\">\n");
	} else {
		og_buf_puts(b, " autofocus>\n");
	}
}

static void
put_first_factor(struct exchange *x, const struct login_page *p,
    enum og_first_factor first, const char *user)
{
	if (first != OG_FIRST_PROXY)
		put_user(x, p, user);
	if (first == OG_FIRST_PASSWORD)
		put_input(x, p, WORD_LOGIN_PASSWORD,
		    user[0] != '\0' ? "type=\"password\" "
				      "autocomplete=\"current-password\" "
				      "maxlength=\"1024\" required autofocus"
				    : "type=\"password\" "
				      "autocomplete=\"current-password\" "
				      "maxlength=\"1024\" required",
		    "password", NULL);
}

static void
put_recovery(struct exchange *x, const struct login_page *p, const char *more,
    enum word hint)
{
	char attributes[200];

	(void)snprintf(attributes, sizeof(attributes),
	    "dir=\"ltr\" autocomplete=\"off\" "
	    "autocapitalize=\"characters\" "
	    "spellcheck=\"false\" maxlength=\"64\"%s",
	    more);
	put_input(
	    x, p, WORD_LOGIN_RECOVERY, attributes, "recovery", "recovery-hint");
	page_hint(x, hint, "recovery-hint");
}

/* The fields for what is demanded; "alone": nothing has to be typed before.
 * A recovery code that was typed before is the likely one. */
static void
put_codes(struct exchange *x, const struct login_page *p, unsigned factors,
    bool alone)
{
	const bool open = p->recovery;

	struct og_buf *b = &x->response.body;
	const char *focus = alone ? " autofocus" : "";
	bool recovery = factors == 0 || (factors & OG_FACTOR_RECOVERY) != 0;
	char attributes[200];

	if (factors != 0 && (factors & CODES) == 0) {
		put_recovery(x, p, focus, WORD_LOGIN_RECOVERY_ONLY_HINT);
		return;
	}
	(void)snprintf(attributes, sizeof(attributes),
	    "class=\"code\" dir=\"ltr\" inputmode=\"numeric\" "
	    "autocomplete=\"one-time-code\" autocapitalize=\"none\" "
	    "spellcheck=\"false\" maxlength=\"64\" data-send%s",
	    open && recovery ? "" : focus);
	put_input(x, p, WORD_LOGIN_CODE, attributes, "code", "code-hint");
	page_hint(x,
	    (factors & CODES) == OG_FACTOR_HOTP ? WORD_LOGIN_TOKEN_HINT
						: WORD_LOGIN_CODE_HINT,
	    "code-hint");
	if (!recovery)
		return;
	og_buf_printf(b, "<details%s>\n<summary>", open ? " open" : "");
	page_words(x, WORD_LOGIN_NO_PHONE, NULL);
	og_buf_puts(b, "</summary>\n");
	put_recovery(x, p, open ? focus : "", WORD_LOGIN_RECOVERY_HINT);
	og_buf_puts(b, "</details>\n");
}

/* Tells two pages of one browser apart: what is typed anew into the second is
 * another attempt, the same page sent twice is not. */
static void
put_once(struct og_buf *b)
{
	char text[OG_BASE64URL_SIZE(ONCE_LEN)];
	uint8_t raw[ONCE_LEN];

	if (og_random(raw, sizeof(raw)) != OG_OK)
		return; /* a failure that is typed again is told again */
	og_base64url_encode(raw, sizeof(raw), text);
	put_hidden(b, "once", text);
}

static bool
make_token(struct exchange *x, const struct asking *a, char out[OG_TOKEN_SIZE])
{
	uint8_t bound[LOGIN_BOUND_MAX];
	struct og_pre pre;
	enum og_err err;
	size_t len;

	if (!have_pre(x, &pre))
		return false;
	len = login_bound(
	    &pre, a->who != NULL ? a->who->id : NULL, a->words, bound);
	err = og_token_form_new(&x->conf->ring,
	    a->who != NULL ? LOGIN_STEP : LOGIN_FORM, bound, len, out);
	OG_WIPE_ARRAY(bound);
	return err == OG_OK;
}

static void
put_form(struct exchange *x, const struct asking *a, const struct login_page *p,
    const char *token)
{
	enum og_first_factor first = x->conf->settings.policy.first_factor;
	const char *user = p->user != NULL ? p->user : "";
	bool kept = login_is_token_text(p->kept, LOGIN_BODY_MAX);
	struct og_buf *b = &x->response.body;

	og_buf_puts(b, "<form method=\"post\" action=\"" ROUTE_LOGIN);
	if (kept)
		kept_put_id(b, p->kept);
	og_buf_puts(b, "\">\n");
	if (a->who == NULL)
		put_first_factor(x, p, first, user);
	put_codes(x, p, a->need.factors,
	    a->who != NULL || first == OG_FIRST_PROXY ||
		(first == OG_FIRST_NONE && user[0] != '\0'));
	put_hidden(b, "rd", login_may_lead_to(x, p->rd) ? p->rd : "");
	if (a->words[0] != '\0')
		put_hidden(b, "need", a->words);
	if (login_is_token_text(p->bind, TICKET_BIND_MAX))
		put_hidden(b, "bind", p->bind);
	if (kept)
		put_hidden(b, "form", p->kept);
	put_once(b);
	put_hidden(b, "csrf", token);
	og_buf_puts(b, "<button type=\"submit\">");
	page_words(x, a->who != NULL ? WORD_CONTINUE : WORD_LOG_IN, NULL);
	og_buf_puts(b, "</button>\n</form>\n");
}

static void
show(struct exchange *x, int status, const struct login_page *p,
    const struct asking *a)
{
	char token[OG_TOKEN_SIZE];

	if (!make_token(x, a, token))
		return; /* an answer that was not filled in denies */
	page_begin(x, status,
	    a->who != NULL ? WORD_STEP_UP_TITLE : WORD_LOGIN_TITLE, true);
	page_script(x);
	login_put_message(x, p);
	if (a->who != NULL) {
		login_put_who(x, a->who->user->name);
		login_put_need(x, a->need.factors);
	}
	put_form(x, a, p, token);
	if (a->who != NULL)
		login_put_ways_out(x, p, false);
	login_put_languages(x, p, ROUTE_LOGIN);
	page_end(x);
}

/* True when no code that could be typed here would do.  Known from a session
 * only, and of strangers for kinds that nobody has. */
static bool
is_in_vain(const struct asking *a)
{
	if (a->who != NULL)
		return !login_need_is_possible(
		    a->who->user, &a->need, og_clock_wall());
	return a->need.factors != 0 &&
	       (a->need.factors & (CODES | OG_FACTOR_RECOVERY)) == 0;
}

void
login_page_show(struct exchange *x, int status, const struct login_page *p)
{
	struct person here = {.session = NULL};
	struct asking a = {.who = NULL};
	struct login_page judged = *p;

	login_need_read(p->need, &a.need, a.words);
	judged.need = a.words;
	/* what is not known asks for everything */
	if (!p->fresh && person_read(x, &here) == OG_OK)
		a.who = &here;
	/* not behind a failure: all of these look the same */
	if (p->message == WORD_NONE && is_in_vain(&a)) {
		if (p->kept != NULL)
			judged.note = WORD_KEPT_LOST;
		login_page_kind(
		    x, a.who != NULL ? a.who->user : NULL, &a.need, &judged);
	} else {
		show(x, status, &judged, &a);
	}
	person_clear(&here);
}
