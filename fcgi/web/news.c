// SPDX-License-Identifier: ISC
/*
 * Seals what is told after a login, and opens it.  Does not say it, and decides
 * nothing by it.
 */
#include "fcgi/web/news.h"

#include <string.h>

#include "lib/base/be.h"
#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"

#define VERSION 0x01
#define KEY_ID_LEN 4
#define SLACK 2 /* seconds it may be from the future */
#define AAD_LEN (OG_MAC_LEN + OG_DIGEST_LEN)

enum { FLAG_RECOVERY = 1, FLAG_FEW = 2, FLAG_CHANGED = 4 };

/* For which host and session it is, in a fixed length. */
static enum og_err
associated(
    const char *host, const uint8_t id[OG_DIGEST_LEN], uint8_t aad[AAD_LEN])
{
	memcpy(aad + OG_MAC_LEN, id, OG_DIGEST_LEN);
	return og_sha256(host, strlen(host), aad);
}

static void
pack(const struct news *n, uint8_t plain[NEWS_PLAIN_LEN])
{
	uint8_t *p = plain;

	memset(plain, 0, NEWS_PLAIN_LEN);
	*p++ = VERSION;
	p = og_put_be(p, (uint64_t)n->when, 8);
	p = og_put_be(p, n->elsewhere, 4);
	p = og_put_be(p, n->own, 4);
	p = og_put_be(p, (uint64_t)n->failed_at, 8);
	*p++ = (uint8_t)((n->recovery ? FLAG_RECOVERY : 0) |
			 (n->few ? FLAG_FEW : 0) |
			 (n->changed ? FLAG_CHANGED : 0));
	*p++ = n->left;
	p = og_put_be(p, (uint64_t)n->before, 8);
	*p++ = (uint8_t)n->place;
	memcpy(p, n->browser, strnlen(n->browser, OG_DEVICE_AGENT_MAX));
}

/* After a failure *n is partly filled in. */
static enum og_err
unpack(const uint8_t plain[NEWS_PLAIN_LEN], int64_t now, struct news *n)
{
	const uint8_t *p = plain;

	memset(n, 0, sizeof(*n));
	if (p[0] != VERSION || p[35] >= NEWS_PLACES)
		return OG_ERR_FORMAT;
	n->when = (int64_t)og_get_be(p + 1, 8);
	n->elsewhere = (uint32_t)og_get_be(p + 9, 4);
	n->own = (uint32_t)og_get_be(p + 13, 4);
	n->failed_at = (int64_t)og_get_be(p + 17, 8);
	n->recovery = (p[25] & FLAG_RECOVERY) != 0;
	n->few = (p[25] & FLAG_FEW) != 0;
	n->changed = (p[25] & FLAG_CHANGED) != 0;
	n->left = p[26];
	n->before = (int64_t)og_get_be(p + 27, 8);
	n->place = (enum news_place)p[35];
	memcpy(n->browser, p + 36, OG_DEVICE_AGENT_MAX);
	if (n->when > now + SLACK || n->when <= now - NEWS_LIFE)
		return OG_ERR_RANGE;
	return OG_OK;
}

enum og_err
news_seal(const struct og_keyring *ring, const char *host,
    const uint8_t id[OG_DIGEST_LEN], const struct news *n,
    char out[NEWS_TEXT_SIZE])
{
	const struct og_key *key = og_keyring_newest(ring);
	uint8_t plain[NEWS_PLAIN_LEN], raw[NEWS_RAW_LEN], aad[AAD_LEN];
	enum og_err err;

	out[0] = '\0';
	if (key == NULL)
		return OG_ERR_KEY;
	pack(n, plain);
	og_put_be(raw, key->id, KEY_ID_LEN);
	err = associated(host, id, aad);
	if (err == OG_OK)
		err = og_seal(key->sub[OG_PURPOSE_NEWS], aad, sizeof(aad),
		    plain, sizeof(plain), raw + KEY_ID_LEN);
	if (err == OG_OK)
		og_base64url_encode(raw, sizeof(raw), out);
	OG_WIPE_ARRAY(plain);
	return err;
}

enum og_err
news_open(const struct og_keyring *ring, const char *host,
    const uint8_t id[OG_DIGEST_LEN], const char *text, size_t len, int64_t now,
    struct news *n)
{
	uint8_t raw[NEWS_RAW_LEN], plain[NEWS_PLAIN_LEN], aad[AAD_LEN];
	enum og_err err = OG_ERR_FORMAT;
	const struct og_key *key;
	size_t raw_len;

	if (len != OG_BASE64URL_LEN(NEWS_RAW_LEN) ||
	    og_base64url_decode(text, len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != NEWS_RAW_LEN)
		goto out;
	err = OG_ERR_KEY;
	key = og_keyring_signer(ring, (uint32_t)og_get_be(raw, KEY_ID_LEN));
	if (key == NULL)
		goto out;
	err = associated(host, id, aad);
	if (err == OG_OK)
		err = og_unseal(key->sub[OG_PURPOSE_NEWS], aad, sizeof(aad),
		    raw + KEY_ID_LEN, NEWS_RAW_LEN - KEY_ID_LEN, plain);
	if (err == OG_OK)
		err = unpack(plain, now, n);
	OG_WIPE_ARRAY(plain);
out:
	if (err != OG_OK)
		OG_WIPE_OBJECT(n);
	return err;
}
