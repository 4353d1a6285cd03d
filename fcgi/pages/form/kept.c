// SPDX-License-Identifier: ISC
/*
 * Keeps a form that was refused for the time of a login, in the login page
 * itself: nothing stays on this side.  It reads no body before everything else
 * about the request is right, and shows no value of a form to anybody but the
 * user who sent it.
 */
#include "fcgi/pages/form/kept.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/web/browser.h"
#include "fcgi/web/form.h"
#include "fcgi/web/html.h"
#include "fcgi/web/kept_form.h"
#include "fcgi/web/language.h"
#include "lib/base/clock.h"
#include "lib/base/path.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"

#define AHEAD_MAX 60   /* seconds that the clock may have gone back */
#define TEXT_MAX 57344 /* characters of a sealed form */
#define ID_LEN 16      /* bytes that tell one from all others */
#define METHOD "POST"

/* Bodies that are on their way.  They come as slowly as the client likes, so
 * only a part of the workers may wait for them. */
static atomic_uint reading;

/* --- sealing --- */

/* A path on this host that a form may be sent to. */
static bool
is_target(const char *target)
{
	return *target == '/' &&
	       redirect_is_safe(target, strlen(target), NULL, 0);
}

/* Judges everything but the body.  The session is over as a rule, and its
 * cookie alone says whose form it is. */
static enum kept_state
judge(const struct exchange *x, uint64_t *user)
{
	const struct request *rq = &x->request;
	struct og_session_token t;

	if (strcmp(request_get(rq, PARAM_METHOD), METHOD) != 0 ||
	    !browser_wants_page(x))
		return KEPT_NONE;
	if (!form_is_type(request_get(rq, PARAM_CONTENT_TYPE)))
		return KEPT_FILES;
	if (*request_get(rq, PARAM_ORIGIN) == '\0' ||
	    !browser_is_same_origin(x) || !browser_session(x, &t))
		return KEPT_FOREIGN;
	*user = t.user;
	OG_WIPE_OBJECT(&t);
	return is_target(request_get(rq, PARAM_URI)) ? KEPT_OK : KEPT_BAD;
}

/* It is the application's, and kept as it is: form_request.h is for forms of
 * ours. */
static enum kept_state
read_body(struct exchange *x, char **body, size_t *len)
{
	enum og_err err = OG_ERR_BUSY;

	if (atomic_fetch_add(&reading, 1) < (x->conf->settings.workers + 1) / 2)
		err = exchange_body(x, KEPT_BODY_MAX, body, len);
	atomic_fetch_sub(&reading, 1);
	exchange_body_done(x);
	if (err == OG_OK)
		return KEPT_OK;
	return err == OG_ERR_RANGE ? KEPT_TOO_LARGE : KEPT_BAD;
}

/* True when the form could be shown again; else it is not worth keeping. */
static bool
is_showable(const char *body, size_t len)
{
	struct og_buf b;
	size_t fields;
	bool ok;

	og_buf_init(&b, KEPT_INPUTS_MAX);
	ok = kept_form_inputs(body, len, &b, &fields) == OG_OK;
	og_buf_clear(&b);
	return ok;
}

/* Seals "body" as it is; NULL when that fails. */
static char *
seal(const struct exchange *x, uint64_t user, const char *body, size_t len)
{
	struct kept_form f = {.user = user,
	    .when = og_clock_wall(),
	    .method = METHOD,
	    .body = body,
	    .len = len};
	const char *target = request_get(&x->request, PARAM_URI);
	char *text = NULL;
	struct og_buf b;

	og_buf_init(&b, TEXT_MAX);
	memcpy(f.target, target, strlen(target) + 1); /* is_target */
	if (kept_form_seal(&x->conf->ring, request_get(&x->request, PARAM_HOST),
		&f, &b) == OG_OK)
		text = strdup(og_buf_str(&b));
	og_buf_clear(&b);
	kept_form_clear(&f);
	return text;
}

enum kept_state
kept_seal(struct exchange *x, char **text)
{
	enum kept_state state;
	char *body = NULL;
	uint64_t user = 0;
	size_t len = 0;

	*text = NULL;
	state = judge(x, &user);
	if (state == KEPT_OK)
		state = read_body(x, &body, &len);
	if (state == KEPT_OK && is_showable(body, len))
		*text = seal(x, user, body, len);
	if (state == KEPT_OK && *text == NULL)
		state = KEPT_BAD;
	if (state == KEPT_OK)
		metrics_count(&x->gate->metrics, METRICS_KEPT);
	if (body != NULL)
		og_wipe(body, len);
	free(body);
	return state;
}

