/* SPDX-License-Identifier: ISC */
/*
 * The signed texts that browsers carry.  Length first, then canonical form,
 * version, key and MAC; nothing inside is used before the MAC is right.
 * The text cannot choose an algorithm, and no token opens as another kind.
 */
#include "lib/rules/token.h"

#include <string.h>

#include "lib/base/be.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/random.h"

/*
 * Session cookies and pre-sessions share one layout: version (1 byte), key id
 * (4, big-endian), a number (8, big-endian), 16 random bytes, MAC (32).
 */
#define RANDOM_LEN 16
#define BODY_LEN (1 + 4 + 8 + RANDOM_LEN)
#define COOKIE_LEN (BODY_LEN + OG_MAC_LEN)
#define FORM_LEN (4 + OG_MAC_LEN)

struct kind {
	uint8_t version;
	enum og_purpose purpose; /* selects the subkey */
	const char *label;	 /* under the MAC */
};

static const struct kind kind_session = {0x01, OG_PURPOSE_SESSION, "session"};
static const struct kind kind_pre = {0x02, OG_PURPOSE_FORM, "pre"};
static const struct kind kind_device = {0x03, OG_PURPOSE_DEVICE, "device"};
static const struct kind kind_hop = {0x04, OG_PURPOSE_FORM, "hop"};

_Static_assert(OG_SESSION_SECRET_LEN == RANDOM_LEN, "cookie layout");
_Static_assert(OG_PRE_LEN == RANDOM_LEN, "cookie layout");
_Static_assert(OG_SECRET_LEN == RANDOM_LEN, "cookie layout");
_Static_assert(
    OG_BASE64URL_SIZE(COOKIE_LEN) <= OG_TOKEN_SIZE, "a token has room");

/* "held": where the keyed context is, or NULL; one that fails is not used
 * again. */
static enum og_err
cookie_mac(const struct og_key *key, struct evp_mac_ctx_st **held,
    const struct kind *kind, const char *host, const uint8_t body[BODY_LEN],
    uint8_t out[OG_MAC_LEN])
{
	const struct og_part parts[] = {
	    {host, strlen(host)},
	    {body, BODY_LEN},
	};

	if (held != NULL && *held != NULL) {
		if (og_mac_held(*held, kind->label, parts, 2, out) == OG_OK)
			return OG_OK;
		og_mac_key_free(held);
	}
	return og_mac(key->sub[kind->purpose], kind->label, parts, 2, out);
}

static enum og_err
cookie_new(const struct og_keyring *ring, const struct kind *kind,
    const char *host, uint64_t number, const uint8_t secret[RANDOM_LEN],
    char out[OG_TOKEN_SIZE])
{
	const struct og_key *key = og_keyring_newest(ring);
	uint8_t raw[COOKIE_LEN];
	enum og_err err;

	out[0] = '\0';
	if (key == NULL)
		return OG_ERR_KEY;
	raw[0] = kind->version;
	og_put_be(raw + 1, key->id, 4);
	og_put_be(raw + 5, number, 8);
	memcpy(raw + 13, secret, RANDOM_LEN);
	err = cookie_mac(key, NULL, kind, host, raw, raw + BODY_LEN);
	if (err == OG_OK)
		og_base64url_encode(raw, sizeof(raw), out);
	OG_WIPE_ARRAY(raw);
	return err;
}

static enum og_err
cookie_open(const struct og_keyring *ring, struct og_token_reader *r,
    const struct kind *kind, const char *host, const char *text, size_t len,
    uint64_t *number, uint8_t secret[RANDOM_LEN])
{
	struct evp_mac_ctx_st **held = NULL;
	const struct og_key *key;
	uint8_t raw[COOKIE_LEN], mac[OG_MAC_LEN];
	size_t raw_len;
	enum og_err err = OG_ERR_FORMAT;

	if (len != OG_BASE64URL_LEN(COOKIE_LEN))
		return OG_ERR_FORMAT;
	if (og_base64url_decode(text, len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != COOKIE_LEN || raw[0] != kind->version)
		goto out;
	key = og_keyring_signer(ring, (uint32_t)og_get_be(raw + 1, 4));
	if (kind == &kind_device) /* lives longer than what signs */
		key = og_keyring_find(ring, (uint32_t)og_get_be(raw + 1, 4));
	if (key != NULL && r != NULL)
		held = &r->session[key - ring->keys];
	if (key != NULL) {
		err = cookie_mac(key, held, kind, host, raw, mac);
		if (err != OG_OK)
			goto out;
		err = OG_ERR_CRYPTO;
		if (!og_equal_ct(mac, raw + BODY_LEN, OG_MAC_LEN))
			goto out;
	}
	err = OG_ERR_KEY;
	if (key == NULL && kind != &kind_device)
		goto out;
	*number = og_get_be(raw + 5, 8);
	memcpy(secret, raw + 13, RANDOM_LEN);
	err = key != NULL ? OG_OK : OG_ERR_KEY;
out:
	OG_WIPE_ARRAY(raw);
	OG_WIPE_ARRAY(mac);
	return err;
}

enum og_err
og_token_session_new(const struct og_keyring *ring, const char *host,
    const struct og_session_token *t, char out[OG_TOKEN_SIZE])
{
	return cookie_new(ring, &kind_session, host, t->user, t->secret, out);
}

void
og_token_reader_init(struct og_token_reader *r, const struct og_keyring *ring)
{
	memset(r, 0, sizeof(*r));
	for (size_t i = 0; i < ring->n; i++)
		(void)!og_mac_key_new(
		    ring->keys[i].sub[kind_session.purpose], &r->session[i]);
}

void
og_token_reader_clear(struct og_token_reader *r)
{
	for (size_t i = 0; i < OG_KEYS_MAX; i++)
		og_mac_key_free(&r->session[i]);
}

enum og_err
og_token_session_read(const struct og_keyring *ring, struct og_token_reader *r,
    const char *host, const char *text, size_t len, struct og_session_token *t)
{
	enum og_err err;

	err = cookie_open(
	    ring, r, &kind_session, host, text, len, &t->user, t->secret);
	if (err != OG_OK)
		OG_WIPE_OBJECT(t);
	return err;
}

enum og_err
og_token_session_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, struct og_session_token *t)
{
	return og_token_session_read(ring, NULL, host, text, len, t);
}

