// SPDX-License-Identifier: ISC
/*
 * Seals forms, opens them, and turns them into hidden inputs.  What a browser
 * would send differently from what it once sent is refused, never mended.
 * Knows nothing of requests, and does not judge who may have a form back.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fcgi/web/form.h"
#include "fcgi/web/html.h"
#include "fcgi/web/kept_form.h"
#include "lib/base/be.h"
#include "lib/base/text.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/seal.h"

/*
 * The text is base64url of: version (1 byte), key id (4, big-endian), seal.
 * Sealed: user (8), time (8), length of the method (1), of the target (2),
 * method, target, body.  Bound: the label, version and key id, the host.
 */
#define VERSION 0x01
#define LABEL "otpgate kept form"
#define KEY_LEN 5 /* version and key id */
#define HEAD_LEN 19
#define HOST_AT (sizeof(LABEL) + KEY_LEN)
#define BOUND_MAX (HOST_AT + OG_HOST_MAX)

/* Writes what the seal is bound to and returns its length; 0 when the host is
 * too long to be one. */
static size_t
bound_to(const uint8_t key[KEY_LEN], const char *host, uint8_t out[BOUND_MAX])
{
	const size_t len = strnlen(host, OG_HOST_MAX + 1);

	if (len > OG_HOST_MAX)
		return 0;
	memcpy(out, LABEL, sizeof(LABEL));
	memcpy(out + sizeof(LABEL), key, KEY_LEN);
	memcpy(out + HOST_AT, host, len);
	return HOST_AT + len;
}

/* --- sealing --- */

static size_t
plain_len(const struct kept_form *f)
{
	return HEAD_LEN + strlen(f->method) + strlen(f->target) + f->len;
}

/* Writes plain_len bytes. */
static void
pack(const struct kept_form *f, uint8_t *out)
{
	const size_t method = strlen(f->method), target = strlen(f->target);

	og_put_be(out, f->user, 8);
	og_put_be(out + 8, (uint64_t)f->when, 8);
	og_put_be(out + 16, method, 1);
	og_put_be(out + 17, target, 2);
	memcpy(out + HEAD_LEN, f->method, method);
	memcpy(out + HEAD_LEN + method, f->target, target);
	if (f->len > 0)
		memcpy(out + HEAD_LEN + method + target, f->body, f->len);
}

/* Appends the base64url text of "len" bytes. */
static enum og_err
put_base64url(struct og_buf *out, const uint8_t *raw, size_t len)
{
	char *text = malloc(OG_BASE64URL_SIZE(len));

	if (text == NULL)
		return OG_ERR_NOMEM;
	og_base64url_encode(raw, len, text);
	og_buf_put(out, text, OG_BASE64URL_LEN(len));
	free(text);
	return og_buf_err(out);
}

enum og_err
kept_form_seal(const struct og_keyring *ring, const char *host,
    const struct kept_form *f, struct og_buf *out)
{
	const struct og_key *key = og_keyring_newest(ring);
	const size_t len = plain_len(f);
	uint8_t bound[BOUND_MAX], *plain = NULL, *raw = NULL;
	enum og_err err = OG_ERR_NOMEM;
	size_t bound_len;

	if (key == NULL)
		return OG_ERR_KEY;
	plain = malloc(len);
	raw = malloc(KEY_LEN + len + OG_SEAL_EXTRA);
	if (plain == NULL || raw == NULL)
		goto out;
	pack(f, plain);
	raw[0] = VERSION;
	og_put_be(raw + 1, key->id, 4);
	err = OG_ERR_RANGE;
	bound_len = bound_to(raw, host, bound);
	if (bound_len == 0)
		goto out;
	err = og_seal(key->sub[OG_PURPOSE_KEPT], bound, bound_len, plain, len,
	    raw + KEY_LEN);
	if (err == OG_OK)
		err = put_base64url(out, raw, KEY_LEN + len + OG_SEAL_EXTRA);
out:
	if (plain != NULL)
		og_wipe(plain, len);
	free(plain);
	free(raw);
	return err;
}

/* --- opening --- */

/* Takes the opened bytes in "f" apart. */
static enum og_err
unpack(struct kept_form *f)
{
	const uint8_t *in = (const uint8_t *)f->opened;
	size_t method, target;

	if (f->opened_len < HEAD_LEN)
		return OG_ERR_FORMAT;
	f->user = og_get_be(in, 8);
	f->when = (int64_t)og_get_be(in + 8, 8);
	method = (size_t)og_get_be(in + 16, 1);
	target = (size_t)og_get_be(in + 17, 2);
	if (method > KEPT_METHOD_MAX || target > REDIRECT_MAX ||
	    f->opened_len < HEAD_LEN + method + target)
		return OG_ERR_FORMAT;
	memcpy(f->method, in + HEAD_LEN, method);
	memcpy(f->target, in + HEAD_LEN + method, target);
	f->body = f->opened + HEAD_LEN + method + target;
	f->len = f->opened_len - HEAD_LEN - method - target;
	return strlen(f->method) == method && strlen(f->target) == target
		   ? OG_OK
		   : OG_ERR_FORMAT;
}

/* Opens the "len" bytes at "raw" into f->opened. */
static enum og_err
unseal(const struct og_keyring *ring, const char *host, const uint8_t *raw,
    size_t len, struct kept_form *f)
{
	uint8_t bound[BOUND_MAX];
	const struct og_key *key;
	size_t bound_len;

	if (len < KEY_LEN + HEAD_LEN + OG_SEAL_EXTRA || raw[0] != VERSION)
		return OG_ERR_FORMAT;
	key = og_keyring_signer(ring, (uint32_t)og_get_be(raw + 1, 4));
	if (key == NULL)
		return OG_ERR_KEY;
	bound_len = bound_to(raw, host, bound);
	if (bound_len == 0)
		return OG_ERR_CRYPTO;
	f->opened_len = len - KEY_LEN - OG_SEAL_EXTRA;
	f->opened = malloc(f->opened_len);
	if (f->opened == NULL)
		return OG_ERR_NOMEM;
	return og_unseal(key->sub[OG_PURPOSE_KEPT], bound, bound_len,
	    raw + KEY_LEN, len - KEY_LEN, f->opened);
}

