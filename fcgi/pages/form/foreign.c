// SPDX-License-Identifier: ISC
/*
 * Asks a person whether a form of another site may go on.  It must never send
 * one by itself: whoever could make a browser do that would act with the
 * session, and with the application's cookies, of the person in front of it.
 *
 * The browser is first made to send the form to a page of ours.  A check sees
 * of a form from where it comes, and the address of this page, which no other
 * form has, tells when the button was pressed twice (gate/sent_forms.h).
 */
#include "fcgi/pages/form/foreign.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fcgi/pages/form/kept.h"
#include "fcgi/web/addresses.h"
#include "fcgi/web/browser.h"
#include "fcgi/web/form.h"
#include "fcgi/web/page.h"
#include "fcgi/web/redirect.h"
#include "lib/base/clock.h"
#include "lib/base/num.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/random.h"

#define FORM_MAX 262144 /* bytes of the form as HTML */
#define LABEL "foreign" /* of the token */
#define LIFETIME 600	/* seconds from one page to the other, and of it */
#define ID_LEN 16	/* random bytes */
#define ID_SIZE (20 + 1 + OG_BASE64URL_SIZE(ID_LEN))
/* Of an address of more than 4,096 bytes, host and all, browsers do not say
 * that a form comes from there. */
#define ADDRESS_MAX 3800
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

/* Sent by a person, as a whole page, from a page of another site. */
static bool
is_from_elsewhere(const struct exchange *x)
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
	return !browser_seems_same_origin(x);
}

bool
foreign_is_form(const struct exchange *x)
{
	return is_from_elsewhere(x) &&
	       foreign_is_listed(request_get(&x->request, PARAM_FORMS_FROM),
		   request_get(&x->request, PARAM_ORIGIN));
}

/* --- on the way to our page --- */

/* What the address of our page is good for: this host, the site that was
 * permitted, where the form was going, and the time in "id". */
static void
put_bound(const struct exchange *x, const char *to, const char *id,
    struct og_buf *out)
{
	const char *parts[] = {request_get(&x->request, PARAM_HOST),
	    request_get(&x->request, PARAM_ORIGIN), to, id};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		og_buf_put(out, parts[i], strlen(parts[i]) + 1);
}

/* The time and random characters, so that no two are alike. */
static enum og_err
make_id(char out[ID_SIZE])
{
	char text[OG_BASE64URL_SIZE(ID_LEN)];
	uint8_t raw[ID_LEN];
	enum og_err err;

	err = og_random(raw, sizeof(raw));
	if (err != OG_OK)
		return err;
	og_base64url_encode(raw, sizeof(raw), text);
	(void)snprintf(out, ID_SIZE, "%" PRId64 ".%s", og_clock_wall(), text);
	return OG_OK;
}

/* Appends our page with all that it has to know about this form but the form.
 * False when it cannot be made, or is too long. */
static bool
put_address(const struct exchange *x, const char *to, struct og_buf *out)
{
	char id[ID_SIZE], token[OG_TOKEN_SIZE];
	struct og_buf bound;
	enum og_err err;

	og_buf_init(&bound, ADDRESS_MAX);
	err = make_id(id);
	if (err == OG_OK) {
		put_bound(x, to, id, &bound);
		err = og_buf_err(&bound);
	}
	if (err == OG_OK)
		err = og_token_form_new(
		    &x->conf->ring, LABEL, bound.data, bound.len, token);
	if (err == OG_OK) {
		og_buf_printf(out, ROUTE_FORM "?id=%s&ok=%s&to=", id, token);
		redirect_encode(out, to);
		err = og_buf_err(out);
	}
	og_buf_clear(&bound);
	return err == OG_OK;
}

static void
begin(struct exchange *x, enum word text, size_t fields)
{
	page_begin_resend(x, 401, WORD_FOREIGN_TITLE);
	page_sentence(x, text,
	    &(struct words_args){.site = request_get(&x->request, PARAM_ORIGIN),
		.count = fields});
}

static void
refusal_page(struct exchange *x)
{
	begin(x, WORD_FOREIGN_REFUSED, 0);
	page_button(x, ROUTE_LOGIN, WORD_GO_TO_LOGIN);
	page_end(x);
}

void
foreign_send_on(struct exchange *x)
{
	const char *to = request_get(&x->request, PARAM_URI);
	struct og_buf address;

	og_buf_init(&address, ADDRESS_MAX);
	if (kept_may_ask(x, to) == KEPT_OK && put_address(x, to, &address))
		page_send_on(x, og_buf_str(&address));
	else
		refusal_page(x);
	og_buf_clear(&address);
}

/* --- our page --- */

static void
ask(struct exchange *x, const char *to)
{
	struct og_buf form;
	enum kept_state state;
	size_t fields = 0;

	og_buf_init(&form, FORM_MAX);
	state = kept_ask(x, to, &form, &fields);
	if (state == KEPT_OK && og_buf_err(&form) == OG_OK) {
		begin(x, WORD_FOREIGN_ASK, fields);
		og_buf_puts(&x->response.body, og_buf_str(&form));
		page_end(x);
	} else {
		refusal_page(x);
	}
	og_buf_clear(&form);
}

static bool
is_of_late(const char *id)
{
	const int64_t now = og_clock_wall();
	int64_t when;

	return og_num_parse_signed(
		   id, strcspn(id, "."), now - LIFETIME, now, &when) == OG_OK;
}

/* Reads where the form was going.  False when no location has sent this one
 * here, a moment ago and from this site. */
static bool
read_address(const struct exchange *x, char *to, size_t size)
{
	const char *query = strchr(request_get(&x->request, PARAM_URI), '?');
	char id[ID_SIZE], token[OG_TOKEN_SIZE];
	struct og_buf bound;
	size_t len, token_len;
	bool ok;

	query = query != NULL ? query + 1 : "";
	len = strlen(query);
	if (form_query_find(query, len, "to", to, size, &token_len) != OG_OK ||
	    form_query_find(query, len, "id", id, sizeof(id), &token_len) !=
		OG_OK ||
	    form_query_find(
		query, len, "ok", token, sizeof(token), &token_len) != OG_OK)
		return false;
	og_buf_init(&bound, ADDRESS_MAX);
	put_bound(x, to, id, &bound);
	ok = og_buf_err(&bound) == OG_OK &&
	     og_token_form_check(&x->conf->ring, LABEL, bound.data, bound.len,
		 token, token_len) == OG_OK &&
	     is_of_late(id);
	og_buf_clear(&bound);
	return ok;
}

void
foreign_form(struct exchange *x)
{
	page_redirect(x, 303, x->conf->settings.default_page);
	exchange_finish(x);
}

void
foreign_submit(struct exchange *x)
{
	char to[ADDRESS_MAX];

	if (is_from_elsewhere(x) && read_address(x, to, sizeof(to))) {
		ask(x, to);
	} else {
		browser_tell_form(x, "origin",
		    "a form of another site that no location has sent on, or "
		    "too long ago");
		page_error(x, 403, WORD_BLOCKED_TITLE, WORD_BLOCKED_FORM);
	}
	exchange_finish(x);
}
