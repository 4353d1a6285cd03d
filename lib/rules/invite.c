/* SPDX-License-Identifier: ISC */
/*
 * Invitations in the record.  Stores nothing and asks no clock.  Must not put
 * the secret of a link, or what is made of it, into the record before a code
 * has proven it.
 */
#include "lib/rules/invite.h"

#include <string.h>

#include "lib/base/be.h"
#include "lib/base/wipe.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/random.h"
#include "lib/record/session.h"
#include "lib/rules/firstcode.h"
#include "lib/rules/ways.h"

#define DIGEST_LABEL "otpgate invite"
#define SEED_LABEL "seed"
#define USER_LEN 8
#define TOKEN_LEN (USER_LEN + OG_SECRET_LEN)

_Static_assert(
    OG_BASE64URL_SIZE(TOKEN_LEN) == OG_INVITE_SIZE, "length of a token");
_Static_assert(OG_SEED_NEW <= OG_MAC_LEN, "a seed is a part of a MAC");

void
og_invite_format(const struct og_invite_token *t, char out[OG_INVITE_SIZE])
{
	uint8_t raw[TOKEN_LEN];

	og_put_be(raw, t->user, USER_LEN);
	memcpy(raw + USER_LEN, t->secret, OG_SECRET_LEN);
	og_base64url_encode(raw, sizeof(raw), out);
	OG_WIPE_ARRAY(raw);
}

enum og_err
og_invite_parse(const char *text, size_t len, struct og_invite_token *t)
{
	uint8_t raw[TOKEN_LEN];
	enum og_err err = OG_ERR_FORMAT;
	size_t raw_len;

	OG_WIPE_OBJECT(t);
	if (len != OG_BASE64URL_LEN(TOKEN_LEN) ||
	    og_base64url_decode(text, len, raw, sizeof(raw), &raw_len) !=
		OG_OK ||
	    raw_len != TOKEN_LEN)
		goto out;
	t->user = og_get_be(raw, USER_LEN);
	memcpy(t->secret, raw + USER_LEN, OG_SECRET_LEN);
	err = OG_OK;
out:
	OG_WIPE_ARRAY(raw);
	return err;
}

enum og_err
og_invite_add(struct og_user *u, const struct og_keyring *ring,
    struct og_invite_token *t, int64_t now, int64_t life, bool replace)
{
	const struct og_key *key = og_keyring_newest(ring);
	struct og_invite i = {.created = now > 0 ? now : 1};
	enum og_err err;

	if (life < OG_INVITE_LIFE_MIN || life > OG_INVITE_LIFE_MAX ||
	    (!replace && u->n_authenticators >= OG_AUTHENTICATORS_MAX))
		return OG_ERR_RANGE;
	if (key == NULL)
		return OG_ERR_KEY;
	err = og_random(i.salt, sizeof(i.salt));
	if (err == OG_OK)
		err = og_secret_digest(DIGEST_LABEL, t->secret, i.digest);
	if (err != OG_OK)
		return err;
	i.expires = i.created + life;
	i.key_id = key->id;
	i.replace = replace;
	t->user = u->id;
	u->invite = i;
	return OG_OK;
}

bool
og_invite_drop(struct og_user *u)
{
	const bool was = u->invite.created != 0;

	OG_WIPE_OBJECT(&u->invite);
	return was;
}

bool
og_invite_is_open(const struct og_user *u, int64_t now)
{
	const struct og_invite *i = &u->invite;

	return i->created != 0 && now < i->expires &&
	       i->failures < OG_INVITE_TRIES && !u->disabled;
}

bool
og_invite_is_for(
    const struct og_user *u, const struct og_invite_token *t, int64_t now)
{
	uint8_t digest[OG_DIGEST_LEN];

	return og_secret_digest(DIGEST_LABEL, t->secret, digest) == OG_OK &&
	       og_equal_ct(digest, u->invite.digest, OG_DIGEST_LEN) &&
	       t->user == u->id && og_invite_is_open(u, now);
}

/* The seed that the link shows, of OG_SEED_NEW bytes. */
static enum og_err
make_seed(const struct og_user *u, const struct og_invite_token *t,
    const struct og_keyring *ring, uint8_t seed[OG_SEED_NEW])
{
	const struct og_key *key = og_keyring_find(ring, u->invite.key_id);
	uint8_t id[USER_LEN], mac[OG_MAC_LEN];
	const struct og_part parts[] = {
	    {id, sizeof(id)},
	    {u->invite.salt, sizeof(u->invite.salt)},
	    {t->secret, sizeof(t->secret)},
	};
	enum og_err err;

	if (key == NULL)
		return OG_ERR_KEY;
	og_put_be(id, u->id, USER_LEN);
	err = og_mac(key->sub[OG_PURPOSE_INVITE], SEED_LABEL, parts, 3, mac);
	if (err == OG_OK)
		memcpy(seed, mac, OG_SEED_NEW);
	OG_WIPE_ARRAY(mac);
	return err;
}

enum og_err
og_invite_otpauth(const struct og_user *u, const struct og_invite_token *t,
    const struct og_keyring *ring, const char *issuer, struct og_otpauth *p)
{
	uint8_t seed[OG_SEED_NEW];
	enum og_err err;

	memset(p, 0, sizeof(*p));
	err = make_seed(u, t, ring, seed);
	if (err == OG_OK)
		err = og_firstcode_otpauth(u, seed, issuer, p);
	OG_WIPE_ARRAY(seed);
	return err;
}

/* The authenticator itself, at "step"; "u" is a copy of the record. */
static enum og_err
add_proven(struct og_user *u, const uint8_t *seed,
    const struct og_keyring *ring, uint64_t step, int64_t now, uint32_t *id)
{
	enum og_err err;

	if (u->invite.replace)
		(void)og_ways_clear(u, NULL);
	err = og_firstcode_add(u, seed, "", ring, step, now, id);
	if (err == OG_OK)
		(void)og_invite_drop(u);
	return err;
}

/* Only a record that has all of it takes the place of *u. */
static enum og_err
take_over(struct og_user *u, const uint8_t *seed, const struct og_keyring *ring,
    uint64_t step, int64_t now, uint32_t *id)
{
	struct og_user next;
	enum og_err err;

	og_user_reset(&next);
	og_user_copy(&next, u);
	err = add_proven(&next, seed, ring, step, now, id);
	if (err == OG_OK)
		og_user_copy(u, &next);
	og_user_clear(&next);
	return err;
}

enum og_invite_result
og_invite_confirm(struct og_user *u, const struct og_invite_token *t,
    const struct og_keyring *ring, const char *code, unsigned window,
    int64_t now, uint32_t *id, enum og_err *err)
{
	enum og_invite_result result = OG_INVITE_FAILED;
	uint8_t seed[OG_SEED_NEW];
	uint64_t step = 0;

	*id = 0;
	*err = OG_OK;
	if (!og_invite_is_for(u, t, now))
		return OG_INVITE_OVER;
	if (!u->invite.replace && u->n_authenticators >= OG_AUTHENTICATORS_MAX)
		return OG_INVITE_FULL;
	*err = make_seed(u, t, ring, seed);
	if (*err != OG_OK)
		goto out;
	*err = og_firstcode_find(seed, code, window, now, &step);
	if (*err == OG_OK)
		*err = take_over(u, seed, ring, step, now, id);
	if (*err == OG_OK) {
		result = OG_INVITE_DONE;
	} else if (*err == OG_ERR_NOTFOUND) {
		u->invite.failures++;
		*err = OG_OK;
		result = OG_INVITE_WRONG;
	}
out:
	OG_WIPE_ARRAY(seed);
	return result;
}
