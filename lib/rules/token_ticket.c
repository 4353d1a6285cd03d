/* SPDX-License-Identifier: ISC */
/*
 * Tickets: a session on its way from the login host to another one, sealed so
 * that the browser that carries it cannot read or change it.  This file does
 * not ensure that one is used only once; the record keeps the last serial.
 */
#include <string.h>

#include "lib/base/be.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/seal.h"
#include "lib/rules/token.h"

/*
 * Layout: key id (4 bytes, big-endian), then sealed: version (1), user (8),
 * secret of the session (16), time of issue (8), serial (8).
 */
#define VERSION 0x01
#define KEY_ID_LEN 4
#define TEXT_LEN (1 + 8 + OG_SESSION_SECRET_LEN + 8 + 8)
#define TICKET_LEN (KEY_ID_LEN + TEXT_LEN + OG_SEAL_EXTRA)
#define AAD_LEN (OG_MAC_LEN + OG_BIND_LEN)

_Static_assert(
    OG_BASE64URL_SIZE(TICKET_LEN) <= OG_TOKEN_SIZE, "a ticket has room");
_Static_assert(OG_BASE64URL_LEN(OG_MAC_LEN) == OG_BIND_LEN, "length of a bind");

/* For which host and browser the ticket is, in a fixed length. */
static enum og_err
associated(const char *host, const char *bind, uint8_t aad[AAD_LEN])
{
	if (strlen(bind) != OG_BIND_LEN)
		return OG_ERR_FORMAT;
	memcpy(aad + OG_MAC_LEN, bind, OG_BIND_LEN);
	return og_sha256(host, strlen(host), aad);
}

enum og_err
og_token_bind(const struct og_pre *hop, char out[OG_BIND_LEN + 1])
{
	uint8_t digest[OG_MAC_LEN];
	enum og_err err;

	err = og_sha256(hop->random, sizeof(hop->random), digest);
	out[0] = '\0';
	if (err == OG_OK)
		og_base64url_encode(digest, sizeof(digest), out);
	return err;
}

bool
og_token_bind_is_valid(const char *bind)
{
	uint8_t digest[OG_MAC_LEN];
	size_t len;

	return strlen(bind) == OG_BIND_LEN &&
	       og_base64url_decode(
		   bind, OG_BIND_LEN, digest, sizeof(digest), &len) == OG_OK &&
	       len == OG_MAC_LEN;
}

enum og_err
og_token_ticket_new(const struct og_keyring *ring, const char *host,
    const char *bind, const struct og_ticket *t, char out[OG_TOKEN_SIZE])
{
	const struct og_key *key = og_keyring_newest(ring);
	uint8_t text[TEXT_LEN], raw[TICKET_LEN], aad[AAD_LEN], *p = text;
	enum og_err err;

	out[0] = '\0';
	if (key == NULL)
		return OG_ERR_KEY;
	*p++ = VERSION;
	p = og_put_be(p, t->session.user, 8);
	memcpy(p, t->session.secret, OG_SESSION_SECRET_LEN);
	p = og_put_be(p + OG_SESSION_SECRET_LEN, (uint64_t)t->issued, 8);
	(void)og_put_be(p, t->serial, 8);
	og_put_be(raw, key->id, KEY_ID_LEN);
	err = associated(host, bind, aad);
	if (err == OG_OK)
		err = og_seal(key->sub[OG_PURPOSE_TICKET], aad, sizeof(aad),
		    text, sizeof(text), raw + KEY_ID_LEN);
	if (err == OG_OK)
		og_base64url_encode(raw, sizeof(raw), out);
	OG_WIPE_ARRAY(text);
	OG_WIPE_ARRAY(raw);
	return err;
}

/* What was sealed; after a failure *t is partly filled in. */
static enum og_err
read_text(const uint8_t text[TEXT_LEN], int64_t now, struct og_ticket *t)
{
	const uint8_t *p = text;

	if (*p++ != VERSION)
		return OG_ERR_FORMAT;
	t->session.user = og_get_be(p, 8);
	p += 8;
	memcpy(t->session.secret, p, OG_SESSION_SECRET_LEN);
	p += OG_SESSION_SECRET_LEN;
	t->issued = (int64_t)og_get_be(p, 8);
	t->serial = og_get_be(p + 8, 8);
	if (t->issued < now - OG_TICKET_LIFETIME ||
	    t->issued > now + OG_TICKET_SLACK)
		return OG_ERR_RANGE;
	return OG_OK;
}

enum og_err
og_token_ticket_open(const struct og_keyring *ring, const char *host,
    const char *bind, const char *text, size_t len, int64_t now,
    struct og_ticket *t)
{
	uint8_t raw[TICKET_LEN], plain[TEXT_LEN], aad[AAD_LEN];
	const struct og_key *key;
	enum og_err err = OG_ERR_FORMAT;
	size_t raw_len;

	memset(plain, 0, sizeof(plain));
	if (len != OG_BASE64URL_LEN(TICKET_LEN) ||
	    og_base64url_decode(text, len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != TICKET_LEN)
		goto out;
	err = OG_ERR_KEY;
	key = og_keyring_signer(ring, (uint32_t)og_get_be(raw, KEY_ID_LEN));
	if (key == NULL)
		goto out;
	err = associated(host, bind, aad);
	if (err == OG_OK)
		err = og_unseal(key->sub[OG_PURPOSE_TICKET], aad, sizeof(aad),
		    raw + KEY_ID_LEN, TICKET_LEN - KEY_ID_LEN, plain);
	if (err == OG_OK)
		err = read_text(plain, now, t);
out:
	if (err != OG_OK)
		OG_WIPE_OBJECT(t);
	OG_WIPE_ARRAY(raw);
	OG_WIPE_ARRAY(plain);
	return err;
}