enum og_err
kept_form_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, size_t body_max, struct kept_form *f)
{
	const size_t most = KEY_LEN + OG_SEAL_EXTRA + HEAD_LEN +
			    KEPT_METHOD_MAX + REDIRECT_MAX + body_max;
	enum og_err err;
	uint8_t *raw;
	size_t raw_len;

	memset(f, 0, sizeof(*f));
	if (len > OG_BASE64URL_LEN(most))
		return OG_ERR_RANGE;
	raw = malloc(len + 1);
	if (raw == NULL)
		return OG_ERR_NOMEM;
	err = og_base64url_decode(text, len, raw, len + 1, &raw_len);
	if (err == OG_OK)
		err = unseal(ring, host, raw, raw_len, f);
	if (err == OG_OK)
		err = unpack(f);
	if (err == OG_OK && f->len > body_max)
		err = OG_ERR_RANGE;
	free(raw);
	if (err != OG_OK)
		kept_form_clear(f);
	return err;
}

void
kept_form_clear(struct kept_form *f)
{
	if (f->opened != NULL)
		og_wipe(f->opened, f->opened_len);
	free(f->opened);
	OG_WIPE_OBJECT(f);
}

/* --- hidden inputs --- */

/*
 * True when a browser sends the text of a hidden input as it stands: line ends
 * become CR LF, other control characters do not survive a page, and bytes that
 * are no UTF-8 become question marks.
 */
static bool
comes_back(const char *s, size_t len)
{
	if (og_text_length(s, len) < 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n')
			i++;
		else if (((unsigned char)s[i] < 0x20 && s[i] != '\t') ||
			 s[i] == 0x7f)
			return false;
	}
	return true;
}

/* Decodes to "out" with a NUL.  "out" has room for "len" bytes and that. */
static enum og_err
take(const char *in, size_t len, char *out, size_t *out_len)
{
	enum og_err err;

	for (size_t i = 0; i < len; i++)
		if (in[i] < 0x21 || in[i] > 0x7e)
			return OG_ERR_FORMAT;
	err = form_decode(in, len, out, len, out_len);
	if (err != OG_OK)
		return err;
	out[*out_len] = '\0';
	return comes_back(out, *out_len) ? OG_OK : OG_ERR_FORMAT;
}

/* Names that browsers treat in their own way: "_charset_" they fill in with
 * the encoding of the page, "isindex" in front was once sent without name. */
static bool
is_odd(const char *name, const char *value, bool first)
{
	if (strcasecmp(name, "_charset_") == 0)
		return strcmp(value, "UTF-8") != 0;
	return first && strcasecmp(name, "isindex") == 0;
}

/* Appends the input of one piece, "len" bytes at "piece"; "scratch" has room
 * for two more. */
static enum og_err
put_input(struct og_buf *out, const char *piece, size_t len, char *scratch,
    bool first)
{
	const char *equals = memchr(piece, '=', len);
	size_t name_len, value_len;
	char *value;
	enum og_err err;

	if (equals == NULL || equals == piece)
		return OG_ERR_FORMAT;
	err = take(piece, (size_t)(equals - piece), scratch, &name_len);
	if (err != OG_OK)
		return err;
	value = scratch + name_len + 1;
	err = take(
	    equals + 1, (size_t)(piece + len - equals - 1), value, &value_len);
	if (err != OG_OK)
		return err;
	if (is_odd(scratch, value, first))
		return OG_ERR_FORMAT;
	og_buf_puts(out, "<input type=\"hidden\" name=\"");
	html_attr(out, scratch);
	og_buf_puts(out, "\" value=\"");
	html_attr(out, value);
	og_buf_puts(out, "\">\n");
	return og_buf_err(out);
}

static enum og_err
put_inputs(struct og_buf *out, const char *body, size_t len, char *scratch,
    size_t *fields)
{
	const char *p = body, *end = body + len, *stop;
	enum og_err err;

	/* a form without fields has an empty body and not one empty piece */
	while (len > 0) {
		stop = memchr(p, '&', (size_t)(end - p));
		if (stop == NULL)
			stop = end;
		if (*fields == KEPT_FIELDS_MAX)
			return OG_ERR_RANGE;
		err = put_input(
		    out, p, (size_t)(stop - p), scratch, *fields == 0);
		if (err != OG_OK)
			return err;
		(*fields)++;
		if (stop == end)
			break;
		p = stop + 1;
	}
	return OG_OK;
}

enum og_err
kept_form_inputs(
    const char *body, size_t len, struct og_buf *out, size_t *fields)
{
	char *scratch = malloc(len + 2);
	struct og_buf b;
	enum og_err err;

	*fields = 0;
	if (scratch == NULL)
		return OG_ERR_NOMEM;
	og_buf_init(&b, KEPT_INPUTS_MAX);
	err = put_inputs(&b, body, len, scratch, fields);
	if (err == OG_OK) {
		og_buf_put(out, og_buf_str(&b), b.len);
		err = og_buf_err(out);
	}
	og_buf_clear(&b);
	og_wipe(scratch, len + 2);
	free(scratch);
	if (err != OG_OK)
		*fields = 0;
	return err;
}
