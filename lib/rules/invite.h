/* SPDX-License-Identifier: ISC */
/*
 * Invitations: a link by which a user gets an authenticator without an
 * administrator seeing its secret.  Pure changes of a record.
 *
 * A link works once: the change that makes the authenticator ends the
 * invitation, and of two such changes a compare-and-set lets one through.  The
 * record holds a digest, so nobody makes a link of a copy of the database.  The
 * secret of the authenticator belongs to the invitation: whoever opens the link
 * again sees the same one.  It is made of the link, of the record and of a key,
 * is stored nowhere before it is proven, and cannot be made again afterwards.
 */
#ifndef OTPGATE_RULES_INVITE_H
#define OTPGATE_RULES_INVITE_H

#include "lib/codes/otpauth.h"
#include "lib/crypto/keyring.h"
#include "lib/record/user.h"

#define OG_INVITE_SIZE 33	   /* a token as text and its NUL */
#define OG_INVITE_TRIES 20	   /* wrong codes that end one */
#define OG_INVITE_LIFE_MIN 60	   /* seconds */
#define OG_INVITE_LIFE_MAX 2592000 /* 30 days */
#define OG_INVITE_LIFE_DEFAULT 86400

/* What the token of a link says. */
struct og_invite_token {
	uint64_t user; /* immutable id: it tells nobody a name */
	uint8_t secret[OG_SECRET_LEN];
};

/* Writes the token: base64url of both. */
void
og_invite_format(const struct og_invite_token *t, char out[OG_INVITE_SIZE]);

/* Reads the "len" bytes at "text", which has one spelling.  OG_OK, or
 * OG_ERR_FORMAT with *t wiped. */
enum og_err og_invite_parse(
    const char *text, size_t len, struct og_invite_token *t) OG_MUST_CHECK;

/*
 * Gives "u" an invitation with the secret of "t" (random; t->user is set here)
 * from "now" for "life" seconds, in the place of one that there is; "replace":
 * the authenticators that "u" has then give way to the new one.  OG_OK;
 * OG_ERR_RANGE ("life", or no room for another authenticator), OG_ERR_KEY,
 * OG_ERR_IO, OG_ERR_NOMEM with *u unchanged.
 */
enum og_err og_invite_add(struct og_user *u, const struct og_keyring *ring,
    struct og_invite_token *t, int64_t now, int64_t life,
    bool replace) OG_MUST_CHECK;

/* Takes it back.  True when there was one, ended or not. */
bool og_invite_drop(struct og_user *u);

/* True while the invitation of "u" can be used by whoever has its link: there
 * is one, it has not expired, was not tried too often, and "u" is not
 * disabled. */
bool og_invite_is_open(const struct og_user *u, int64_t now);

/* The same, and "t" is the token of its link. */
bool og_invite_is_for(
    const struct og_user *u, const struct og_invite_token *t, int64_t now);

/*
 * Fills *p for showing the new authenticator to its owner; the caller clears
 * it.  "t" must be the token of the invitation of "u".  OG_OK; OG_ERR_RANGE
 * ("issuer"), OG_ERR_KEY (its key has left the ring), OG_ERR_NOMEM with *p
 * wiped.
 */
enum og_err og_invite_otpauth(const struct og_user *u,
    const struct og_invite_token *t, const struct og_keyring *ring,
    const char *issuer, struct og_otpauth *p) OG_MUST_CHECK;

/* What became of a code. */
enum og_invite_result {
	OG_INVITE_OVER = 0, /* the link is not good (any more) */
	OG_INVITE_WRONG,    /* it was charged: *u has changed */
	OG_INVITE_FULL,	    /* no room for another authenticator */
	OG_INVITE_FAILED,   /* see *err: nothing was judged */
	OG_INVITE_DONE	    /* the authenticator is there, the link is used */
};

/*
 * Judges "code" (canonical) for whoever has the token "t", "window" steps
 * around "now".  OG_INVITE_DONE: "u" has an active authenticator with *id,
 * past that code; with "replace" all others are gone, and with them the
 * sessions that they proved; the invitation is ended.  Only OG_INVITE_WRONG and
 * OG_INVITE_DONE change *u.  Nobody is told before that is stored.
 */
enum og_invite_result
og_invite_confirm(struct og_user *u, const struct og_invite_token *t,
    const struct og_keyring *ring, const char *code, unsigned window,
    int64_t now, uint32_t *id, enum og_err *err) OG_MUST_CHECK;

#endif