enum og_err
og_token_device_new(const struct og_keyring *ring, const char *host,
    const struct og_device_token *t, char out[OG_TOKEN_SIZE])
{
	return cookie_new(ring, &kind_device, host, t->user, t->secret, out);
}

enum og_err
og_token_device_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, struct og_device_token *t, bool *authentic)
{
	enum og_err err;

	err = cookie_open(
	    ring, NULL, &kind_device, host, text, len, &t->user, t->secret);
	*authentic = err == OG_OK;
	if (err == OG_ERR_KEY)
		return OG_OK;
	if (err != OG_OK)
		OG_WIPE_OBJECT(t);
	return err;
}

/* A text that is valid for a while and only says when it was made. */
static enum og_err
fresh_new(const struct og_keyring *ring, const struct kind *kind,
    const char *host, int64_t now, struct og_pre *pre, char out[OG_TOKEN_SIZE])
{
	enum og_err err;

	out[0] = '\0';
	pre->issued = now;
	err = og_random(pre->random, sizeof(pre->random));
	if (err == OG_OK)
		err = cookie_new(
		    ring, kind, host, (uint64_t)now, pre->random, out);
	if (err != OG_OK)
		OG_WIPE_OBJECT(pre);
	return err;
}

static enum og_err
fresh_open(const struct og_keyring *ring, const struct kind *kind,
    const char *host, const char *text, size_t len, int64_t now,
    struct og_pre *pre)
{
	enum og_err err;
	uint64_t issued = 0;

	err = cookie_open(
	    ring, NULL, kind, host, text, len, &issued, pre->random);
	pre->issued = (int64_t)issued;
	if (err == OG_OK &&
	    (pre->issued > now || pre->issued < now - OG_PRE_LIFETIME))
		err = OG_ERR_RANGE;
	if (err != OG_OK)
		OG_WIPE_OBJECT(pre);
	return err;
}

enum og_err
og_token_pre_new(const struct og_keyring *ring, const char *host, int64_t now,
    struct og_pre *pre, char out[OG_TOKEN_SIZE])
{
	return fresh_new(ring, &kind_pre, host, now, pre, out);
}

enum og_err
og_token_pre_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, int64_t now, struct og_pre *pre)
{
	return fresh_open(ring, &kind_pre, host, text, len, now, pre);
}

enum og_err
og_token_hop_new(const struct og_keyring *ring, const char *host, int64_t now,
    struct og_pre *hop, char out[OG_TOKEN_SIZE])
{
	return fresh_new(ring, &kind_hop, host, now, hop, out);
}

enum og_err
og_token_hop_renew(const struct og_keyring *ring, const char *host, int64_t now,
    struct og_pre *hop, char out[OG_TOKEN_SIZE])
{
	hop->issued = now;
	return cookie_new(
	    ring, &kind_hop, host, (uint64_t)now, hop->random, out);
}

enum og_err
og_token_hop_open(const struct og_keyring *ring, const char *host,
    const char *text, size_t len, int64_t now, struct og_pre *hop)
{
	return fresh_open(ring, &kind_hop, host, text, len, now, hop);
}

static enum og_err
form_mac(const struct og_key *key, const char *form, const void *bound,
    size_t len, uint8_t out[OG_MAC_LEN])
{
	const struct og_part parts[] = {
	    {form, strlen(form)},
	    {bound, len},
	};

	return og_mac(key->sub[OG_PURPOSE_FORM], "form", parts, 2, out);
}

enum og_err
og_token_form_new(const struct og_keyring *ring, const char *form,
    const void *bound, size_t len, char out[OG_TOKEN_SIZE])
{
	const struct og_key *key = og_keyring_newest(ring);
	uint8_t raw[FORM_LEN];
	enum og_err err;

	out[0] = '\0';
	if (key == NULL)
		return OG_ERR_KEY;
	og_put_be(raw, key->id, 4);
	err = form_mac(key, form, bound, len, raw + 4);
	if (err == OG_OK)
		og_base64url_encode(raw, sizeof(raw), out);
	OG_WIPE_ARRAY(raw);
	return err;
}

enum og_err
og_token_form_check(const struct og_keyring *ring, const char *form,
    const void *bound, size_t len, const char *text, size_t text_len)
{
	const struct og_key *key;
	uint8_t raw[FORM_LEN], mac[OG_MAC_LEN];
	size_t raw_len;
	enum og_err err = OG_ERR_FORMAT;

	if (text_len != OG_BASE64URL_LEN(FORM_LEN))
		return OG_ERR_FORMAT;
	if (og_base64url_decode(text, text_len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != FORM_LEN)
		goto out;
	err = OG_ERR_KEY;
	key = og_keyring_signer(ring, (uint32_t)og_get_be(raw, 4));
	if (key == NULL)
		goto out;
	err = OG_ERR_CRYPTO;
	if (form_mac(key, form, bound, len, mac) != OG_OK ||
	    !og_equal_ct(mac, raw + 4, OG_MAC_LEN))
		goto out;
	err = OG_OK;
out:
	OG_WIPE_ARRAY(raw);
	OG_WIPE_ARRAY(mac);
	return err;
}
