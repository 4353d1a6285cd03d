/* SPDX-License-Identifier: ISC */
/*
 * Bearer tokens for programs: their text, and their place in a record.  Does
 * not judge what one permits (bearer_scope.c does), ask the time, or store.
 */
#include "lib/record/bearer.h"

#include <string.h>
#include <strings.h>

#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/record/session.h"

#define SCHEME "Bearer"
#define MARK_LEN (sizeof(OG_BEARER_MARK) - 1)
#define USER_LEN 8
#define RAW_LEN (USER_LEN + OG_SECRET_LEN) /* no bits are left over */

_Static_assert(MARK_LEN + OG_BASE64URL_SIZE(RAW_LEN) <= OG_BEARER_SIZE,
    "a token has room");

void
og_bearer_format(const struct og_bearer_token *t, char out[OG_BEARER_SIZE])
{
	uint8_t raw[RAW_LEN];
	uint64_t user = t->user;
	size_t i;

	for (i = USER_LEN; i-- > 0; user >>= 8)
		raw[i] = (uint8_t)(user & 0xff);
	memcpy(raw + USER_LEN, t->secret, OG_SECRET_LEN);
	memcpy(out, OG_BEARER_MARK, MARK_LEN);
	og_base64url_encode(raw, sizeof(raw), out + MARK_LEN);
	OG_WIPE_ARRAY(raw);
}

/* Skips the scheme and the blanks after it; false for another one. */
static bool
skip_scheme(const char **s, size_t *len)
{
	const size_t n = sizeof(SCHEME) - 1;

	if (*len <= n || strncasecmp(*s, SCHEME, n) != 0 || (*s)[n] != ' ')
		return false;
	*s += n;
	*len -= n;
	while (*len > 0 && **s == ' ') {
		(*s)++;
		(*len)--;
	}
	return true;
}

enum og_err
og_bearer_parse(const char *header, size_t len, struct og_bearer_token *t)
{
	uint8_t raw[RAW_LEN];
	size_t i, raw_len = 0;
	enum og_err err = OG_ERR_NOTFOUND;

	memset(raw, 0, sizeof(raw));
	memset(t, 0, sizeof(*t));
	if (!skip_scheme(&header, &len) || len < MARK_LEN ||
	    memcmp(header, OG_BEARER_MARK, MARK_LEN) != 0)
		goto out;
	header += MARK_LEN;
	len -= MARK_LEN;
	err = OG_ERR_FORMAT;
	if (len != OG_BASE64URL_LEN(RAW_LEN) ||
	    og_base64url_decode(header, len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != RAW_LEN)
		goto out;
	for (i = 0; i < USER_LEN; i++)
		t->user = t->user << 8 | raw[i];
	memcpy(t->secret, raw + USER_LEN, OG_SECRET_LEN);
	err = OG_OK;
out:
	OG_WIPE_ARRAY(raw);
	return err;
}

enum og_err
og_bearer_digest(
    const uint8_t secret[OG_SECRET_LEN], uint8_t digest[OG_DIGEST_LEN])
{
	return og_secret_digest("otpgate bearer", secret, digest);
}

struct og_bearer *
og_bearer_find(struct og_user *u, const uint8_t digest[OG_DIGEST_LEN])
{
	struct og_bearer *found = NULL;
	size_t i;

	/* all are compared, whichever it is */
	for (i = 0; i < u->n_bearers; i++)
		if (og_equal_ct(u->bearers[i].digest, digest, OG_DIGEST_LEN))
			found = &u->bearers[i];
	return found;
}

struct og_bearer *
og_bearer_get(struct og_user *u, uint32_t id)
{
	size_t i;

	for (i = 0; i < u->n_bearers; i++)
		if (u->bearers[i].id == id)
			return &u->bearers[i];
	return NULL;
}

bool
og_bearer_drop(struct og_user *u, uint32_t id)
{
	struct og_bearer *b = og_bearer_get(u, id);
	size_t i;

	if (b == NULL)
		return false;
	i = (size_t)(b - u->bearers);
	u->n_bearers--;
	memmove(&u->bearers[i], &u->bearers[i + 1],
	    (u->n_bearers - i) * sizeof(u->bearers[0]));
	return true;
}