/* The seal has random bytes, so no two texts are alike. */
void
kept_put_id(struct og_buf *out, const char *text)
{
	char id[OG_BASE64URL_SIZE(ID_LEN)];
	uint8_t digest[OG_MAC_LEN];

	if (og_sha256(text, strlen(text), digest) != OG_OK)
		return;
	og_base64url_encode(digest, ID_LEN, id);
	og_buf_printf(out, "?form=%s", id);
}

/* --- asking --- */

static void
put_form_begin(struct og_buf *out, const char *target)
{
	og_buf_puts(out, "<form method=\"post\" accept-charset=\"utf-8\" "
			 "action=\"");
	html_attr(out, target);
	og_buf_puts(out, "\">\n");
}

static void
put_form_end(struct exchange *x, struct og_buf *out, const char *inputs)
{
	og_buf_puts(out, inputs);
	og_buf_puts(out, "<button type=\"submit\">");
	html_words(out, language_of(x), WORD_CONTINUE, NULL);
	og_buf_puts(out, "</button>\n</form>\n");
}

/* The path must be read alike by everybody: the location that permits this was
 * chosen by one reading of it. */
enum kept_state
kept_may_ask(const struct exchange *x, const char *uri)
{
	if (!form_is_type(request_get(&x->request, PARAM_CONTENT_TYPE)))
		return KEPT_FILES;
	return is_target(uri) && og_path_is_clean(uri, strcspn(uri, "?"))
		   ? KEPT_OK
		   : KEPT_BAD;
}

enum kept_state
kept_ask(
    struct exchange *x, const char *uri, struct og_buf *out, size_t *fields)
{
	enum kept_state state = kept_may_ask(x, uri);
	struct og_buf inputs;
	char *body = NULL;
	size_t len = 0;

	og_buf_init(&inputs, KEPT_INPUTS_MAX);
	if (state == KEPT_OK)
		state = read_body(x, &body, &len);
	if (state == KEPT_OK &&
	    kept_form_inputs(body, len, &inputs, fields) != OG_OK)
		state = KEPT_BAD;
	if (state == KEPT_OK) {
		put_form_begin(out, uri);
		put_form_end(x, out, og_buf_str(&inputs));
	}
	if (body != NULL)
		og_wipe(body, len);
	free(body);
	og_buf_clear(&inputs);
	return state;
}

/* --- offering --- */

static bool
is_too_old(const struct kept_form *f)
{
	const int64_t now = og_clock_wall();

	return f->when > now + AHEAD_MAX || f->when < now - KEPT_LIFETIME;
}

static void
put_offer(struct exchange *x, struct og_buf *out, const struct kept_form *f,
    const char *inputs, size_t fields)
{
	put_form_begin(out, f->target);
	og_buf_puts(out, "<p>");
	html_words(out, language_of(x), WORD_KEPT_OFFER,
	    &(struct words_args){.count = fields});
	og_buf_puts(out, "</p>\n");
	put_form_end(x, out, inputs);
}

enum kept_state
kept_offer(struct exchange *x, const char *text, size_t len, uint64_t user,
    struct og_buf *out)
{
	enum kept_state state = KEPT_BAD;
	struct kept_form f;
	struct og_buf inputs;
	size_t fields;

	if (len == 0)
		return KEPT_NONE;
	og_buf_init(&inputs, KEPT_INPUTS_MAX);
	if (kept_form_open(&x->conf->ring, request_get(&x->request, PARAM_HOST),
		text, len, KEPT_BODY_MAX, &f) != OG_OK)
		goto out;
	if (f.user != user) {
		state = KEPT_OTHER_USER;
	} else if (is_too_old(&f)) {
		state = KEPT_EXPIRED;
	} else if (strcmp(f.method, METHOD) == 0 && is_target(f.target) &&
		   kept_form_inputs(f.body, f.len, &inputs, &fields) == OG_OK) {
		put_offer(x, out, &f, og_buf_str(&inputs), fields);
		state = KEPT_OK;
	}
out:
	kept_form_clear(&f);
	og_buf_clear(&inputs);
	return state;
}

enum word
kept_explain(enum kept_state state)
{
	switch (state) {
	case KEPT_OK:
	case KEPT_NONE:
		break;
	case KEPT_TOO_LARGE:
		return WORD_KEPT_TOO_LARGE;
	case KEPT_FILES:
		return WORD_KEPT_FILES;
	case KEPT_FOREIGN:
		return WORD_KEPT_FOREIGN;
	case KEPT_EXPIRED:
		return WORD_KEPT_EXPIRED;
	case KEPT_OTHER_USER:
		return WORD_KEPT_OTHER_USER;
	case KEPT_BAD:
		return WORD_KEPT_BAD;
	}
	return WORD_NONE;
}
